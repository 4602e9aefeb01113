import CostModel
import Serving
import Simulation
import Testing

/// What comes first when things happen at the same time.
@Suite struct EventOrderTests {
  private func records(
    _ requests: [(at: Double, prompt: Int, output: Int)], _ fleet: SimulatedFleet
  ) throws -> [LatencyRecord] {
    let trace = try Trace(
      requests.map { Trace.Entry(arrival: $0.at, promptTokens: $0.prompt, outputTokens: $0.output) })
    return try ServingSimulation(
      Workload(arrivals: .replay(trace, rate: nil), lengths: .replayed(trace)), on: fleet,
      options: SimulationOptions(requests: requests.count, warmUp: 0, ending: .drained)
    ).records().sorted { $0.id < $1.id }
  }

  @Test func `a request that arrives as a step ends is in the next one`() throws {
    let records = try records([(0, 1, 4), (2, 1, 1), (2.5, 1, 1)], roomy(costs(fixed: 1), sequences: 8))
    #expect(records.map(\.scheduled) == [0, 2, 3])
    #expect(records.map(\.lastToken) == [4, 3, 4])
  }

  @Test func `requests that arrive together are in one step`() throws {
    let records = try records([(0, 2, 1), (0, 3, 1), (0, 1, 1)], roomy(costs(perToken: 1), sequences: 8))
    #expect(records.map(\.firstToken) == [6, 6, 6])
  }

  @Test func `the balancer sees what has just been freed`() throws {
    // The first replica is busy until 3, the second until 2.
    let records = try records([(0, 1, 3), (0, 1, 2), (2, 1, 1)], roomy(costs(fixed: 1), sequences: 1, replicas: 2))
    #expect(records.map(\.lastToken) == [3, 2, 3])
  }

  @Test func `in turn means in turn, the least loaded is the first of equals`() throws {
    let requests = [(at: 0.0, prompt: 1, output: 1), (0, 1, 5), (1, 1, 1), (1, 1, 1)]
    let turn = try records(requests, roomy(costs(fixed: 1), replicas: 2, balancer: .roundRobin))
    #expect(turn.map(\.scheduled) == [0, 0, 1, 5])
    let least = try records(requests, roomy(costs(fixed: 1), replicas: 2))
    #expect(least.map(\.scheduled) == [0, 0, 1, 2])
  }

  @Test func `a client sends the next request the moment the last one is answered`() throws {
    let records = try ServingSimulation(
      Workload(arrivals: .closedLoop(clients: 2), lengths: .independent(prompt: .fixed(1), output: .fixed(3))),
      on: roomy(costs(fixed: 1), sequences: 2),
      options: SimulationOptions(requests: 6, warmUp: 0, ending: .drained)
    ).records()
    #expect(records.map(\.arrival) == [0, 0, 3, 3, 6, 6])
    #expect(records.map(\.lastToken) == [3, 3, 6, 6, 9, 9])
  }

  @Test func `steps that take no time are taken all the same`() throws {
    let records = try records([(0, 5, 5), (1, 5, 5)], roomy(costs(), sequences: 2))
    #expect(records.map(\.lastToken) == [0, 1])
  }
}
