import CostModel
import Engine
import Inference
import Serving
import StrataTesting
import Testing

@testable import Simulation

/// One scheduler, two clocks: the engine plans what the simulation plans.
@Suite struct ContractTests {
  /// The same number of tokens as in the simulation; a beginning that is shared there is shared here.
  private func request(_ simulated: SimulatedRequest) -> EngineRequest {
    EngineRequest(
      prompt: tokens(simulated.sharedTokens, seed: 1)
        + tokens(simulated.promptTokens - simulated.sharedTokens, seed: UInt64(simulated.number) + 2),
      maximumOutputTokens: simulated.outputTokens, shareableTokens: simulated.sharedTokens)
  }

  private func scenario(_ rng: inout SplitMix64) throws -> ServingSimulation {
    let costs = StepCosts(
      tokenSeconds: [.zero, Seconds(0.011), Seconds(0.012)], perDecode: Seconds(0.0003),
      perContextToken: Seconds(0.00001), perPair: Seconds(0.00002))
    let lengths = Lengths.independent(
      prompt: .lognormal(mean: Tokens(Double(rng.int(5...50))), coefficientOfVariation: 1),
      output: .exponential(mean: Tokens(Double(rng.int(2...30)))))
    let prefix = rng.oneIn(3) ? nil : SharedPrefix(tokens: rng.int(0...60), share: 0.7)
    return try ServingSimulation(
      Workload(
        arrivals: .poisson(rate: RequestsPerSecond(Double(rng.int(5...60)))), lengths: lengths, sharedPrefix: prefix),
      on: SimulatedFleet(costs: costs, limits: randomLimits(&rng)),
      options: SimulationOptions(requests: 30, warmUp: 0, seed: rng.next(), ending: .drained))
  }

  /// Lets the requests of a simulation come to an engine, at the same times, on a clock that its costs move.
  private func run(_ simulation: ServingSimulation, _ transformer: Transformer) throws -> [EngineEvent] {
    let (limits, costs) = (simulation.fleet.limits, simulation.fleet.costs)
    var core = EngineCore(transformer.model.blueprint, limits: limits, maximumWaiting: 1_000)
    let runner = try ModelRunner(transformer, kvBlocks: limits.kvBlocks)
    var source = RequestSource(simulation.workload, seed: simulation.options.seed, limit: simulation.options.requests)
    var coming = source.next()
    var now = 0.0
    while true {
      guard var work = core.begin(at: now) else {
        guard let next = coming else { break }
        now = next.arrival
        _ = try? core.submit(request(next), at: now)
        coming = source.next()
        continue
      }
      let plan = work.plan
      let end =
        now
        + costs.seconds(
          decodes: plan.decodes.count, context: plan.context, prefill: plan.prefillTokens, pairs: plan.pairs)
      runner.run(&work)
      while let next = coming, next.arrival < end {
        _ = try? core.submit(request(next), at: next.arrival)
        coming = source.next()
      }
      now = end
      core.end(work, at: now)
    }
    try #require(core.faults == [] && core.load.kvBlocksInUse == 0)
    return core.takeEvents()
  }

  @Test func `engine and simulation plan the same steps for the same arrivals, KV block for KV block`() throws {
    let transformer = try TinyModel.transformer(TinyModel.model())
    var (steps, preempted, refused, reused) = (0, 0, 0, 0)
    try withEverySeed(0..<40) { _, rng in
      let simulation = try scenario(&rng)
      let events = try run(simulation, transformer)
      let expected = simulation.referencePlans()
      var plans: [StepPlan] = []
      var records: [LatencyRecord] = []
      for event in events {
        switch event {
        case .stepped(let report): plans.append(report.plan)
        case .ended(let trace, _): records.append(try #require(trace.latency))
        case .scheduled(_, let tokens, _): reused += tokens
        default: break
        }
      }
      try #require(plans == expected)
      // And at the same times.
      try #require(records == simulation.referenceRecords())
      steps += plans.count
      preempted += plans.reduce(0) { $0 + $1.preempted.count }
      refused += simulation.options.requests - records.count
    }
    // The scenarios reach what they are meant to reach.
    #expect(
      steps > 5_000 && preempted > 50 && refused > 10 && reused > 1_000, "\(steps) \(preempted) \(refused) \(reused)")
  }
}
