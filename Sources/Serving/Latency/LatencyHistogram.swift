/// Percentiles of many positive numbers in fixed memory, without sorting.
///
/// A value falls into a bucket by its exponent and the first eight bits of its mantissa, so a bucket is at most 1/256
/// wide, relative to its values. A percentile is interpolated inside its bucket and off by less than that. Adding takes
/// a shift and an increment. Values below 2⁻³² count as zero, those above 2³² as 2³².
public struct LatencyHistogram: Hashable, Sendable {
  /// The largest relative error of a percentile.
  public static let relativeError = 1.0 / 256
  private static let mantissaBits: UInt64 = 8
  private static let smallest = 0x1p-32
  private static let largest = 0x1p32
  private static let firstBucket = Int(smallest.bitPattern >> (52 - mantissaBits))
  private static let bucketCount = 64 << Int(mantissaBits)

  private var counts: [Int]
  private var lowest = Int.max
  private var highest = -1
  private var zeros = 0
  public private(set) var count = 0
  public private(set) var sum = 0.0
  public private(set) var maximum = 0.0

  public init() {
    counts = Array(repeating: 0, count: LatencyHistogram.bucketCount)
  }

  /// The arithmetic mean, exact up to rounding; 0 of nothing.
  public var mean: Double { count == 0 ? 0 : sum / Double(count) }

  /// Adds a value, `weight` times.
  @inline(__always)
  public mutating func add(_ value: Double, weight: Int = 1) {
    count += weight
    sum += value * Double(weight)
    maximum = max(maximum, value)
    guard value >= LatencyHistogram.smallest else {
      zeros += weight
      return
    }
    let bucket = min(
      Int(truncatingIfNeeded: value.bitPattern >> (52 - LatencyHistogram.mantissaBits)) - LatencyHistogram.firstBucket,
      LatencyHistogram.bucketCount - 1)
    counts[bucket] += weight
    lowest = min(lowest, bucket)
    highest = max(highest, bucket)
  }

  /// The value that a share of all values does not exceed; 0 of nothing.
  public func percentile(_ share: Double) -> Double {
    let rank = share * Double(count)
    var below = Double(zeros)
    guard count > 0, rank > below, highest >= lowest else { return 0 }
    for bucket in lowest...highest where counts[bucket] > 0 {
      let here = Double(counts[bucket])
      if below + here >= rank {
        let low = LatencyHistogram.edge(bucket)
        let high = min(LatencyHistogram.edge(bucket + 1), maximum)
        return low + (high - low) * (rank - below) / here
      }
      below += here
    }
    return maximum
  }

  /// Forgets all values.
  public mutating func removeAll() {
    if highest >= lowest { for bucket in lowest...highest { counts[bucket] = 0 } }
    (lowest, highest, zeros, count, sum, maximum) = (.max, -1, 0, 0, 0, 0)
  }

  private static func edge(_ bucket: Int) -> Double {
    Double(bitPattern: UInt64(bucket + firstBucket) << (52 - mantissaBits))
  }
}
