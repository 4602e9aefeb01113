import Terminal
import TextSafety

/// The losses of a training as a chart: means over stretches of steps, and what was held out.
struct LossCurve {
  private let stretch: Int
  private var sums: [(sum: Double, count: Int)] = []
  private var validations: [PlotPoint] = []

  /// More points than these no chart shows apart.
  private static let most = 160

  init(steps: Int) { stretch = max(1, (steps + LossCurve.most - 1) / LossCurve.most) }

  mutating func add(_ step: Int, _ loss: Double) {
    let place = (step - 1) / stretch
    while sums.count <= place { sums.append((0, 0)) }
    sums[place].sum += loss
    sums[place].count += 1
  }

  mutating func addValidation(_ step: Int, _ loss: Double) { validations.append(PlotPoint(Double(step), loss)) }

  var chart: LineChart {
    let points = sums.enumerated().compactMap { index, entry in
      entry.count == 0
        ? nil
        : PlotPoint((Double(index) + 0.5) * Double(stretch), entry.sum / Double(entry.count))
    }
    let held = LineChart.Measurements("held-out text", validations)
    return LineChart(
      x: Axis("steps", rounding: .whole), y: Axis("loss in nats a token"),
      series: [LineChart.Series("training", points)], measurements: validations.isEmpty ? [] : [held])
  }
}
