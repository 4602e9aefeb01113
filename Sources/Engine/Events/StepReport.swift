public import Serving

/// How full an engine is.
public struct EngineLoad: Hashable, Sendable {
  /// Requests that wait, the preempted among them.
  public let waiting: Int
  /// Requests that run.
  public let running: Int
  /// KV blocks that running requests hold.
  public let kvBlocksInUse: Int
  /// KV blocks that there are.
  public let kvBlocks: Int
}

/// One step of an engine: what was computed, how long it took, how full the engine was.
public struct StepReport: Hashable, Sendable {
  /// Counted from 0.
  public let number: Int
  /// What was computed.
  public let plan: StepPlan
  /// The load when the step had been planned.
  public let load: EngineLoad
  /// The step began, in seconds on the engine's clock.
  public let began: Double
  /// Its tokens were there.
  public internal(set) var ended: Double

  /// Seconds that it took.
  public var seconds: Double { ended - began }
}
