import CostModel
import Decision
import Foundation
import StrataTesting
import Testing

@Suite struct SuggestedOptionTests {
  private let catalog: Catalog
  private let factors: Factors
  private let today: CalendarDay

  init() throws {
    let folder = PresetTests.folder.deletingLastPathComponent().appendingPathComponent("catalog").path
    catalog = try Catalog.read(folder)
    factors = try Factors.read(folder + "/calibration.csv")
    today = try #require(CalendarDay("2026-11-26"))
  }

  private func preset(_ name: String) throws -> Scenario {
    let text = try String(contentsOf: PresetTests.folder.appendingPathComponent(name + ".yaml"), encoding: .utf8)
    return try ScenarioReader.read(text, file: name)
  }

  private func suggested(_ kind: ScenarioOption.Kind, _ scenario: Scenario) -> ScenarioOption? {
    ScenarioOption.suggested(kind, for: scenario, catalog, factors, today: today)
  }

  @Test(arguments: PresetTests.files)
  func `every kind that is suggested for a prepared scenario can be counted, and is one of its kind`(
    name: String
  ) throws {
    var scenario = try preset(name)
    scenario.options = []
    for kind in ScenarioOption.Kind.allCases where kind != .hybrid {
      let option = try #require(suggested(kind, scenario), "\(kind)")
      #expect(option.kind == kind && option.id == kind.rawValue)
      scenario.options.append(option)
    }
    let hybrid = try #require(suggested(.hybrid, scenario))
    #expect(hybrid.base == "dedicated" && hybrid.peak == "api")
    scenario.options.append(hybrid)
    let comparison = try Evaluator(scenario, catalog, factors, today: today).comparison()
    #expect(comparison.options.count == 6)
    #expect(try ScenarioReader.read(scenario.yaml, file: name) == scenario)
    for option in comparison.options where option.option.kind.rentsGPUs {
      #expect(option.gates.allSatisfy { $0.subject != .memory || $0.failure == nil }, "the model fits its machines")
    }
  }

  @Test func `machines are of the class that the task needs, and keep the objectives where some do`() throws {
    let scenario = try preset("rag-support-desk")
    let own = try #require(suggested(.selfHost, scenario))
    #expect(own.model == "Llama 3.1/3.3 70B")
    let tuned = try catalog.model(named: try #require(suggested(.tunedSmall, scenario)).model)
    #expect((6e9...12e9).contains(tuned.parameters), "\(tuned.id)")
    var both = scenario
    both.options.append(own)
    let comparison = try Evaluator(both, catalog, factors, today: today).comparison()
    let (mine, prepared) = (try #require(comparison.option(own.id)), try #require(comparison.option("own")))
    #expect(!mine.isOut && mine.total <= prepared.total, "the search has looked at the prepared machine too")
  }

  @Test func `open weights by the token are of the class too, and no other such is cheaper`() throws {
    var scenario = try preset("rag-support-desk")
    let open = try #require(suggested(.managedOpen, scenario))
    let model = try catalog.model(named: open.model)
    #expect(Capability(of: model) >= .large)
    scenario.options = [open]
    for price in catalog.apiPrices {
      guard let model = try? catalog.model(named: price.model), Capability(of: model) >= .large else { continue }
      var other = ScenarioOption(id: "other-\(scenario.options.count)", kind: .managedOpen)
      (other.price, other.provider, other.model) = (price.model, price.provider, model.id)
      scenario.options.append(other)
    }
    scenario.options = Array(scenario.options.prefix(20))
    let comparison = try Evaluator(scenario, catalog, factors, today: today).comparison()
    #expect(comparison.cheapest?.total == comparison.option(open.id)?.total)
  }

  @Test func `a hybrid needs a part on GPUs and one by the token`() {
    var scenario = Scenario.blank(id: "b", title: "B")
    #expect(suggested(.hybrid, scenario) == nil)
    scenario.options = [ScenarioOption(id: "x", kind: .api)]
    #expect(suggested(.hybrid, scenario) == nil)
  }

  @Test func `a blank scenario is counted: it has no option, no curve and no choice`() throws {
    let blank = Scenario.blank(id: "mine", title: "Mine")
    let evaluator = try Evaluator(blank, catalog, factors, today: today)
    let comparison = evaluator.comparison()
    let curves = evaluator.volumeCurves()
    let timeline = evaluator.timeline()
    #expect(comparison.options.isEmpty && curves.curves.isEmpty && timeline.change == nil)
    #expect(evaluator.sensitivity() == nil && evaluator.monteCarlo(draws: 10) == nil)
    let verdict = evaluator.verdict(comparison, curves, timeline, nil)
    #expect(verdict.headline == "There is no option yet." && verdict.points.isEmpty)
    #expect(try ScenarioReader.read(blank.yaml, file: "mine") == blank)
  }

  @Test func `an option that goes takes the hybrids with it that it is a part of`() throws {
    var scenario = try preset("rag-support-desk")
    #expect(scenario.hybrids(with: "own") == ["hybrid"] && scenario.hybrids(with: "dedicated") == [])
    scenario.removeOption("own")
    #expect(scenario.options.map(\.id) == ["frontier-api", "open-api", "dedicated", "tuned-small"])
    scenario.removeOption("nobody")
    #expect(scenario.options.count == 4)
  }

  @Test func `copies stand behind their original, and every name is there once`() throws {
    var scenario = try preset("rag-support-desk")
    #expect(scenario.copyOption("own") == "own-2")
    #expect(scenario.copyOption("own-2") == "own-3")
    #expect(scenario.copyOption("tuned-small") == "tuned-small-2")
    #expect(scenario.copyOption("nobody") == nil)
    #expect(scenario.options.map(\.id).prefix(6) == ["frontier-api", "open-api", "dedicated", "own", "own-2", "own-3"])
    var renamed = try #require(scenario.option("own-2"))
    renamed.id = "own"
    #expect(renamed == scenario.option("own"))
  }

  @Test func `a field names its row of the catalogue, and a price the one that is paid`() throws {
    var scenario = try preset("rag-support-desk")
    func source(_ path: String) throws -> SourceUse? { scenario.source(of: try scenario.field(path), catalog) }
    let comparison = try Evaluator(scenario, catalog, factors, today: today).comparison()
    let own = try #require(comparison.option("own")).sources
    for key in ["gpu", "model", "provider"] {
      let use = try #require(try source("options.own.\(key)"))
      #expect(own.contains(use), "\(use)")
    }
    #expect(try source("options.frontier-api.price")?.what == "price of gpt-6.1-terra (OpenAI)")
    #expect(try source("options.open-api.provider")?.what == "price of Llama-3.3-70B-Instruct (DeepInfra)")
    #expect(try source("options.own.redundancy") == nil && source("workload.requests_per_month") == nil)
    let oldest = try #require(try source("vendors.lines"))
    for name in scenario.vendors.lines {
      #expect(try catalog.vendor(named: name).provenance.date >= oldest.provenance.date)
    }
    scenario.options[3].gpu = "Abacus"
    #expect(try source("options.own.gpu") == nil && source("options.own.provider") == nil)
  }
}
