public import CostModel
public import Serving

/// How long a simulation runs, and what it measures.
public struct SimulationOptions: Hashable, Sendable {
  /// When a run is over.
  public enum Ending: String, Hashable, Sendable, Codable {
    /// Requests keep coming until the last measured one is served, so that none of them is served by a fleet that
    /// runs empty. (If the load is far too high, at most as many more come as are measured.)
    case steady
    /// No more requests come after the measured ones, and all are served.
    case drained
  }

  /// Requests to measure, at least 1; a trace that is replayed may have fewer.
  public var requests: Int
  /// Requests before those, which are not measured; a tenth as many if not given.
  public var warmUp: Int?
  public var seed: UInt64
  public var ending: Ending
  public var serviceLevel: ServiceLevel?
  /// What one replica costs.
  public var price: DollarsPerHour?

  public init(
    requests: Int = 40_000, warmUp: Int? = nil, seed: UInt64 = 1, ending: Ending = .steady,
    serviceLevel: ServiceLevel? = nil, price: DollarsPerHour? = nil
  ) {
    self.requests = requests
    self.warmUp = warmUp
    self.seed = seed
    self.ending = ending
    self.serviceLevel = serviceLevel
    self.price = price
  }
}

/// A value that a simulation cannot work with.
public struct SimulationError: Error, Hashable, Sendable {
  /// Which one: `replicas`, `rate`, `peakToMean`.
  public var field: String
  public var value: Double
  /// What it may be, in words.
  public var allowed: String

  public init(field: String, value: Double, allowed: String) {
    self.field = field
    self.value = value
    self.allowed = allowed
  }
}

/// Requests served by a fleet in virtual time.
public struct ServingSimulation: Sendable {
  public let fleet: SimulatedFleet
  public let workload: Workload
  public let options: SimulationOptions

  /// - Throws: `SimulationError` for the first value that is out of its range.
  public init(
    _ workload: Workload, on fleet: SimulatedFleet, options: SimulationOptions = SimulationOptions()
  ) throws(SimulationError) {
    try fleet.check()
    try workload.check()
    try options.check()
    self.fleet = fleet
    self.workload = workload
    self.options = options
  }

  /// Simulates with work that does not grow with the batch.
  public func run() -> SimulationReport {
    var loop = prepared(CountingReplica.self)
    _ = loop.run()
    return report(loop)
  }

  /// The same, with the chance to show how far it is and to stop it.
  ///
  /// - Parameter goOn: asked about every thousand steps with the share that is done, from 0 to 1; false stops.
  /// - Returns: nil if it was stopped.
  public func run(while goOn: (Double) -> Bool) -> SimulationReport? {
    var loop = prepared(CountingReplica.self)
    let total = Double(options.requests)
    let isWhole = withoutActuallyEscaping(goOn) { goOn in loop.run { goOn(min(1, Double($0) / total)) } }
    return isWhole ? report(loop) : nil
  }

  /// The times of all requests, warm-up included, in the order in which they finished.
  public func records() -> [LatencyRecord] { records(CountingReplica.self) }

  /// The same as `run`, by driving `Scheduler` step by step: slower, and what `run` is held to.
  public func runReference() -> SimulationReport {
    var loop = prepared(SchedulerReplica.self)
    _ = loop.run()
    return report(loop)
  }

  /// The same as `records`, by driving `Scheduler`.
  public func referenceRecords() -> [LatencyRecord] { records(SchedulerReplica.self) }

  /// The steps of all replicas, in the order in which they ended.
  ///
  /// An engine to which the same requests come at the same times between its steps plans the same ones.
  public func referencePlans() -> [StepPlan] {
    var loop = prepared(SchedulerReplica.self, keepsRecords: true)
    _ = loop.run()
    return loop.collector.plans ?? []
  }

  private func records<R: Replica>(_ replica: R.Type) -> [LatencyRecord] {
    var loop = prepared(replica, keepsRecords: true)
    _ = loop.run()
    return loop.collector.records ?? []
  }

  /// A run that has not begun.
  ///
  /// - Parameter mostMisses: one limit missed more often than this ends it.
  func prepared<R: Replica>(_ replica: R.Type, keepsRecords: Bool = false, mostMisses: Int = .max) -> EventLoop<R> {
    var warmUp = options.warmUp ?? options.requests / 10
    var measured = options.requests
    var limit = warmUp + measured * (options.ending == .steady ? 2 : 1)
    if case .replay(let trace, _) = workload.arrivals {
      limit = min(limit, trace.entries.count)
      warmUp = min(warmUp, limit / 2)
      measured = min(measured, limit - warmUp)
    }
    var collector = Collector(
      warmUp: warmUp, measured: measured, level: options.serviceLevel, drains: options.ending == .drained,
      fleet: fleet, keepsRecords: keepsRecords)
    collector.mostMisses = mostMisses
    return EventLoop<R>(
      fleet, source: RequestSource(workload, seed: options.seed, limit: limit), collector: collector)
  }

  func report<R: Replica>(_ loop: EventLoop<R>) -> SimulationReport {
    var report = SimulationReport(
      loop.collector, simulated: loop.simulated, meanInSystem: loop.meanInSystem, replicas: fleet.replicas,
      kvBlocks: fleet.limits.kvBlocks)
    report.costPerMillionTokens = options.price.flatMap {
      report.costPerMillionTokens(at: $0, replicas: fleet.replicas)?.value
    }
    return report
  }
}
