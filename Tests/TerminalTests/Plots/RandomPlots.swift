import StrataTesting
import Terminal
import TextSafety

/// Charts of everything that makes charts hard: numbers that are none, or have no logarithm, huge and tiny ones, no
/// points at all, wide letters in names.
extension SplitMix64 {
  mutating func value() -> Double {
    switch int(0...13) {
    case 0: .nan
    case 1: oneIn(2) ? .infinity : -.infinity
    case 2: 0
    case 3: -Double.random(in: 0...1e6, using: &self)
    case 4: Double.greatestFiniteMagnitude * (oneIn(2) ? 1 : -1)
    case 5: Double.leastNonzeroMagnitude
    case 6: 1e-30
    default: Double.random(in: 0...1000, using: &self)
    }
  }

  mutating func values(upTo count: Int) -> [Double] {
    (0..<int(0...count)).map { _ in value() }
  }

  mutating func range() -> ClosedRange<Double> {
    let values = [value(), value()].map { $0.isNaN ? 0 : $0 }
    return min(values[0], values[1])...max(values[0], values[1])
  }

  mutating func axis() -> Axis {
    let formats: [ValueFormat] = [.dollars, .seconds, .count, .percent, ValueFormat(.plain, unit: "GB")]
    return Axis(
      oneIn(3) ? .empty : SafeText(text(upTo: 12)), format: formats[int(0...4)], scale: oneIn(2) ? .log10 : .linear,
      range: oneIn(6) ? range() : nil, includesZero: oneIn(3),
      rounding: oneIn(3) ? .whole : oneIn(3) ? .months : .decimal)
  }

  /// A name that is a run of one letter, told apart from all other text; cut, it shows.
  mutating func name(_ number: Int) -> SafeText {
    let letters = Array("αβγδεζηθικλμνξπρστυφχψ")
    return SafeText(String(repeating: letters[number % letters.count], count: int(1...14)))
  }

  mutating func lineChart() -> LineChart {
    let series = (0..<int(0...4)).map { number in
      LineChart.Series(
        oneIn(5) ? .empty : name(number), (0..<int(0...6)).map { _ in PlotPoint(value(), value()) },
        pattern: .number(number), role: PlotPalette.role(number),
        band: (0..<int(0...4)).map { _ in .init(x: value(), low: value(), high: value()) })
    }
    let points = (0..<int(0...2)).map { number in
      LineChart.Measurements(
        name(5 + number), (0..<int(0...4)).map { _ in PlotPoint(value(), value()) },
        spreads: oneIn(2) ? [range(), range()] : [])
    }
    let markers = (0..<int(0...3)).map { LineChart.Marker(value(), name(8 + $0)) }
    let spots = (0..<int(0...3)).map { LineChart.Spot(PlotPoint(value(), value()), name(12 + $0)) }
    return LineChart(
      title: oneIn(2) ? name(17) : .empty, x: axis(), y: axis(), series: series, measurements: points,
      markers: markers, spots: spots, cursor: oneIn(2) ? value() : nil)
  }

  mutating func barChart() -> BarChart {
    let segments = (0..<int(0...6)).map { BarChart.Segment(name($0), role: PlotPalette.role($0)) }
    let reason = name(16)
    let entries = (0..<int(0...8)).map { number in
      BarChart.Entry(
        name(7 + number), values(upTo: 7), spread: oneIn(3) ? range() : nil,
        reasonOut: oneIn(5) ? reason : nil, isEmphasized: oneIn(4))
    }
    return BarChart(
      title: oneIn(2) ? name(17) : .empty, format: .dollars, segments: segments, entries: entries,
      reference: oneIn(3) ? .init(value(), name(18)) : nil)
  }

  mutating func tornado() -> Tornado {
    let entries = (0..<int(0...8)).map { number in
      Tornado.Entry(name(number), lowInput: "1", highInput: "2", atLow: value(), atHigh: value())
    }
    return Tornado(title: oneIn(2) ? name(17) : .empty, format: .dollars, base: value(), entries: entries)
  }

  mutating func histogram() -> Histogram {
    let markers = (0..<int(0...3)).map { LineChart.Marker(value(), name($0)) }
    let title: SafeText = oneIn(2) ? name(17) : .empty
    guard oneIn(2) else { return Histogram(title: title, x: axis(), values: values(upTo: 30), markers: markers) }
    let bins = Histogram.Bins(values(upTo: 40), from: value(), to: value())
    return Histogram(title: title, x: axis(), bins: bins, markers: markers)
  }

  mutating func heatMap() -> HeatMap {
    let columns = oneIn(3) ? int(0...300) : int(0...8)
    let rows = int(0...8)
    let names = (8..<16).map { name($0) }
    return HeatMap(
      title: oneIn(2) ? name(17) : .empty, rows: (0..<rows).map { name($0) },
      columns: (0..<columns).map { names[$0 % names.count] },
      values: (0..<int(0...rows)).map { _ in values(upTo: columns) },
      format: ValueFormat(.plain, unit: oneIn(2) ? "ms" : .empty))
  }

  mutating func heatStrip() -> HeatStrip {
    let rows = (0..<int(0...6)).map { number in
      HeatStrip.Row(name(number), String((0..<int(0...80)).compactMap { _ in "PD. 漢".randomElement(using: &self) }))
    }
    return HeatStrip(
      title: oneIn(2) ? name(17) : .empty, rows: rows,
      meanings: [.init("P", name(8), role: .agents), .init("D", name(9), role: .infrastructure)], isWhole: oneIn(2))
  }
}
