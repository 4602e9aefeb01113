import CostModel
import Serving

/// Asks whether a fleet keeps its promise at a rate, with no more requests than the answer needs.
///
/// A run of a few thousand requests decides when the share of misses is three standard errors away from the allowed
/// one; else a run of twice as many follows, whose first half is the same, up to a limit. All rates and fleets are
/// asked with the same seed, so that they differ by nothing but themselves.
struct Probe {
  let question: CapacityQuestion
  /// Sequences in a step of a replica that has as much to do as it can: about as many are in it at most.
  private var fullBatch = 1.0
  private(set) var runs = 0
  private(set) var simulatedRequests = 0

  init(_ question: CapacityQuestion) {
    self.question = question
  }

  /// The rate at which a fleet serves what all comes at once, and cannot exceed for long; nil if it was stopped.
  mutating func saturation(replicas: Int, while goOn: () -> Bool) throws(SimulationError) -> Double? {
    var simulation = try simulation(rate: 1e6, replicas: replicas, requests: 1000 * replicas)
    var options = simulation.options
    options.warmUp = 0
    options.ending = .drained
    simulation = try ServingSimulation(simulation.workload, on: simulation.fleet, options: options)
    guard let report = simulation.run(while: { _ in goOn() }) else { return nil }
    runs += 1
    simulatedRequests += report.simulatedRequests
    fullBatch = max(1, report.meanBatchSize)
    return report.requestsPerSecond
  }

  /// A run at a rate, of the fewest requests; nil if it was stopped.
  mutating func report(
    rate: Double, replicas: Int, while goOn: () -> Bool
  ) throws(SimulationError) -> SimulationReport? {
    let requests = max(question.fewestRequests, residents(replicas))
    let simulation = try simulation(rate: rate, replicas: replicas, requests: requests)
    guard let report = simulation.run(while: { _ in goOn() }) else { return nil }
    runs += 1
    simulatedRequests += report.simulatedRequests
    return report
  }

  /// Whether the promise is kept, and the last run; nil if it was stopped.
  mutating func keeps(
    rate: Double, replicas: Int, while goOn: () -> Bool
  ) throws(SimulationError) -> (Bool, SimulationReport)? {
    let level = question.serviceLevel
    let allowed = 1 - level.percentile
    var requests = max(question.fewestRequests, residents(replicas))
    let most = max(question.mostRequests, requests)
    while true {
      let simulation = try simulation(rate: rate, replicas: replicas, requests: requests)
      // Four standard errors beyond what is allowed, should misses come in bursts of ten.
      let tooMany = allowed * Double(requests) + 4 * (10 * allowed * Double(requests)).squareRoot() + 10
      var loop = simulation.prepared(CountingReplica.self, mostMisses: Int(tooMany))
      let isWhole = withoutActuallyEscaping(goOn) { goOn in loop.run { _ in goOn() } }
      guard isWhole else { return nil }
      runs += 1
      simulatedRequests += loop.simulated
      let verdict = loop.collector.verdict(level, isLast: requests * 2 > most)
      if let verdict { return (verdict, simulation.report(loop)) }
      requests *= 2
    }
  }

  /// About as many requests as a busy fleet has in it, twice.
  ///
  /// A fleet fills up while so many come, and a run that is to tell how it does must last as long again.
  private func residents(_ replicas: Int) -> Int { Int(2 * fullBatch * Double(replicas)) }

  private func simulation(rate: Double, replicas: Int, requests: Int) throws(SimulationError) -> ServingSimulation {
    var fleet = question.fleet
    fleet.replicas = replicas
    let rate = RequestsPerSecond(rate)
    let arrivals: Arrivals =
      question.burstiness == 1
      ? .poisson(rate: rate) : .gamma(rate: rate, coefficientOfVariation: question.burstiness)
    return try ServingSimulation(
      Workload(arrivals: arrivals, lengths: question.lengths, sharedPrefix: question.sharedPrefix), on: fleet,
      options: SimulationOptions(
        requests: requests, warmUp: max(requests / 4, residents(replicas)), seed: question.seed,
        serviceLevel: question.serviceLevel,
        price: question.price))
  }
}

extension Collector {
  /// Whether every limit is kept by its share, if that is clear by three standard errors or must be said now.
  func verdict(_ level: ServiceLevel, isLast: Bool) -> Bool? {
    // More than a fiftieth of what came is still there, and that is more than chance: a line without end.
    let measured = Double(endInTime.count)
    if Double(backlog) > measured / 50 + 3 * measured.squareRoot() { return false }
    // Where nothing is promised only such a line can break it, and it takes its time to show.
    var isSure = !level.isEmpty
    for meter in [firstTokenInTime, outputTokensInTime, endInTime] {
      let error = 3 * meter.standardError(expecting: level.percentile)
      if meter.share + error < level.percentile || (isLast && meter.share < level.percentile) { return false }
      if meter.share - error < level.percentile, meter.misses > 0 || meter.count < 500 { isSure = false }
    }
    return isSure || isLast ? true : nil
  }
}
