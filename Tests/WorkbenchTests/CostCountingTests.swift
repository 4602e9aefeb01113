import CostModel
import Decision
import Foundation
import Notebook
import StrataTesting
import Terminal
import Testing
import TextSafety
@testable import Workbench

/// What is counted in the background.
@Suite struct CostCountingTests {
  private func player() throws -> Player {
    let player = try Player(size: Size(120, 40), costs: CostDesks.garden)
    player.play("2")
    return player
  }

  /// Findings that are told from others by the number of their draws.
  private func findings(_ draws: Int) -> CostFindings {
    var findings = CostFindings()
    findings.chances = MonteCarlo(options: ["frontier", "open"], draws: draws, seed: 1) { _ in [2000, 1000] }
    return findings
  }

  @Test func `counting begins once nothing changed for a moment, for the scenario as it is then`() throws {
    let player = try player()
    player.play("Right")
    #expect(player.countingRun == nil)
    player.wait(0.3)
    player.play("Right")
    player.wait(0.3)
    #expect(player.countingRun == nil)
    player.wait(0.2)
    guard case .countCosts(_, let scenario, _, nil)? = player.asked.last else {
      Issue.record("nothing is counted: \(player.asked)")
      return
    }
    #expect(scenario == player.scenario)
    #expect(player.screen.contains(" simulating "))
    let asked = player.asked
    player.wait(60)
    #expect(player.asked == asked, "once is enough")
  }

  @Test func `nothing is counted while another pane shows`() throws {
    let player = try Player(costs: CostDesks.garden)
    player.wait(60)
    #expect(player.asked == [])
    player.play("2")
    player.wait(1)
    #expect(player.countingRun != nil)
  }

  @Test func `findings are shown as they come, those of an older scenario never`() throws {
    let player = try player()
    player.wait(1)
    let run = try #require(player.countingRun)
    player.take(.costsCounted(id: run - 1, findings(11), progress: nil))
    #expect(player.costs.findings.chances == nil)
    player.take(.costsCounted(id: run, findings(12), progress: "simulated own"))
    #expect(player.costs.findings.chances?.draws == 12)
    #expect(player.screen.contains("12 worlds drawn") && player.screen.contains(" simulated own "))
    player.take(.costsCounted(id: run, findings(13), progress: nil))
    #expect(player.screen.contains("13 worlds drawn") && !player.screen.contains(" simulated own "))

    player.play("Right")
    #expect(player.costs.findings.chances == nil && !player.screen.contains("worlds drawn"))
    player.take(.costsCounted(id: run, findings(14), progress: nil))
    #expect(player.costs.findings.chances == nil)
    player.wait(1)
    let next = try #require(player.countingRun)
    #expect(next != run)
    player.take(.costsCounted(id: next, findings(15), progress: nil))
    #expect(player.costs.findings.chances?.draws == 15)
  }

  @Test func `counting is stopped and begun again by its key`() throws {
    let player = try player()
    player.wait(1)
    let run = try #require(player.countingRun)
    player.take(.costsCounted(id: run, findings(12), progress: "simulated own"))
    player.play("s")
    #expect(player.asked.last == .stopCounting && player.said.contains("what was found stays"))
    #expect(player.costs.findings.chances?.draws == 12)
    player.take(.costsCounted(id: run, findings(13), progress: nil))
    #expect(player.costs.findings.chances?.draws == 12)
    player.wait(60)
    #expect(player.asked.last == .stopCounting)
    player.play("s")
    #expect(player.countingRun != nil && player.countingRun != run)
  }

  @Test func `a scenario with a mistake in it is not counted`() throws {
    let player = try player()
    player.select("options.open.price")
    player.take(.edited(player.scenario.yaml.replacing("price: hedge-1", with: "price: hedge-2")))
    #expect(player.costs.results == nil && player.costs.form["options.frontier.price"]?.problem != nil)
    player.wait(5)
    #expect(player.countingRun == nil)
    player.play("s p")
    #expect(try player.notebook.contents().measurements.isEmpty)
    #expect(player.countingRun == nil && player.said.contains("hedge-2"))
  }

  @Test func `the counter tells what it found and ends with the whole`() throws {
    let desk = CostDesks.garden
    let scenario = try #require(desk.presets.first { $0.id == "window-box" })
    let counter = CostCounter()
    counter.accept(7)
    var told: [(findings: CostFindings, progress: String?)] = []
    counter.count(7, scenario, desk) { told.append(($0, $1?.string)) }
    let last = try #require(told.last)
    #expect(last.progress == nil && told.dropLast().allSatisfy { $0.progress != nil })
    let chances = try #require(last.findings.chances)
    #expect(abs(chances.spreads.map(\.probabilityCheapest).reduce(0, +) - 1) < 1e-9)
    #expect(last.findings.bands != nil && last.findings.goodput == nil)
  }

  @Test func `the counter ends when it is told to stop, or when another request counts`() throws {
    let desk = CostDesks.garden
    for isStopped in [true, false] {
      let counter = CostCounter()
      counter.accept(1)
      var count = 0
      counter.count(1, desk.presets[0], desk) { _, _ in
        count += 1
        if isStopped { counter.stop() } else { counter.accept(2) }
      }
      #expect(count == 1)
    }
    let counter = CostCounter()
    counter.count(1, desk.presets[0], desk) { _, _ in Issue.record("nobody asked for it") }
  }
}
