/// What is promised about latency: limits that a share of the requests keeps.
public struct ServiceLevel: Hashable, Sendable, Codable {
  /// Seconds to the first token, waiting included; nil promises nothing.
  public var timeToFirstToken: Double?
  /// Mean seconds between a request's tokens; nil promises nothing.
  public var timePerOutputToken: Double?
  /// Seconds from arrival to the last token; nil promises nothing.
  public var endToEndLatency: Double?
  /// The share of requests that keeps each limit: 0.99 means that the 99th percentile does.
  public var percentile: Double

  public init(
    timeToFirstToken: Double? = nil, timePerOutputToken: Double? = nil, endToEndLatency: Double? = nil,
    percentile: Double = 0.99
  ) {
    self.timeToFirstToken = timeToFirstToken
    self.timePerOutputToken = timePerOutputToken
    self.endToEndLatency = endToEndLatency
    self.percentile = percentile
  }

  /// Nothing is promised.
  public var isEmpty: Bool { timeToFirstToken == nil && timePerOutputToken == nil && endToEndLatency == nil }

  /// Whether one request keeps every limit; a request of one token has no time per output token to break.
  public func isMet(by record: LatencyRecord) -> Bool {
    !(misses(timeToFirstToken, record.timeToFirstToken) || misses(endToEndLatency, record.endToEndLatency)
      || misses(timePerOutputToken, record.timePerOutputToken ?? 0))
  }

  private func misses(_ limit: Double?, _ value: Double) -> Bool {
    guard let limit else { return false }
    return value > limit
  }
}
