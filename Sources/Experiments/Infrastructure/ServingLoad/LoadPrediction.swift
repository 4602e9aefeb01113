import CostModel
import Serving
import Simulation

/// What a simulation says about a load before it comes: the same requests, the same scheduler, step times as measured.
struct LoadPrediction {
  let firstToken: LatencyTail
  let perToken: LatencyTail
  let report: SimulationReport

  init(_ arrivals: [LoadArrival], _ limits: SchedulerLimits, _ times: StepTimes) throws {
    let trace = try LoadArrivals.trace(arrivals)
    let simulation = try ServingSimulation(
      Workload(arrivals: .replay(trace, rate: nil), lengths: .replayed(trace)),
      on: SimulatedFleet(costs: times.costs, limits: limits),
      options: SimulationOptions(requests: arrivals.count, warmUp: 0, ending: .drained))
    let records = simulation.records()
    firstToken = LatencyTail.toFirstToken(records)
    perToken = LatencyTail.perToken(records)
    report = simulation.run()
  }

  /// Requests a second that the scheduler serves where clients never let it wait.
  static func capacity(
    _ shape: LoadShape, _ limits: SchedulerLimits, _ times: StepTimes, seed: UInt64
  ) throws -> Double {
    let lengths = try LoadArrivals.trace(LoadArrivals.poisson(shape, rate: 1, seconds: 500, seed: seed))
    return try ServingSimulation(
      Workload(arrivals: .closedLoop(clients: 2 * limits.maximumSequences), lengths: .replayed(lengths)),
      on: SimulatedFleet(costs: times.costs, limits: limits),
      options: SimulationOptions(requests: 1_000, seed: seed)
    ).run().requestsPerSecond
  }
}

/// Where a curve of tails over rates leaves its flat part.
enum Knee {
  /// So many times the first tail is off the flat part.
  static let factor = 3.0

  /// The rate at which the tail passes three times that of the lowest rate; between two rates by its logarithm.
  ///
  /// - Parameter tails: by rising rate; at least one.
  /// - Returns: the highest rate where none of them passes.
  static func rate(_ tails: [(rate: Double, tail: Double)]) -> Double {
    guard let first = tails.first, let last = tails.last, first.tail > 0 else { return tails.last?.rate ?? 0 }
    let limit = Numeral.ln(factor * first.tail)
    for (low, high) in zip(tails, tails.dropFirst()) where high.tail > factor * first.tail {
      let (from, to) = (Numeral.ln(max(low.tail, 1e-9)), Numeral.ln(high.tail))
      return low.rate + (high.rate - low.rate) * max(0, limit - from) / (to - from)
    }
    return last.rate
  }
}
