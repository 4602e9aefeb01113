import CostModel
import Serving
import Simulation

/// What a simulation with measured step times says of requests, beside what an engine does with them.
struct ServedInTheory {
  let makespan: Double
  let percentile99: Double
  let steps: Int

  /// The same requests, all at one moment.
  init(_ requests: BatchedRequests, _ policy: BatchingPolicy, _ steps: MeasuredSteps) throws {
    let trace = try requests.trace()
    let simulation = try ServingSimulation(
      Workload(arrivals: .replay(trace, rate: nil), lengths: .replayed(trace)),
      on: SimulatedFleet(costs: steps.costs(upTo: requests.largestStep), limits: requests.limits(policy)),
      options: SimulationOptions(requests: requests.all.count, warmUp: 0, ending: .drained))
    self.steps = simulation.run().steps
    let latencies = simulation.records().map(\.endToEndLatency)
    makespan = latencies.max() ?? 0
    percentile99 = ServedInTheory.percentile99(latencies)
  }

  /// The latency that 99 of 100 requests do not exceed, as simulations and engines count it alike.
  static func percentile99(_ latencies: [Double]) -> Double {
    var histogram = LatencyHistogram()
    for latency in latencies { histogram.add(latency) }
    return histogram.percentile(0.99)
  }
}

/// Throughput against latency as more and more requests come, simulated with measured step times.
struct LoadCurve {
  struct Point: Equatable {
    /// The offered load: a share of the requests that continuous batching can serve at most.
    let load: Double
    let tokensPerSecond: Double
    let percentile99: Double
  }

  static let loads = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9]
  private static let requests = 3_000

  /// Requests a second that a policy serves where the line is never empty.
  static func capacity(
    _ requests: BatchedRequests, _ policy: BatchingPolicy, _ steps: MeasuredSteps, seed: UInt64,
    goOn: (Double) -> Bool
  ) throws -> Double {
    let rate = try report(1e6, requests, policy, steps, seed, .drained, goOn).requestsPerSecond
    return max(rate, 1e-9)
  }

  /// The points that a policy reaches: beyond what it can serve the line grows without end, and there is no latency.
  static func points(
    _ requests: BatchedRequests, _ policy: BatchingPolicy, _ steps: MeasuredSteps, own: Double, full: Double,
    seed: UInt64, _ stage: Stage
  ) throws -> [Point] {
    try loads.enumerated().compactMap { place, load in
      guard load * full < 0.97 * own else { return nil }
      let part = stage.part(place, of: loads.count)
      let report = try report(load * full, requests, policy, steps, seed, .steady) {
        part.goesOn($0, "simulating a load of \(Int(100 * load)) %")
      }
      return Point(
        load: load, tokensPerSecond: report.outputTokensPerSecond, percentile99: report.endToEndLatency.p99)
    }
  }

  private static func report(
    _ rate: Double, _ requests: BatchedRequests, _ policy: BatchingPolicy, _ steps: MeasuredSteps, _ seed: UInt64,
    _ ending: SimulationOptions.Ending, _ goOn: (Double) -> Bool
  ) throws -> SimulationReport {
    let simulation = try ServingSimulation(
      Workload(arrivals: .poisson(rate: RequestsPerSecond(rate)), lengths: .resampled(try requests.trace())),
      on: SimulatedFleet(costs: steps.costs(upTo: requests.largestStep), limits: requests.limits(policy)),
      options: SimulationOptions(requests: LoadCurve.requests, seed: seed, ending: ending))
    guard let report = simulation.run(while: goOn) else { throw ExperimentError.stopped }
    return report
  }
}
