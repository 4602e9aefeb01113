import Experiments
import StrataTesting
import Terminal
import Testing
import TextSafety
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

  @Test func `kinds of marks differ without colour, and the first one named lies on top whichever came first`() {
    var chart = ExperimentChart(ExperimentDescription.Chart(x: "request", y: "ms", marks: ["marked", "others"]))
    chart.add("others", 1, 1)
    chart.add("marked", 2, 9)
    let marks = chart.plot.measurements
    #expect(marks.map(\.name) == ["others", "marked"] && marks.map(\.mark) == [.plus, .disc])
    #expect(Set(marks.map(\.role)).count == 2)
    let beside = chart.plot(beside: chart).measurements
    #expect(Set(beside.map(\.mark)).count == 4)
  }
}
