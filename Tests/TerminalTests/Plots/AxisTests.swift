import StrataTesting
import Testing
import TextSafety

@testable import Terminal

@Suite struct AxisTests {
  private func labels(_ axis: Axis, _ values: [Double], count: Int) -> [String] {
    AxisSpan(axis, values: values).extended(tickCount: count).ticks(count: count).map(\.label.string)
  }

  @Test func `a linear axis is cut at round values`() {
    #expect(labels(Axis(format: .dollars), [0, 5300], count: 6) == ["$0", "$1K", "$2K", "$3K", "$4K", "$5K", "$6K"])
    #expect(labels(Axis(format: .seconds), [0.012, 0.043], count: 4) == ["10 ms", "20 ms", "30 ms", "40 ms", "50 ms"])
    #expect(labels(Axis(format: .percent), [0, 1], count: 5) == ["0 %", "20 %", "40 %", "60 %", "80 %", "100 %"])
    #expect(labels(Axis(), [-0.2, 0.3], count: 5) == ["−0.2", "−0.1", "0", "0.1", "0.2", "0.3"])
  }

  @Test func `a logarithmic axis is cut at powers of ten, more finely where there are few`() {
    let axis = Axis(scale: .log10)
    #expect(labels(axis, [1e6, 1e10], count: 6) == ["1M", "10M", "100M", "1B", "10B"])
    #expect(labels(axis, [1e6, 1e10], count: 2) == ["1M", "100M", "10B"])
    #expect(labels(axis, [1, 100], count: 8) == ["1", "2", "5", "10", "20", "50", "100"])
    #expect(
      AxisSpan(axis, values: [1000, 1400]).ticks(count: 4).map(\.label.string) == [
        "1K", "1.1K", "1.2K", "1.3K", "1.4K",
      ])
  }

  @Test func `however low a chart is, its axis has two labels, which tell a scale`() throws {
    #expect(labels(Axis(scale: .log10), [6, 40], count: 1) == ["10", "30"])
    #expect(labels(Axis(scale: .log10), [6, 8], count: 1) == ["5", "10"])
    #expect(labels(Axis(scale: .log10), [1.1, 4], count: 1) == ["1", "3"])
    #expect(labels(Axis(), [504_614, 638_042], count: 1) == ["400K", "600K", "800K"])
    #expect(labels(Axis(), [6, 40], count: 1) == ["0", "50"])
    try withEverySeed(0..<300) { _, rng in
      let scale: Axis.Scale = rng.oneIn(2) ? .linear : .log10
      let values = (0..<rng.int(1...5)).map { _ in Double.random(in: 1e-3...1e6, using: &rng) }
      let count = rng.int(1...6)
      try #require(labels(Axis(scale: scale), values, count: count).count >= 2, "\(values) \(count)")
    }
  }

  @Test func `months are cut at quarters and years, whole ones only`() {
    let axis = Axis(rounding: .months)
    #expect(labels(axis, [0, 24], count: 5) == ["0", "6", "12", "18", "24"])
    #expect(labels(axis, [0, 60], count: 6) == ["0", "12", "24", "36", "48", "60"])
    #expect(labels(axis, [0, 3], count: 12) == ["0", "1", "2", "3"])
    #expect(labels(Axis(rounding: .whole), [1, 3], count: 12) == ["1", "2", "3"])
  }

  @Test func `without values there is an axis all the same`() {
    #expect(labels(Axis(), [], count: 2) == ["0", "0.5", "1"])
    #expect(labels(Axis(scale: .log10), [0, -3, .nan], count: 2) == ["1", "3", "10"])
    #expect(labels(Axis(), [7, 7], count: 3).contains("7"))
    #expect(labels(Axis(includesZero: true), [7], count: 4).first == "0")
  }

  @Test func `on rows, ticks stand in the middle of rows of equal distance, and all values inside`() throws {
    func rowsOfTicks(_ axis: Axis, _ values: [Double], _ rows: Int) throws -> [Double] {
      let (span, ticks) = AxisSpan(axis, values: values).onRows(rows)
      try #require(values.allSatisfy(span.shows), "\(values) \(rows)")
      return try ticks.map { (try #require(span.place($0.value)) * Double(4 * rows - 1) - 1) / 4 }
    }
    #expect(try rowsOfTicks(Axis(), [0, 100], 11).map { $0.rounded() } == [0, 2, 4, 6, 8, 10])
    #expect(try rowsOfTicks(Axis(scale: .log10), [1, 1e4], 11).map { $0.rounded() } == [0, 5, 10])
    #expect(try rowsOfTicks(Axis(scale: .log10), [1, 100], 21).map { $0.rounded() } == [0, 3, 7, 10, 13, 17, 20])
    try withEverySeed(0..<500) { _, rng in
      let scale: Axis.Scale = rng.oneIn(2) ? .linear : .log10
      let rows = rng.int(2...40)
      let (from, width) = (Double.random(in: -100...100, using: &rng), Double.random(in: 0.1...200, using: &rng))
      let ends = scale == .linear ? [from, from + width] : [from, from + width].map { Logarithm.power10($0 / 50) }
      let ticks = try rowsOfTicks(Axis(scale: scale), ends, rows)
      try #require(ticks.count >= 2, "\(ends) \(rows)")
      // Of less than a decade the divisions are round values, wherever they lie.
      guard scale == .linear || (width > 50 && rows >= 6) else { return }
      try #require(ticks.allSatisfy { abs($0 - $0.rounded()) <= (scale == .linear ? 1e-6 : 0.26) }, "\(ends) \(rows)")
      guard scale == .linear else { return }
      for (low, high) in zip(ticks, ticks.dropFirst()) { try #require(abs(high - low - ticks[1] + ticks[0]) < 1e-6) }
    }
  }

  @Test(arguments: [[1, 1.0000000000000002], [1, 1.0000000001], [0.9999999999999999, 1], [1e-300, 1e300], [-5, 0]])
  func `values that differ by rounding alone, or by everything, have an axis`(values: [Double]) {
    for axis in [Axis(scale: .log10), Axis(), Axis(rounding: .whole)] {
      let points = values.map { PlotPoint($0, $0) }
      let chart = LineChart(x: axis, y: axis, series: [LineChart.Series("s", points)])
      for rows in [3, 8, 20, 60] { #expect(chart.picture(Size(60, rows)).text.contains("┤") || rows < 8) }
      #expect(chart.svg().contains("<polyline") || (values[0] < 0 && axis.scale == .log10))
    }
  }

  @Test func `places and values are each other's inverse`() throws {
    try withEverySeed(0..<300) { _, rng in
      let scale: Axis.Scale = rng.oneIn(2) ? .linear : .log10
      let values = (0..<rng.int(1...5)).map { _ in Double.random(in: 1e-3...1e6, using: &rng) }
      let span = AxisSpan(Axis(scale: scale), values: values)
      for value in values {
        let place = try #require(span.place(value))
        try #require(place >= -1e-9 && place <= 1 + 1e-9)
        try #require(abs(span.value(at: place) / value - 1) < 1e-6)
      }
    }
  }

  @Test func `ticks of any axis lie on it in order, and their labels are apart`() throws {
    try withEverySeed(0..<1000) { _, rng in
      let axis = rng.axis()
      let span = AxisSpan(axis, values: rng.values(upTo: 5)).extended(tickCount: rng.int(1...12))
      let ticks = span.ticks(count: rng.int(1...20))
      try #require(ticks.allSatisfy { span.shows($0.value) }, "\(span) \(ticks)")
      try #require(zip(ticks, ticks.dropFirst()).allSatisfy { $0.value < $1.value })
      let length = Double(rng.int(0...200))
      let fitting = span.ticks(fitting: length, gap: 2) { Double($0.string.count) }
      for (left, right) in zip(fitting, fitting.dropFirst()) {
        let a = try #require(span.place(left.value)) * length + Double(left.label.string.count) / 2
        let b = try #require(span.place(right.value)) * length - Double(right.label.string.count) / 2
        try #require(b - a >= 2 - 1e-6)
      }
    }
  }
}
