import Curriculum
import Experiments
import Notebook
import Workbench

/// A lab's predictions beside what was measured for it, as text.
struct MeasuredPrintout {
  var comparison: MeasuredComparison
  var width: Int

  var printout: Printout {
    var out = Printout()
    for run in comparison.runs {
      if !out.lines.isEmpty { out.line() }
      out.heading("\(run.title): \(run.experiment)")
      guard let at = run.measuredAt, let number = run.number else {
        out.wrapped(
          "Not measured yet: strata lab run \(comparison.lab.id) \(comparison.lab.steps[run.step].id)", width: width,
          indent: 2)
        continue
      }
      for row in run.rows { self.row(row, &out) }
      out.wrapped("Measured on \(DateText.minute(at)), result \(number) of the notebook. \(run.machine).", width: width)
    }
    return out
  }

  private func row(_ row: MeasuredComparison.Row, _ out: inout Printout) {
    out.wrapped("\(row.entry.name): \(row.entry.field.prompt)", width: width, indent: 2)
    let words = row.verdict.map { ": " + ($0.isHit ? "✓ " : "≠ ") + $0.words } ?? row.excuse.map { ": " + $0 } ?? ""
    out.wrapped(
      "yours \(row.own ?? "nothing"), measured \(row.measured ?? "nothing")\(words)", width: width, indent: 4)
    if let expected = row.expected { out.wrapped("expected \(expected)", width: width, indent: 4) }
    out.line()
  }
}
