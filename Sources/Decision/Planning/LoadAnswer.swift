public import CostModel
import Foundation
import Serving
public import Simulation

/// What a simulation says about an option's machines at a rate, and how far that can be trusted.
public struct LoadAnswer: Sendable {
  /// At the model's own speed.
  public var report: SimulationReport
  /// With steps as slow, and as quick, as nine of ten measured machines are at the worst and best; latencies are in
  /// real seconds.
  public var slower: SimulationReport
  public var faster: SimulationReport
  public var rate: RequestsPerSecond
  public var replicas: Int
  /// The rate as a part of what the replicas carry within the objectives by the closed form; nil where that is nothing,
  /// and for a trace, whose requests have other lengths.
  public var shareOfCapacity: Double?

  /// Where a figure lies between quick and slow machines.
  public func band(_ figure: (SimulationReport) -> Double) -> ClosedRange<Double> {
    let values = [figure(faster), figure(report), figure(slower)]
    return (values.min() ?? 0)...(values.max() ?? 0)
  }
}

/// How a load is to be simulated.
public struct LoadRun: Sendable {
  /// Nil for the busiest hour's.
  public var rate: RequestsPerSecond?
  /// Nil for as many as the option has in the busiest hour.
  public var replicas: Int?
  /// Requests that are measured.
  public var requests = 10_000
  public var seed: UInt64 = 1
  /// Real requests in place of drawn ones; their times too, scaled to ``rate`` where it is given.
  public var trace: Trace?
  /// The logarithm of the ratio by which nine of ten machines are slower or quicker at most: ``Bands``.
  public var speedBand = 0.1

  public init() {}
}

extension OptionLoad {
  /// Simulates the load at three speeds of the machine.
  ///
  /// A machine that is slower by a factor is the same as requests that come so much quicker, on a clock that goes so
  /// much slower: the steps' costs need not change.
  ///
  /// - Parameter goOn: asked now and then with the share that is done; false stops.
  /// - Returns: nil if it was stopped.
  /// - Throws: `SimulationError` for a value out of range.
  public func answer(_ run: LoadRun, while goOn: (Double) -> Bool = { _ in true }) throws(SimulationError)
    -> LoadAnswer?
  {
    let replicas = run.replicas ?? replicas
    var reports: [SimulationReport] = []
    for (place, slowness) in [1, exp(run.speedBand), exp(-run.speedBand)].enumerated() {
      let simulation = try simulation(run, replicas: replicas, slowness: slowness)
      guard let report = simulation.run(while: { goOn((Double(place) + $0) / 3) }) else { return nil }
      reports.append(report.slowed(by: slowness))
    }
    let rate = run.rate ?? run.trace.map { RequestsPerSecond($0.rate) } ?? peak
    return LoadAnswer(
      report: reports[0], slower: reports[1], faster: reports[2], rate: rate, replicas: replicas,
      shareOfCapacity: run.trace == nil ? estimate.map { rate / ($0.rate * Double(replicas)) } : nil)
  }

  private func simulation(
    _ run: LoadRun, replicas: Int, slowness: Double
  ) throws(SimulationError) -> ServingSimulation {
    var workload = workload(rate: (run.rate ?? peak) * slowness)
    if let trace = run.trace {
      let rate = run.rate ?? RequestsPerSecond(trace.rate)
      // Times that are all the same stay so at any speed.
      workload.arrivals = .replay(
        trace, rate: rate > .zero && (run.rate != nil || slowness != 1) ? rate * slowness : nil)
      workload.lengths = .replayed(trace)
    }
    var level = question.serviceLevel
    level.timeToFirstToken = level.timeToFirstToken.map { $0 / slowness }
    level.timePerOutputToken = level.timePerOutputToken.map { $0 / slowness }
    level.endToEndLatency = level.endToEndLatency.map { $0 / slowness }
    return try ServingSimulation(
      workload, on: fleet(replicas: replicas),
      options: SimulationOptions(
        requests: run.requests, seed: run.seed, serviceLevel: level, price: question.price.map { $0 * slowness }))
  }
}

extension SimulationReport {
  /// The same run on a clock that goes slower by a factor.
  func slowed(by factor: Double) -> SimulationReport {
    guard factor != 1 else { return self }
    var out = self
    out.measuredSeconds *= factor
    for part in [
      \SimulationReport.timeToFirstToken, \.timePerOutputToken, \.interTokenLatency, \.endToEndLatency, \.queueTime,
    ] { out[keyPath: part].scale(by: factor) }
    out.requestsPerSecond /= factor
    out.outputTokensPerSecond /= factor
    out.promptTokensPerSecond /= factor
    out.goodput /= factor
    for index in out.load.indices { out.load[index].time *= factor }
    return out
  }
}

extension LatencySummary {
  fileprivate mutating func scale(by factor: Double) {
    mean *= factor
    p50 *= factor
    p90 *= factor
    p99 *= factor
    maximum *= factor
    p99Low = p99Low.map { $0 * factor }
    p99High = p99High.map { $0 * factor }
  }
}
