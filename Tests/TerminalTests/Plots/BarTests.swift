import StrataTesting
import Testing
import TextSafety

@testable import Terminal

@Suite struct BarChartTests {
  private func costs(spread: Bool) -> BarChart {
    BarChart(
      title: "Cost a month", format: .dollars,
      segments: [
        .init("tokens", role: .infrastructure), .init("GPUs", role: .agents), .init("people", role: .model),
      ],
      entries: [
        .init("Hosted API", [1200, 0, 400], spread: spread ? 900...2600 : nil, isEmphasized: true),
        .init("Own 4×H100", [0, 5900, 2600], spread: spread ? 8100...9300 : nil),
        .init("Laptops", [0, 300, 200], reasonOut: "4.1 s to first token"),
      ], reference: .init(6000, "budget"))
  }

  private func check(_ chart: BarChart, _ size: Size, _ picture: String) {
    #expect(PictureMismatch(chart.picture(size), expected: picture) == nil)
  }

  @Test func `bars are stacked, totalled and held against a budget`() {
    check(
      costs(spread: false), Size(60, 10),
      """
      Cost a month
                                          budget $6K
      Hosted API ██████▒▒                      ╎             $1.6K
                                               ╎
      Own 4×H100 ▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▒▒▒▒▒▒▒▒▒▒▒▒▒ $8.5K
                                               ╎
      ✗ Laptops  out: 4.1 s to first token     ╎

      █ tokens   ▓ GPUs   ▒ people

      """)
  }

  @Test func `a spread stands under its bar, or behind it where there is no room`() {
    check(
      costs(spread: true), Size(60, 11),
      """
      Cost a month
                                        budget $6K
      Hosted API ██████▒                     ╎               $1.6K
                     ├───────┤               ╎
      Own 4×H100 ▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▒▒▒▒▒▒▒▒▒▒▒▒     $8.5K
                                             ╎        ├────┤
      ✗ Laptops  out: 4.1 s to first token   ╎

      █ tokens   ▓ GPUs   ▒ people


      """)
    check(
      costs(spread: true), Size(40, 5),
      """
      Cost a month         budget $6K
      Hosted API ███▒──┤        ╎        $1.6K
      Own 4×H100 ▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▒▒▒▒▒▒─┤ $8.5K
      ✗ Laptops  out: 4.1 s to first token
      █ tokens   ▓ GPUs   ▒ people
      """)
  }

  @Test func `entries without room are counted`() {
    check(
      costs(spread: false), Size(30, 2),
      """
      Hosted API ██       ╎    $1.6K
      … 2 more
      """)
  }

  @Test func `segments differ without colour, in ASCII too`() {
    let shades = (0..<8).map { PlotPalette.shade($0).string }
    #expect(Set(shades).count == 8)
    #expect(Set(shades.map { ASCIIFallback.text(for: $0) }).count == 8)
  }

  @Test func `a bar's length is its share of the greatest`() throws {
    try withEverySeed(0..<300) { _, rng in
      let values = (0..<rng.int(1...5)).map { _ in Double(rng.int(0...1000)) }
      let chart = BarChart(
        format: .count, segments: [.init("x", role: .text)], entries: values.map { .init("n", [$0]) })
      let width = rng.int(20...100)
      let picture = chart.picture(Size(width, values.count * 2)).text.split(separator: "\n").filter { $0.contains("n") }
      guard let greatest = values.max(), greatest > 0 else { return }
      let parts = Array("▏▎▍▌▋▊▉█")
      let eighths = picture.map { line in line.reduce(0) { $0 + (parts.firstIndex(of: $1) ?? -1) + 1 } }
      let whole = Double(try #require(eighths.max()))
      try #require(eighths.count == values.count)
      for (length, value) in zip(eighths, values) {
        try #require(abs(Double(length) - whole * value / greatest) <= (value > 0 ? 1 : 0), "what is there can be seen")
        try #require((length > 0) == (value > 0))
      }
    }
  }

  @Test func `parts without a value are left out and the total says so`() {
    let chart = BarChart(
      format: .dollars, segments: [.init("a", role: .text), .init("b", role: .text)],
      entries: [.init("x", [.nan, 5]), .init("y", [10, -3])])
    check(
      chart, Size(24, 2),
      """
      x ▓▓▓▓▓▓▓▓▓▓           –
      y ███████████████████ $7
      """)
  }

  @Test func `the summary has every total and why one is out`() {
    #expect(
      costs(spread: true).summary.string
        == "Cost a month. Hosted API: $1.6K ($900 to $2.6K); Own 4×H100: $8.5K ($8.1K to $9.3K); "
        + "Laptops: out, 4.1 s to first token; budget $6K.")
  }
}

@Suite struct TornadoTests {
  private let chart = Tornado(
    title: "What moves the bill", format: .dollars, base: 2310,
    entries: [
      .init("cache hits", lowInput: "0 %", highInput: "60 %", atLow: 2900, atHigh: 1700),
      .init("requests", lowInput: "2K", highInput: "40K", atLow: 800, atHigh: 6900),
      .init("retries", lowInput: "0 %", highInput: "5 %", atLow: 2310, atHigh: 2600),
      .init("unknown", lowInput: "", highInput: "", atLow: .nan, atHigh: 3000),
    ])

  @Test func `the strongest input is on top and bars start at the base`() {
    #expect(chart.entries.map(\.name.string) == ["requests", "cache hits", "retries", "unknown"])
    #expect(
      PictureMismatch(
        chart.picture(Size(64, 8)),
        expected: """
          What moves the bill
                                        base $2.31K
          requests  2K–40K       $800 ░░░░░░░│█████████████████████ $6.9K
          cache hits  0 %–60 %      $1.7K ███│░░░ $2.9K
          retries  0 %–5 %                   │█ $2.6K
          unknown                            │███ $3K

          ░ input low   █ input high
          """) == nil)
  }

  @Test func `in a small place names and bars are left`() {
    #expect(
      PictureMismatch(
        chart.picture(Size(24, 4)),
        expected: """
          What moves the bill
                  base $2.31K
          requests  ░░░│██████████
          … 3 more
          """) == nil)
  }
}
