import Foundation

/// How far predictions are from measurements.
public struct Validation: Equatable, Sendable {
  /// One measured row and what the model says about it.
  public struct Row: Equatable, Sendable, Identifiable {
    public var run: PublishedRun
    public var predicted: TokensPerSecond
    /// The range in which nine of ten measurements should lie.
    public var low: TokensPerSecond
    public var high: TokensPerSecond
    public var id: String { run.id }
    public var measured: TokensPerSecond { run.rate ?? .zero }
    /// Predicted over measured, less one.
    public var error: Double { predicted / measured - 1 }
    public var isInBand: Bool { measured >= low && measured <= high }
  }

  /// Errors of rows that belong together.
  public struct Summary: Equatable, Sendable, Identifiable {
    public var name: String
    public var count: Int
    /// Of absolute relative errors.
    public var mean: Double
    public var median: Double
    public var p90: Double
    /// The median of signed errors: positive where the model promises too much.
    public var bias: Double
    /// The share of rows within the 90 % band.
    public var coverage: Double
    public var id: String { name }

    /// Nil of no rows.
    public init?(_ name: String, _ rows: [Row]) {
      guard !rows.isEmpty else { return nil }
      let errors = rows.map(\.error)
      let absolute = errors.map(abs).sorted()
      self.name = name
      count = rows.count
      mean = absolute.reduce(0, +) / Double(count)
      median = Validation.quantile(0.5, absolute)
      p90 = Validation.quantile(0.9, absolute)
      bias = Validation.quantile(0.5, errors.sorted())
      coverage = Double(rows.count(where: \.isInBand)) / Double(count)
    }
  }

  /// By which trait rows are grouped.
  public enum Trait: String, Sendable, CaseIterable {
    case gpu, model, engine, campaign
    case kind

    public func value(_ run: PublishedRun) -> String {
      switch self {
      case .gpu: run.deployment.accelerator.id
      case .model: run.deployment.model.id
      case .engine: run.deployment.engine.rawValue
      case .campaign: run.group
      case .kind: run.deployment.model.isMixtureOfExperts ? "mixture of experts" : "dense"
      }
    }
  }

  public var rows: [Row]
  /// Rows that were given and could not be predicted.
  public var skipped: Int

  /// Predicts every row of a steady load that has a measured throughput.
  public init(_ runs: [PublishedRun], _ factors: Factors) {
    rows = runs.compactMap { run in
      guard let rate = run.rate, rate > .zero, let predicted = run.prediction(factors) else { return nil }
      let band = Validation.band(run)
      return Row(
        run: run, predicted: predicted.rate, low: predicted.rate * exp(-band),
        high: min(predicted.rate * exp(band), predicted.bound))
    }
    skipped = runs.count - rows.count
  }

  init(rows: [Row], skipped: Int) {
    self.rows = rows
    self.skipped = skipped
  }

  public var overall: Summary? { Summary("all", rows) }

  /// Errors by a trait, the worst median first.
  public func by(_ trait: Trait) -> [Summary] {
    Dictionary(grouping: rows) { trait.value($0.run) }
      .compactMap { Summary($0.key, $0.value) }
      .sorted { ($0.median, $1.name) > ($1.median, $0.name) }
  }

  static func quantile(_ share: Double, _ sorted: [Double]) -> Double {
    guard let last = sorted.last else { return 0 }
    let place = share * Double(sorted.count - 1)
    let below = Int(place)
    guard below + 1 < sorted.count else { return last }
    return sorted[below] + (sorted[below + 1] - sorted[below]) * (place - Double(below))
  }
}

extension Validation {
  /// The logarithm of the ratio that nine of ten measurements stay within, as held-out rows showed.
  ///
  /// Two traits decide: dense models are predicted twice as well as mixtures of experts, and offline runs, whose settings
  /// are unknown, half as well as closed loops.
  static func band(_ run: PublishedRun) -> Double {
    switch (run.deployment.model.isMixtureOfExperts, run.kind) {
    case (false, .closedLoop): 0.11
    case (false, _): 0.2
    case (true, .closedLoop): 0.2
    case (true, _): 0.33
    }
  }

  /// The headline rows of a set, each third predicted with factors that were fitted to the other two.
  ///
  /// - Parameter progress: told how many of the three fits are done.
  public static func heldOut(
    _ runs: [PublishedRun], from start: Factors, progress: (Int) -> Void = { _ in }
  ) -> Validation {
    var rows: [Row] = []
    for third in 0..<3 {
      let rest = runs.filter { $0.third != third }
      let factors = Fit.factors(to: rest, from: start)
      rows += Validation(runs.filter { $0.third == third && $0.weight == 1 }, factors).rows
      progress(third + 1)
    }
    return Validation(rows: rows, skipped: 0)
  }

  /// The headline rows of a set, those of each value of a trait predicted with factors fitted to all others.
  public static func leavingOut(
    _ trait: Trait, _ runs: [PublishedRun], from start: Factors, progress: (String) -> Void = { _ in }
  ) -> Validation {
    var rows: [Row] = []
    for value in Set(runs.filter { $0.weight == 1 }.map(trait.value)).sorted() {
      let factors = Fit.factors(to: runs.filter { trait.value($0) != value }, from: start)
      rows += Validation(runs.filter { trait.value($0) == value && $0.weight == 1 }, factors).rows
      progress(value)
    }
    return Validation(rows: rows, skipped: 0)
  }
}

extension PublishedRun {
  /// Into which third the row falls: by its name, so that the split does not depend on the order of rows (FNV-1a).
  var third: Int {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in id.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
    return Int(hash % 3)
  }
}
