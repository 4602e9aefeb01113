/// Something that runs for the reader: asked about first, then measured on this machine.
///
/// It knows neither pane nor command: it is given checked settings and what surrounds it, tells what it observes,
/// and returns a value.
public protocol Experiment: Sendable {
  /// What it is, what can be set, what is asked beforehand.
  var description: ExperimentDescription { get }

  /// Runs it; the same settings, seed and threads give the same figures, but for those that are times.
  ///
  /// - Parameter observe: Told what happens; false: no more is wanted.
  /// - Throws: ``ExperimentError``, or what its parts throw.
  func run(
    _ settings: ExperimentSettings, _ environment: ExperimentEnvironment, _ observe: @escaping (Observation) -> Bool
  ) throws -> ExperimentResult
}

/// The catalogue.
public enum Experiments {
  /// All experiments, layer by layer, in the order in which they are best done.
  public static let all: [any Experiment] = [
    TrainingRun(), LearningRates(), LoRARanks(), Distillation(), BetterOrLucky(), FewerBits(),
    CacheOnAndOff(), MachineRoofline(), PrefixCache(), ServingLoad(), Observability(),
  ]

  /// The experiment of an id.
  public static func named(_ id: ExperimentID) -> (any Experiment)? { all.first { $0.description.id == id } }
}

/// What an experiment is called in commands and links: `training-run`.
public struct ExperimentID: Hashable, Sendable, CustomStringConvertible, ExpressibleByStringLiteral {
  public let rawValue: String

  public init(_ rawValue: String) { self.rawValue = rawValue }
  public init(stringLiteral value: String) { rawValue = value }
  public var description: String { rawValue }
}

/// Why an experiment has no result.
public enum ExperimentError: Error, Equatable, CustomStringConvertible {
  /// Nobody wanted more.
  case stopped
  /// It needs a model's file, and there is none.
  case noModel
  /// There is not enough text, or too few questions.
  case tooLittle(String, needed: Int, found: Int)
  /// A model's file cannot be used for this.
  case unusableModel(path: String, reason: String)
  /// What was measured is not what was built in; a mistake of ours.
  case contradiction(String)

  public var description: String {
    switch self {
    case .stopped: "stopped before the end"
    case .noModel: "this experiment needs a model, and none came along; name a GGUF file with its tokenizer"
    case .tooLittle(let what, let needed, let found):
      "there are \(found) \(what), and \(needed) are needed; name a course with more text"
    case .unusableModel(let path, let reason): "\(path) \(reason)"
    case .contradiction(let what): "the experiment contradicts itself: \(what); take another seed, and tell us"
    }
  }
}
