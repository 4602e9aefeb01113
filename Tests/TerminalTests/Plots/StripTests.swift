import StrataTesting
import Terminal
import TextSafety
import Testing

@Suite struct SparklineTests {
  @Test func `each value is a small bar from zero`() {
    #expect(Sparkline([0, 1, 2, 3, 4, 5, 6, 7]).text(width: 8) == "▁▂▃▄▅▆▇█")
    #expect(Sparkline([5, 5]).text(width: 8) == "██")
    #expect(Sparkline([-1, 0, 1]).text(width: 8) == "▁▅█")
    #expect(Sparkline([1, .nan, .infinity, 2]).text(width: 8) == "▅  █")
    #expect(Sparkline([5, 20], range: 0...10).text(width: 2) == "▅█")
  }

  @Test func `where there are more values than columns the greatest shows`() {
    #expect(Sparkline([0, 7, 0, 0, 0, 3]).text(width: 3) == "█▁▄")
  }

  @Test func `a sparkline is never wider than its room`() throws {
    try withEverySeed(0..<500) { _, rng in
      let values = rng.values(upTo: 50)
      let width = rng.int(-1...60)
      let text = Sparkline(values, range: rng.oneIn(4) ? rng.range() : nil).text(width: width)
      try #require(DisplayWidth.of(text) == max(0, min(width, values.count)))
    }
  }
}

@Suite struct HistogramTests {
  @Test func `bars are as high as values are many`() {
    let values = [Array(repeating: 1.5, count: 8), Array(repeating: 5.5, count: 4), [9.5]].flatMap { $0 }
    let chart = Histogram(
      title: "Waits", x: Axis("s", format: ValueFormat(.plain), range: 0...10), values: values,
      markers: [.init(9.5, "p99 9.5 s")])
    let picture = """
      Waits
                 p99 9.5 s
         █               ╎
         █               ╎
         █       █       ╎
         █       █       ▄
      ┬───┬───┬───┬───┬───
      0   2   4   6   8  s
      """
    #expect(PictureMismatch(chart.picture(Size(20, 8)), expected: picture) == nil)
  }

  @Test func `every value on the axis is counted once`() throws {
    try withEverySeed(0..<200) { _, rng in
      let values = (0..<rng.int(0...40)).map { _ in Double(rng.int(0...100)) }
      // One row of eighths over one column: as high as all together.
      let picture = Histogram(x: Axis(range: 0...100), values: values).picture(Size(1, 1)).text
      try #require(picture == (values.isEmpty ? "" : "█"))
    }
  }
}

@Suite struct HeatStripTests {
  private let batch = HeatStrip(
    title: "Batch",
    rows: [.init("A", "PPDDDDDDDDDDDD"), .init("request B", "...PPPPDDDDXX..PPDDDDDDDDD")],
    meanings: [
      .init("P", "prefill", role: .agents), .init("D", "decode", role: .infrastructure),
      .init("X", "preempted", role: .bad),
    ])

  @Test func `one letter a step, counted below`() {
    #expect(
      PictureMismatch(
        batch.picture(Size(44, 6)),
        expected: """
          Batch
          A         PPDDDDDDDDDDDD
          request B ...PPPPDDDDXX..PPDDDDDDDDD
                    0         10        20 step
          P prefill   D decode   X preempted

          """) == nil)
  }

  @Test func `with more steps than columns the latest are shown`() {
    #expect(
      PictureMismatch(
        batch.picture(Size(20, 4)),
        expected: """
          Batch
          A      D
          reque… ..PPDDDDDDDDD
          P prefill   … 2 more
          """) == nil)
  }
}

@Suite struct WholeTimelineTests {
  private func strip(_ steps: Int) -> HeatStrip {
    let (prefill, decode) = (steps / 3, steps - steps / 3 - steps / 10)
    return HeatStrip(
      title: "Requests",
      rows: [
        .init("one", String(repeating: "P", count: prefill) + String(repeating: "D", count: decode)),
        .init("two", String(repeating: ".", count: steps / 10) + String(repeating: "P", count: steps - steps / 10)),
      ],
      meanings: [
        .init("P", "prefill", role: .agents), .init("D", "decode", role: .infrastructure),
        .init(".", "waits", role: .muted),
      ], isWhole: true)
  }

  @Test func `with more steps than columns a column has the letter of most of its steps`() {
    #expect(
      PictureMismatch(
        strip(90).picture(Size(36, 6)),
        expected: """
          Requests
          one PPPPPPPPPPDDDDDDDDDDDDDDDDD
          two ...PPPPPPPPPPPPPPPPPPPPPPPPPPP
              0         30 step, 3 a column
          P prefill   D decode   . waits

          """) == nil)
  }

  @Test func `at equal counts the letter that the legend names first shows, and any letter before a blank`() {
    let strip = HeatStrip(
      rows: [.init("", "DPPDD  P   .")], meanings: [.init("P", "", role: .agents), .init("D", "", role: .bad)],
      isWhole: true)
    #expect(strip.picture(Size(6, 1)).text == "PPDP .")
  }

  @Test func `with room for all steps each has its column`() {
    let picture = strip(30).picture(Size(50, 6)).text
    #expect(picture.contains("one PPPPPPPPPPDDDDDDDDDDDDDDDDD\n"))
    #expect(picture.contains("0         10        20 step"))
  }

  @Test func `where there is no room for all rows the legend stays, and the others are counted`() {
    let rows = (1...9).map { HeatStrip.Row(SafeText("r\($0)"), "PPDD") }
    let strip = HeatStrip(rows: rows, meanings: [.init("P", "prefill", role: .agents)], isWhole: true)
    #expect(
      PictureMismatch(
        strip.picture(Size(20, 5)),
        expected: """
          r1 PPDD
          r2 PPDD
          r3 PPDD
          … 6 more
          P prefill
          """) == nil)
  }

  @Test func `many long rows give a drawing of bounded size, and a summary of counts`() {
    let rows = (0..<200).map { HeatStrip.Row(SafeText("r\($0)"), String(repeating: "PD", count: 5_000)) }
    let strip = HeatStrip(rows: rows, meanings: [.init("P", "prefill", role: .agents)], isWhole: true)
    #expect(strip.svg().utf8.count < 3_000_000)
    #expect(strip.svg().contains("… 136 more"))
    #expect(strip.summary.string.contains("r7: prefill 5000;"))
  }
}

@Suite struct CountedHistogramTests {
  private func histogram(_ counts: [Double], _ from: Double = 0, _ to: Double = 8) -> Histogram {
    Histogram(x: Axis(range: 0...8), bins: .init(counts, from: from, to: to))
  }

  @Test func `bins wider than columns have flat tops, narrower ones are averaged`() {
    #expect(histogram([1, 4]).picture(Size(8, 1)).text == "▂▂▂▂████")
    #expect(histogram([0, 8, 4, 4, 8, 8, 2, 2]).picture(Size(4, 1)).text == "▄▄█▂")
  }

  @Test func `bins that begin within the axis leave the rest blank, and what is no count is none`() {
    #expect(histogram([4, 2], 2, 6).picture(Size(8, 1)).text == "  ██▄▄")
    #expect(histogram([-3, .nan, .infinity, 1]).picture(Size(4, 1)).text == "   █")
  }

  @Test func `bins without width or without counts are drawn as far as they can be`() {
    #expect(histogram([], 0, 8).picture(Size(4, 1)).text == "")
    #expect(histogram([3], 2, 2).picture(Size(8, 1)).text == "  █")
    #expect(histogram([3, 1], 5, 1).picture(Size(8, 1)).text == "     █")
  }

  @Test func `the summary counts the values`() {
    #expect(histogram([1, 2, 4]).summary == "Histogram. 7 values from 0 to 8.")
  }
}

@Suite struct HeatMapTests {
  private func map(_ columns: Int, format: ValueFormat = ValueFormat(.plain, unit: "ms")) -> HeatMap {
    HeatMap(
      title: "Error", rows: ["up", "down"], columns: (0..<columns).map { SafeText("c\($0)") },
      values: [(0..<columns).map(Double.init), (0..<columns).map { $0 == 1 ? .nan : Double(2 * $0) }], format: format)
  }

  @Test func `cells with room have their numbers behind their shade`() {
    #expect(
      PictureMismatch(
        map(3).picture(Size(30, 6)),
        expected: """
          Error
               c0      c1      c2
          up   · 0     ░ 1     ▒ 2

          down · 0             █ 4
          0 ··░░▒▒▓▓██ 4 ms
          """) == nil)
  }

  @Test func `more columns than there is room for share their cells' means`() {
    let map = HeatMap(
      rows: ["a"], columns: (0..<40).map { SafeText("\($0)") },
      values: [(0..<40).map { $0 < 20 ? 1 : 5 }], format: .count)
    let picture = map.picture(Size(42, 4)).text
    #expect(picture.contains("a " + String(repeating: "·", count: 20) + String(repeating: "█", count: 20)))
    let narrow = map.picture(Size(44 / 2, 4)).text
    #expect(narrow.contains("a " + String(repeating: "·", count: 10) + String(repeating: "█", count: 10)))
    #expect(map.picture(Size(60, 4)).text.contains("mean") == false)
  }

  @Test func `a unit that has no room on the scale is left out, the ends are not`() {
    let map = map(3, format: ValueFormat(.plain, unit: "hundredths of the weights"))
    #expect(map.picture(Size(60, 6)).text.contains("0 ··░░▒▒▓▓██ 4 hundredths of the weights"))
    #expect(map.picture(Size(30, 6)).text.hasSuffix("0 ··░░▒▒▓▓██ 4"))
  }

  @Test func `values that are all the same lie in the middle, and none are told`() {
    let same = HeatMap(rows: ["a"], columns: ["x", "y"], values: [[3, 3]], format: .count)
    #expect(same.picture(Size(4, 3)).text.contains("a ▒▒"))
    let none = HeatMap(rows: ["a"], columns: ["x"], values: [[.nan]], format: .count)
    #expect(none.picture(Size(20, 4)).text.contains("no values"))
    #expect(none.summary == "Heat map. No values.")
  }

  @Test func `the summary tells where the extremes are`() {
    #expect(
      map(3).summary == "Error. 2 rows, 3 columns; least 0 ms (down, c0), greatest 4 ms (down, c2).")
  }
}

@Suite struct ChartSheetTests {
  @Test func `several charts are one text and one well-formed drawing`() throws {
    try withEverySeed(0..<40) { _, rng in
      let plots: [any Plot] = [rng.lineChart(), rng.heatMap(), rng.heatStrip(), rng.histogram(), rng.barChart()]
      let sheet = ChartSheet(Array(plots.prefix(rng.int(1...5))))
      let svg = try #require(sheet.svg())
      let fault = XMLFault(svg)
      try #require(fault == nil, "\(fault?.reason ?? "")")
      try #require(sheet.text(width: 40) != nil)
    }
    #expect(ChartSheet([]).svg() == nil && ChartSheet([]).text(width: 40) == nil)
  }

  @Test func `drawings stand below each other, the next one where the last one ends`() throws {
    let bar = BarChart(
      format: .count, segments: [.init("a", role: .model)], entries: [.init("b", [1])])
    let svg = try #require(ChartSheet([bar, bar]).svg())
    let single = try #require(bar.svg().firstMatch(of: /height="(\d+)"/)).output.1
    let height = try #require(Int(single))
    #expect(svg.contains("<svg y=\"0\" ") && svg.contains("<svg y=\"\(height + 12)\" "))
    #expect(svg.hasPrefix("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 760 \(2 * (height + 12))\""))
  }
}
