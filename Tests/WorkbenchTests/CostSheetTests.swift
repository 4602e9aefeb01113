import CostModel
import Decision
import StrataTesting
import Terminal
import Testing
import TextSafety
@testable import Workbench

/// Charts and words beside the form, which are made when what they show has changed.
@Suite struct CostSheetTests {
  private func player() throws -> Player {
    let player = try Player(size: Size(120, 40), costs: CostDesks.garden)
    player.play("2")
    return player
  }

  @Test func `whatever happens, the screen shows what would be made of the state anew`() throws {
    try withEverySeed(6000..<6012) { _, rng in
      let player = try player()
      let keys = ["Down", "Up", "Right", "Left", "Tab", "Esc", "c", "C", "u", "v", "o", "Enter", "N", "1", "2", "PgDn"]
      for _ in 0..<40 {
        switch rng.int(0...11) {
        case 0: player.resize(Size(rng.int(60...160), rng.int(16...50)))
        case 1: player.wait(1)
        case 2:
          guard let run = player.countingRun else { continue }
          var findings = CostFindings()
          findings.chances = MonteCarlo(options: ["frontier", "open"], draws: 12, seed: 1) { _ in [2000, 1000] }
          player.take(.costsCounted(id: run, findings, progress: rng.int(0...1) == 0 ? nil : "simulated own"))
        default: player.play(keys[rng.int(0...(keys.count - 1))])
        }
        var anew = player.state
        anew.costs.sheet = CostSheet()
        anew.settleCostSheet()
        try #require(player.state.view() == anew.view())
      }
    }
  }

  @Test func `a way through the form makes no chart anew, a changed field does`() throws {
    let player = try player()
    let key = try #require(player.costs.sheet.key)
    player.play("Down Down Down Up Tab Down Esc")
    #expect(player.costs.sheet.key == key && !player.costs.sheet.plots.isEmpty)
    let plots = player.costs.sheet.plots
    player.play("Home Right")
    #expect(player.costs.sheet.key != key && player.costs.sheet.plots != plots)
  }

  @Test func `what is counted while another pane shows is there when this one shows again`() throws {
    let player = try player()
    player.wait(1)
    let run = try #require(player.countingRun)
    player.play("1")
    var findings = CostFindings()
    findings.chances = MonteCarlo(options: ["frontier", "open"], draws: 12, seed: 1) { _ in [2000, 1000] }
    player.take(.costsCounted(id: run, findings, progress: nil))
    player.play("2")
    #expect(player.screen.contains("12 worlds drawn"))
  }
}
