/// What came out of a run.
public struct ExperimentResult: Equatable, Sendable {
  /// A number with its name.
  public struct Figure: Equatable, Sendable {
    public var id: String
    public var label: String
    public var value: Double
    /// Empty for a pure number; `%` for shares, whose values are then percentages.
    public var unit: String
    /// The least and the most of repeated runs, or of what they might have been; nil where nothing was repeated.
    public var spread: ClosedRange<Double>?
    /// Where the value should lie, if there is a reason to expect it somewhere.
    public var expected: Expectation?
    /// Whether it hangs on how busy the machine is.
    public var isTiming: Bool

    public init(
      _ id: String, _ label: String, _ value: Double, unit: String = "", spread: ClosedRange<Double>? = nil,
      expected: Expectation? = nil, isTiming: Bool = false
    ) {
      self.id = id
      self.label = label
      self.value = value
      self.unit = unit
      self.spread = spread
      self.expected = expected
      self.isTiming = isTiming
    }

    /// Nil where nothing is expected.
    public var isAsExpected: Bool? { expected.map { $0.range.contains(value) } }
  }

  /// Where a figure should lie.
  public struct Expectation: Equatable, Sendable {
    public var range: ClosedRange<Double>
    /// What it comes from: a formula, a paper.
    public var reason: String

    public init(_ range: ClosedRange<Double>, _ reason: String) {
      self.range = range
      self.reason = reason
    }
  }

  /// Rows of a sweep.
  public struct Table: Equatable, Sendable {
    public var title: String
    public var columns: [String]
    public var rows: [[Cell]]
    /// Whether it holds figures that hang on how busy the machine is.
    public var isTiming: Bool

    public init(_ title: String, columns: [String], rows: [[Cell]] = [], isTiming: Bool = false) {
      self.title = title
      self.columns = columns
      self.rows = rows
      self.isTiming = isTiming
    }
  }

  /// A place in a table.
  public enum Cell: Equatable, Sendable, CustomStringConvertible {
    case text(String)
    case number(Double)
    case none

    public var description: String {
      switch self {
      case .text(let text): text
      case .number(let value): Numeral.text(value)
      case .none: "–"
      }
    }
  }

  public var figures: [Figure]
  public var tables: [Table]
  /// The right names, for predictions that are choices; by their ids.
  public var choices: [String: String]
  /// What was seen.
  public var sentences: [String]
  /// What must not be read before predictions that are asked afterwards.
  public var solution: [String]
  /// The same formula with the numbers of a data centre.
  public var scaleUp: String
  public var settings: ExperimentSettings
  public var seed: UInt64
  public var threads: Int
  public var machine: String?
  /// Programs that wanted to run for each core before the run began.
  public var load: Double?

  /// Above so many programs for each core a run was not alone: its times say little.
  public static let mostLoad = 1.0

  /// A result without figures yet, of a run with these settings in these surroundings.
  public init(_ settings: ExperimentSettings, _ environment: ExperimentEnvironment) {
    figures = []
    tables = []
    choices = [:]
    sentences = []
    solution = []
    scaleUp = ""
    self.settings = settings
    seed = environment.seed
    threads = environment.threads
    machine = environment.machine
    load = environment.load
  }

  /// Whether other programs took so much of the machine that times are not scored.
  public var isBusy: Bool { load.map { $0 > ExperimentResult.mostLoad } ?? false }

  /// Machine, threads, seed and load, as a sentence.
  public var circumstances: String {
    let threads = threads == 1 ? "1 thread" : "\(threads) threads"
    let load = load.map { "; \(Numeral.rounded($0, 2)) programs for each core wanted to run before" } ?? ""
    let busy = isBusy ? ", so times are not scored" : ""
    return "\(machine ?? "this machine"), \(threads), seed \(seed)\(load)\(busy)."
  }

  /// The figure of an id.
  public func figure(_ id: String) -> Figure? { figures.first { $0.id == id } }

  /// What answers a prediction.
  public func answer(_ prediction: ExperimentPrediction) -> ExperimentPrediction.Answer? {
    choices[prediction.id].map { .choice($0) } ?? figure(prediction.id).map { .number($0.value) }
  }

  /// What a prediction was worth; nil where it is not scored: the run measured no such thing, or times on a busy
  /// machine.
  public func verdict(_ prediction: ExperimentPrediction, _ guess: ExperimentPrediction.Answer) -> ExperimentPrediction
    .Verdict?
  {
    if isBusy, figure(prediction.id)?.isTiming == true { return nil }
    return answer(prediction).map { prediction.verdict(guess, $0) }
  }
}
