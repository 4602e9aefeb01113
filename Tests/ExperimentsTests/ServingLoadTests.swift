import CostModel
import Inference
import Serving
import Testing
@testable import Engine
@testable import Experiments

@Suite struct ServingLoadTests {
  private static let settings = [
    ("model", "260k"), ("seconds", "0.5"), ("slots", "4"), ("prompt", "16"), ("output", "8"), ("kv_blocks", "64"),
    ("waiting", "3"),
  ]

  // MARK: Arrivals

  private let shape = LoadShape(prompt: 40, output: 20, positions: 100)

  @Test func `the same seed gives the same requests at every rate, only closer together`() {
    for seed in UInt64(0)..<50 {
      let slow = LoadArrivals.poisson(shape, rate: 10, seconds: 8, seed: seed)
      let fast = LoadArrivals.poisson(shape, rate: 20, seconds: 4, seed: seed)
      #expect(slow.count == fast.count, "seed \(seed)")
      for (one, other) in zip(slow, fast) {
        #expect(abs(one.time - 2 * other.time) < 1e-9 && one.promptTokens == other.promptTokens, "seed \(seed)")
      }
      #expect(slow.allSatisfy { $0.promptTokens >= 1 && $0.outputTokens >= 1 }, "seed \(seed)")
      #expect(slow.allSatisfy { $0.promptTokens + $0.outputTokens - 1 <= 100 }, "seed \(seed)")
    }
  }

  @Test func `gaps and lengths have the means that were asked for`() {
    let wide = LoadShape(prompt: 40, output: 20, positions: 1_000)
    let all = LoadArrivals.poisson(wide, rate: 50, seconds: 400, seed: 3)
    let count = Double(all.count)
    let prompt = Double(all.reduce(0) { $0 + $1.promptTokens }) / count
    let output = Double(all.reduce(0) { $0 + $1.outputTokens }) / count
    #expect(abs(count / 400 - 50) < 1.5)
    #expect(abs(prompt - 40) < 0.5)
    // Cut at four times the mean, an exponential loses e⁻⁴ of it.
    #expect(abs(output - 19.64) < 0.5)
  }

  // MARK: Step times

  /// Reports of steps that take time by a law: 2 ms and 0.5 ms a sequence; with prompts 3 ms, 0.1 ms a prompt token and
  /// no more than 0.2 ms a sequence, whose weights are read anyway.
  private func reports() throws -> [StepReport] {
    let limits = SchedulerLimits(policy: .chunkedPrefill(tokens: 64), maximumSequences: 4, kvBlocks: 64)
    var scheduler = Scheduler(limits: limits)
    var (reports, random): ([StepReport], SeededRandom) = ([], SeededRandom(seed: 4))
    for number in 0..<160 {
      let prompt = 8 + Int(random.next() % 40)
      try scheduler.submit(Request(id: RequestID(number), promptTokens: prompt, maximumOutputTokens: 9))
      // Alone at first, then in company.
      while scheduler.waitingCount + scheduler.runningCount > number / 40 {
        let plan = scheduler.planStep()
        _ = scheduler.complete()
        let load = EngineLoad(waiting: 0, running: plan.batchSize, kvBlocksInUse: 1, kvBlocks: 64)
        reports.append(
          StepReport(number: reports.count, plan: plan, load: load, began: 0, ended: law(plan)))
      }
    }
    return reports
  }

  private func law(_ plan: StepPlan) -> Double {
    let decodes = Double(plan.decodes.count)
    guard plan.prefillTokens > 0 else { return 0.002 + 0.0005 * decodes }
    return 0.003 + 0.0002 * decodes + 0.0001 * Double(plan.prefillTokens)
  }

  @Test func `step times that follow a law are found again, and simulations count with them`() throws {
    let reports = try reports()
    let costs = StepTimes(reports, slots: 4).costs
    #expect(reports.contains { $0.plan.decodes.isEmpty } && reports.contains { $0.plan.decodes.count == 3 })
    for report in reports {
      let plan = report.plan
      let seconds = costs.seconds(
        decodes: plan.decodes.count, context: plan.context, prefill: plan.prefillTokens, pairs: plan.pairs)
      #expect(abs(seconds - law(plan)) < 1e-6, "\(plan.decodes.count) and \(plan.prefillTokens)")
    }
  }

  @Test func `a request that comes alone is predicted from its own steps`() throws {
    let times = StepTimes(try reports(), slots: 4)
    let limits = SchedulerLimits(policy: .chunkedPrefill(tokens: 64), maximumSequences: 4, kvBlocks: 64)
    let alone = (0..<5).map { LoadArrival(time: Double($0), promptTokens: 30, outputTokens: 6) }
    let prediction = try LoadPrediction(alone, limits, times)
    // 2 + 1 + 30 · 0.1 ms, then 2.5 ms each; a histogram is right to 1/256.
    #expect(abs(prediction.firstToken.p50 - 6) < 0.03)
    #expect(abs(prediction.perToken.p99 - 2.5) < 0.02)
  }

  // MARK: The knee

  @Test func `the knee is where the tail passes three times the first one`() {
    #expect(Knee.rate([(40, 10), (60, 11), (80, 12)]) == 80)
    #expect(Knee.rate([(40, 10), (60, 30), (80, 90)]) == 60)
    // From 10 to 90 is twice a factor of three.
    #expect(abs(Knee.rate([(40, 10), (60, 10), (80, 90)]) - 70) < 1e-9)
    #expect(Knee.rate([(40, 10)]) == 40)
  }

  // MARK: Live

  @Test func `every request ends once, with all the tokens that it asked for`() throws {
    let environment = Surroundings.environment()
    let settings = try ExperimentSettings(
      ServingLoad().description, setting: ServingLoadTests.settings.map { (name: $0.0, value: $0.1) })
    let bench = try LoadBench(settings, environment, step: 32, Stage { _ in true })
    #expect(bench.calibration.capacity > 0 && bench.calibration.firstToken > 0)
    let run = bench.run(0.8, seconds: 0.3, maximumWaiting: 1_000_000)
    let tally = try run.run(Stage { _ in true }, "")
    #expect(tally.arrived == run.arrivals.count && tally.records.count == tally.arrived)
    #expect(tally.outputTokens == run.arrivals.reduce(0) { $0 + $1.outputTokens })
    #expect(tally.records.allSatisfy { $0.timeToFirstToken > 0 && $0.lastToken >= $0.firstToken })
    #expect(tally.batches.reduce(0, +) > 0 && tally.busy > 0 && tally.busy <= tally.end)
  }

  /// Many that come at once and want much: nobody can serve them before they are called off.
  private func crowd(maximumWaiting: Int) throws -> LoadTally {
    let run = LoadRun(
      model: try LoadedModel("260k", .q4_0, Surroundings.environment()),
      limits: SchedulerLimits(policy: .chunkedPrefill(tokens: 64), maximumSequences: 4, kvBlocks: 1_024),
      maximumWaiting: maximumWaiting, threads: 1,
      arrivals: (0..<40).map { _ in LoadArrival(time: 0, promptTokens: 8, outputTokens: 3_000) }, callOffAfter: 0,
      seed: 1)
    return try run.run(Stage { _ in true }, "")
  }

  @Test func `with back-pressure the line has an end, and who is not served was refused or called off`() throws {
    let limited = try crowd(maximumWaiting: 3)
    #expect(limited.arrived == 40 && limited.lost == 0 && limited.refused > 0 && limited.calledOff > 0)
    #expect(limited.arrived == limited.records.count + limited.refused + limited.calledOff)
    #expect(limited.mostWaiting <= 3 + 4)
    let flood = try crowd(maximumWaiting: 1_000)
    #expect(flood.arrived == 40 && flood.lost == 0 && flood.refused == 0 && flood.calledOff > 0)
  }

  @Test func `a run tells what it expects before it begins, and shows both`() throws {
    let seen = Seen()
    let result = try Surroundings.run("serving-load", ServingLoadTests.settings, Surroundings.environment()) {
      seen.all.append($0)
      return true
    }
    #expect(result.figure("lost")?.value == 0)
    #expect(result.figures.allSatisfy { $0.isTiming || $0.id == "lost" })
    let note = seen.all.firstIndex { if case .note = $0 { true } else { false } }
    let first = seen.all.firstIndex { if case .point("waiting", _, _) = $0 { true } else { false } }
    #expect(try #require(note) < (try #require(first)))
    #expect(!seen.points("waiting, predicted").isEmpty && !seen.points("running").isEmpty)
    let rows = try #require(result.tables.last).rows
    #expect(rows.count == ServingLoad.ramp.count)
  }
}
