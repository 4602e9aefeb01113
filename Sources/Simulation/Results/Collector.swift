import Serving

/// Collects what happens in a run, in memory that does not grow with it.
///
/// Requests `warmUp ..< warmUp + measured` are measured. What belongs to time and not to a request (throughput, use,
/// gaps between tokens) is measured from the arrival of the first of them to the arrival of the last.
struct Collector {
  private let first: Int
  private let end: Int
  private let level: ServiceLevel
  /// The run goes on until all is empty, and time is measured to its end.
  private let drains: Bool
  private let replicas: Int
  private let kvBlocks: Double
  private(set) var records: [LatencyRecord]?
  /// The steps of replicas that plan with `Scheduler`, in the order in which they ended.
  private(set) var plans: [StepPlan]?

  private(set) var timeToFirstToken: LatencyMeter
  private(set) var timePerOutputToken: LatencyMeter
  private(set) var endToEndLatency: LatencyMeter
  private(set) var queueTime = LatencyHistogram()
  private(set) var interTokenLatency = LatencyHistogram()
  private(set) var met = 0
  private(set) var firstTokenInTime: ShareMeter
  private(set) var outputTokensInTime: ShareMeter
  private(set) var endInTime: ShareMeter
  /// A run that has missed one limit more often than this need not go on.
  var mostMisses = Int.max
  private(set) var rejected = 0
  /// Measured requests that are finished or rejected.
  private(set) var over = 0
  /// All requests that finished since this was last set to 0.
  var finishedNow = 0

  private(set) var windowStart = Double.infinity
  private(set) var windowEnd = Double.infinity
  private(set) var busy = 0.0
  private(set) var batchSeconds = 0.0
  private(set) var kvSeconds = 0.0
  private(set) var outputTokens = 0
  private(set) var promptTokens = 0
  private(set) var preemptions = 0
  private(set) var steps = 0
  private(set) var series = LoadSeries()
  /// Requests in the system at the arrival of the last measured one, less those at the arrival of the first.
  private(set) var backlog = 0

  init(
    warmUp: Int, measured: Int, level: ServiceLevel?, drains: Bool, fleet: SimulatedFleet, keepsRecords: Bool
  ) {
    first = warmUp
    end = warmUp + measured
    self.level = level ?? ServiceLevel()
    self.drains = drains
    replicas = fleet.replicas
    kvBlocks = Double(fleet.limits.kvBlocks)
    records = keepsRecords ? [] : nil
    plans = keepsRecords ? [] : nil
    timeToFirstToken = LatencyMeter(values: measured)
    timePerOutputToken = LatencyMeter(values: measured)
    endToEndLatency = LatencyMeter(values: measured)
    firstTokenInTime = ShareMeter(values: measured)
    outputTokensInTime = ShareMeter(values: measured)
    endInTime = ShareMeter(values: measured)
  }

  /// Nothing that is still to come would be measured.
  var isComplete: Bool { !drains && (over == end - first || isHopeless) }

  private var isHopeless: Bool {
    mostMisses < .max && max(firstTokenInTime.misses, outputTokensInTime.misses, endInTime.misses) > mostMisses
  }

  /// A request came, with so many before it that are not finished.
  mutating func arrived(_ number: Int, at now: Double, inSystem: Int) {
    if number == first {
      windowStart = now
      backlog = -inSystem
    }
    if number == end - 1 {
      backlog += inSystem
      if !drains { windowEnd = now }
    }
  }

  /// A request that is never served misses every limit.
  mutating func reject(_ number: Int) {
    rejected += 1
    guard number >= first, number < end else { return }
    over += 1
    firstTokenInTime.add(false)
    outputTokensInTime.add(false)
    endInTime.add(false)
  }

  /// Some sequences got a token so many seconds after the one before.
  @inline(__always)
  mutating func gap(_ seconds: Double, count: Int) {
    if windowStart < .infinity, windowEnd == .infinity { interTokenLatency.add(seconds, weight: count) }
  }

  /// A replica computed from one moment to another.
  mutating func step(_ load: StepLoad, from start: Double, to end: Double, outstanding: Int) {
    steps += 1
    series.add(
      from: start, to: end, batch: Double(load.batchSize), kv: Double(load.kvBlocksInUse) / kvBlocks,
      waiting: Double(outstanding - load.batchSize))
    guard end > windowStart, start < windowEnd else { return }
    let seconds = min(end, windowEnd) - max(start, windowStart)
    busy += seconds
    batchSeconds += seconds * Double(load.batchSize)
    kvSeconds += seconds * Double(load.kvBlocksInUse)
    guard end <= windowEnd else { return }
    outputTokens += load.outputTokens
    promptTokens += load.prefillTokens
    preemptions += load.preempted
  }

  mutating func planned(_ plan: StepPlan) { plans?.append(plan) }

  mutating func finished(_ record: LatencyRecord) {
    finishedNow += 1
    records?.append(record)
    guard record.id.number >= first, record.id.number < end else { return }
    over += 1
    timeToFirstToken.add(record.timeToFirstToken)
    endToEndLatency.add(record.endToEndLatency)
    queueTime.add(record.queueTime)
    let perToken = record.timePerOutputToken
    if let perToken { timePerOutputToken.add(perToken) }
    let isFirstInTime = record.timeToFirstToken <= level.timeToFirstToken ?? .infinity
    let areOthersInTime = (perToken ?? 0) <= level.timePerOutputToken ?? .infinity
    let isEndInTime = record.endToEndLatency <= level.endToEndLatency ?? .infinity
    firstTokenInTime.add(isFirstInTime)
    outputTokensInTime.add(areOthersInTime)
    endInTime.add(isEndInTime)
    if isFirstInTime, areOthersInTime, isEndInTime { met += 1 }
  }

  mutating func close(at now: Double) {
    windowEnd = min(windowEnd, now)
    windowStart = min(windowStart, windowEnd)
  }
}

/// The distribution of one latency with the confidence of its 99th percentile.
struct LatencyMeter {
  private(set) var histogram = LatencyHistogram()
  private var batches: BatchMeans

  init(values: Int) {
    batches = BatchMeans(values: values)
  }

  @inline(__always)
  mutating func add(_ value: Double) {
    histogram.add(value)
    batches.add(value)
  }

  var summary: LatencySummary {
    var summary = LatencySummary(histogram)
    if let half = batches.halfWidth {
      summary.p99Low = max(0, summary.p99 - half)
      summary.p99High = summary.p99 + half
    }
    return summary
  }
}
