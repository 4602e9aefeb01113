import Experiments
import Foundation
import Notebook
import Terminal
import TextSafety

/// The result of an experiment as it is kept in the notebook.
enum LivePin {
  private typealias Figure = Notebook.Measurement.Figure

  static func measurement(
    _ run: LiveRun, _ result: ExperimentResult, _ description: ExperimentDescription
  ) -> Notebook.Measurement {
    let parameters = result.settings.values.map { name, value in
      Figure(name, value.description, description.parameters.first { $0.name == name }?.unit ?? "")
    }
    let charts = ChartSheet((run.chart.isEmpty ? [] : [run.chart.plot]) + run.pictures.map(\.plot))
    let model = run.model.map { [Figure("model's file", $0.string)] } ?? []
    let load = result.load.map { ", \(Numeral.rounded($0, 2)) programs for each core before" } ?? ""
    let threads = result.threads == 1 ? "1 thread" : "\(result.threads) threads"
    return Notebook.Measurement(
      kind: .experiment, title: description.title, subject: description.id.rawValue,
      parameters: model + parameters + [Figure("seed", "\(result.seed)")],
      results: predictions(run, result, description) + figures(result) + tables(result)
        + sentences(run, result, description),
      chart: charts.text(width: Layout.pinWidth), svg: charts.svg(), program: Release.name,
      machine: "\(Machine.words); \(threads)\(load)", measuredAt: run.endedAt ?? run.begunAt)
  }

  private static func predictions(
    _ run: LiveRun, _ result: ExperimentResult, _ description: ExperimentDescription
  ) -> [Figure] {
    description.predictions.compactMap { item in
      guard let guess = run.guesses[item.id] else { return nil }
      let words = result.verdict(item, guess)?.words ?? LiveWords.notScored(result, item).string
      let (own, measured) = (LiveWords.text(guess, item), LiveWords.text(result.answer(item), item))
      return Figure(item.question, "predicted \(own), measured \(measured): \(words)")
    }
  }

  private static func figures(_ result: ExperimentResult) -> [Figure] {
    result.figures.map { figure in
      var text = Numeral.text(figure.value)
      if let spread = figure.spread { text += " (\(Numeral.text(spread)))" }
      if let expected = figure.expected {
        text += ", expected \(Numeral.text(expected.range))" + (figure.isAsExpected == false ? " ≠" : "")
      }
      return Figure(figure.label, text, figure.unit)
    }
  }

  /// A row of a table is a figure, its first cell the name.
  private static func tables(_ result: ExperimentResult) -> [Figure] {
    result.tables.flatMap { table in
      table.rows.map { row in
        let cells = zip(table.columns, row).dropFirst().map { "\($0): \($1)" }
        return Figure("\(table.title), \(row.first?.description ?? "–")", cells.joined(separator: "; "))
      }
    }
  }

  private static func sentences(
    _ run: LiveRun, _ result: ExperimentResult, _ description: ExperimentDescription
  ) -> [Figure] {
    let told = result.sentences + (run.isSolved(description) ? result.solution : [])
    return told.isEmpty ? [] : [Figure("seen", told.joined(separator: " "))]
  }
}
