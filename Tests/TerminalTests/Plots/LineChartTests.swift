import StrataTesting
import Testing
import TextSafety

@testable import Terminal

@Suite struct LineChartTests {
  private let api = LineChart.Series(
    "API", stride(from: 6.0, through: 10, by: 0.1).map { PlotPoint(Logarithm.power10($0), Logarithm.power10($0 - 6)) })
  private let own = LineChart.Series(
    "own GPUs", stride(from: 6.0, through: 10, by: 0.1).map { PlotPoint(Logarithm.power10($0), 1000) },
    pattern: .dashed, role: .agents)

  private var costs: LineChart {
    let crossing = api.crossings(with: own, xScale: .log10, yScale: .log10)
    return LineChart(
      title: "Cost by volume", x: Axis("tokens per month", scale: .log10),
      y: Axis("$ per month", format: .dollars, scale: .log10), series: [api, own],
      markers: crossing.map { .init($0.x, "break-even " + ValueFormat.count.text($0.x)) },
      spots: crossing.map { .init($0, "◂ equal") })
  }

  private func check(_ chart: LineChart, _ size: Size, _ picture: String) {
    #expect(PictureMismatch(chart.picture(size), expected: picture) == nil)
  }

  @Test func `two lines cross at a marker, their names stand where they end`() {
    check(
      costs, Size(60, 16),
      """
      Cost by volume
          $ per month               break-even 1B
       $10K┤┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈╎┈┈┈┈┈┈┈┈⣀⡤ ⠤⠤⠤ API
           │                              ╎    ⣀⡤⠖⠋⠁
           │                              ╎⣀⠤⠒⠋⠁
           │⠉⠉⠁ ⠉⠉⠁ ⠉⠉⠁ ⠉⠉⠁ ⠉⠉⠁ ⠉⠉⠁ ⠉⠉⠁⣀⠭⠛◆ ⠉⠉⠁ ⠉⠉⠁ ⠉ ⠤ ⠤ own GPUs
           │                       ⣀⠤⠒⠉   ╎◂ equal
       $100┤┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈⣀⠤⠒⠉┈┈┈┈┈┈┈╎┈┈┈┈┈┈┈┈┈┈
           │               ⣀⠤⠒⠉           ╎
           │           ⣀⠤⠒⠉               ╎
           │      ⢀⣀⠤⠒⠉                   ╎
           │  ⢀⣠⠴⠚⠉                       ╎
         $1┤⠴⠚⠉┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈╎┈┈┈┈┈┈┈┈┈┈
           └┬─────────┬─────────┬─────────┴─────────┬
           1M        10M      100M       1B        10B
                                     tokens per month
      """)
  }

  @Test func `as many lines as there are colours differ without colour, drawn and in the legend`() {
    let patterns = (0..<PlotPalette.roles.count).map { LinePattern.number($0) }
    let drawn = patterns.map { pattern in (0..<64).map { pattern.isOn($0) } }
    #expect(Set(drawn).count == patterns.count)
    #expect(Set(patterns.map(\.swatch)).count == patterns.count)
    #expect(Set(patterns.map(\.dashes)).count == patterns.count)
  }

  @Test func `a narrow chart has its names above`() {
    check(
      costs, Size(30, 12),
      """
      Cost by volume
      ⠤⠤⠤ API   ⠤ ⠤ own GPUs
          $ per month break-even 1B
       $10K┤┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈╎┈┈┈⣀⡤
           │         ◂ equal⢀⣠⠴⠊⠁
           │⠉⠉⠁ ⠉⠉⠁ ⠉⠉⠁ ⠉⣉⠥⠖◆⠉⠁ ⠉⠉
       $100┤┈┈┈┈┈┈┈┈┈⢀⡠⠔⠊⠁┈┈╎┈┈┈┈┈
           │      ⣀⠤⠚⠉      ╎
           │  ⢀⡤⠔⠋          ╎
         $1┤⠴⠚⠁┈┈┈┈┈┈┈┈┈┈┈┈┈╎┈┈┈┈┈
           └┬──────────┬────┴────┬
           1M        100M       10B
      """)
  }

  @Test func `the smallest chart keeps its lines and some ticks`() {
    check(
      costs, Size(20, 5),
      """
       $1K┤⣀⣀⡀┈⣀⣀⡀┈⣀◆⡤⠒⣋
          │    ⣀⡠⠴⠊⠉╎
        $1┤⣠⠤⠒⠋┈┈◂ equal
          └┬─────┬──┴──┬
          1M   100M   10B
      """)
  }

  @Test func `without Unicode the lines are strokes`() {
    let picture = #"""
      Cost by volume
          $ per month               break-even 1B
           |                              |
       $10K+------------------------------|------__/- --- API
           |--. --. --. --. --. --. --\_*/&/**/-*-. - - - own GPUs
       $100+----------------.__/-/--/-----|< equal---
           |      .__/-/--/-'             |
         $1+-/----'-----------------------|----------
           ++---------+---------+---------+---------+
           1M        10M      100M       1B        10B
      """#
    #expect(costs.picture(Size(60, 10)).asciiText == picture)
  }

  private var latency: LineChart {
    let batches = [1.0, 16, 32, 64]
    let predicted = LineChart.Series(
      "predicted", batches.map { PlotPoint($0, 0.01 + $0 * 0.0005) },
      band: batches.map { .init(x: $0, low: 0.007 + $0 * 0.0004, high: 0.015 + $0 * 0.0007) })
    let measured = LineChart.Measurements(
      "measured", [PlotPoint(8, 0.012), PlotPoint(32, 0.03), PlotPoint(60, 0.05)],
      spreads: [0.011...0.014, 0.025...0.04])
    return LineChart(
      x: Axis("batch size", range: 1...64), y: Axis("time per step", format: .seconds, includesZero: true),
      series: [predicted], measurements: [measured], cursor: 20)
  }

  @Test func `measurements stand over a line with its uncertainty, and a cursor reads the line`() {
    check(
      latency, Size(64, 16),
      """
           time per step
            │             │
       60 ms┤┈┈┈┈┈┈┈┈┈┈┈┈┈│┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈⡀⠄
            │             │                     ⡀⠄⡀⠄⡂⠅⡂⠅
            │             │               ⡀⠄⡂⠄⡂⠅⡂⠅⡂⠅⡂●⡂⠅ ●   measured
       40 ms┤┈┈┈┈┈┈┈┈┈┈┈┈┈│┈┈┈┈┈┈┈│┈⡀⠄⡂⠅⡂⠅⡂⠅⡂⠅⡂⠅⡂⢀⣀⣀⠤⠤⠒⠒ ⠤⠤⠤ predicted
            │             │ ⡀ ⡀⠄⡂⠅│⠅⡂⠅⡂⠅⡂⣀⣠⠤⠤⠒⠒⠊⠉⠁⡂⠅⡂⠅⡂⠅
            │         ⡀⠄⡀⠄⡂⠅⡂⠅⡂⢀⣀⣀●⠤⠔⠒⠊⠉⠉⠅⡂⠅⡂⠅⠂⠁⠂⠁ ⠁
       20 ms┤┈┈┈⡀⠄⡂⠄⡂⠅⢀⣀⣀⠤⠤⠒⠒⠊⠉⠁⡂⠅⠂⠅⠂⠁⠂⠁┈⠁┈┈┈┈┈┈┈┈┈┈┈┈┈┈
            │⢀⣀⣀⠤●⠔⠒⠉⠉⠁⠅⠂⠁⠂⠁ ⠁
            │⠁⠂⠁ ⠁        │
         0 s┤┈┈┈┈┈┈┈┈┈┈┈┈┈│┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈
            └──────┬──────▲─────┬──────┬──────┬──────┬──
                  10     20    30     40     50     60
                                              batch size
      ▲ 20   ⠤⠤⠤ predicted 20 ms
      """)
  }

  @Test func `lines, bands, grid and marks have roles of their own`() {
    let picture = StylePicture(latency.picture(Size(40, 10)))
    #expect(
      picture.foregrounds == """
        III mmmmmmmmm   F mmmmmmmm
              f         F
         mm mmffffffffffFffffffffffffffffffFff
              f         F   ffFffffffIIIIIIIII
              f     ffffIIIIIIFIIIIIIfffff f f
              fIIIFIIIIIIfff f
           m mffffffffffFfffffffffffffffffffff
              ffffffffffFfffffffffffffffffffff
                  mm   mm   mm   mm  mm   mm
        F FF   III ......... .. ..
        """)
  }

  @Test func `a line is broken where a value is missing`() {
    let chart = LineChart(
      x: Axis(), y: Axis(),
      series: [.init("", [PlotPoint(0, 1), PlotPoint(3, 1), PlotPoint(4, .nan), PlotPoint(6, 1), PlotPoint(9, 1)])])
    check(
      chart, Size(24, 6),
      """
          │
         1┤⠤⠤⠤⠤⠤⠤┈┈┈┈┈⠤⠤⠤⠤⠤⠤
          │
       0.8┤┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈
          └┬──┬───┬───┬──┬──
           0  2   4   6  8
      """)
  }

  @Test func `a timeline says in which month the first has caught up`() {
    let months = 0...24
    let chart = LineChart.timeline(
      [
        ("own GPUs", months.map { 90_000 + 2500 * Double($0) }), ("API", months.map { 8000 * Double($0) }),
      ], value: Axis("$ spent", format: .dollars, includesZero: true), crossing: "paid back in")
    check(
      chart, Size(56, 12),
      """
           $ spent         paid back in month 17
            │                        ╎
       $200K┤┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈╎┈┈┈┈┈┈┈┈┈┈┈ ⠤ ⠤ API
            │                        ╎   ⢀⣀⠄ ⠒⠊⠁
            │                  ⢀⣀⣀⣀⣀⠤◆⠴⠦⠤⠓⠒⠒⠒⠒⠊⠉⠉ ⠤⠤⠤ own GPUs
       $100K┤⣀⣀⣀⣀⠤⠤⠤⠤⠤⠒⠒⠒⠒⠒⠉⠉⢉⣉⠅┈⠒⠉⠁┈╎┈┈┈┈┈┈┈┈┈┈┈
            │            ⠤⠔⠂ ⠁       ╎
            │    ⣀⡠⠄ ⠒⠉⠁             ╎
          $0┤⠤⠒⠂┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈╎┈┈┈┈┈┈┈┈┈┈┈
            └┬───┬────┬───┬────┬───┬─┴─┬────┬───┬
             0   3    6   9   12  15  18   21  24
                                            month
      """)
    #expect(abs((chart.markers.first?.x ?? 0) - 90_000.0 / 5500.0) < 1e-9)
    #expect(chart.markers.first?.label == "paid back in month 17")
  }

  @Test func `lines that never meet have no crossing, and touching is none`() {
    let low = LineChart.Series("low", [PlotPoint(0, 0), PlotPoint(10, 1)])
    let high = LineChart.Series("high", [PlotPoint(0, 2), PlotPoint(10, 2)])
    let touching = LineChart.Series("roof", [PlotPoint(0, 0), PlotPoint(5, 2), PlotPoint(10, 0)])
    #expect(low.crossings(with: high) == [])
    #expect(touching.crossings(with: high) == [])
    #expect(LineChart.Series("", []).crossings(with: high) == [])
  }

  @Test func `two straight lines cross where algebra says`() throws {
    try withEverySeed(0..<300) { _, rng in
      let slopes = (Double(rng.int(1...50)), Double(rng.int(-50...0)))
      let at = PlotPoint(Double.random(in: 1...9, using: &rng), Double.random(in: -5...5, using: &rng))
      func line(_ slope: Double, _ stops: [Double]) -> LineChart.Series {
        .init("", stops.map { PlotPoint($0, at.y + slope * ($0 - at.x)) })
      }
      let crossings = line(slopes.0, [0, 4, 10]).crossings(with: line(slopes.1, [-1, 3.3, 12]))
      try #require(crossings.count == 1)
      try #require(abs(crossings[0].x - at.x) < 1e-9 && abs(crossings[0].y - at.y) < 1e-7)
    }
  }

  @Test func `a crossing is found again when the lines change places`() {
    let zigzag = LineChart.Series("", [PlotPoint(0, -1), PlotPoint(2, 1), PlotPoint(4, -1)])
    let zero = LineChart.Series("", [PlotPoint(0, 0), PlotPoint(4, 0)])
    #expect(zigzag.crossings(with: zero) == [PlotPoint(1, 0), PlotPoint(3, 0)])
    #expect(zero.crossings(with: zigzag) == [PlotPoint(1, 0), PlotPoint(3, 0)])
  }

  @Test func `a value between points is straight in the axes' own measure`() {
    let line = LineChart.Series("", [PlotPoint(1, 1), PlotPoint(100, 100), PlotPoint(200, .nan)])
    #expect(line.value(at: 50.5) == 50.5)
    #expect(abs((line.value(at: 10, xScale: .log10, yScale: .log10) ?? 0) - 10) < 1e-9)
    #expect(line.value(at: 0.5) == nil)
    #expect(line.value(at: 150) == nil)
    #expect(line.value(at: .nan) == nil)
  }

  @Test func `names that end at the same height are moved apart, in their order`() throws {
    #expect(LineChart.spread([5, 5, 5], in: 0..<10) == [5, 6, 7])
    #expect(LineChart.spread([9, 9, 2], in: 0..<10) == [8, 9, 2])
    try withEverySeed(0..<200) { _, rng in
      let height = rng.int(1...20)
      let wanted = (0..<rng.int(0...height)).map { _ in rng.int(0...(height - 1)) }
      let rows = LineChart.spread(wanted, in: 0..<height)
      try #require(Set(rows).count == rows.count)
      try #require(rows.allSatisfy { (0..<height).contains($0) })
    }
  }

  @Test func `the summary tells the ends and the markers`() {
    #expect(
      costs.summary.string
        == "Cost by volume: $ per month over tokens per month. API: $1 at 1M, $10K at 10B; own GPUs: $1K at 1M, "
        + "$1K at 10B; break-even 1B at 1B; ◂ equal at 1B, $1K.")
  }

  @Test func `an SVG escapes names and knows both themes`() {
    var chart = costs
    chart.title = "A < B & \"C\""
    let svg = chart.svg()
    #expect(svg.contains("<title>A &lt; B &amp; &quot;C&quot;</title>"))
    #expect(svg.contains("viewBox=\"0 0 760 420\""))
    #expect(svg.contains("prefers-color-scheme: dark"))
    #expect(svg.contains("stroke-dasharray=\"8 5\""))
    #expect(!svg.contains("A < B"))
  }

  /// Level lines one above the other.
  private func fan(_ count: Int) -> LineChart {
    LineChart(
      x: Axis("month"), y: Axis("$"),
      series: (0..<count).map { index in
        LineChart.Series(
          SafeText("s\(index)"), [0, 24].map { PlotPoint($0, Double(count - index)) }, pattern: .number(index),
          role: PlotPalette.role(index))
      })
  }

  @Test func `from three lines on each has a mark of its own, in the plot and in the legend`() {
    check(
      fan(4), Size(50, 14),
      """
       $
       4┤⠤●⠤⠤⠤⠤⠤⠤⠤⠤⠤●⠤⠤⠤⠤⠤⠤⠤⠤⠤●⠤⠤⠤⠤⠤⠤⠤⠤⠤●⠤⠤⠤⠤⠤⠤⠤⠤ ⠤●⠤ s0
        │
        │
       3┤⠤⠤⠄○⠤⠤⠄┈⠤⠤⠄┈⠤○⠄┈⠤⠤⠄┈⠤⠤⠄○⠤⠤⠄┈⠤⠤⠄┈⠤○⠄┈⠤⠤⠄┈ ⠤○⠤ s1
        │
        │
       2┤⠄⠠┈⠄⠠┈▲⠠┈⠄⠠┈⠄⠠┈⠄▲┈⠄⠠┈⠄⠠┈⠄⠠▲⠄⠠┈⠄⠠┈⠄⠠┈▲⠠┈⠄ ⠄▲⠄ s2
        │
        │
       1┤⠤⠤⠄⠠┈⠤⠤⠄×┈⠤⠤⠄⠠┈⠤⠤⠄×┈⠤⠤⠄⠠┈⠤⠤⠄×┈⠤⠤⠄⠠┈⠤⠤⠄×┈ ⠤×⠤ s3
        └┬───────┬───────┬───────┬────────┬──────
         0       5      10      15       20
                                            month
      """)
    #expect(!fan(2).picture(Size(50, 14)).text.contains("●"))
  }

  @Test(arguments: 3...8)
  func `no two of eight lines share a mark, and no two of six a colour`(count: Int) {
    for size in [Size(34, 12), Size(80, 20), Size(190, 40)] {
      let chart = fan(count)
      let grid = chart.picture(size)
      var found: [Character: Set<Role>] = [:]
      let marks = Set(LineChart.PointMark.allCases.compactMap(\.rawValue.first))
      for y in 0..<size.height {
        for cell in grid.row(y) {
          if let mark = cell.text.first, marks.contains(mark) { found[mark, default: []].insert(cell.style.foreground) }
        }
      }
      #expect(found.count == count && found.values.allSatisfy { $0.count == 1 }, "\(size) \(found)")
      #expect(Set(found.values.compactMap(\.first)).count == min(count, 6))
      #expect(chart.svg().contains("●") && chart.svg().contains("▲"))
    }
    let plain = Set(LineChart.PointMark.allCases.map { ASCIIFallback.text(for: $0.rawValue) })
    #expect(plain.count == 8 && !plain.contains("?"), "nor where there is only ASCII")
  }
}

@Suite struct MarkTests {
  private let line = [PlotPoint(0, 0), PlotPoint(1, 1)]

  @Test func `no line has the mark of measurements`() {
    let chart = LineChart(
      x: Axis(), y: Axis(), series: (0..<5).map { LineChart.Series(SafeText("s\($0)"), line) },
      measurements: [.init("m", line, mark: .disc), .init("n", line, mark: .triangle)])
    let marks = (0..<5).compactMap(chart.mark(ofLine:))
    #expect(Set(marks).count == 5 && !marks.contains(.disc) && !marks.contains(.triangle))
  }

  @Test func `a line of one point is its mark, in the legend and in the plot`() {
    let chart = LineChart(
      x: Axis(), y: Axis(), series: (0..<3).map { .init(SafeText("s\($0)"), [PlotPoint(Double($0), Double($0))]) })
    let picture = chart.picture(Size(60, 12)).text
    for mark in ["●", "○", "▲"] { #expect(picture.count { String($0) == mark } == 2 && chart.svg().contains(mark)) }
  }

  @Test func `where lines share a cell it has the colour of the one with more dots there`() {
    var raster = DotRaster(Size(1, 1))
    raster.set(0, 0, layer: 0)
    raster.set(0, 1, layer: 1)
    #expect(raster.cell(0, 0)?.layer == 0)
    raster.set(1, 1, layer: 1)
    #expect(raster.cell(0, 0)?.layer == 1)
    #expect(raster.cell(0, 0)?.glyph == "⠓")
  }
}

@Suite struct LegendTests {
  @Test func `a legend that has no room for all names says how many are missing`() {
    let items = ["first", "second", "third"].map { Legend.Item(swatch: "●", name: SafeText($0), style: .plain) }
    func drawn(_ size: Size) -> String {
      var sketch = Sketch(size)
      Legend(items: items).draw(in: Rect(size), on: &sketch)
      return sketch.grid.text
    }
    #expect(drawn(Size(60, 1)) == "● first   ● second   ● third")
    #expect(drawn(Size(27, 1)) == "● first   … 2 more")
    #expect(drawn(Size(27, 2)) == "● first   ● second\n● third")
  }
}

@Suite struct FaintLineTests {
  @Test func `a faint line has no mark, and does not make the others have some`() {
    let line = [PlotPoint(0, 0), PlotPoint(1, 1)]
    var chart = LineChart(
      x: Axis(), y: Axis(), series: (0..<2).map { LineChart.Series(SafeText("s\($0)"), line, pattern: .number($0)) })
    chart.series.append(LineChart.Series("last run", line, pattern: .dotted, role: .muted, isFaint: true))
    #expect((0..<3).allSatisfy { chart.mark(ofLine: $0) == nil })
    chart.series.insert(LineChart.Series("s2", line), at: 2)
    #expect((0..<4).map { chart.mark(ofLine: $0) == nil } == [false, false, false, true])
  }
}
