/// Finds texts that are nearly equal to one seen before.
///
/// Two texts are near when the sets of their runs of eight words overlap by a share (Jaccard). Candidates come from
/// MinHash signatures cut into bands (Broder, 1997), then the share itself is counted: a find is never an estimate,
/// while a pair just above the threshold is missed about three times in a thousand.
public struct NearDuplicates: Sendable {
  /// The share of common runs from which on two texts count as near.
  public let threshold: Double
  private var known: [[UInt64]] = []
  private var bands: [UInt64: [Int]] = [:]

  private static let bandCount = 8
  private static let rowsPerBand = 3
  /// The length of a run in words.
  public static let runLength = 8

  /// Nothing is known at first.
  public init(threshold: Double = 0.8) {
    self.threshold = threshold
  }

  /// Takes a text in, unless it is near to one taken in before, whose number is then given.
  public mutating func insert(_ text: String) -> Int? {
    let runs = Array(Set(WordRuns.runs(WordRuns.words(text), of: NearDuplicates.runLength))).sorted()
    guard !runs.isEmpty else { return nil }
    let keys = NearDuplicates.keys(runs)
    var candidates: [Int] = []
    for key in keys { candidates += bands[key] ?? [] }
    for candidate in Set(candidates).sorted() where share(runs, known[candidate]) >= threshold { return candidate }
    for key in keys { bands[key, default: []].append(known.count) }
    known.append(runs)
    return nil
  }

  /// The bands of the signature: each is the hash of some minima.
  private static func keys(_ runs: [UInt64]) -> [UInt64] {
    (0..<bandCount).map { band in
      var key = UInt64(band)
      for row in 0..<rowsPerBand {
        let salt = StableHash.stirred(UInt64(band * rowsPerBand + row) &+ 1)
        var least = UInt64.max
        for run in runs { least = min(least, StableHash.stirred(run ^ salt)) }
        key = StableHash.stirred(key &+ least)
      }
      return key
    }
  }

  /// What two sorted lists have in common, over all that they have.
  private func share(_ a: [UInt64], _ b: [UInt64]) -> Double {
    var (i, j, common) = (0, 0, 0)
    while i < a.count, j < b.count {
      if a[i] == b[j] {
        common += 1
        i += 1
        j += 1
      } else if a[i] < b[j] {
        i += 1
      } else {
        j += 1
      }
    }
    return Double(common) / Double(a.count + b.count - common)
  }
}
