import CostModel
import Decision
import Foundation
import Testing

@Suite struct EvaluatorTests {
  private let catalog: Catalog
  private let factors: Factors
  private let today: CalendarDay

  init() throws {
    let folder = PresetTests.folder.deletingLastPathComponent().appendingPathComponent("catalog").path
    catalog = try Catalog.read(folder)
    factors = try Factors.read(folder + "/calibration.csv")
    today = try #require(CalendarDay("2026-11-26"))
  }

  private func scenario(_ name: String) throws -> Scenario {
    let text = try String(contentsOf: PresetTests.folder.appendingPathComponent(name + ".yaml"), encoding: .utf8)
    return try ScenarioReader.read(text, file: name)
  }

  @Test(arguments: PresetTests.files) func `every prepared scenario is counted`(_ name: String) throws {
    let evaluator = try Evaluator(try scenario(name), catalog, factors, today: today)
    let comparison = evaluator.comparison()
    let best = try #require(comparison.cheapest)
    for option in comparison.options {
      #expect(option.isOut || option.total >= best.total, "\(option.id)")
      #expect(option.total.value.isFinite || option.isOut, "\(option.id)")
      let parts = CostKind.allCases.reduce(DollarsPerMonth.zero) { $0 + option.total($1) }
      #expect(option.bill.lines.isEmpty || abs(parts / option.total - 1) < 1e-9, "\(option.id)")
      #expect(option.sources.allSatisfy { $0.provenance.date <= today }, "\(option.id)")
    }
    // The comparison and the curves count alike.
    let base = evaluator.costs(.base)
    for (option, cost) in zip(comparison.options, base) where option.total.value.isFinite {
      #expect(abs(cost / option.total.value - 1) < 1e-9, "\(option.id)")
    }
  }

  @Test func `data that must stay in the own account rules every API out, and says why`() throws {
    let comparison = try Evaluator(try scenario("bank-assistant"), catalog, factors, today: today).comparison()
    for option in comparison.options {
      #expect(option.isOut != (option.option.kind.isOperated), "\(option.id)")
      if option.isOut { #expect(option.failures.joined().contains("own cloud account"), "\(option.id)") }
    }
  }

  @Test func `where one option overtakes another both cost the same, and beyond it the other is dearer`() throws {
    let evaluator = try Evaluator(try scenario("batch-extraction"), catalog, factors, today: today)
    let curves = evaluator.volumeCurves()
    let favourite = try #require(evaluator.scenario.options.firstIndex { $0.id == curves.favourite })
    var found = 0
    for overtaking in curves.overtakings {
      guard let volume = overtaking.crossing.lastingFrom else { continue }
      found += 1
      let challenger = try #require(evaluator.scenario.options.firstIndex { $0.id == overtaking.id })
      for (factor, wins) in [(0.999, false), (1.001, true), (3, true)] {
        let costs = evaluator.costs(.base, volume: volume * factor)
        #expect((costs[challenger] < costs[favourite]) == wins, "\(overtaking.id) at \(factor)")
      }
    }
    #expect(found > 0)
  }

  @Test func `weights that do not fit are out by so many gigabytes`() throws {
    var scenario = try scenario("rag-support-desk")
    try scenario.set("options.own.tensor_parallel", "1")
    try scenario.set("options.own.precision", "BF16")
    let own = try #require(try Evaluator(scenario, catalog, factors, today: today).comparison().option("own"))
    // 70.6 B weights of two bytes on one GPU of 85.5 GB.
    let failure = try #require(own.failures.first)
    #expect(failure.contains("exceed 1× H100-SXM by") && failure.contains("GB"), "\(failure)")
  }

  @Test func `a name that the catalogue lacks is told with the nearest one`() throws {
    var scenario = try scenario("rag-support-desk")
    try scenario.set("options.own.gpu", "H100-SMX")
    #expect {
      _ = try Evaluator(scenario, catalog, factors, today: today)
    } throws: { error in
      (error as? FieldError)?.message
        == "options.own.gpu: no GPU is named \"H100-SMX\"; nearest: H100-SXM"
    }
  }

  @Test func `twice as many requests double the API's tokens and change neither people nor services`() throws {
    var scenario = try scenario("rag-support-desk")
    let before = try #require(try Evaluator(scenario, catalog, factors, today: today).comparison().options.first)
    scenario.workload.requests = scenario.workload.requests * 2
    let after = try #require(try Evaluator(scenario, catalog, factors, today: today).comparison().options.first)
    #expect(abs(after.total(.tokens) / before.total(.tokens) - 2) < 1e-9)
    #expect(after.total(.people) == before.total(.people))
  }

  @Test func `growth changes the choice in the month in which the volume does`() throws {
    var scenario = try scenario("batch-extraction")
    scenario.workload.growthPerMonth = 0.1
    scenario.horizonMonths = 60
    let evaluator = try Evaluator(scenario, catalog, factors, today: today)
    let timeline = evaluator.timeline()
    let change = try #require(timeline.change)
    for (month, winner) in [(change.month - 1, timeline.cheapest[0]), (change.month, change.option)] {
      let volume = scenario.workload.requests * pow(1.1, Double(month))
      #expect(abs(timeline.volumes[month] / volume - 1) < 1e-9)
      let costs = evaluator.costs(.base, volume: volume)
      let best = try #require(costs.indices.min { costs[$0] < costs[$1] })
      #expect(scenario.options[best].id == winner, "month \(month)")
    }
    // A price that falls as fast as the volume grows keeps the API ahead for longer.
    scenario.prices.apiChangePerYear = -0.5
    let later = try Evaluator(scenario, catalog, factors, today: today).timeline().change?.month ?? 61
    #expect(later > change.month)
  }
}
