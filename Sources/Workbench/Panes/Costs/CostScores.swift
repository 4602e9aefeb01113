import CostModel
import Terminal
import TextSafety

/// How well the step model predicts what was measured: the own error, by group, the worst first.
public struct CostScores: Equatable, Sendable {
  /// Of all rows that can be predicted.
  var overall: Validation.Summary?
  /// Of those that were checked and whose set-up is known; the groups are made of these.
  var headline: Validation.Summary?
  var groups: [Group]
  /// Whether the factors are of the reader's own calibration.
  var hasOwnCalibration = false

  struct Group: Equatable, Sendable {
    var title: SafeText
    var summaries: [Validation.Summary]
  }

  /// Predicts the desk's measurements anew.
  public static func read(_ desk: CostDesk) throws(CostDesk.Failure) -> CostScores {
    guard let measurements = desk.measurements else {
      throw CostDesk.Failure(message: "the catalogue has no measurements to predict")
    }
    do {
      let runs = try PublishedRun.read(measurements, desk.catalog)
      let validation = Validation(runs, desk.factors, desk.bands)
      let scored = Validation(rows: validation.rows.filter(\.run.isScored))
      let traits: [(Validation.Trait, SafeText)] = [
        (.kind, "By kind of model"), (.gpu, "By GPU"), (.model, "By model"), (.engine, "By engine"),
      ]
      return CostScores(
        overall: validation.overall, headline: validation.headline,
        groups: traits.map { Group(title: $0.1, summaries: scored.by($0.0)) },
        hasOwnCalibration: desk.hasOwnCalibration)
    } catch {
      throw CostDesk.Failure(message: error.message)
    }
  }

  /// The scoreboard as a table.
  func rows(width: Int) -> [StyledLine] {
    var rows = Wrapping.wrap(
      hasOwnCalibration
        ? "Predicted against published throughput, counted just now with your own calibration."
        : "Predicted against published throughput, counted just now. The factors were fitted to these rows too: "
          + "strata cost validate --refit tells the error on rows that a fit has not seen.",
      Style(.muted), width: width)
    rows.append(StyledLine(SafeText.empty))
    rows.append(row(["", "rows", "median", "mean", "P90", "bias", "in band"], .bold(.heading), width))
    for summary in [headline, overall].compactMap({ $0 }) { rows.append(row(cells(summary), Style(.text), width)) }
    for group in groups {
      rows.append(StyledLine(SafeText.empty))
      rows.append(StyledLine(group.title, .bold(.heading)))
      for summary in group.summaries {
        rows.append(row(cells(summary), Style(summary.median > 0.1 ? .warning : .text), width))
      }
    }
    return rows
  }

  private func cells(_ summary: Validation.Summary) -> [String] {
    // Adding 0 takes the sign from what rounds to it.
    func percent(_ share: Double) -> String { "\((share * 1000).rounded() / 10 + 0) %" }
    return [
      summary.name, "\(summary.count)", percent(summary.median), percent(summary.mean), percent(summary.p90),
      percent(summary.bias), percent(summary.coverage),
    ]
  }

  private func row(_ cells: [String], _ style: Style, _ width: Int) -> StyledLine {
    let column = 9
    // In a narrow window the last columns give way.
    let count = min(cells.count - 1, max(1, (width - 16) / column))
    let name = max(12, min(28, width - column * count))
    var text = SafeText(cells[0]).padded(name).fitted(name)
    for cell in cells.dropFirst().prefix(count) {
      text = text + SafeText(String(repeating: " ", count: max(1, column - cell.count)) + cell)
    }
    return StyledLine(text, style)
  }
}

extension CostChart {
  /// Whether it is rows that scroll, and no drawing above them.
  var isText: Bool { self == .sources || self == .accuracy || self == .versus }
}
