import CostModel
import Decision
import Foundation
import Notebook
import StrataTesting
import Terminal
import Testing
import TextSafety
@testable import Workbench

/// Scenarios of one's own: from a blank, with options added, copied and taken out.
@Suite struct CostOptionTests {
  private func player(_ desk: CostDesk = CostDesks.garden, size: Size = Size(120, 40)) throws -> Player {
    let player = try Player(size: size, costs: desk)
    player.play("2")
    return player
  }

  private func add(_ kind: String, _ player: Player) {
    player.play("a")
    player.type(kind)
    player.play("Enter")
  }

  @Test func `from a blank to a decision that is saved: name, load, gates, options, verdict`() throws {
    let player = try player(CostDesks.shipped)
    player.play("N")
    player.type("Claims desk")
    player.play("Enter")
    #expect(player.scenario == Scenario.blank(id: "claims-desk", title: "Claims desk"))
    #expect(player.screen.contains("━ Claims desk ━") && player.screen.contains("No option yet: a adds one."))
    for (path, value) in [
      ("workload.requests_per_month", "2M"), ("workload.prompt_tokens", "1_800"), ("workload.output_tokens", "300"),
      ("workload.cached_share", "0.5"), ("objectives.ttft_s", "2"),
    ] {
      player.select(path)
      player.type(value)
      player.play("Enter")
    }
    for kind in ["closed model", "open weights by", "Self-hosted", "Tuned", "Hybrid"] { add(kind, player) }
    #expect(player.scenario.options.map(\.id) == ["api", "managed-open", "self-host", "tuned-small", "hybrid"])
    player.select("options.self-host.redundancy")
    player.play("Right")
    let results = try #require(player.costs.results)
    #expect(player.costs.problem == nil && results.comparison.ranked.count >= 3)
    #expect(results.verdict.headline.hasPrefix("Cheapest now: "))

    player.play("w p")
    let name = try #require(ScenarioName("claims-desk"))
    let saved = try ScenarioReader.read(try player.saved(.scenario(name)), file: "kept")
    #expect(saved == player.scenario && saved.workload.requests.value == 2_000_000)
    let pin = try #require(try player.notebook.contents().measurements[1])
    #expect(pin.subject == "claims-desk")
    #expect(pin.results.first == .init("verdict", player.costs.results?.verdict.headline ?? ""))
    #expect(pin.results.contains { $0.name == "volume" } && pin.results.contains { $0.name == "flip" })
    player.leave()
    let next = try Player(size: Size(120, 40), beside: player, costs: CostDesks.shipped)
    #expect(next.scenario == saved && !next.screen.contains(" changed "))
  }

  @Test func `a new scenario takes no name that is taken, and one without letters has one all the same`() throws {
    let player = try player()
    for title in ["Garden desk", "Garden desk", "", "!?", "New scenario"] {
      player.play("N")
      player.type(title)
      player.play("Enter w")
    }
    #expect(
      try player.notebook.contents().scenarios.map { "\($0.name)" }.sorted()
        == ["garden-desk-2", "garden-desk-3", "new-scenario", "new-scenario-2", "new-scenario-3"])
  }

  @Test func `what was open is not lost by a new scenario: back leads to it, and its change can be taken back`() throws
  {
    let player = try player()
    player.play("3M Enter")
    let before = player.scenario
    player.play("N Enter u")
    #expect(player.scenario == before)
    player.play("N Enter b")
    #expect(player.scenario.id == "garden-desk")
    player.play("N Esc")
    #expect(player.scenario.id == "garden-desk" && player.state.overlay == nil)
  }

  @Test func `a scenario that was begun and not saved is there in the next run`() throws {
    let player = try player()
    player.play("N")
    player.type("Shed")
    player.play("Enter")
    add("Self-hosted", player)
    player.leave()
    let next = try Player(size: Size(120, 40), beside: player, costs: CostDesks.garden)
    #expect(next.scenario == player.scenario && next.costs.opened == Scenario.blank(id: "shed", title: "Shed"))
    next.play("u")
    #expect(next.scenario.options.isEmpty)
  }

  @Test func `an option comes with values of the catalogue, is selected, and can be taken back`() throws {
    let player = try player()
    let before = player.scenario
    player.play("a")
    #expect(player.screen.contains("Self-hosted open weights") && player.screen.contains("Meadow 70B · 2× Spade-80"))
    player.type("Self")
    player.play("Enter")
    let added = try #require(player.scenario.option("self-host"))
    #expect(added.model == "Meadow 70B" && added.gpu == "Spade-80" && added.tensorParallel == 2)
    #expect(player.costs.form.current?.id == "options.self-host.model")
    #expect(player.costs.results?.comparison.option("self-host")?.isOut == false)
    #expect(player.screen.contains("self-host is added") && player.asked.last == .stopCounting)
    player.play("u")
    #expect(player.scenario == before)
  }

  @Test func `the same kind twice gets a number`() throws {
    let player = try player()
    add("Self", player)
    add("Self", player)
    #expect(player.scenario.options.suffix(2).map(\.id) == ["self-host", "self-host-2"])
  }

  @Test func `the option of the selected field is taken out after a question, and comes back`() throws {
    let player = try player()
    let before = player.scenario
    player.select("options.own.gpu")
    player.play("X")
    #expect(player.screen.contains("Take the option “own” out?"))
    player.play("n")
    #expect(player.scenario == before && player.said == "nothing was changed")
    player.play("X y")
    #expect(player.scenario.options.map(\.id) == ["frontier", "open", "small"])
    #expect(player.costs.results?.comparison.option("own") == nil && player.said.contains("brings it back"))
    player.play("u")
    #expect(player.scenario == before)
  }

  @Test func `a hybrid goes with its part, and the question says so`() throws {
    let player = try player()
    add("Hybrid", player)
    #expect(player.scenario.options.last?.base == "own")
    player.select("options.own.gpu")
    player.play("X")
    #expect(player.screen.contains("With it goes hybrid"))
    player.play("y")
    #expect(player.scenario.options.map(\.id) == ["frontier", "open", "small"] && player.costs.problem == nil)
  }

  @Test func `where no option is selected a list asks which`() throws {
    let player = try player()
    player.play("Home D")
    #expect(player.screen.contains("Duplicate an option") && player.screen.contains("hedge-1"))
    player.type("own")
    player.play("Enter")
    #expect(player.scenario.options.map(\.id) == ["frontier", "open", "own", "own-2", "small"])
    #expect(player.costs.form.current?.id == "options.own-2.model")
    player.play("Tab X")
    player.type("own-2")
    player.play("Enter y")
    #expect(player.scenario.options.map(\.id) == ["frontier", "open", "own", "small"])
  }

  @Test func `the last option can go too, and the pane says how to add one`() throws {
    for size in [Size(120, 40), Size(80, 24), Size(40, 12)] {
      let player = try player(size: size)
      while let option = player.scenario.options.last {
        player.select("options.\(option.id).capability")
        player.play("X y")
      }
      #expect(player.scenario.options.isEmpty)
      #expect(player.screen.contains("No option yet"), "\(player.screen)")
      player.play("D X")
      #expect(player.said == "there is no option yet")
      for _ in CostChart.allCases { player.play("c") }
    }
  }

  @Test func `no more options than can be compared`() throws {
    let player = try player()
    while player.scenario.options.count < Scenario.mostOptions { add("Self", player) }
    player.select("options.own.gpu")
    for key in ["a", "D"] {
      player.play(key)
      #expect(player.said.contains("24 options are the most") && player.state.overlay == nil)
    }
  }

  @Test func `the list of kinds is there at once, takes letters, and is filled when the values are found`() throws {
    let player = try player()
    player.isSlow = true
    player.play("a")
    #expect(player.screen.contains("━ Add an option ━") && player.screen.contains("looking for what fits the load"))
    player.type("Tuned")
    player.play("Enter")
    #expect(player.screen.contains("━ Add an option ━"), "nothing is chosen that is not there")
    player.deliver()
    #expect(player.screen.contains("Tuned small model") && !player.screen.contains("Dedicated endpoint"))
    player.play("Enter")
    #expect(player.scenario.options.last?.kind == .tunedSmall)
    // One that was left, or that is about another scenario, gets nothing.
    player.play("a Esc")
    player.deliver()
    #expect(player.state.overlay == nil)
    player.play("a")
    player.take(.optionsSuggested(Scenario(), [ScenarioOption(id: "other", kind: .api)]))
    #expect(player.screen.contains("looking for what fits the load"))
    player.take(.optionsSuggested(player.scenario, []))
    #expect(player.state.overlay == nil && player.said.contains("nothing that fits"))
  }

  @Test func `from another pane the palette leads to the scenario`() throws {
    let player = try player()
    player.play("M-1 :")
    player.type("Add an option")
    player.play("Enter")
    #expect(player.state.pane == .costs && player.screen.contains("━ Add an option ━"))
  }

  @Test func `a field that names a row of the catalogue shows its date and source, a stale one marked`() throws {
    let player = try player()
    player.select("options.own.gpu")
    #expect(player.screen.contains("2026-11-01: Spade's data sheet"))
    player.select("options.own.provider")
    #expect(player.screen.contains("2026-06-01, 177 days old, stale,"))
    player.select("options.frontier.price")
    #expect(player.screen.contains("2026-11-02: Hedge's price list"))
    player.select("workload.requests_per_month")
    #expect(!player.screen.contains("2026-11-02: "))
    player.select("options.own.provider")
    player.play("Right")
    #expect(player.screen.contains("2026-11-01, hour of Spade-80"), "another seller, another row")
  }
}
