import StrataTesting
import Testing
import TextSafety

@testable import Terminal

/// What holds for every chart, whatever it shows and however small it is.
@Suite struct PlotPropertyTests {
  private func plot(_ rng: inout SplitMix64) -> any Plot {
    switch rng.int(0...6) {
    case 0, 1: rng.lineChart()
    case 6: rng.heatMap()
    case 2: rng.barChart()
    case 3: rng.tornado()
    case 4: rng.histogram()
    default: rng.heatStrip()
    }
  }

  private func size(_ rng: inout SplitMix64) -> Size {
    switch rng.int(0...4) {
    case 0: Size(rng.int(0...24), rng.int(0...8))
    case 1: Size(200, 60)
    case 2: Size(20, 5)
    default: Size(rng.int(20...200), rng.int(5...60))
    }
  }

  @Test func `any chart fills exactly its size, twice the same`() throws {
    try withEverySeed(0..<200) { _, rng in
      let plot = plot(&rng)
      let size = size(&rng)
      let picture = plot.picture(size)
      try #require(picture.size == size)
      try #require(GridFault(picture) == nil)
      try #require(plot.picture(size) == picture)
      try #require(picture.asciiText.utf8.allSatisfy { $0 < 0x80 })
      try #require(plot.height(forWidth: size.width) > 0)
    }
  }

  @Test func `a name stands whole or is visibly cut`() throws {
    try withEverySeed(0..<200) { _, rng in
      let plot = plot(&rng)
      let picture = plot.picture(size(&rng)).text
      let names = PlotPropertyTests.names(of: plot)
      for line in picture.split(separator: "\n") {
        for (letter, count, isCut) in PlotPropertyTests.runs(line) {
          let wanted = names[letter] ?? 0
          try #require(wanted == count || isCut && count < wanted, "\(count) of \(wanted) \(letter) in \(line)")
        }
      }
    }
  }

  /// How long the name of each Greek letter is.
  private static func names(of plot: any Plot) -> [Character: Int] {
    var texts = [plot.title]
    switch plot {
    case let chart as LineChart:
      texts += chart.series.map(\.name) + chart.measurements.map(\.name)
      texts += chart.markers.map(\.label) + chart.spots.map(\.label)
    case let chart as BarChart:
      texts += chart.segments.map(\.name) + chart.entries.flatMap { [$0.label, $0.reasonOut ?? .empty] }
      texts.append(chart.reference?.label ?? .empty)
    case let chart as Tornado: texts += chart.entries.map(\.name)
    case let chart as Histogram: texts += chart.markers.map(\.label)
    case let chart as HeatMap: texts += chart.rowNames + chart.columnNames
    case let chart as HeatStrip: texts += chart.rows.map(\.label) + chart.meanings.map(\.name)
    default: break
    }
    return Dictionary(texts.compactMap { text in text.string.first.map { ($0, text.string.count) } }) { a, _ in a }
  }

  private static func runs(_ line: Substring) -> [(Character, Int, Bool)] {
    var runs: [(Character, Int, Bool)] = []
    var rest = line
    while let first = rest.first {
      let run = rest.prefix { $0 == first }
      rest = rest[run.endIndex...]
      if "αβγδεζηθικλμνξπρστυφχψ".contains(first) { runs.append((first, run.count, rest.first == "…")) }
    }
    return runs
  }

  @Test func `tick labels stand whole, each away from the next`() throws {
    try withEverySeed(0..<150) { _, rng in
      var chart = rng.lineChart()
      chart.x.title = .empty
      chart.x.format = .count
      let size = size(&rng)
      let layout = LineChartLayout(chart, size)
      guard let axis = layout.axisRow, size.width > 0 else { return }
      let row = chart.picture(size).text.split(separator: "\n", omittingEmptySubsequences: false)[axis + 1]
      let labels = layout.xTicks.map(\.label.string)
      try #require(row.split(separator: " ").allSatisfy { labels.contains(String($0)) }, "\(row)")
    }
  }

  @Test func `a chart stays in its rectangle`() throws {
    try withEverySeed(0..<150) { _, rng in
      var grid = CellGrid(Size(60, 20))
      for y in 0..<20 { grid.write("漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字", at: Point(y % 2, y), Style(.bad)) }
      let before = grid
      let rect = Rect(rng.int(-5...60), rng.int(-3...20), rng.int(0...40), rng.int(0...16))
      let plot = plot(&rng)
      grid.draw(plot, in: rect, on: .sheet)
      try #require(GridFault(grid) == nil)
      var faults: [Point] = []
      for y in 0..<20 {
        for x in 0..<60 {
          if rect.contains(Point(x, y)) {
            if grid[x, y].style.background == nil { faults.append(Point(x, y)) }
          } else if grid[x, y] != before[x, y] {
            // The other half of a wide character that the chart has cut.
            if grid[x, y].text != " " || grid[x, y].style != before[x, y].style { faults.append(Point(x, y)) }
          }
        }
      }
      try #require(faults == [])
    }
  }

  @Test func `the rows of a chart are its picture`() throws {
    try withEverySeed(0..<150) { _, rng in
      let plots: [any Plot] = [rng.barChart(), rng.heatStrip(), rng.tornado()]
      let plot = plots[rng.int(0...2)]
      let size = size(&rng)
      let picture = plot.picture(size)
      var written = CellGrid(size)
      for (y, row) in plot.rows(size).enumerated() {
        try #require(row.width <= size.width)
        written.write(row, at: Point(0, y))
      }
      try #require(written.text == picture.text)
      try #require(StylePicture(written) == StylePicture(picture))
    }
  }

  @Test func `an SVG is well formed and has only finite numbers`() throws {
    try withEverySeed(0..<150) { _, rng in
      let plot = plot(&rng)
      let svg = plot.svg()
      let fault = XMLFault(svg)
      try #require(fault == nil, "\(fault?.reason ?? "")")
      let shapes = svg.split(separator: "\n").filter {
        !$0.hasPrefix("<text") && !$0.hasPrefix("<desc") && !$0.hasPrefix("<title")
      }
      try #require(shapes.allSatisfy { !$0.contains("nan") && !$0.contains("inf\"") })
      try #require(plot.svg() == svg)
    }
  }
}

/// What keeps a text from being XML, as far as our own writer could get it wrong; nil when nothing does.
struct XMLFault {
  let reason: String

  init?(_ text: String) {
    var open: [String] = []
    // Scalars, for a mark may join a bracket to one character.
    var rest = Array(text.unicodeScalars)[...]
    while let start = rest.firstIndex(of: "<") {
      guard !rest[..<start].contains(">"), let end = rest[start...].firstIndex(of: ">") else {
        reason = "a stray > or a tag without end after \(open)"
        return
      }
      let tag = rest[(start + 1)..<end]
      rest = rest[(end + 1)...]
      var name = String.UnicodeScalarView()
      name.append(contentsOf: tag.drop { $0 == "/" }.prefix { $0.properties.isAlphabetic })
      if tag.count(where: { $0 == "\"" }) % 2 != 0 || tag.contains("<") {
        reason = "odd quotes in \(String(name))"
        return
      }
      if tag.first == "/" {
        guard open.popLast() == String(name) else {
          reason = "\(String(name)) was not open"
          return
        }
      } else if tag.last != "/" {
        open.append(String(name))
      }
    }
    guard open.isEmpty else {
      reason = "\(open) stays open"
      return
    }
    return nil
  }
}
