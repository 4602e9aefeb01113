import Foundation

/// How far predictions are from measurements.
public struct Validation: Equatable, Sendable {
  /// One measured row and what the model says about its throughput.
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
    /// The logarithm of predicted over measured.
    var logError: Double { log(predicted / measured) }

    /// - Parameters:
    ///   - half: the band's half-width, in the logarithm.
    ///   - bound: what no machine exceeds.
    public init(_ run: PublishedRun, predicted: TokensPerSecond, half: Double, bound: TokensPerSecond? = nil) {
      self.run = run
      self.predicted = predicted
      low = predicted * exp(-half)
      high = predicted * exp(half)
      if let bound, bound < high { high = bound }
    }
  }

  /// A row that was given and cannot be predicted.
  public struct Omission: Hashable, Sendable, Identifiable {
    public var id: String
    /// `no measured throughput`.
    public var why: String

    public init(id: String, why: String) {
      self.id = id
      self.why = why
    }
  }

  public var rows: [Row]
  /// Times to the first token and between tokens, of rows that publish them.
  public var latencies: [Latency]
  public var omissions: [Omission]
  /// Rows that were given and could not be predicted.
  public var skipped: Int { omissions.count }

  /// Predicts every row of a steady load, and every batch that runs alone; open loops are left to simulations.
  public init(_ runs: [PublishedRun], _ factors: Factors, _ bands: Bands = Bands()) {
    rows = []
    latencies = []
    omissions = []
    for run in runs { add(run, factors, bands) }
  }

  private mutating func add(_ run: PublishedRun, _ factors: Factors, _ bands: Bands) {
    guard run.hasLengths else { return omit(run, "no length of prompts or answers") }
    guard run.kind != .openLoop else { return omit(run, "an open loop takes a simulation") }
    guard let predicted = run.prediction(factors) else {
      return omit(run, run.concurrency == nil ? "no number of requests in flight" : "no finite prediction")
    }
    let before = (rows.count, latencies.count)
    if let rate = run.rate, rate > .zero {
      rows.append(Row(run, predicted: predicted.rate, half: bands.halfWidth(run), bound: predicted.bound))
    }
    // In a closed loop a first token waits for the prompts that came with it, which the closed form leaves out.
    if run.kind != .closedLoop { add(.meanTTFT, run.ttft.mean, predicted.ttft, run) }
    add(.meanTPOT, run.tpot.mean, predicted.tpot, run)
    if before == (rows.count, latencies.count) { omit(run, "nothing measured that is predicted") }
  }

  private mutating func add(_ figure: Latency.Figure, _ measured: Seconds?, _ predicted: Seconds, _ run: PublishedRun) {
    guard let measured, measured > .zero else { return }
    latencies.append(Latency(run, figure, measured: measured, predicted: predicted))
  }

  private mutating func omit(_ run: PublishedRun, _ why: String) {
    omissions.append(Omission(id: run.id, why: why))
  }

  /// Rows that were predicted elsewhere.
  public init(rows: [Row], latencies: [Latency] = [], omissions: [Omission] = []) {
    self.rows = rows
    self.latencies = latencies
    self.omissions = omissions
  }

  public var overall: Summary? { Summary("all", rows) }
  /// Of the rows that were checked and whose set-up is known, steady loads alone: what the documents state.
  public var headline: Summary? { Summary("headline rows", rows.filter(\.run.isScored)) }

  /// Errors by a trait, the worst median first.
  public func by(_ trait: Trait) -> [Summary] {
    Dictionary(grouping: rows) { trait.value($0.run) }
      .compactMap { Summary($0.key, $0.value) }
      .sorted { ($0.median, $1.name) > ($1.median, $0.name) }
  }

  /// Rows with the largest errors first.
  public var worst: [Row] { rows.sorted { (abs($0.logError), $1.id) > (abs($1.logError), $0.id) } }
}

extension Validation {
  /// By which trait rows are grouped.
  public enum Trait: String, Hashable, Sendable, CaseIterable {
    case gpu, model, engine, campaign, family
    case kind

    public func value(_ run: PublishedRun) -> String {
      switch self {
      case .gpu: run.deployment.accelerator.id
      case .model: run.deployment.model.id
      case .engine: run.deployment.engine.rawValue
      case .campaign: run.group
      case .family: ChipFamily(run.deployment.accelerator).rawValue
      case .kind: run.deployment.model.isMixtureOfExperts ? "mixture of experts" : "dense"
      }
    }
  }

  /// A time that was measured, and what the model says about it.
  public struct Latency: Equatable, Sendable {
    public enum Figure: String, Sendable, CaseIterable {
      case meanTTFT = "ttft_mean_ms"
      case medianTTFT = "ttft_p50_ms"
      case p99TTFT = "ttft_p99_ms"
      case meanTPOT = "tpot_mean_ms"
      case medianTPOT = "tpot_p50_ms"
      case p99TPOT = "tpot_p99_ms"
    }

    public var run: PublishedRun
    public var figure: Figure
    public var measured: Seconds
    public var predicted: Seconds
    public var id: String { run.id }
    /// Predicted over measured, less one.
    public var error: Double { predicted / measured - 1 }

    public init(_ run: PublishedRun, _ figure: Figure, measured: Seconds, predicted: Seconds) {
      self.run = run
      self.figure = figure
      self.measured = measured
      self.predicted = predicted
    }
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
      guard let errors = ErrorSpread(rows.map(\.error)) else { return nil }
      self.name = name
      (count, mean, median, p90, bias) = (rows.count, errors.mean, errors.median, errors.p90, errors.bias)
      coverage = Double(rows.count(where: \.isInBand)) / Double(rows.count)
    }
  }

  /// Errors of one kind of time.
  public struct LatencySummary: Equatable, Sendable, Identifiable {
    public var figure: Latency.Figure
    public var count: Int
    /// Of absolute relative errors.
    public var mean: Double
    public var median: Double
    public var p90: Double
    /// The median of signed errors: positive where the model is too slow.
    public var bias: Double
    public var id: String { figure.rawValue }

    init?(_ figure: Latency.Figure, _ rows: [Latency]) {
      guard let errors = ErrorSpread(rows.map(\.error)) else { return nil }
      self.figure = figure
      (count, mean, median, p90, bias) = (rows.count, errors.mean, errors.median, errors.p90, errors.bias)
    }
  }

  /// Errors of each kind of time.
  public var latencySummaries: [LatencySummary] {
    Latency.Figure.allCases.compactMap { figure in
      LatencySummary(figure, latencies.filter { $0.figure == figure })
    }
  }
}

/// How relative errors spread.
private struct ErrorSpread {
  var mean: Double
  var median: Double
  var p90: Double
  var bias: Double

  /// Nil of no errors.
  init?(_ errors: [Double]) {
    guard !errors.isEmpty else { return nil }
    let absolute = errors.map(abs).sorted()
    mean = absolute.reduce(0, +) / Double(errors.count)
    median = Validation.quantile(0.5, absolute)
    p90 = Validation.quantile(0.9, absolute)
    bias = Validation.quantile(0.5, errors.sorted())
  }
}

extension Validation {
  /// A quantile of sorted values, straight lines between; 0 of none.
  public static func quantile(_ share: Double, _ sorted: [Double]) -> Double {
    guard let last = sorted.last else { return 0 }
    let place = share * Double(sorted.count - 1)
    let below = Int(place)
    guard below + 1 < sorted.count else { return last }
    return sorted[below] + (sorted[below + 1] - sorted[below]) * (place - Double(below))
  }
}
