import Curriculum
import TextSafety

extension ExportBuilder {
  /// Where the chart of a pinned result stands as a file.
  static func chartPath(_ number: Int, _ measurement: Notebook.Measurement) -> String {
    let name = ScenarioName.fitting(measurement.title)?.rawValue ?? "result"
    return "charts/\(name)-\(number).svg"
  }

  /// The pinned results; nil when there are none.
  func measurementsPage() -> ExportPage? {
    let pins = contents.pins
    if pins.isEmpty { return nil }
    var body = ["The note on a result can be edited between its marks; all else stays as it was measured."]
    for (number, measurement, entry) in pins {
      body += ["", heading(1, "\(number). \(measurement.title)"), ""]
      body += facts(measurement)
      body += table("Parameter", measurement.parameters) + table("Result", measurement.results)
      body += chart(number, measurement)
      body.append("")
      body += EntryMark.block(EntryMark.measurement(number, entry), entry.text, "<!-- /measurement -->")
    }
    var page = ExportPage(
      path: "measurements.md", title: "Pinned results", kind: .measurements, id: "measurements", body: body)
    page.describe(pins.map(\.entry))
    return page
  }

  private func facts(_ measurement: Notebook.Measurement) -> [String] {
    var lines = ["- Measured: " + ISOTime.text(measurement.measuredAt)]
    func add(_ name: String, _ value: String) { if !value.isEmpty { lines.append("- \(name): \(value)") } }
    add("Of", [measurement.kind.rawValue, measurement.subject].filter { !$0.isEmpty }.joined(separator: ", "))
    add("Machine", measurement.machine)
    add("Strata", measurement.program)
    add("Catalogues", measurement.catalogs.map { "\($0.name) of \($0.date)" }.joined(separator: ", "))
    return lines
  }

  private func table(_ title: String, _ figures: [Notebook.Measurement.Figure]) -> [String] {
    if figures.isEmpty { return [] }
    return [""] + TableCell.header([title, "Value", "Unit"])
      + figures.map { TableCell.row([$0.name, $0.value, $0.unit]) }
  }

  private func chart(_ number: Int, _ measurement: Notebook.Measurement) -> [String] {
    var lines: [String] = []
    if let chart = measurement.chart {
      // A line of a chart that looks like a mark must not be taken for one.
      lines += [""] + Fence.lines(EntryMark.escaped(chart).joined(separator: "\n"), "text")
    }
    if isFolder, measurement.svg != nil {
      lines += ["", "![The chart](\(ExportBuilder.chartPath(number, measurement)))"]
    }
    return lines
  }
}
