import CostModel
import Decision
import Foundation
import Notebook
import StrataTesting
import Terminal
import Testing
import TextSafety
@testable import Workbench

/// The scenario's form, and what follows from a change of it.
@Suite struct CostFormTests {
  private func player(_ desk: CostDesk = CostDesks.garden, size: Size = Size(120, 40)) throws -> Player {
    let player = try Player(size: size, costs: desk)
    player.play("2")
    return player
  }

  @Test func `a step of a field changes the scenario and every result at once`() throws {
    let player = try player(CostDesks.shipped)
    let (before, screen) = (player.least, player.screen)
    #expect(player.scenario.workload.requests.value == 900_000)
    player.select("workload.requests_per_month")
    player.play("Right")
    #expect(player.scenario.workload.requests.value == 1_000_000)
    let desk = CostDesks.shipped
    let evaluator = try Evaluator(player.scenario, desk.catalog, desk.factors, today: desk.today)
    #expect(player.costs.results?.comparison == evaluator.comparison())
    #expect(player.least > before)
    #expect(player.screen != screen && player.screen.contains("‹ 1M › a month"))
    #expect(player.screen.contains(Figure.dollars(player.least)))
    #expect(player.screen.contains(" changed "))
  }

  @Test(arguments: CostDesks.shipped.presets.map(\.id))
  func `every prepared scenario opens with results and without a problem`(id: String) throws {
    let player = try player(CostDesks.shipped)
    let preset = try #require(CostDesks.shipped.presets.first { $0.id == id })
    player.play("o")
    player.type(preset.title)
    player.play("Enter")
    #expect(player.scenario == preset)
    #expect(player.costs.problem == nil && player.costs.results != nil)
    #expect(player.costs.form.sections.flatMap(\.fields).allSatisfy { $0.problem == nil })
  }

  @Test(arguments: [
    ("workload.batch_share", "2", "must be 0 to 1"),
    ("workload.requests_per_month", "0", "must be 1 to 1T"),
    ("workload.prompt_tokens", "3e", "not a number"),
    ("options.own.tensor_parallel", "1.5", "no whole number"),
    ("horizon_months", "2.5", "no whole number"),
  ])
  func `a value out of range is told at its field, and the old one stays`(
    path: String, typed: String, problem: String
  ) throws {
    let player = try player()
    player.select(path)
    let (scenario, results) = (player.scenario, player.costs.results)
    let shown = player.costs.form[path]?.valueText
    player.type(typed)
    player.play("Enter")
    #expect(player.screen.contains("✗ ") && player.screen.contains(problem), "\(player.screen)")
    #expect(!player.screen.contains("✗ " + path), "the field's name stands there already")
    player.play("Esc")
    #expect(player.scenario == scenario && player.costs.results == results)
    #expect(player.costs.form[path]?.valueText == shown)
    #expect(player.costs.undone.isEmpty)
  }

  @Test func `changes are taken back one by one, in their order`() throws {
    let player = try player()
    let first = player.scenario
    player.play("Right")
    let second = player.scenario
    player.play("Down Left u")
    #expect(player.scenario == second)
    player.play("u")
    #expect(player.scenario == first && !player.screen.contains(" changed "))
    player.play("u")
    #expect(player.said == "nothing to take back")
  }

  @Test func `a changed field is marked, also when the form is made anew, and Backspace brings its value back`() throws
  {
    let player = try player()
    player.select("options.own.redundancy")
    player.play("Right")
    #expect(player.scenario.option("own")?.redundancy == 2)
    #expect(player.costs.form["options.own.redundancy"]?.isChanged == true)
    player.play("BS")
    #expect(player.scenario == player.costs.opened)
    #expect(player.costs.form["options.own.redundancy"]?.isChanged == false)
  }

  @Test func `another GPU has its own sellers, and another seller another price`() throws {
    let player = try player()
    func sellers() -> [String] {
      guard case .choice(let names, _)? = player.costs.form["options.own.provider"]?.kind else { return [] }
      return names.map(\.string)
    }
    func total() throws -> Double { try #require(player.costs.results?.comparison.option("own")).total.value }
    #expect(sellers() == ["the cheapest", "Shed", "Barn"])
    let before = try total()
    player.select("options.own.provider")
    player.play("Right")
    #expect(player.scenario.option("own")?.provider == "Barn")
    #expect(try total() > before)
    player.play("Right")
    #expect(player.scenario.option("own")?.provider == "")
    #expect(try total() == before, "Shed is the cheapest")
    player.select("options.own.gpu")
    player.play("Right")
    #expect(player.scenario.option("own")?.gpu == "Rake-48")
    #expect(sellers() == ["the cheapest", "Shed"])
  }

  @Test func `a seller that does not have the new GPU is told at its field`() throws {
    let player = try player()
    player.select("options.own.provider")
    player.play("Right")
    player.select("options.own.gpu")
    player.play("Right")
    #expect(player.costs.results == nil)
    #expect(player.costs.form["options.own.provider"]?.problem != nil)
    player.play("u")
    #expect(player.costs.results != nil && player.costs.form["options.own.provider"]?.problem == nil)
  }

  @Test func `an objective that is left out can be set and left out again`() throws {
    let player = try player()
    let path = "objectives.e2e_s"
    player.select(path)
    #expect(player.costs.form[path]?.valueText == "none")
    player.play("30 Enter")
    #expect(player.scenario.objectives.endToEnd == Seconds(30))
    #expect(player.screen.contains("‹ 30 › s"))
    player.play("Right")
    #expect(player.scenario.objectives.endToEnd?.value ?? 0 > 30)
    player.play("none Enter")
    #expect(player.scenario.objectives.endToEnd == nil)
    #expect(player.costs.form.current?.id == path)
    player.play("Enter ^u soon Enter")
    #expect(player.costs.form[path]?.problem?.string.contains("no number") == true)
    #expect(player.scenario.objectives.endToEnd == nil && player.costs.form[path]?.valueText == "none")
  }

  @Test func `a paste goes into the value that is typed, and nowhere else`() throws {
    let player = try player()
    player.input(.paste("77"))
    #expect(player.scenario == player.costs.opened && player.costs.form.entry == nil)
    player.play("1")
    player.input(.paste("2_000"))
    player.play("Enter")
    #expect(player.scenario.workload.requests.value == 12_000)
  }

  @Test func `while a value is typed no letter is a command`() throws {
    let player = try player()
    player.select("vendors.lines")
    player.play("Enter ^u qouwsp Enter")
    #expect(player.asked.allSatisfy { $0 == .stopCounting } && player.state.overlay == nil)
    #expect(player.scenario.vendors.lines == ["qouwsp"])
  }

  @Test func `where charts have no room beside it, the form says what a change comes to`() throws {
    for size in [Size(60, 24), Size(40, 12), Size(30, 8)] {
      let player = try player(size: size)
      player.play("Right")
      let best = try #require(player.costs.results?.comparison.cheapest)
      #expect(player.screen.contains("Cheapest \(best.id) \(Figure.dollars(best.total.value))") || size.width < 40)
      #expect(player.screen.contains("Requests") && player.grid.size == size)
    }
    let wide = try player()
    #expect(!wide.screen.contains("Cheapest open"))
  }

  @Test func `a click selects a field, a second one changes it, the wheel goes on`() throws {
    let player = try player()
    func click(_ text: String) throws {
      let lines = player.screen.split(separator: "\n", omittingEmptySubsequences: false)
      let y = try #require(lines.firstIndex { $0.contains(text) })
      let place = try #require(lines[y].range(of: text))
      let x = lines[y].distance(from: lines[y].startIndex, to: place.lowerBound)
      player.input(.mouse(Mouse(.press, Point(x, y))))
    }
    try click("Answer ")
    #expect(player.costs.form.current?.id == "workload.output_tokens")
    try click("Answer ")
    player.play("^u 500")
    try click("Peak ")
    #expect(player.scenario.workload.output == Tokens(500), "what was typed is kept")
    #expect(player.costs.form.current?.id == "workload.peak_to_mean")
    player.input(.mouse(Mouse(.wheelDown, Point(5, 10))))
    #expect(player.costs.form.current?.id == "workload.burstiness")
    try click("Growth  ")
    #expect(player.costs.chart == .months && player.state.current.isSheetFocused)
  }

  @Test func `without a catalogue the pane says why, and takes no key amiss`() throws {
    let player = try Player(size: Size(80, 24))
    player.play("2")
    #expect(player.screen.contains("reading the catalogue"))
    player.take(.costDeskFailed("prices.csv:3: no such column"))
    #expect(player.screen.contains("prices.csv:3: no such column"))
    player.play("Right 5 Enter c C o b s p w u Tab j G Esc")
    #expect(player.state.pane == .costs && player.asked == [])
  }
}
