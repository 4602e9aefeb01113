import CostModel
import Curriculum
import Decision
import Foundation
import Notebook
import Terminal
import TextSafety

/// A lab's predictions beside what the program counted, as they are kept in the notebook.
enum ComparisonPin {
  static func measurement(
    _ sheet: Worksheet, _ figures: [String: Double], _ experiment: CostExperiment, _ comparison: Comparison, _ now: Date
  ) -> Notebook.Measurement {
    typealias Figure = Notebook.Measurement.Figure
    let results = sheet.comparison(with: figures).map { cell -> Figure in
      var unit = ""
      if case .number(let found?) = cell.entry.field.kind { unit = found }
      let own = CostExperiment.text(cell.own, of: cell.figure)
      let result = CostExperiment.text(cell.result, of: cell.figure)
      return Figure(
        cell.entry.field.id, "predicted \(own), counted \(result)\(cell.isApart ? ", far apart" : "")", unit)
    }
    let title = "\(sheet.lab.title): predicted and counted"
    return Notebook.Measurement(
      kind: .cost, title: title, subject: sheet.lab.id.rawValue,
      parameters: [Figure("scenario", experiment.scenario.rawValue)]
        + experiment.changes.map { Figure($0.path, $0.value) },
      results: results, chart: CostCharts.options(comparison).text(width: Layout.pinWidth),
      svg: CostCharts.options(comparison).svg(),
      catalogs: comparison.sources.map { Notebook.Measurement.Catalog($0.what, $0.provenance.date.description) },
      program: Release.name, machine: Machine.words, measuredAt: now)
  }
}

extension State {
  /// Pins the comparison of a lab whose experiment was run.
  mutating func pinComparison(_ id: LabID) -> [Effect] {
    guard let lab = course?.lab(id), let desk = costs.desk, let figures = labFigures[id],
      let experiment = CostExperiment(of: lab), let evaluator = experiment.evaluator(desk)
    else {
      say("not counted: the catalogue or the scenario cannot be read", isBad: true)
      return []
    }
    return pin(
      ComparisonPin.measurement(contents.worksheet(lab), figures, experiment, evaluator.comparison(), now))
  }
}

extension CostExperiment {
  /// What counts the experiment; nil where its scenario is not prepared or cannot be counted.
  func evaluator(_ desk: CostDesk) -> Evaluator? {
    guard var scenario = desk.presets.first(where: { $0.id == self.scenario.rawValue }) else { return nil }
    guard (try? apply(to: &scenario)) != nil else { return nil }
    return try? Evaluator(scenario, desk.catalog, desk.factors, today: desk.today)
  }
}
