import CostModel
import Curriculum
import Decision
import Foundation
import Notebook
import StrataTesting
import Terminal
import Testing
import TextSafety
@testable import Workbench

/// What was changed in a scenario and not saved outlives the opening of others, and the run.
@Suite struct ScenarioDraftTests {
  private func player(beside other: Player? = nil) throws -> Player {
    let player = try Player(size: Size(120, 40), beside: other, costs: CostDesks.garden)
    player.play("M-2")
    return player
  }

  private func open(_ title: String, _ player: Player) {
    player.play("o")
    player.type(title)
    player.play("Enter")
  }

  private func begin(_ title: String, _ player: Player) {
    player.play("N")
    player.type(title)
    player.play("Enter")
  }

  @Test func `a changed scenario is as it was left when it is opened again, and can still be taken back`() throws {
    let player = try player()
    player.play("3M Enter")
    let changed = player.scenario
    open("Window", player)
    #expect(player.said == "“Garden desk” stays as you changed it, not saved: o leads back")
    #expect(player.scenario.id == "window-box" && !player.screen.contains("━ changed ━"))
    player.play("o")
    let row = player.screen.split(separator: "\n").first { $0.contains("Garden desk") && $0.contains("changed") }
    #expect(row != nil, "the list says so:\n\(player.screen)")
    player.type("Garden")
    player.play("Enter")
    #expect(player.scenario == changed && player.screen.contains("━ changed ━"))
    player.play("u")
    #expect(player.scenario == player.costs.opened && player.scenario.id == "garden-desk")
  }

  @Test func `back and forward lead to each scenario as it was left`() throws {
    let player = try player()
    player.play("3M Enter")
    let first = player.scenario
    open("Window", player)
    player.play("5M Enter")
    let second = player.scenario
    player.play("b")
    #expect(player.scenario == first)
    player.play("B")
    #expect(player.scenario == second)
    player.play("b")
    #expect(player.scenario == first)
  }

  @Test func `a scenario opened again while it is open is the prepared one, and the change is still kept`() throws {
    let player = try player()
    player.play("3M Enter")
    let changed = player.scenario
    open("Garden", player)
    #expect(player.scenario == player.costs.opened)
    player.play("u")
    #expect(player.scenario == changed)
    open("Garden", player)
    open("Window", player)
    open("Garden", player)
    #expect(player.scenario == changed)
  }

  @Test func `a begun scenario is kept when another is opened, by the list, by back and by a second one`() throws {
    let player = try player()
    begin("Shed", player)
    player.play("3M Enter")
    let shed = player.scenario
    open("Window", player)
    player.play("o")
    #expect(player.screen.contains("Shed") && player.screen.contains("not saved"))
    player.type("Shed")
    player.play("Enter")
    #expect(player.scenario == shed)
    open("Window", player)
    player.play("b")
    #expect(player.scenario == shed && player.screen.contains("━ Shed ━"))
    begin("Shed", player)
    #expect(player.scenario.id == "shed-2")
    player.play("b")
    #expect(player.scenario == shed)
    player.play("w")
    #expect(try player.notebook.contents().scenarios.map { "\($0.name)" } == ["shed"])
    open("Window", player)
    player.play("o")
    #expect(player.screen.ranges(of: "not saved").count == 1, "the second one, which was only begun")
  }

  @Test func `the beginning of a scenario is taken back to what was open, as that was`() throws {
    let player = try player()
    player.play("3M Enter")
    let changed = player.scenario
    begin("Shed", player)
    player.play("u")
    #expect(player.scenario == changed && player.costs.opened.id == "garden-desk")
    #expect(player.state.current.subject == .scenario("garden-desk"))
    player.play("u")
    #expect(player.scenario == player.costs.opened)
    open("Window", player)
    player.play("o")
    #expect(!player.screen.contains("not saved") && !player.screen.contains("changed"))
  }

  @Test func `everything that is not saved is there in the next run, and in the one after it`() throws {
    let player = try player()
    player.play("3M Enter")
    let garden = player.scenario
    begin("Shed", player)
    player.play("5M Enter")
    let shed = player.scenario
    open("Window", player)
    player.play("7M Enter")
    let window = player.scenario
    player.leave()
    // A run that never reads the catalogue keeps it all as it is.
    let idle = try Player(size: Size(120, 40), beside: player)
    idle.leave()
    let next = try self.player(beside: idle)
    #expect(next.scenario == window && next.screen.contains("━ changed ━"))
    open("Garden", next)
    #expect(next.scenario == garden && next.costs.opened.id == "garden-desk")
    open("Shed", next)
    #expect(next.scenario == shed && next.costs.opened == Scenario.blank(id: "shed", title: "Shed"))
  }

  @Test func `a changed scenario is there after a run that was killed, wherever its reader went meanwhile`() throws {
    for way in ["", "M-1", "?"] {
      let player = try player()
      player.play("3M Enter \(way)")
      player.wait(1)
      let next = try self.player(beside: player)
      #expect(next.scenario == player.scenario && next.scenario != next.costs.opened, "after \(way)")
    }
  }

  @Test func `two workbenches on one notebook both keep what they left unsaved`() throws {
    let (one, other) = (try player(), try player())
    let second = try player(beside: one)
    one.play("3M Enter")
    one.wait(1)
    begin("Shed", second)
    second.play("5M Enter")
    second.wait(1)
    one.play("j")
    one.leave()
    let (garden, shed) = (one.scenario, second.scenario)
    second.leave()
    let next = try self.player(beside: second)
    #expect(next.scenario == shed)
    open("Garden", next)
    #expect(next.scenario == garden)
    // What is taken back is kept no longer.
    next.play("u")
    next.leave()
    let last = try self.player(beside: next)
    open("Garden", last)
    #expect(last.scenario == other.scenario)
  }

  @Test func `a scenario that was only begun is there in the next run by its name`() throws {
    let player = try player()
    begin("Shed", player)
    player.leave()
    let next = try self.player(beside: player)
    #expect(next.scenario == Scenario.blank(id: "shed", title: "Shed") && next.screen.contains("━ Shed ━"))
  }

  @Test func `another scenario that is asked for before the catalogue is there leaves the last run's draft`() throws {
    let player = try player()
    player.play("3M Enter")
    let changed = player.scenario
    player.leave()
    let next = try Player(size: Size(120, 40), beside: player)
    next.play("M-1 :")
    next.type("Scenario: Window")
    next.play("Enter")
    next.take(.costDeskRead(CostDesks.garden))
    #expect(next.scenario.id == "window-box")
    open("Garden", next)
    #expect(next.scenario == changed)
  }

  @Test func `a place of an older version opens what was changed there`() throws {
    let player = try player()
    player.play("3M Enter")
    let changed = player.scenario
    let next = try Player(size: Size(120, 40))
    let subjects = ["", "scenario:garden-desk", "", "", ""]
    next.take(
      .restored(
        Place(pane: 1, subjects: subjects, tops: [0, 0, 0, 0, 0], scenario: "garden-desk", draft: changed.yaml)))
    next.take(.costDeskRead(CostDesks.garden))
    #expect(next.scenario == changed && next.costs.opened.id == "garden-desk")
  }

  @Test func `what is taken back after saving stays under the name it was saved by`() throws {
    let player = try player()
    player.play("3M Enter w")
    #expect(player.scenario.id == "my-garden-desk")
    player.play("u")
    #expect(player.scenario.id == "my-garden-desk" && player.scenario.title == "My garden desk")
    #expect(player.scenario.workload.requests.value == 900_000 && player.screen.contains("━ changed ━"))
    player.play("w")
    #expect(try player.notebook.contents().scenarios.map { "\($0.name)" } == ["my-garden-desk"])
  }

  @Test func `a note on a scenario that was only begun hangs on nothing that will not be`() throws {
    let player = try player()
    begin("Shed", player)
    #expect(player.state.noteAnchor == nil)
  }

  @Test func `whatever is opened, no changed scenario is lost, also not by leaving`() throws {
    try withEverySeed(4000..<4020) { _, rng in
      var player = try player()
      var changed: [Scenario] = []
      for _ in 0..<25 {
        let before = player.scenario
        switch rng.int(0...6) {
        case 0...1:
          player.play(["Home Right", "Home Left", "Home Down Right"][rng.int(0...2)])
          // It was changed on, and taking back leads to it.
          if player.scenario != before { changed.removeAll { $0 == before } }
        case 2...3: open(["Garden", "Window", "Shed"][rng.int(0...2)], player)
        case 4: begin("Shed", player)
        case 5: player.play(["b", "B"][rng.int(0...1)])
        default:
          player.leave()
          player = try self.player(beside: player)
        }
        player.play("Esc Esc")
        let kept = [player.scenario] + player.costs.drafts.map(\.scenario)
        for scenario in changed { try #require(kept.contains(scenario), "\(scenario.yaml)") }
        if player.costs.changed != nil, !changed.contains(player.scenario) { changed.append(player.scenario) }
      }
    }
  }
}
