public import Experiments
public import Terminal
import TextSafety

/// The points of a run as a chart, for the pane, the command line and pins alike.
public struct ExperimentChart: Equatable, Sendable {
  private struct Series: Equatable, Sendable {
    var name: String
    var points: [PlotPoint]
  }

  private let description: ExperimentDescription.Chart
  private var series: [Series] = []

  public init(_ description: ExperimentDescription.Chart) { self.description = description }

  public var isEmpty: Bool { series.isEmpty }

  /// Adds a point to a line or to marks of that name.
  public mutating func add(_ name: String, _ x: Double, _ y: Double) {
    if let place = series.firstIndex(where: { $0.name == name }) {
      series[place].points.append(PlotPoint(x, y))
    } else {
      series.append(Series(name: name, points: [PlotPoint(x, y)]))
    }
  }

  private var lines: [Series] { series.filter { !description.marks.contains($0.name) } }
  /// In the order of the description, whichever came first.
  private var marks: [Series] { description.marks.compactMap { name in series.first { $0.name == name } } }
  /// What several kinds of marks are told apart by without colour; those of a last run are hollow or thin.
  private static let shapes: [(own: LineChart.PointMark, last: LineChart.PointMark)] = [
    (.disc, .ring), (.plus, .cross),
  ]

  /// What is known so far: lines, and single marks where the description says so.
  public var plot: LineChart {
    LineChart(
      x: Axis(
        SafeText(description.x), scale: description.isLogarithmic ? .log10 : .linear,
        rounding: description.isLogarithmic ? .decimal : .whole),
      y: Axis(SafeText(description.y), scale: description.isLogarithmicY ? .log10 : .linear),
      series: lines.enumerated().map { index, line in
        LineChart.Series(
          SafeText(line.name), line.points, pattern: .number(index), role: PlotPalette.role(index))
      },
      // The first lies on top.
      measurements: marks.enumerated().reversed().map { index, mark in
        LineChart.Measurements(
          SafeText(mark.name), mark.points, mark: ExperimentChart.shapes[index % 2].own,
          role: index == 0 ? .focus : PlotPalette.role(index + 1))
      })
  }

  /// The same over pale lines and marks of the run before; one of them has a name, for all.
  func plot(beside last: ExperimentChart?) -> LineChart {
    var plot = plot
    guard let last, !last.isEmpty else { return plot }
    for (index, line) in last.lines.enumerated() {
      plot.series.append(
        LineChart.Series(index == 0 ? "last run" : .empty, line.points, pattern: .dotted, role: .muted, isFaint: true))
    }
    let pale = last.marks.enumerated().map { index, mark in
      let name: SafeText = index == 0 && last.lines.isEmpty ? "last run" : .empty
      return LineChart.Measurements(name, mark.points, mark: ExperimentChart.shapes[index % 2].last, role: .muted)
    }
    plot.measurements = pale + plot.measurements
    return plot
  }
}
