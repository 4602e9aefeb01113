public import CostModel
public import Serving

/// The distribution of a latency, in seconds.
public struct LatencySummary: Hashable, Sendable, Codable {
  public var mean: Double
  public var p50: Double
  public var p90: Double
  public var p99: Double
  public var maximum: Double
  /// Where the 99th percentile lies with 95 % confidence, by ten batches; nil below a thousand requests.
  ///
  /// Requests that queue together are late together, so near saturation it takes a long run for ten batches to differ
  /// as they would in ten runs. In an M/M/1 queue at half load 88 % of the bands of 4,000 requests held the true value,
  /// 96 % of those of 40,000; at 80 % load 49 % and 84 %, and 93 % of those of 100,000.
  public var p99Low: Double?
  public var p99High: Double?

  init(_ histogram: LatencyHistogram) {
    mean = histogram.mean
    p50 = histogram.percentile(0.5)
    p90 = histogram.percentile(0.9)
    p99 = histogram.percentile(0.99)
    maximum = histogram.maximum
  }

  enum CodingKeys: String, CodingKey {
    case mean, p50, p90, p99
    case maximum = "max"
    case p99Low = "p99_low"
    case p99High = "p99_high"
  }
}

/// The shares of requests that kept the limits of a service level, from 0 to 1; those refused keep none.
public struct Attainment: Hashable, Sendable, Codable {
  /// All limits together.
  public var all: Double
  public var timeToFirstToken: Double
  public var timePerOutputToken: Double
  public var endToEndLatency: Double

  /// Whether each limit was kept by the promised share.
  public func meets(_ level: ServiceLevel) -> Bool {
    min(timeToFirstToken, timePerOutputToken, endToEndLatency) >= level.percentile
  }

  enum CodingKeys: String, CodingKey {
    case all
    case timeToFirstToken = "ttft"
    case timePerOutputToken = "tpot"
    case endToEndLatency = "e2e"
  }
}

/// What a simulation found.
///
/// Encodes with the units in the names; the same seed gives the same bytes.
public struct SimulationReport: Hashable, Sendable, Codable {
  /// Requests measured: after the warm-up, and not refused.
  public var requests: Int
  /// Requests that no replica could ever serve: their keys and values do not fit.
  public var rejected: Int
  /// All requests that came, with warm-up and those that kept up the load while the last measured ones were served.
  public var simulatedRequests: Int
  /// Virtual seconds over which rates and use are measured.
  public var measuredSeconds: Double
  /// TTFT: arrival to first token.
  public var timeToFirstToken: LatencySummary
  /// TPOT: mean gap of each request's tokens.
  public var timePerOutputToken: LatencySummary
  /// ITL: all gaps between two tokens of a request.
  public var interTokenLatency: LatencySummary
  public var endToEndLatency: LatencySummary
  public var queueTime: LatencySummary
  /// Measured requests by the seconds in which they arrived.
  public var requestsPerSecond: Double
  public var outputTokensPerSecond: Double
  /// Prompt tokens computed; those that were found in shared blocks are not.
  public var promptTokensPerSecond: Double
  /// Requests a second that kept all limits; without a service level, all of them.
  public var goodput: Double
  public var attainment: Attainment
  /// Share of the time in which a replica computes, from 0 to 1.
  public var utilization: Double
  /// Sequences in a step, averaged over the time in steps.
  public var meanBatchSize: Double
  /// Share of KV blocks in use, averaged over the time in steps.
  public var meanKVUse: Double
  public var preemptions: Int
  public var steps: Int
  /// Requests submitted and not finished, averaged over the whole run.
  public var meanRequestsInSystem: Double
  public var load: [LoadSample]
  /// Dollars for a million output tokens at this load; nil without a price or without output.
  public var costPerMillionTokens: Double?

  enum CodingKeys: String, CodingKey {
    case requests, rejected, goodput = "goodput_rps", attainment, utilization, preemptions, steps, load
    case simulatedRequests = "simulated_requests"
    case measuredSeconds = "measured_s"
    case timeToFirstToken = "ttft_s"
    case timePerOutputToken = "tpot_s"
    case interTokenLatency = "itl_s"
    case endToEndLatency = "e2e_s"
    case queueTime = "queue_s"
    case requestsPerSecond = "requests_per_s"
    case outputTokensPerSecond = "output_tokens_per_s"
    case promptTokensPerSecond = "prompt_tokens_per_s"
    case meanBatchSize = "mean_batch_size"
    case meanKVUse = "mean_kv_use"
    case meanRequestsInSystem = "mean_requests_in_system"
    case costPerMillionTokens = "cost_per_million_tokens_usd"
  }

  /// What a million output tokens cost at this load when a replica costs so much.
  public func costPerMillionTokens(at price: DollarsPerHour, replicas: Int) -> DollarsPerMillionTokens? {
    guard outputTokensPerSecond > 0 else { return nil }
    return DollarsPerMillionTokens(price.value * Double(replicas) / (outputTokensPerSecond * 3600) * 1e6)
  }
}

extension SimulationReport {
  init(_ collector: Collector, simulated: Int, meanInSystem: Double, replicas: Int, kvBlocks: Int) {
    let seconds = collector.windowEnd - collector.windowStart
    let perSecond = { (count: Int) in seconds > 0 ? Double(count) / seconds : 0 }
    let measured = collector.timeToFirstToken.histogram.count
    requests = measured
    rejected = collector.rejected
    simulatedRequests = simulated
    measuredSeconds = seconds
    timeToFirstToken = collector.timeToFirstToken.summary
    timePerOutputToken = collector.timePerOutputToken.summary
    interTokenLatency = LatencySummary(collector.interTokenLatency)
    endToEndLatency = collector.endToEndLatency.summary
    queueTime = LatencySummary(collector.queueTime)
    requestsPerSecond = perSecond(measured)
    outputTokensPerSecond = perSecond(collector.outputTokens)
    promptTokensPerSecond = perSecond(collector.promptTokens)
    goodput = perSecond(collector.met)
    attainment = Attainment(
      all: collector.over > 0 ? Double(collector.met) / Double(collector.over) : 1,
      timeToFirstToken: collector.firstTokenInTime.share, timePerOutputToken: collector.outputTokensInTime.share,
      endToEndLatency: collector.endInTime.share)
    utilization = seconds > 0 ? min(1, collector.busy / (seconds * Double(replicas))) : 0
    meanBatchSize = collector.busy > 0 ? collector.batchSeconds / collector.busy : 0
    meanKVUse = collector.busy > 0 ? collector.kvSeconds / (collector.busy * Double(kvBlocks)) : 0
    preemptions = collector.preemptions
    steps = collector.steps
    meanRequestsInSystem = meanInSystem
    load = collector.series.samples(replicas: replicas)
  }
}
