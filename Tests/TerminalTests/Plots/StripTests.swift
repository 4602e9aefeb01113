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
          P prefill   D decode
          """) == nil)
  }
}
