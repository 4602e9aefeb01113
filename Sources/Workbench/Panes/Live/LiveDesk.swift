public import Experiments
public import TextSafety

/// What the live pane runs: experiments, and what surrounds a run of one.
public final class LiveDesk: Sendable, Equatable {
  public let experiments: [any Experiment]
  /// Finds models' files, the one that came along first; called on a background thread.
  let models: @Sendable () -> [LiveModel]
  /// Threads, seed, machine, load, model and course for a run; called on a background thread, right before it.
  ///
  /// It is given the path of the model's file that was chosen, or nil for the one that came along.
  let environment: @Sendable (ExperimentDescription, String?) throws -> ExperimentEnvironment

  public init(
    _ experiments: [any Experiment], models: @escaping @Sendable () -> [LiveModel] = { [] },
    environment: @escaping @Sendable (ExperimentDescription, String?) throws -> ExperimentEnvironment
  ) {
    self.experiments = experiments
    self.models = models
    self.environment = environment
  }

  /// A desk without experiments.
  public static let empty = LiveDesk([]) { _, _ in throw Failure(message: "there are no experiments") }

  public static func == (a: LiveDesk, b: LiveDesk) -> Bool { a === b }

  func experiment(_ id: ExperimentID) -> (any Experiment)? { experiments.first { $0.description.id == id } }

  /// Why nothing can be run: there is no model, or the course cannot be read.
  public struct Failure: Error, Equatable, CustomStringConvertible, Sendable {
    public var message: SafeText

    public init(message: SafeText) { self.message = message }

    public var description: String { message.string }
  }
}

/// How a run came to its end.
public enum ExperimentEnding: Equatable, Sendable {
  case done(ExperimentResult)
  /// Nobody wanted more.
  case stopped
  case failed(SafeText)
}
