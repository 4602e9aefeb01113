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
    let fits = CrossValidation.traits.reduce(3) { $0 + Set(scored.map($1.value)).count }
    var done = 0.0
    func tell(_ what: String) {
      done += 1
      progress(what, done / Double(fits))
    }
    let thirds = Validation.heldOut(runs) { tell("third \($0)") }
    var left: [Validation.Trait: [Validation.Row]] = [:]
    for trait in CrossValidation.traits {
      left[trait] = Validation.leavingOut(trait, runs) { tell("without \($0)") }.rows
    }
    self.init(heldOut: thirds.rows, leftOut: left, scored: scored)
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

extension Validation {
  /// The scored rows, each third predicted with factors that were fitted to the other two.
  ///
  /// - Parameter progress: told how many of the three fits are done.
  public static func heldOut(
    _ runs: [PublishedRun], from start: Factors = .prior, progress: (Int) -> Void = { _ in }
  ) -> Validation {
    var rows: [Row] = []
    for third in 0..<3 {
      rows += Validation.rows(runs, from: start) { $0.third == third }
      progress(third + 1)
    }
    return Validation(rows: rows)
  }

  /// The scored rows, those of each value of a trait predicted with factors fitted to all others.
  public static func leavingOut(
    _ trait: Trait, _ runs: [PublishedRun], from start: Factors = .prior, progress: (String) -> Void = { _ in }
  ) -> Validation {
    var rows: [Row] = []
    for value in Set(runs.filter(\.isScored).map(trait.value)).sorted() {
      rows += Validation.rows(runs, from: start) { trait.value($0) == value }
      progress(value)
    }
    return Validation(rows: rows)
  }

  private static func rows(
    _ runs: [PublishedRun], from start: Factors, leavingOut isOut: (PublishedRun) -> Bool
  ) -> [Row] {
    let factors = Fit.factors(to: runs.filter { !isOut($0) }, from: start)
    return Validation(runs.filter { isOut($0) && $0.isScored }, factors).rows
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
