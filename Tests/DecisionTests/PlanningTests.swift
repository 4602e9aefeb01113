import CostModel
import Decision
import Foundation
import Serving
import Simulation
import Testing

@Suite struct PlanningTests {
  private let catalog: Catalog
  private let factors: Factors
  private let today: CalendarDay

  init() throws {
    let folder = PresetTests.folder.deletingLastPathComponent().appendingPathComponent("catalog").path
    catalog = try Catalog.read(folder)
    factors = try Factors.read(folder + "/calibration.csv")
    today = try #require(CalendarDay("2026-11-26"))
  }

  private func evaluator(_ name: String, _ changes: [String: String] = [:]) throws -> Evaluator {
    let text = try String(contentsOf: PresetTests.folder.appendingPathComponent(name + ".yaml"), encoding: .utf8)
    var scenario = try ScenarioReader.read(text, file: name)
    for (path, value) in changes { try scenario.set(path, value) }
    return try Evaluator(scenario, catalog, factors, today: today)
  }

  @Test func `an option's load has the scenario's peak, lengths and memory`() throws {
    let load = try #require(try evaluator("rag-support-desk").load(of: "own"))
    #expect(abs(load.peak.value / load.mean.value - 2.5) < 0.01)
    #expect(load.prompt == Tokens(3200) && load.cached == Tokens(1120) && load.output == Tokens(260))
    #expect(load.question.fleet.limits.sharesPrefixes)
    #expect(load.question.serviceLevel.percentile == 0.99 && load.question.serviceLevel.timeToFirstToken == 1.5)
    #expect(try evaluator("rag-support-desk").load(of: "frontier-api") == nil)
    #expect(try evaluator("rag-support-desk").load(of: "hybrid")?.option.id == "own")
    #expect(try evaluator("rag-support-desk").mainMachines == "own")
  }

  @Test func `requests that can wait fill the quiet hours, so that nothing is left of the peak`() throws {
    let load = try #require(try evaluator("batch-extraction").load(of: "own"))
    #expect(abs(load.peak.value / load.mean.value - 1) < 1e-6)
  }

  @Test func `a slower machine takes as much longer when nobody waits`() throws {
    let load = try #require(
      try evaluator(
        "rag-support-desk", ["workload.prompt_cv": "0", "workload.output_cv": "0", "workload.cached_share": "0"]
      ).load(of: "own"))
    var run = LoadRun()
    run.rate = RequestsPerSecond(0.001)
    run.requests = 300
    let answer = try #require(try load.answer(run))
    let factor = exp(run.speedBand)
    let times = [answer.faster, answer.report, answer.slower].map { $0.timeToFirstToken.mean }
    #expect(abs(times[1] / times[0] / factor - 1) < 1e-6 && abs(times[2] / times[1] / factor - 1) < 1e-6)
    let rates = [answer.faster, answer.report, answer.slower].map(\.requestsPerSecond)
    #expect(abs(rates[0] / rates[1] - 1) < 1e-6 && abs(rates[2] / rates[1] - 1) < 1e-6)
    let costs = [answer.faster, answer.slower].map { $0.costPerMillionTokens ?? 0 }
    #expect(abs(costs[0] / costs[1] - 1) < 1e-6)
    #expect(answer.band { $0.timeToFirstToken.mean } == times[0]...times[2])
  }

  @Test func `a plan leaves out what does not fit, is too slow, or has no price`() throws {
    let evaluator = try evaluator("rag-support-desk")
    var choices = PlanChoices()
    choices.finalists = 1
    choices.mostRequests = 500
    choices.accelerators = ["H100-SXM", "L4", "MI355X", "RTX4090", "h100 sxm5"]
    let plan = try #require(try evaluator.plan("own", catalog, factors, choices))
    let refused = Dictionary(plan.refused.map { ($0.why, $0.names) }, uniquingKeysWith: { first, _ in first })
    #expect(refused["no seller's price on demand"] == ["MI355X"])
    #expect(refused["too little memory"]?.contains("1x-h100-sxm-bf16") == true)
    #expect(refused["too little memory"]?.contains("8x-h100-sxm-bf16") == false)
    let names = plan.candidates.map(\.id) + plan.refused.flatMap(\.names)
    #expect(Set(names).count == names.count, "a candidate is counted once")
    // BF16 and FP8 on 1, 2, 4, 8 GPUs of three priced chips that compute in both.
    #expect(names.count == 3 * 2 * 4 + 1)
    #expect(plan.candidates.allSatisfy { $0.fleet.memory.fits })
  }

  @Test func `a plan's fleet keeps the objectives at the peak, and one replica less does not`() throws {
    // Enough load for several replicas.
    let changes = ["workload.requests_per_month": "20M", "workload.prompt_cv": "0.3"]
    let evaluator = try evaluator("rag-support-desk", changes)
    var choices = PlanChoices()
    choices.finalists = 1
    choices.mostRequests = 4000
    choices.accelerators = ["H100-SXM"]
    choices.precisions = [.fp8]
    choices.gpus = [2]
    let plan = try #require(try evaluator.plan("own", catalog, factors, choices))
    let best = try #require(plan.cheapest)
    let answer = try #require(best.simulated)
    #expect(answer.replicas > 1)
    #expect(best.fleet.replicas == answer.replicas + best.option.redundancy)
    let load = try #require(evaluator.load(of: "own"))
    #expect(answer.report.attainment.meets(load.question.serviceLevel))
    var run = LoadRun()
    run.replicas = answer.replicas - 1
    run.requests = 4000
    let fewer = try #require(try load.answer(run))
    #expect(!fewer.report.attainment.meets(load.question.serviceLevel))
  }

  @Test func `twice the load never takes fewer GPUs`() throws {
    var choices = PlanChoices()
    choices.finalists = 1
    choices.mostRequests = 1000
    choices.accelerators = ["B200-SXM"]
    choices.precisions = [.fp8]
    choices.gpus = [1]
    var last = 0
    for volume in ["5M", "10M", "20M"] {
      let evaluator = try evaluator("rag-support-desk", ["workload.requests_per_month": volume])
      let plan = try #require(try evaluator.plan("own", catalog, factors, choices))
      let gpus = try #require(plan.smallest).fleet.gpus
      #expect(gpus >= last, "\(volume)")
      last = gpus
    }
  }

  @Test func `a stopped plan gives nothing, and an option by the token has none`() throws {
    let evaluator = try evaluator("rag-support-desk")
    #expect(try evaluator.plan("own", catalog, factors) { _, _ in false } == nil)
    #expect(try evaluator.plan("frontier-api", catalog, factors) == nil)
  }

  @Test func `a pair crosses where both cost the same`() throws {
    let evaluator = try evaluator("rag-support-desk")
    for pair in evaluator.pairs {
      let found = try #require(evaluator.crossing(challenger: pair.challenger, incumbent: pair.incumbent))
      guard let volume = found.crossing.lastingFrom, let bill = found.billThere else { continue }
      let place = try #require(evaluator.scenario.options.firstIndex { $0.id == pair.challenger })
      let own = evaluator.costs(.base, volume: volume)[place]
      #expect(own < bill.value && own > bill.value * 0.5, "\(pair)")
    }
    #expect(evaluator.crossing(challenger: "own", incumbent: "nobody") == nil)
    #expect(evaluator.pairs.allSatisfy { $0.incumbent == "frontier-api" || $0.incumbent == "open-api" })
  }

  @Test func `the services of a scenario are billed as in the comparison`() throws {
    let evaluator = try evaluator("rag-support-desk")
    let lines = try evaluator.scenario.serviceLines(catalog)
    let sum = lines.reduce(0) { $0 + ($1.bill?.total.value ?? 0) }
    let option = try #require(evaluator.comparison().option("open-api"))
    #expect(abs(option.total(.services).value - sum) < 1e-9)
    #expect(lines.map(\.vendor.name) == evaluator.scenario.vendors.lines)
  }
}
