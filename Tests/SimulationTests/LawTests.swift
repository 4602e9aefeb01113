import CostModel
import Foundation
import Serving
import Simulation
import StrataTesting
import Testing

@Suite struct LawTests {
  @Test func `Little's law holds on every run that ends empty`() throws {
    try withEverySeed(2000..<2150) { _, rng in
      let drawn = try randomScenario(&rng)
      var options = drawn.options
      options.ending = .drained
      options.warmUp = 0
      let simulation = try ServingSimulation(drawn.workload, on: drawn.fleet, options: options)
      let records = simulation.records()
      let spent = records.reduce(0) { $0 + $1.endToEndLatency }
      let report = simulation.run()
      let end = records.map(\.lastToken).max() ?? 0
      // A run may also end with the arrival of a request that is refused.
      try #require(
        report.rejected > 0 || abs(report.meanRequestsInSystem * end - spent) <= 1e-9 * (1 + spent))
      try #require(records.count + report.rejected == report.simulatedRequests)
    }
  }

  @Test func `a batch of one takes exactly the sum of its steps`() throws {
    let price = costs(fixed: 0.011, perToken: 0.00007, perDecode: 0.00002, perContext: 1e-8, perPair: 3e-9)
    let simulation = try ServingSimulation(
      Workload(
        arrivals: .poisson(rate: RequestsPerSecond(0.001)),
        lengths: .independent(prompt: .fixed(1155), output: .fixed(211))),
      on: roomy(price, sequences: 8), options: SimulationOptions(requests: 1, warmUp: 0, ending: .drained))
    let record = try #require(simulation.records().first)
    var time = record.arrival
    time += price.seconds(decodes: 0, context: 0, prefill: 1155, pairs: 1155 * 1156 / 2)
    #expect(record.firstToken == time)
    for step in 0..<210 { time += price.seconds(decodes: 1, context: 1155 + step, prefill: 0, pairs: 0) }
    #expect(record.lastToken == time)
  }

  @Test(arguments: [BatchingPolicy.chunkedPrefill(tokens: 256), .continuous(tokens: 2048)])
  func `a closed loop makes as many tokens as its clients' latencies say`(policy: BatchingPolicy) throws {
    let (clients, output) = (16, 40)
    let simulation = try ServingSimulation(
      Workload(
        arrivals: .closedLoop(clients: clients),
        lengths: .independent(prompt: .lognormal(mean: Tokens(300), coefficientOfVariation: 1), output: .fixed(output))),
      on: roomy(costs(fixed: 0.01, perToken: 0.0001, perContext: 1e-7), policy, sequences: 64),
      options: SimulationOptions(requests: 4000))
    let report = simulation.run()
    let expected =
      Double(clients * output)
      / (report.timeToFirstToken.mean + report.timePerOutputToken.mean * Double(output - 1))
    #expect(abs(report.outputTokensPerSecond / expected - 1) < 0.01)
  }

  @Test func `the same seed gives the same bytes, another seed others`() throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    try withEverySeed(3000..<3030) { _, rng in
      let simulation = try randomScenario(&rng)
      try #require(try encoder.encode(simulation.run()) == encoder.encode(simulation.run()))
    }
    let bytes = try (1...2).map { seed in
      try encoder.encode(
        ServingSimulation(
          Workload(
            arrivals: .poisson(rate: RequestsPerSecond(1)),
            lengths: .independent(prompt: .fixed(10), output: .fixed(10))),
          on: roomy(costs(fixed: 0.01)), options: SimulationOptions(requests: 50, seed: UInt64(seed))
        ).run())
    }
    #expect(bytes[0] != bytes[1])
  }

  @Test func `the bytes are the same on every machine`() throws {
    // Found once; the generator, the logarithm and the order of events all show in it.
    let report = try ServingSimulation(
      Workload(
        arrivals: .gamma(rate: RequestsPerSecond(5), coefficientOfVariation: 2),
        lengths: .independent(
          prompt: .lognormal(mean: Tokens(300), coefficientOfVariation: 1), output: .exponential(mean: Tokens(50)))),
      on: roomy(costs(fixed: 0.01, perToken: 0.0001, perContext: 1e-7), sequences: 8),
      options: SimulationOptions(requests: 500)
    ).run()
    #expect(report.endToEndLatency.mean == 0.8457780280821239)
    #expect(report.timeToFirstToken.p99 == 1.44140625)
  }

  @Test func `permuting identical requests changes nothing`() throws {
    try withEverySeed(4000..<4020) { _, rng in
      var entries = (0..<40).map { Trace.Entry(arrival: Double($0 / 3), promptTokens: 9, outputTokens: 7) }
      func records() throws -> [LatencyRecord] {
        let trace = try Trace(entries)
        return try ServingSimulation(
          Workload(arrivals: .replay(trace, rate: nil), lengths: .replayed(trace)),
          on: roomy(costs(fixed: 0.1), sequences: 3, replicas: 2)
        ).records()
      }
      let before = try records()
      entries.shuffle(using: &rng)
      try #require(try records() == before)
    }
  }
}
