import Curriculum
import Terminal
import TextSafety

/// The part of a worksheet that belongs to an experiment, in the cost simulator or on this machine.
extension SheetBuilder {
  /// Stands in place of a step's text that would tell what is still to be predicted.
  mutating func closed(_ sheet: Worksheet) {
    guard let first = sheet.lab.steps.firstIndex(where: { $0.experiment != nil }) else { return }
    paragraph([
      Span(SafeText("Opens once “\(sheet.lab.steps[first].title)” was run: it tells what you predict."), Style(.muted))
    ])
    missing(sheet, orElse: first)
  }

  /// Where the step's experiment is run, or what is to be written first.
  mutating func experiment(_ sheet: Worksheet, _ index: Int, _ title: SafeText) {
    blank()
    if sheet.isRun {
      action(.run(sheet.lab.id, step: index), title)
    } else if sheet.canOpen(Worksheet.whole) {
      paragraph([Span("Your own predictions are complete. Running it locks them.", Style(.muted))])
      action(.run(sheet.lab.id, step: index), title)
    } else {
      let missing = sheet.missingBeforeOpening(Worksheet.whole)
      let count = missing.count == 1 ? "one field is" : "\(missing.count) fields are"
      paragraph([Span(SafeText("Runs after your own predictions: \(count) still to be written."), Style(.muted))])
      self.missing(sheet, orElse: index)
    }
  }

  /// Leads to the first field of the attempt that is still open, else to another step.
  private mutating func missing(_ sheet: Worksheet, orElse other: Int) {
    let step = sheet.missingBeforeOpening(Worksheet.whole).first?.step ?? other
    action(.open(.step(sheet.lab.id, step)), SafeText("Go to: " + sheet.lab.steps[step].title))
  }

  /// The predictions beside what the program counts.
  mutating func comparison(_ sheet: Worksheet, _ figures: [String: Double]?) {
    guard sheet.isRun else { return }
    heading("Your predictions beside the results", note: "≠ marks those far apart")
    guard let figures else {
      paragraph([Span("not counted: the catalogue or the scenario cannot be read", Style(.muted))])
      return
    }
    let rows = sheet.comparison(with: figures).map { cell -> [[Span]] in
      let style = Style(cell.isApart ? .warning : .text, on: nil, cell.isApart ? .bold : [])
      func text(_ value: Double?) -> String { CostExperiment.text(value, of: cell.figure) }
      var unit = ""
      if case .number(let found?) = cell.entry.field.kind { unit = found }
      return [
        [Span(SafeText(cell.entry.field.id))], [Span(SafeText(text(cell.own)), style)],
        [Span(SafeText(text(cell.result) + (cell.isApart ? " ≠" : "")), style)], [Span(SafeText(unit), Style(.muted))],
      ]
    }
    let header = ["Field", "You", "Result", "Unit"].map { [Span($0, Style(.heading, on: nil, .bold))] }
    append(StyledLine())
    append(TableLayout(header: header, rows: rows, width: textWidth - 1))
    blank()
    action(.pinComparison(sheet.lab.id), "Pin this comparison to the notebook")
  }
}
