import CostModel
import Decision
import Foundation
import Notebook
import Simulation
import StrataTesting
import Terminal
import Testing
import TextSafety
@testable import Workbench

/// Two scenarios beside each other, and the two curves of a replica under load.
@Suite struct CostVersusTests {
  private func player(size: Size = Size(120, 40)) throws -> Player {
    let player = try Player(size: size, costs: CostDesks.garden)
    player.play("2")
    return player
  }

  /// The column in which a text begins on the screen, for each row that has it.
  private func columns(of text: String, _ player: Player) -> [(row: Int, column: Int)] {
    player.screen.split(separator: "\n", omittingEmptySubsequences: false).enumerated().flatMap { row, line in
      line.ranges(of: text).map { (row, line.distance(from: line.startIndex, to: $0.lowerBound)) }
    }
  }

  @Test func `two scenarios stand side by side with charts and key figures until none is asked for`() throws {
    let player = try player()
    player.play("v window Enter Tab")
    #expect(player.costs.chart == .versus)
    let other = try #require(player.costs.otherResults?.comparison.cheapest)
    #expect(player.screen.contains("Here  Garden desk") && player.screen.contains("Beside  Window box"))
    #expect(player.screen.contains(Figure.dollars(player.least)))
    #expect(player.screen.contains(Figure.dollars(other.total.value)))
    for label in ["Cheapest    ", "A month", "Million tokens", "Overtaken", "Busiest hour", "Capacities"] {
      let places = columns(of: label + " ", player).filter { $0.column > 40 }
      #expect(places.count == 2 && places[0].row == places[1].row, "\(label) \(places)")
    }
    #expect(columns(of: "requests a month", player).count >= 2, "each has its chart")
    player.play("v None Enter")
    #expect(player.costs.other == nil && player.screen.contains("No scenario stands beside this one: v sets one"))
  }

  @Test func `on a narrow screen they stand one below the other, and scroll`() throws {
    let player = try player(size: Size(80, 24))
    player.play("v window Enter Tab")
    #expect(player.screen.contains("Here  Garden desk") && !player.screen.contains("Beside"))
    player.play("End")
    #expect(player.screen.contains("Capacities") && !player.screen.contains("Here  Garden desk"))
    #expect(player.screen.contains("Cheapest now: open"))
  }

  @Test func `both charts have the same axes`() throws {
    let player = try player()
    player.play("v window Enter")
    let charts = try #require(player.costs.versus).charts
    #expect(charts.count == 2 && charts[0].x.range == charts[1].x.range && charts[0].y.range == charts[1].y.range)
    for chart in charts {
      for point in chart.series.flatMap(\.points) {
        #expect(chart.x.range?.contains(point.x) == true && chart.y.range?.contains(point.y) == true)
      }
    }
  }

  @Test func `a step of a field moves the own side and leaves the other`() throws {
    let player = try player()
    player.play("v window Enter")
    let other = player.costs.otherResults
    player.play("3M Enter")
    #expect(player.screen.contains("3.0M a month") && player.costs.otherResults == other)
  }

  @Test func `the other one is simulated too, after the open one and only once`() throws {
    let player = try player()
    player.play("v window Enter")
    player.wait(1)
    guard case .countCosts(let id, _, _, let beside)? = player.asked.last else {
      Issue.record("nothing is counted: \(player.asked)")
      return
    }
    #expect(beside?.id == "window-box")
    var findings = CostFindings()
    findings.besideChances = MonteCarlo(options: ["frontier", "open"], draws: 10, seed: 1) { _ in [2000, 1000] }
    #expect(player.screen.contains("not drawn yet"))
    player.take(.costsCounted(id: id, findings, progress: nil))
    #expect(player.screen.contains("Cheapest in    100 % of worlds"))
    player.play("Right")
    player.wait(1)
    guard case .countCosts(_, _, _, nil)? = player.asked.last else {
      Issue.record("the other one was counted again: \(player.asked)")
      return
    }
  }

  @Test func `what is known of the open scenario is not counted again for one beside it`() throws {
    let player = try player()
    player.wait(1)
    var known = CostFindings()
    known.chances = MonteCarlo(options: ["frontier", "open"], draws: 12, seed: 1) { _ in [2000, 1000] }
    player.take(.costsCounted(id: try #require(player.countingRun), known, progress: nil))
    player.play("v window Enter")
    player.wait(1)
    guard case .countCosts(let id, _, let given, let beside)? = player.asked.last else {
      Issue.record("nothing is counted: \(player.asked)")
      return
    }
    #expect(given == known && beside?.id == "window-box")
    #expect(player.costs.findings == known, "what was found still shows")
    known.besideChances = MonteCarlo(options: ["frontier", "open"], draws: 10, seed: 1) { _ in [2000, 1000] }
    player.take(.costsCounted(id: id, known, progress: nil))
    // Another one beside, and the first one's worlds are not taken for its.
    player.play("v garden Enter")
    player.wait(1)
    guard case .countCosts(_, _, let still, let other)? = player.asked.last else {
      Issue.record("nothing is counted: \(player.asked)")
      return
    }
    #expect(other?.id == "garden-desk" && still?.chances == known.chances && still?.besideChances == nil)
    player.play("s s")
    guard case .countCosts(_, _, nil, _)? = player.asked.last else {
      Issue.record("the key for it counts all anew: \(player.asked)")
      return
    }
  }

  @Test func `the counter tells what it was given with what it finds of the one beside, and no more`() throws {
    let desk = CostDesks.garden
    let (open, beside) = (desk.presets[0], desk.presets[1])
    var known = CostFindings()
    known.goodputOption = "own"
    known.chances = MonteCarlo(options: ["frontier", "open"], draws: 12, seed: 1) { _ in [2000, 1000] }
    let counter = CostCounter()
    counter.accept(1)
    var told: [CostFindings] = []
    counter.count(1, open, known: known, beside: beside, desk) { findings, _ in told.append(findings) }
    #expect(told.allSatisfy { $0.chances == known.chances && $0.goodput == nil && $0.capacities.isEmpty })
    #expect(told.last?.besideChances != nil && told.last?.goodputOption == "own")
  }

  @Test func `the counter simulates the replicas of the scenario beside`() throws {
    let desk = CostDesks.garden
    let small = try #require(desk.presets.first { $0.id == "window-box" })
    var large = small
    var own = ScenarioOption(id: "own", kind: .selfHost)
    (own.model, own.gpu, own.tensorParallel) = ("Meadow 70B", "Spade-80", 2)
    large.options.append(own)
    let counter = CostCounter()
    counter.accept(1)
    var last = CostFindings()
    counter.count(1, small, beside: large, desk) { findings, _ in last = findings }
    #expect(last.capacities.isEmpty && last.besideCapacities.keys.sorted() == ["own"])
    #expect(last.besideChances?.spreads.map(\.id) == ["frontier", "open", "own"])
  }

  @Test func `what is pinned of two scenarios has both charts`() throws {
    let player = try player()
    player.play("v window Enter p")
    let chart = try #require(try player.notebook.contents().measurements[1]?.chart)
    #expect(chart.ranges(of: "requests a month").count == 2)
    #expect(chart.contains("Here: Garden desk") && chart.contains("Beside: Window box"), "\(chart)")
  }

  // MARK: Goodput

  private func loaded(_ player: Player) throws {
    let desk = CostDesks.garden
    let evaluator = try Evaluator(player.scenario, desk.catalog, desk.factors, today: desk.today)
    var question = try #require(evaluator.load(of: "own")).question
    (question.fewestRequests, question.mostRequests) = (100, 100)
    player.wait(1)
    var findings = CostFindings()
    findings.goodput = try GoodputCurve(question)
    findings.goodputOption = "own"
    findings.capacities["own"] = evaluator.comparison().option("own")?.fleet?.capacity
    player.take(.costsCounted(id: try #require(player.countingRun), findings, progress: nil))
  }

  @Test(arguments: [Size(80, 24), Size(120, 40), Size(200, 60)])
  func `goodput has a curve of its own beside latency, with the capacity`(size: Size) throws {
    let player = try player(size: size)
    player.play("c c Tab")
    try loaded(player)
    #expect(player.screen.contains(size.width < 120 ? "TTFT P99" : "Latency of one replica of own"))
    #expect(player.screen.contains("Goodput of one replica of own"), "\(player.screen)")
    #expect(player.screen.contains("capacity ") && player.screen.contains("goodput"))
    player.play("p")
    let pin = try #require(try player.notebook.contents().measurements[1])
    #expect(pin.chart?.contains("Latency of") == true && pin.chart?.contains("Goodput of") == true)
  }

  @Test func `goodput follows what is offered and stays below it`() throws {
    let player = try player()
    try loaded(player)
    let curve = try #require(player.costs.findings.goodput)
    let chart = CostCharts.goodput(curve, option: "own", capacity: RequestsPerSecond(1))
    #expect(chart.series[0].points.map(\.x) == curve.points.map(\.rate.value))
    #expect(chart.series[0].points.allSatisfy { $0.y <= $0.x * (1 + 1e-9) })
    #expect(chart.series[1].points.allSatisfy { $0.x == $0.y } && chart.markers.map(\.x) == [1])
  }

  // MARK: Accuracy

  @Test func `the scoreboard is one key away, and the options one back; where it cannot be read it says why`() throws {
    let player = try player()
    player.play("A")
    #expect(player.costs.chart == .accuracy)
    player.play("A")
    #expect(player.costs.chart == .options)
    player.play("C C")
    #expect(player.costs.chart == .accuracy && player.costs.isScoreAsked)
    #expect(player.screen.contains("being counted"))
    player.take(.costScoresFailed("measurements.csv:7: no such column"))
    #expect(player.screen.contains("measurements.csv:7: no such column") && !player.screen.contains("being counted"))
  }
}
