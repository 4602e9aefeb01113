import CostModel
import Engine
import Inference
import Serving
import Simulation
import StrataTesting
import Testing
@testable import Experiments

@Suite struct BatchingTests {
  private static let model: Result<Model, any Error> = Result {
    let file = try MemoryFile.open(
      try RandomModel(#require(ModelShape(named: "260k")), .q8_0, seed: 3).bytes(), name: "tiny")
    return try Model(metadata: file.metadata, tensors: file.tensors)
  }

  private func requests(_ count: Int, areMixed: Bool = true, slots: Int = 3, seed: UInt64 = 1) -> BatchedRequests {
    BatchedRequests(count, areMixed: areMixed, slots: slots, vocabulary: 512, seed: seed)
  }

  private func serve(_ requests: BatchedRequests, _ policy: BatchingPolicy) throws -> BatchedRun {
    let transformer = try Transformer(BatchingTests.model.get(), threads: 1, summation: .tokenByToken)
    return try BatchedRun.serve(requests, policy, transformer, Stage { _ in true }) { _ in }
  }

  private static let policies: [BatchingPolicy] = [.static, .continuous(tokens: 256), .chunkedPrefill(tokens: 40)]

  // MARK: The live engine

  @Test(arguments: policies)
  func `the live engine plans the simulation's steps, and the same ones again`(policy: BatchingPolicy) throws {
    for seed in [1, 2, 3] as [UInt64] {
      let requests = requests(9, seed: seed)
      let trace = try requests.trace()
      let simulation = try ServingSimulation(
        Workload(arrivals: .replay(trace, rate: nil), lengths: .replayed(trace)),
        on: SimulatedFleet(
          costs: MeasuredSteps([], [(tokens: 1, seconds: [1])], capacity: 256).costs(upTo: 1),
          limits: requests.limits(policy)),
        options: SimulationOptions(requests: 9, warmUp: 0, ending: .drained))
      let expected = simulation.referencePlans()
      // The door's request is number 0 here, and there is none there.
      let found = try serve(requests, policy).steps.map(\.plan)
      #expect(found.map(\.prefillTokens) == expected.map(\.prefillTokens), "seed \(seed)")
      #expect(found.map { $0.decodes.map { $0.id.number - 1 } } == expected.map { $0.decodes.map(\.id.number) })
      #expect(try serve(requests, policy).steps.map(\.plan) == found)
    }
  }

  @Test func `every request gets its tokens, and they are the same whoever shares its steps`() throws {
    let requests = requests(10)
    let runs = try BatchingTests.policies.map { try serve(requests, $0) }
    for run in runs {
      #expect(run.outputs.map(\.count) == requests.all.map(\.maximumOutputTokens))
      #expect(run.outputs.differences(from: runs[0].outputs) == 0)
      #expect(run.latencies.allSatisfy { $0 > 0 && $0 <= run.makespan })
    }
    let other = try serve(self.requests(10, seed: 2), .static)
    #expect(other.outputs.differences(from: runs[0].outputs) > 0)
  }

  @Test func `a run that nobody wants more of ends the engine`() throws {
    #expect(throws: ExperimentError.stopped) {
      let transformer = try Transformer(BatchingTests.model.get(), threads: 1)
      _ = try BatchedRun.serve(requests(20), .static, transformer, Stage { _ in false }) { _ in }
    }
  }

  // MARK: Slots

  @Test func `a static batch leaves slots idle until its longest answer is done, a continuous one fills them`() throws {
    let requests = requests(9)
    func lanes(_ policy: BatchingPolicy) throws -> SlotLanes {
      BatchingFound(requests: requests, modelName: "tiny").lanes(try serve(requests, policy).steps.map(\.plan))
    }
    let (fixed, joining) = (try lanes(.static), try lanes(.chunkedPrefill(tokens: 64)))
    // Three batches of three; each takes a step for its prompts and one for each further token of its longest answer.
    let longest = [0, 3, 6].map { start in requests.all[start..<start + 3].map(\.maximumOutputTokens).max() ?? 0 }
    #expect(fixed.stepCount == longest.reduce(0, +))
    #expect(fixed.idleCount == 3 * fixed.stepCount - requests.outputTokens)
    #expect(joining.idleShare < fixed.idleShare && joining.stepCount < fixed.stepCount)
    for lanes in [fixed, joining] {
      let letters = lanes.lanes.joined()
      #expect(letters.count { $0 == SlotLanes.decode } == requests.outputTokens - requests.all.count)
    }
  }

  @Test func `slots are drawn step by step, or several steps to a letter`() throws {
    let lengths = [1: 2, 2: 4, 3: 2]
    func scheduled(_ policy: BatchingPolicy) throws -> SlotLanes {
      var scheduler = Scheduler(limits: SchedulerLimits(policy: policy, maximumSequences: 2, kvBlocks: 8))
      for (id, tokens) in lengths.sorted(by: { $0.key < $1.key }) {
        try scheduler.submit(Request(id: RequestID(id), promptTokens: 4, maximumOutputTokens: tokens))
      }
      var plans: [StepPlan] = []
      while !scheduler.isIdle {
        plans.append(scheduler.planStep())
        _ = scheduler.complete()
      }
      return SlotLanes(
        plans, slots: 2, outputs: Dictionary(uniqueKeysWithValues: lengths.map { (RequestID($0), $1) }))
    }
    #expect(try scheduled(.chunkedPrefill(tokens: 64)).lanes.map { String($0) } == ["PDPD", "PDDD"])
    let lanes = try scheduled(.static)
    #expect(lanes.lanes.map { String($0) } == ["PD..PD", "PDDD.."])
    #expect(lanes.idleCount == 4 && lanes.idleShare == 4.0 / 12)
    guard case .timeline(let thinned, _, 0, 2) = lanes.picture("x", stride: 2).content else {
      Issue.record("no timeline")
      return
    }
    #expect(thinned.map(\.cells) == ["P.P", "PD."])
  }

  // MARK: Step times

  @Test func `step times are those that were timed, and lie on lines between them`() {
    let steps = MeasuredSteps(
      [.init(batch: 1, seconds: [2, 1, 3]), .init(batch: 4, seconds: [5])],
      [(tokens: 4, seconds: [99]), (tokens: 8, seconds: [9])], capacity: 8)
    #expect([0, 1, 2, 4, 6, 8].map { steps.seconds($0) } == [0, 2, 3, 5, 7, 9])
    // Beyond the capacity it takes several passes.
    #expect(steps.seconds(16) == 18 && steps.seconds(17) == 20 && steps.seconds(12) == 14)
    let costs = steps.costs(upTo: 17)
    for tokens in 0...17 {
      #expect(costs.seconds(decodes: tokens, context: 50, prefill: 0, pairs: 0) == steps.seconds(tokens))
    }
  }

  @Test func `a sweep times every batch as often as was asked`() throws {
    let transformer = try Transformer(BatchingTests.model.get(), threads: 1)
    let sweep = DecodeSweep(batches: DecodeSweep.batches(upTo: 6), steps: 2, repeats: 3, depth: 20)
    let stage = Stage { _ in true }
    #expect(try sweep.prefills([40, 256], transformer, seed: 1, stage).map(\.seconds.count) == [3, 3])
    let points = try sweep.run(transformer, seed: 1, stage)
    #expect(points.map(\.batch) == [1, 2, 4, 6] && points.allSatisfy { $0.seconds.count == 3 && $0.median > 0 })
  }

  @Test func `the roofs meet where a step's reading takes as long as its arithmetic`() throws {
    let roofline = BatchRoofline(
      weightBytes: 100, cacheBytes: 1, operations: 20, bytesPerSecond: 10, operationsPerSecond: 100)
    #expect(roofline.seconds(1) == 10.1 && roofline.seconds(200) == 40)
    let ridge = try #require(roofline.ridge)
    #expect(abs(ridge - 100) < 1e-9)
    #expect(roofline.tokensPerSecond(150) > 0.99 * roofline.tokensPerSecond(1_000))
    #expect(abs(try #require(BatchRoofline.dataCentre.ridge) - 295.2) < 0.1)
    let greedy = BatchRoofline(
      weightBytes: 100, cacheBytes: 5, operations: 20, bytesPerSecond: 10, operationsPerSecond: 100)
    #expect(greedy.ridge == nil)
  }

  @Test func `growth ends where nine tenths of the most are reached`() {
    #expect(BatchingFound.endOfGrowth([(1, 10), (2, 19), (4, 54), (8, 60), (16, 58)]) == 4)
    #expect(BatchingFound.endOfGrowth([(1, 10), (2, 19)]) == 2 && BatchingFound.endOfGrowth([]) == 0)
    let points = [DecodeSweep.Point(batch: 1, seconds: [0.1]), .init(batch: 2, seconds: [0.3, 0.2, 0.1])]
    #expect(BatchingFound.largest(points, within: 0.2) == 2 && BatchingFound.largest(points, within: 0.19) == 1)
    #expect(BatchingFound.largest(points, within: 0.01) == nil)
  }

  // MARK: Load

  @Test func `throughput follows the load and latency grows with it, and a static engine gives out earlier`() throws {
    let requests = requests(24, slots: 8)
    let steps = MeasuredSteps(
      [.init(batch: 1, seconds: [0.01]), .init(batch: 8, seconds: [0.02])], [(tokens: 256, seconds: [0.2])],
      capacity: 256)
    let stage = Stage { _ in true }
    func capacity(_ policy: BatchingPolicy) throws -> Double {
      try LoadCurve.capacity(requests, policy, steps, seed: 1) { _ in true }
    }
    let best = try capacity(.chunkedPrefill(tokens: 64))
    let own = try capacity(.static)
    let curve = try LoadCurve.points(
      requests, .chunkedPrefill(tokens: 64), steps, own: best, full: best, seed: 1, stage)
    #expect(curve.map(\.load) == LoadCurve.loads && own < best)
    for (point, next) in zip(curve, curve.dropFirst()) {
      #expect(point.percentile99 < next.percentile99 && point.tokensPerSecond < next.tokensPerSecond)
    }
    let fixed = try LoadCurve.points(requests, .static, steps, own: own, full: best, seed: 1, stage)
    #expect(fixed.count < curve.count && zip(fixed, curve).allSatisfy { $0.percentile99 > $1.percentile99 })
  }

  @Test func `equal lengths waste nothing in static batches`() throws {
    let even = requests(9, areMixed: false)
    #expect(Set(even.all.map(\.maximumOutputTokens)).count == 1 && Set(even.all.map(\.prompt.count)).count == 1)
    let lanes = BatchingFound(requests: even, modelName: "tiny").lanes(try serve(even, .static).steps.map(\.plan))
    #expect(lanes.idleCount == 0)
    #expect(abs(even.outputTokens - requests(9).outputTokens) <= 9)
  }
}
