import Notebook
import Terminal
import TextSafety

extension SheetBuilder {
  /// A pinned result: where it comes from, its tables and chart, and the note on it.
  mutating func measurement(_ measurement: Notebook.Measurement, _ entry: Entry) {
    fact("Of", [measurement.kind.rawValue, measurement.subject].filter { !$0.isEmpty }.joined(separator: " · "))
    fact("Measured", DateText.minute(measurement.measuredAt))
    fact("Machine", measurement.machine)
    fact("Strata", measurement.program)
    fact("Catalogues", measurement.catalogs.map { "\($0.name) of \($0.date)" }.joined(separator: ", "))
    table("Parameter", measurement.parameters)
    table("Result", measurement.results)
    if let chart = measurement.chart {
      blank()
      for line in SafeText.lines(chart) { append(StyledLine(line.fitted(width - 1), Style(.code))) }
    }
    let versions = entry.versionCount > 1 ? SafeText("\(entry.versionCount) versions") : .empty
    heading("Your note", note: versions)
    if !entry.tags.isEmpty { fact("Tags", entry.tags.map { "#" + $0 }.joined(separator: "  ")) }
    field(FieldView(target: .entry(entry.key), kind: .text, label: [], hint: "no note yet", text: entry.text))
  }

  private mutating func fact(_ name: SafeText, _ value: String) {
    if !value.isEmpty { paragraph([Span(SafeText(value))], lead: [Span(name.padded(12), Style(.muted))]) }
  }

  private mutating func table(_ title: SafeText, _ figures: [Notebook.Measurement.Figure]) {
    if figures.isEmpty { return }
    blank()
    let header = [title, "Value", "Unit"].map { [Span($0, Style(.heading, on: nil, .bold))] }
    let rows = figures.map { figure in [figure.name, figure.value, figure.unit].map { [Span(SafeText($0))] } }
    append(TableLayout(header: header, rows: rows, width: width - 1))
  }
}
