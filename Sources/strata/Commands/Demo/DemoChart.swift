import Experiments
import Terminal
import TextSafety

/// The points of a run as a chart.
struct DemoChart {
  private let description: ExperimentDescription.Chart
  private var names: [String] = []
  private var points: [String: [PlotPoint]] = [:]

  private static let roles: [Role] = [.infrastructure, .model, .application, .agents, .rose, .lemon]

  init(_ description: ExperimentDescription.Chart) { self.description = description }

  var isEmpty: Bool { names.isEmpty }

  mutating func add(_ series: String, _ x: Double, _ y: Double) {
    if points[series] == nil { names.append(series) }
    points[series, default: []].append(PlotPoint(x, y))
  }

  var plot: LineChart {
    let lines = names.filter { !description.marks.contains($0) }
    return LineChart(
      x: Axis(
        SafeText(description.x), scale: description.isLogarithmic ? .log10 : .linear,
        rounding: description.isLogarithmic ? .decimal : .whole),
      y: Axis(SafeText(description.y)),
      series: lines.enumerated().map { index, name in
        LineChart.Series(
          SafeText(name), points[name] ?? [], pattern: .number(index),
          role: DemoChart.roles[index % DemoChart.roles.count])
      },
      measurements: names.filter { description.marks.contains($0) }.map { name in
        LineChart.Measurements(SafeText(name), points[name] ?? [])
      })
  }
}
