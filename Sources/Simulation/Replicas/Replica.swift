import Serving

/// What a step of one replica worked on.
struct StepLoad: Hashable {
  var decodes = 0
  /// Tokens before the decoding ones, summed.
  var context = 0
  /// Sequences with a piece of prompt in the step.
  var prefills = 0
  var prefillTokens = 0
  var pairs = 0.0
  /// Pieces that end their prompt.
  var firstTokens = 0
  var preempted = 0
  var kvBlocksInUse = 0

  var batchSize: Int { decodes + prefills }
  var outputTokens: Int { decodes + firstTokens }
}

/// One serving engine in virtual time.
///
/// The loop calls `begin`, and `end` when the step's time is over; in between requests may be submitted, which the next
/// step can work on.
protocol Replica {
  init(_ fleet: SimulatedFleet)

  /// What the step in progress works on.
  var load: StepLoad { get }

  /// Takes a request, unless it could never be served; whether it did.
  mutating func submit(_ request: SimulatedRequest) -> Bool

  /// Begins a step and says how many seconds it takes; only called when there are requests.
  mutating func begin(at now: Double) -> Double

  /// Ends the step: stamps tokens and hands over the requests that are finished, in order of arrival.
  mutating func end(at now: Double, into collector: inout Collector)
}
