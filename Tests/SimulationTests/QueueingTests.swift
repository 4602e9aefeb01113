import CostModel
import Serving
import Simulation
import Testing

/// Closed forms of queueing theory: one sequence at a time, one step a request, a second for each prompt token / 10⁴.
@Suite struct QueueingTests {
  private static let meanTokens = 10_000.0
  private static let single = roomy(costs(perToken: 1 / meanTokens), .continuous(tokens: 1))

  /// Waiting times at a load when a request takes a second on average.
  private func waits(load: Double, _ prompt: LengthDistribution, requests: Int = 40_000) throws -> [Double] {
    let simulation = try ServingSimulation(
      Workload(
        arrivals: .poisson(rate: RequestsPerSecond(load)),
        lengths: .independent(prompt: prompt, output: .fixed(1))),
      on: QueueingTests.single, options: SimulationOptions(requests: requests, warmUp: 0, seed: 7, ending: .drained))
    return simulation.records().dropFirst(4000).map(\.queueTime)
  }

  @Test(arguments: [0.5, 0.8, 0.9])
  func `exponential service waits as M M 1`(load: Double) throws {
    let waits = try waits(load: load, .exponential(mean: Tokens(QueueingTests.meanTokens)))
    let mean = waits.reduce(0, +) / Double(waits.count)
    // The variance of a long mean of waiting times (Daley 1968; Whitt 1989).
    let spread = load * (2 + load * (5 + load * (-4 + load))) / ((1 - load) * (1 - load) * (1 - load) * (1 - load))
    let standardError = (spread / Double(waits.count)).squareRoot()
    #expect(abs(mean - load / (1 - load)) < 4 * standardError)
  }

  @Test(arguments: [0.5, 0.8, 0.9])
  func `constant service waits half as long, as M D 1`(load: Double) throws {
    let estimate = Estimate(try waits(load: load, .fixed(Int(QueueingTests.meanTokens))))
    #expect(abs(estimate.mean - load / (1 - load) / 2) < 4 * estimate.standardError)
    #expect(estimate.standardError < 0.1 * estimate.mean)
  }

  @Test(arguments: [0.5, 0.8, 0.9])
  func `any service waits by the formula of Pollaczek and Khinchine`(load: Double) throws {
    let estimate = Estimate(
      try waits(load: load, .lognormal(mean: Tokens(QueueingTests.meanTokens), coefficientOfVariation: 1.5)))
    let expected = load * (1 + 1.5 * 1.5) / (2 * (1 - load))
    #expect(abs(estimate.mean - expected) < 4 * estimate.standardError)
    #expect(estimate.standardError < 0.2 * estimate.mean)
  }

  @Test(arguments: [0.5, 0.8, 0.9])
  func `four sequences at once wait as M M c by Erlang's formula`(load: Double) throws {
    // A step takes 1/40 of a second whatever is in it, a request 40 steps on average.
    let steps = 40.0
    let simulation = try ServingSimulation(
      Workload(
        arrivals: .poisson(rate: RequestsPerSecond(4 * load)),
        lengths: .independent(prompt: .fixed(1), output: .exponential(mean: Tokens(steps)))),
      on: roomy(costs(fixed: 1 / steps), sequences: 4),
      options: SimulationOptions(requests: 12_000, warmUp: 0, seed: 3, ending: .drained))
    let estimate = Estimate(simulation.records().dropFirst(1000).map(\.queueTime))
    // Who comes while a step runs waits for its end, on average half of it.
    let expected = erlangC(servers: 4, load: load) / (4 * (1 - load))
    #expect(abs(estimate.mean - expected - 0.5 / steps) < 4 * estimate.standardError + 0.5 / steps)
    #expect(estimate.standardError < 0.2 * (expected + 1 / steps))
  }

  /// The odds that all servers are busy.
  private func erlangC(servers: Int, load: Double) -> Double {
    let offered = Double(servers) * load
    var term = 1.0
    var sum = 0.0
    for count in 0..<servers {
      sum += term
      term *= offered / Double(count + 1)
    }
    let waiting = term / (1 - load)
    return waiting / (sum + waiting)
  }

  @Test func `a replica is never idle while a request waits`() throws {
    let simulation = try ServingSimulation(
      Workload(
        arrivals: .gamma(rate: RequestsPerSecond(0.8), coefficientOfVariation: 3),
        lengths: .independent(prompt: .exponential(mean: Tokens(10_000)), output: .fixed(1))),
      on: QueueingTests.single, options: SimulationOptions(requests: 2000, warmUp: 0, ending: .drained))
    var free = 0.0
    var busy = 0.0
    for record in simulation.records() {  // Lindley's recursion
      #expect(record.scheduled == max(record.arrival, free))
      free = record.lastToken
      busy += record.lastToken - record.scheduled
    }
    let report = simulation.run()
    #expect(abs(report.utilization * report.measuredSeconds - busy) < 1e-6 * busy)
  }
}
