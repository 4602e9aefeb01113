public import Serving

/// What happened to one request and when, in seconds on the engine's clock.
public struct RequestTrace: Hashable, Sendable {
  /// How a request ended.
  public enum Ending: String, Hashable, Sendable {
    /// It has as many tokens as it asked for.
    case length
    /// The model said that it is done.
    case endOfText
    /// Somebody called it off.
    case cancelled
  }

  /// A moment at which a request joined the running ones: the first, and one more after each preemption.
  public struct Admission: Hashable, Sendable {
    /// The step that let it in began.
    public var time: Double
    /// So many tokens at its start were found in KV blocks, computed by somebody else or by itself before.
    public var reusedTokens: Int
  }

  /// Which one.
  public let id: RequestID
  /// Tokens of its prompt.
  public let promptTokens: Int
  /// It was submitted.
  public let queued: Double
  /// When it joined the running ones; empty if it never did.
  public internal(set) var admissions: [Admission] = []
  /// When it lost its KV blocks and had to wait once more.
  public internal(set) var preemptions: [Double] = []
  /// Tokens that were prefilled: more than the prompt's after a preemption, fewer if some were reused.
  public internal(set) var prefilledTokens = 0
  /// For each output token, when the step that gave it ended.
  public internal(set) var tokenTimes: [Double] = []
  /// How it ended; nil until it has.
  public internal(set) var ending: Ending?
  /// When it ended; nil until it has.
  public internal(set) var ended: Double?

  init(id: RequestID, promptTokens: Int, queued: Double) {
    self.id = id
    self.promptTokens = promptTokens
    self.queued = queued
  }

  /// The times by which services are judged; nil for a request without output.
  public var latency: LatencyRecord? {
    guard let scheduled = admissions.first?.time, let first = tokenTimes.first, let last = tokenTimes.last else {
      return nil
    }
    return LatencyRecord(
      id: id, promptTokens: promptTokens, outputTokens: tokenTimes.count, arrival: queued, scheduled: scheduled,
      firstToken: first, lastToken: last, preemptions: preemptions.count)
  }
}
