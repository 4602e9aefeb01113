import Experiments
import StrataTesting
import Terminal
import Testing
@testable import Workbench

@Suite struct ExperimentChartTests {
  private func chart(_ isLogarithmicY: Bool) -> LineChart {
    var chart = ExperimentChart(
      ExperimentDescription.Chart(x: "bits", y: "nats", isLogarithmicY: isLogarithmicY, marks: ["seen"]))
    for (x, y) in [(2.0, 1.0), (4, 0.01), (8, 0.0001)] { chart.add("line", x, y) }
    chart.add("seen", 3, 0.1)
    return chart.plot
  }

  @Test func `the scale of y is by powers of ten where an experiment says so`() {
    #expect(chart(true).y.scale == .log10 && chart(false).y.scale == .linear)
    #expect(chart(true).x.scale == .linear)
  }

  @Test func `equal factors are equally far apart on such a scale`() {
    let picture = chart(true).picture(Size(48, 13)).text
    #expect(picture.contains("0.0001") && picture.contains("0.01"), "\(picture)")
  }
}
