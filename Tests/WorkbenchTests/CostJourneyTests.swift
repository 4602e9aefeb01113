import CostModel
import Decision
import Foundation
import Notebook
import StrataTesting
import Terminal
import Testing
import TextSafety
@testable import Workbench

/// Scenarios opened, compared, kept, edited and pinned.
@Suite struct CostJourneyTests {
  private func player(size: Size = Size(120, 40)) throws -> Player {
    let player = try Player(size: size, costs: CostDesks.garden)
    player.play("2")
    return player
  }

  @Test func `a prepared scenario is opened from the list`() throws {
    let player = try player()
    player.play("Right o")
    #expect(player.screen.contains("Garden desk") && player.screen.contains("prepared"))
    player.play("window Enter")
    #expect(player.scenario.id == "window-box" && player.costs.undone.isEmpty)
    #expect(player.screen.contains("━ Window box ━"))
    #expect(player.asked.last == .stopCounting, "what is counted belongs to the other one")
  }

  @Test func `a scenario is kept under a name of its own, and found in the list and by the next run`() throws {
    let player = try player()
    player.play("3M Enter w")
    let name = try #require(ScenarioName("my-garden-desk"))
    let kept = try ScenarioReader.read(try player.saved(.scenario(name)), file: "kept")
    #expect(kept == player.scenario && kept.workload.requests.value == 3_000_000)
    #expect(kept.title == "My garden desk")
    #expect(player.said.contains("my-garden-desk") && !player.screen.contains(" changed "))
    player.play("Right w")
    #expect(try player.notebook.contents().scenarios.map(\.name) == [name], "its own name is not taken twice")
    let last = player.scenario
    player.play("o window Enter o")
    #expect(player.screen.contains("My garden desk") && player.screen.contains("yours"))
    player.type("my gard")
    player.play("Enter")
    #expect(player.scenario == last)
    player.leave()

    let next = try Player(size: Size(120, 40), beside: player, costs: CostDesks.garden)
    #expect(next.state.pane == .costs && next.scenario == last)
    next.play("o Enter")
    #expect(next.scenario.id == "my-garden-desk", "own ones come first")
  }

  @Test func `what was changed and not saved is there in the next run, and can still be taken back`() throws {
    let player = try player()
    player.play("3M Enter")
    let changed = player.scenario
    player.leave()
    let next = try Player(size: Size(120, 40), beside: player, costs: CostDesks.garden)
    #expect(next.scenario == changed && next.screen.contains(" changed "))
    next.play("u")
    #expect(next.scenario.workload.requests.value == 900_000 && !next.screen.contains(" changed "))
    next.leave()
    let last = try Player(size: Size(120, 40), beside: next, costs: CostDesks.garden)
    #expect(last.scenario == next.scenario && last.costs.undone.isEmpty)
  }

  @Test func `another one made of the same prepared scenario gets a number`() throws {
    let player = try player()
    player.play("w o window Enter w o")
    player.type("Garden desk")
    player.play("Enter")
    #expect(player.scenario.id == "garden-desk")
    player.play("w")
    #expect(player.scenario.id == "my-garden-desk-2")
    #expect(
      try player.notebook.contents().scenarios.map { "\($0.name)" }.sorted()
        == ["my-garden-desk", "my-garden-desk-2", "my-window-box"])
  }

  @Test func `what is pinned has parameters, results, chart, drawing and the catalogue's dates`() throws {
    let player = try player()
    player.play("p")
    let result = try #require(try player.notebook.contents().measurements[1])
    #expect(result.kind == .cost && result.title == "Garden desk" && result.subject == "garden-desk")
    #expect(result.parameters.contains(.init("workload.requests_per_month", "900000", "a month")))
    #expect(result.parameters.contains(.init("options.own.gpu", "Spade-80")))
    #expect(result.results.first?.name == "verdict")
    #expect(result.results.contains(.init("open", Figure.dollars(player.least), "a month")))
    #expect(result.results.contains { $0.name == "small" && $0.value.hasPrefix("out: ") })
    #expect(result.chart?.contains("Dollars a month") == true && result.chart?.contains("frontier") == true)
    #expect(result.svg?.hasPrefix("<svg") == true && result.svg?.contains("frontier") == true)
    #expect(result.catalogs.contains(.init("price of hedge-1 (Hedge)", "2026-11-02")))
    #expect(result.catalogs.contains(.init("hour of Spade-80 (Shed)", "2026-06-01")))
    #expect(result.measuredAt.timeIntervalSince(player.clock.now) < 1)
    player.play("c p")
    #expect(try player.notebook.contents().measurements[2]?.chart?.contains("over volume") == true)
    player.play("M-6 Home")
    #expect(player.screen.contains("PINNED RESULTS") && player.screen.contains("Garden desk"))
  }

  @Test func `nothing is said to be pinned before it is on the disk`() throws {
    let player = try player()
    player.isSlow = true
    player.play("p")
    #expect(!player.said.contains("pinned"))
    player.deliver()
    #expect(player.said.contains("pinned"))
  }

  @Test func `the scenario goes to the editor as YAML and comes back`() throws {
    let player = try player()
    player.play("e")
    guard case .edit(let yaml)? = player.asked.last else {
      Issue.record("no editor was asked for: \(player.asked)")
      return
    }
    #expect(try ScenarioReader.read(yaml, file: "s") == player.scenario)
    player.take(.edited(yaml.replacing("requests_per_month: 900000", with: "requests_per_month: 1200000")))
    #expect(player.scenario.workload.requests.value == 1_200_000)
    #expect(player.screen.contains("1.2M") && player.screen.contains(" changed "))
    player.play("u")
    #expect(player.scenario.workload.requests.value == 900_000)
  }

  @Test func `YAML that cannot be taken is told with its line and changes nothing`() throws {
    let player = try player()
    player.wait(1)
    let (before, run) = (player.costs, player.countingRun)
    #expect(run != nil)
    player.take(.edited("id: x\ntitle: X\nworkload:\n  requests_per_month: -4\n"))
    #expect(player.said.contains("scenario.yaml:4: workload.requests_per_month: -4 is out of range"))
    player.take(.edited("id: x\n  title: [\n"))
    #expect(player.said.contains("scenario.yaml:2"))
    player.take(.edited(nil))
    #expect(player.said.contains("the editor could not be run"))
    #expect(player.costs == before && player.countingRun == run, "and what is counted goes on")
  }

  @Test func `the charts turn in both directions, and come round`() throws {
    let player = try player()
    let charts = CostChart.allCases
    for chart in charts.dropFirst() + [charts[0]] {
      player.play("c")
      #expect(player.costs.chart == chart)
      #expect(player.screen.contains("▸\(chart.title)"), "\(player.screen)")
    }
    for chart in charts.reversed() {
      player.play("C")
      #expect(player.costs.chart == chart)
    }
    player.play("Tab Right l h Left Left")
    #expect(player.costs.chart == charts.last)
  }

  @Test func `at every size the open chart's tab is in sight, and tells of those that are not`() throws {
    for width in 30...140 {
      let player = try player(size: Size(width, 24))
      player.play("Tab")
      for chart in CostChart.allCases {
        let bar = player.screen.split(separator: "\n", omittingEmptySubsequences: false)[2]
        #expect(bar.contains("▸\(chart.title)"), "\(width): \(bar)")
        let isWhole = CostChart.allCases.allSatisfy { bar.contains($0.title.string) }
        #expect(isWhole != (bar.contains("‹") || bar.contains("›")), "\(width): \(bar)")
        player.play("c")
      }
    }
  }

  @Test func `the words scroll to their end and no further`() throws {
    let player = try player(size: Size(80, 24))
    player.play("Tab End")
    let end = player.screen
    #expect(end.contains("It stands on"))
    player.play("Down Down PgDn")
    #expect(player.screen == end)
    player.play("Up")
    #expect(player.screen != end, "one key up is one row up")
    player.play("Home")
    #expect(player.screen.contains("Cheapest now"))
    player.input(.mouse(Mouse(.wheelDown, Point(40, 20))))
    #expect(player.costs.top == 3)
  }
}
