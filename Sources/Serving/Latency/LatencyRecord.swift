/// When things happened to one request that was served, in seconds on one clock.
public struct LatencyRecord: Hashable, Sendable, Codable {
  public var id: RequestID
  public var promptTokens: Int
  public var outputTokens: Int
  /// The request was submitted.
  public var arrival: Double
  /// The first step that worked on it began.
  public var scheduled: Double
  /// The step that gave its first output token ended.
  public var firstToken: Double
  /// The step that gave its last output token ended.
  public var lastToken: Double
  /// How often it lost its KV blocks and started over.
  public var preemptions: Int

  public init(
    id: RequestID, promptTokens: Int, outputTokens: Int, arrival: Double, scheduled: Double, firstToken: Double,
    lastToken: Double, preemptions: Int = 0
  ) {
    self.id = id
    self.promptTokens = promptTokens
    self.outputTokens = outputTokens
    self.arrival = arrival
    self.scheduled = scheduled
    self.firstToken = firstToken
    self.lastToken = lastToken
    self.preemptions = preemptions
  }

  /// TTFT: from arrival to the first token, waiting included.
  public var timeToFirstToken: Double { firstToken - arrival }
  /// From arrival to the beginning of the first step.
  public var queueTime: Double { scheduled - arrival }
  /// From arrival to the last token.
  public var endToEndLatency: Double { lastToken - arrival }
  /// TPOT: the mean gap between this request's tokens; nil with a single one.
  ///
  /// The gaps themselves are the inter-token latencies (ITL). Their mean over all requests weighs long outputs more
  /// than the mean of TPOT does, and their percentiles show single stalls, which TPOT averages away.
  public var timePerOutputToken: Double? {
    outputTokens > 1 ? (lastToken - firstToken) / Double(outputTokens - 1) : nil
  }
}
