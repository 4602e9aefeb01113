import Experiments
import Foundation
@testable import Notebook
import StrataTesting
import Terminal
import Testing
import TextSafety
@testable import Workbench

/// Charts and pictures of a run: turned to, side by side, beside the last run's, and kept.
@Suite struct LiveFigureTests {
  private func grown(_ size: Size) throws -> Player {
    let player = try Player.live(size: size, desk: LiveDesks.greenhouse)
    player.play("r")
    try player.finish()
    return player
  }

  /// The titles that are marked as in sight.
  private func marked(_ player: Player) -> [String] {
    let all = ["leaves", "Yield", "Heights", "Warmth by hour", "Days of the plants"]
    return all.filter { player.screen.contains("▸" + $0) }
  }

  @Test func `keys turn from the chart to each picture and round again`() throws {
    let player = try grown(Size(80, 24))
    #expect(marked(player) == ["leaves"] && player.screen.contains("1 of 5"))
    player.play("]")
    #expect(marked(player) == ["Yield"] && player.screen.contains("41 kg"))
    player.play("c")
    #expect(marked(player) == ["Heights"] && player.screen.contains("█"))
    player.play("]")
    #expect(marked(player) == ["Warmth by hour"] && player.screen.contains("0 ··░░▒▒▓▓██ 4 °C"))
    player.play("]")
    #expect(marked(player) == ["Days of the plants"] && player.screen.contains("P sprouts"))
    player.play("]")
    #expect(marked(player) == ["leaves"])
    player.play("[")
    #expect(marked(player) == ["Days of the plants"] && player.screen.contains("5 of 5"))
  }

  @Test func `where there is room two stand side by side`() throws {
    let player = try grown(Size(200, 60))
    #expect(marked(player) == ["leaves", "Yield"] && player.screen.contains("1–2 of 5"))
    player.play("] ]")
    #expect(marked(player) == ["Heights", "Warmth by hour"])
    player.play("]")
    #expect(marked(player) == ["Warmth by hour"], "the timeline has more steps than half of the width has columns")
    player.play("] ]")
    #expect(marked(player) == ["leaves", "Yield"], "it goes round")
  }

  @Test func `from a form that hides the run the key leads to the chart`() throws {
    let player = try grown(Size(80, 24))
    player.play("Tab")
    #expect(player.state.context == .setup && !player.screen.contains("Days of"))
    player.play("]")
    #expect(marked(player) == ["Yield"])
  }

  @Test func `names that do not fit into a row stand over their charts`() throws {
    let player = try Player.live(size: Size(200, 60), desk: LiveDesks.greenhouse)
    player.play("r")
    let run = try #require(player.runAsked)
    let names = (1...4).map { "A picture with a name that is rather long, number \($0)" }
    player.take(
      .experimentObserved(id: run.id, names.map { .picture(.init($0, .bars([.init("a", 1)], unit: ""))) }))
    let row = try #require(player.screen.split(separator: "\n").first { $0.contains("1–2 of 4") })
    #expect(row.matches(of: /▸A picture with a name/).count == 2)
  }

  @Test func `a click on a name turns to it`() throws {
    let player = try grown(Size(80, 24))
    let rows = player.screen.split(separator: "\n").map(String.init)
    let row = try #require(rows.firstIndex { $0.contains("Heights") })
    let place = try #require(rows[row].range(of: "Heights"))
    let column = rows[row].distance(from: rows[row].startIndex, to: place.lowerBound)
    player.input(.mouse(Mouse(.press, Point(column + 2, row))))
    #expect(marked(player) == ["Heights"])
  }

  @Test func `with one chart alone there is nothing to turn to`() throws {
    let player = try Player.live(size: Size(80, 24))
    player.play("r")
    try player.finish()
    #expect(!player.screen.contains("] chart"))
    player.play("]")
    #expect(player.said.contains("no other chart"))
  }

  @Test func `the last run's line lies pale behind the new one, and its pictures stand behind theirs`() throws {
    let player = try grown(Size(200, 60))
    player.play("Tab Down 9 Enter r")
    try player.finish()
    #expect(player.screen.contains("last run"), "the pale line's name")
    let figures = try #require(player.bench?.figures(Greenhouse().description))
    #expect(figures.count == 9)
    #expect(figures[3].title == "Heights" && figures[4].title == "Heights, last run")
    let chart = try #require(figures[0].plot as? LineChart)
    #expect(chart.series.map(\.isFaint) == [false, true])
    #expect(chart.series[1].points.last == PlotPoint(8, 48) && chart.series[0].points.last == PlotPoint(8, 72))
  }

  @Test func `a pinned result keeps the chart and all pictures as text and as one plain drawing`() throws {
    let player = try grown(Size(120, 40))
    player.play("p")
    let pinned = try #require(try player.notebook.contents().measurements.values.first)
    let text = try #require(pinned.chart)
    for word in ["day", "Yield", "41 kg", "Heights", "Warmth by hour", "P sprouts"] {
      #expect(text.contains(word), "\(word)")
    }
    #expect(text.split(separator: "\n").allSatisfy { $0.count <= 78 })
    let svg = try #require(pinned.svg)
    #expect(ChartImage.problem(svg) == nil)
    #expect(svg.split(separator: "<svg ").count == 6, "the sheet and five drawings")
  }

  @Test func `what an experiment calls its pictures is harmless`() throws {
    let player = try Player.live(size: Size(120, 40), desk: LiveDesks.greenhouse)
    player.play("r")
    let run = try #require(player.runAsked)
    let mark = ExperimentPicture.Mark("\u{1B}", "red\u{1B}[31m")
    player.take(
      .experimentObserved(
        id: run.id,
        [
          .picture(.init("a\u{1B}]0;b\u{7}", .timeline([.init("c\u{1B}[2J", "\u{1B}D漢")], marks: [mark]))),
          .picture(.init("\u{9B}2J", .bars([.init("d\u{1B}c", .nan)], unit: "\u{1B}[0m"))),
        ]))
    for key in ["]", "]"] {
      #expect(!player.screen.unicodeScalars.contains { $0.value == 0x1B || $0.value == 0x9B })
      #expect(GridFault(player.shown) == nil)
      player.play(key)
    }
  }

  @Test(arguments: ["live-bars", "live-histogram", "live-heat-map", "live-timeline"])
  func `each kind of picture has its look at every size`(name: String) throws {
    let player = try grown(Size(80, 24))
    let kinds = ["live-bars", "live-histogram", "live-heat-map", "live-timeline"]
    let turns = try #require(kinds.firstIndex(of: name)) + 1
    player.play(Array(repeating: "]", count: turns).joined(separator: " "))
    var parts: [(title: String, text: String)] = []
    for size in [Size(80, 24), Size(120, 40), Size(200, 60), Size(40, 12)] {
      player.resize(size)
      parts.append(("\(size.width)x\(size.height)", player.screen))
    }
    try Snapshot.expect(name, parts)
  }

  @Test func `any number of pictures can be drawn in a window of any size`() throws {
    try withEverySeed(0..<40) { _, rng in
      let player = try grown(Size(rng.int(1...210), rng.int(1...62)))
      for _ in 0..<6 {
        player.play(["]", "[", "Tab", "G", "g"][rng.int(0...4)])
        player.resize(Size(rng.int(0...210), rng.int(0...62)))
        if let fault = GridFault(player.shown) { Issue.record("\(fault)\n\(player.shown.text)") }
      }
    }
  }
}
