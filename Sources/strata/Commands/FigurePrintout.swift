import CostModel
import Curriculum
import Decision
import Foundation
import Workbench

/// Predictions beside the figures of a lab's experiment.
struct FigurePrintout {
  var sheet: Worksheet
  var figures: [String: Double]
  var width: Int

  var printout: Printout {
    var out = Printout()
    let cells = sheet.comparison(with: figures)
    let rows = cells.map { cell -> [String] in
      func text(_ value: Double?) -> String { CostExperiment.text(value, of: cell.figure) }
      return [
        cell.entry.name, text(cell.own), text(cell.result), unit(cell.entry.field), cell.isApart ? "≠ far apart" : "",
      ]
    }
    out.table([["field", "yours", "result", "", ""]] + rows)
    if let experiment = CostExperiment(of: sheet.lab) {
      out.line()
      out.wrapped("The results are those of \(experiment.command), in the closed form.", width: width)
    }
    rest(cells, &out)
    return out
  }

  private func unit(_ field: Lab.Field) -> String {
    if case .number(let unit?) = field.kind { unit } else { "" }
  }

  /// Predictions that no figure is laid beside.
  private func rest(_ cells: [ComparedFigure], _ out: inout Printout) {
    let others = sheet.lab.entries.filter { entry in
      sheet.lab.steps[entry.step].kind == .predict && !cells.contains { $0.entry.name == entry.name }
    }
    guard !others.isEmpty else { return }
    out.line()
    out.line("Yours to compare:")
    for entry in others {
      out.wrapped("\(entry.name): \(entry.field.prompt)", width: width, indent: 2)
      out.block(sheet.answer(entry.name) ?? "(empty)", indent: 4)
    }
  }
}

extension Desk {
  /// The figures of a lab's experiment: its scenario, with what the lab's first step changes in it.
  func figures(of lab: Lab) throws -> [String: Double] {
    guard let experiment = CostExperiment(of: lab) else { return [:] }
    var scenario = try presets().scenario(named: experiment.scenario.rawValue)
    try experiment.apply(to: &scenario)
    // Prices and cards count as they stand in the catalogue; only their age hangs on the day.
    let folders = try catalogFolders()
    return CostExperiment.figures(
      try Evaluator(scenario, folders.catalog(), folders.factors(), today: CalendarDay(of: Date())))
  }
}
