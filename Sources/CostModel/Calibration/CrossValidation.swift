/// How well rows are predicted by factors that were fitted without them.
///
/// Every fit begins at the priors, so that nothing of the left-out rows leaks into it. Predicted are the scored rows;
/// left out are all of a group, those that count little too.
public struct CrossValidation: Equatable, Sendable {
  /// Each third predicted from the other two; rows are split by their names.
  public var heldOut: Validation
  /// Each value of a trait predicted from all others.
  public var leftOut: [Validation.Trait: Validation]
  /// From these errors.
  public var bands: Bands
  /// The share of held-out rows within bands whose widths come from the other half of them.
  public var coverage: Double

  /// The traits that are left out, one value after the other.
  public static let traits: [Validation.Trait] = [.model, .gpu, .family, .campaign]

  /// Refits some thirty times, a few seconds each.
  ///
  /// - Parameter progress: told what is done, and what share.
  public init(_ runs: [PublishedRun], progress: (String, Double) -> Void = { _, _ in }) {
    let scored = runs.filter(\.isScored)
    let values = CrossValidation.traits.map { trait in Set(scored.map(trait.value)).sorted() }
    let total = Double(3 + values.reduce(0) { $0 + $1.count })
    var done = 0.0
    func tell(_ what: String) {
      done += 1
      progress(what, done / total)
    }
    var thirds: [Validation.Row] = []
    for third in 0..<3 {
      thirds += CrossValidation.rows(runs) { $0.third == third }
      tell("third \(third + 1)")
    }
    var left: [Validation.Trait: [Validation.Row]] = [:]
    for (trait, names) in zip(CrossValidation.traits, values) {
      for name in names {
        left[trait, default: []] += CrossValidation.rows(runs) { trait.value($0) == name }
        tell("without \(name)")
      }
    }
    self.init(heldOut: thirds, leftOut: left, scored: scored)
  }

  /// - Parameter scored: the rows of the fit.
  init(heldOut: [Validation.Row], leftOut: [Validation.Trait: [Validation.Row]], scored: [PublishedRun]) {
    var bands = Bands(classes: Bands.classes(heldOut))
    for trait in [Validation.Trait.model, .gpu, .family] {
      bands.unseen[trait] = leftOut[trait].flatMap { Bands.width($0.map(\.logError)) }
      for run in scored { bands.seen[trait, default: [:]][trait.value(run), default: 0] += 1 }
    }
    self.bands = bands
    self.heldOut = CrossValidation.banded(heldOut, bands)
    self.leftOut = leftOut.reduce(into: [:]) { found, entry in
      var unseen = bands
      unseen.seen[entry.key] = nil
      found[entry.key] = CrossValidation.banded(entry.value, unseen)
    }
    coverage = CrossValidation.coverage(heldOut)
  }

  /// The scored rows that are left out, predicted with factors fitted to the others.
  private static func rows(_ runs: [PublishedRun], leavingOut isOut: (PublishedRun) -> Bool) -> [Validation.Row] {
    let factors = Fit.factors(to: runs.filter { !isOut($0) })
    return Validation(runs.filter { isOut($0) && $0.isScored }, factors).rows
  }

  private static func banded(_ rows: [Validation.Row], _ bands: Bands) -> Validation {
    Validation(rows: rows.map { Validation.Row($0.run, predicted: $0.predicted, half: bands.halfWidth($0.run)) })
  }

  /// Rows are halved by their names; the widths of each half are tried on the other.
  static func coverage(_ rows: [Validation.Row]) -> Double {
    var hits = 0
    for half in 0..<2 {
      let bands = Bands(classes: Bands.classes(rows.filter { $0.run.half != half }))
      hits += banded(rows.filter { $0.run.half == half }, bands).rows.count(where: \.isInBand)
    }
    return Double(hits) / Double(max(rows.count, 1))
  }
}

extension PublishedRun {
  /// Into which third the row falls: by its name, so that the split does not depend on the order of rows.
  public var third: Int { Int(nameHash % 3) }
  /// The same for halves.
  public var half: Int { Int((nameHash >> 32) % 2) }

  /// FNV-1a.
  private var nameHash: UInt64 {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in id.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
    return hash
  }
}
