public import Experiments
public import Terminal
import TextSafety

extension ExperimentPicture {
  /// The picture as a chart, for the pane, the command line and pins alike.
  public var plot: any Plot {
    let title = SafeText(title)
    switch content {
    case .bars(let bars, let unit): return ExperimentPicture.bars(title, bars, unit)
    case .lines(let lines, let x, let y): return ExperimentPicture.lines(title, lines, x, y)
    case .histogram(let counts, let from, let to, let unit):
      let axis = Axis(SafeText(unit), format: ExperimentPicture.format([from, to], unit: ""))
      return Histogram(title: title, x: axis, bins: Histogram.Bins(counts, from: from, to: to))
    case .heatMap(let rows, let columns, let values, let unit):
      return HeatMap(
        title: title, rows: rows.map { SafeText($0) }, columns: columns.map { SafeText($0) }, values: values,
        format: ExperimentPicture.format(values.lazy.flatMap { $0 }, unit: unit))
    case .timeline(let lanes, let marks, let firstStep, let stepsPerLetter):
      return HeatStrip(
        title: title, rows: lanes.map { HeatStrip.Row(SafeText($0.label), $0.cells) },
        meanings: ExperimentPicture.meanings(marks), firstStep: firstStep, stepsPerLetter: stepsPerLetter,
        isWhole: true)
    }
  }

  private static func bars(_ title: SafeText, _ bars: [Bar], _ unit: String) -> BarChart {
    BarChart(
      title: title, format: format(bars.map(\.value), unit: unit),
      segments: [BarChart.Segment(SafeText(unit), role: PlotPalette.role(0))],
      entries: bars.map { BarChart.Entry(SafeText($0.label), [$0.value]) })
  }

  private static func lines(_ title: SafeText, _ lines: [Line], _ x: String, _ y: String) -> LineChart {
    func points(_ line: Line) -> [PlotPoint] { line.places.map { PlotPoint($0.x, $0.y) } }
    return LineChart(
      title: title, x: Axis(SafeText(x)), y: Axis(SafeText(y), scale: .log10),
      series: lines.enumerated().map { index, line in
        LineChart.Series(
          SafeText(line.label), points(line), pattern: .number(index), role: PlotPalette.role(index))
      })
  }

  /// Written out as long as that is short.
  private static func format(_ values: some Sequence<Double>, unit: String) -> ValueFormat {
    let isLarge = values.contains { $0.isFinite && abs($0) >= 999_500 }
    return ValueFormat(isLarge ? .short : .plain, unit: SafeText(unit))
  }

  /// What the usual letters look like wherever they are; others get the palette's colours in turn.
  private static func meanings(_ marks: [Mark]) -> [HeatStrip.Meaning] {
    let usual: [Character: Role] = ["P": .agents, "D": .infrastructure, ".": .muted, "X": .bad]
    let others = PlotPalette.roles.filter { !usual.values.contains($0) }
    var next = 0
    return marks.map { mark in
      var role = usual[mark.letter]
      if role == nil {
        role = others[next % others.count]
        next += 1
      }
      return HeatStrip.Meaning(mark.letter, SafeText(mark.meaning), role: role ?? .text)
    }
  }
}
