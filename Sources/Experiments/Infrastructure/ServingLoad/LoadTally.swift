import Engine
import Serving

/// What happened to the requests of a load, as far as it has.
struct LoadTally {
  /// An average over a stretch of the run's time.
  struct Sample: Equatable {
    let second: Double
    let waiting: Double
    let running: Double
    /// Share of the KV blocks that running requests hold, in percent.
    let kvUse: Double
  }

  private(set) var arrived = 0
  private(set) var refused = 0
  private(set) var calledOff = 0
  private(set) var records: [LatencyRecord] = []
  private(set) var outputTokens = 0
  private(set) var preemptions = 0
  /// Steps by the number of sequences in them.
  private(set) var batches: [Double]
  /// Seconds in steps.
  private(set) var busy = 0.0
  private(set) var batchSeconds = 0.0
  private(set) var kvSeconds = 0.0
  /// Seconds from the first arrival to the end of the last step.
  private(set) var end = 0.0
  /// The most requests that waited as a step began.
  private(set) var mostWaiting = 0

  private let arrivals: [LoadArrival]
  private let width: Double
  private var bin = 0
  private var binned: (steps: Double, waiting: Double, running: Double, kv: Double) = (0, 0, 0, 0)

  /// - Parameter width: seconds of a sample.
  init(_ arrivals: [LoadArrival], slots: Int, width: Double) {
    self.arrivals = arrivals
    self.width = width
    batches = Array(repeating: 0, count: slots + 1)
  }

  /// Requests of whom nothing more will be heard.
  var over: Int { records.count + refused + calledOff }
  /// Requests that came and of which nothing is known: none, once a run is over.
  var lost: Int { arrived - over }

  /// A request came and was turned away, or not.
  mutating func came(refused: Bool) {
    arrived += 1
    self.refused += refused ? 1 : 0
  }

  /// Takes what an engine told.
  ///
  /// - Parameter start: the engine's time at which the first request was to come.
  /// - Returns: samples that are complete by it.
  mutating func add(_ events: [EngineEvent], start: Double) -> [Sample] {
    var out: [Sample] = []
    for event in events {
      switch event {
      case .ended(let trace, _): ended(trace, start)
      case .preempted: preemptions += 1
      case .token: outputTokens += 1
      case .stepped(let report): if let sample = stepped(report, start) { out.append(sample) }
      case .queued, .scheduled: break
      }
    }
    return out
  }

  private mutating func ended(_ trace: RequestTrace, _ start: Double) {
    guard trace.ending != .cancelled, var record = trace.latency else {
      calledOff += 1
      return
    }
    // From when it was to come, not from when somebody found the time to bring it.
    if trace.id.number < arrivals.count { record.arrival = start + arrivals[trace.id.number].time }
    records.append(record)
  }

  private mutating func stepped(_ report: StepReport, _ start: Double) -> Sample? {
    let size = report.plan.batchSize
    batches[min(size, batches.count - 1)] += 1
    busy += report.seconds
    batchSeconds += report.seconds * Double(size)
    let kv = Double(report.load.kvBlocksInUse) / Double(report.load.kvBlocks)
    kvSeconds += report.seconds * kv
    end = max(end, report.ended - start)
    mostWaiting = max(mostWaiting, report.load.waiting)
    let place = Int((report.ended - start) / width)
    defer {
      binned.steps += 1
      binned.waiting += Double(report.load.waiting)
      binned.running += Double(report.load.running)
      binned.kv += 100 * kv
    }
    guard place > bin else { return nil }
    defer { (bin, binned) = (place, (0, 0, 0, 0)) }
    guard binned.steps > 0 else { return nil }
    return Sample(
      second: (Double(bin) + 0.5) * width, waiting: binned.waiting / binned.steps,
      running: binned.running / binned.steps, kvUse: binned.kv / binned.steps)
  }
}

/// The middle of latencies and their tails, in milliseconds.
struct LatencyTail: Equatable {
  /// From the quickest to the slowest of a hundred: the percentiles from the first to the 99th.
  let percentiles: [Double]

  init(_ seconds: [Double]) {
    var histogram = LatencyHistogram()
    for value in seconds { histogram.add(value) }
    percentiles = (1...99).map { 1_000 * histogram.percentile(Double($0) / 100) }
  }

  var p50: Double { percentiles[49] }
  var p90: Double { percentiles[89] }
  var p99: Double { percentiles[98] }

  static func toFirstToken(_ records: [LatencyRecord]) -> LatencyTail { LatencyTail(records.map(\.timeToFirstToken)) }
  static func perToken(_ records: [LatencyRecord]) -> LatencyTail {
    LatencyTail(records.compactMap(\.timePerOutputToken))
  }

  var all: [(name: String, value: Double)] { [("p50", p50), ("p90", p90), ("p99", p99)] }
}
