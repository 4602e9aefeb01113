public import Curriculum
public import Experiments
public import Foundation
public import Notebook
import TextSafety

/// A lab's predictions beside what was measured for it, in words.
public struct MeasuredComparison: Equatable, Sendable {
  /// A prediction and the figure that answers it.
  public struct Row: Equatable, Sendable {
    public var entry: Lab.Entry
    /// The prediction with its unit; as it was written where it is no answer, and nil where nothing was.
    public var own: String?
    /// The figure with its unit and spread; nil where it was not measured.
    public var measured: String?
    /// `four times too high`; nil where there is nothing to compare.
    public var verdict: ExperimentPrediction.Verdict?
    /// Why there is no verdict, where that is the machine's fault.
    public var excuse: String?
    /// Where the figure should lie, and why.
    public var expected: String?
  }

  /// A step that measures, with its predictions.
  public struct Run: Equatable, Sendable {
    public var step: Int
    public var title: String
    /// The experiment's title; its id where the program does not have it.
    public var experiment: String
    /// The number of the kept result; nil while there is none.
    public var number: Int?
    public var machine: String
    public var measuredAt: Date?
    public var rows: [Row]
  }

  public let lab: Lab
  public var runs: [Run]

  /// - Parameter ruledBy: the step whose comparisons count; nil for all of them.
  public init(
    _ sheet: Worksheet, _ contents: NotebookContents, _ experiments: [any Experiment], ruledBy: Int? = nil
  ) {
    lab = sheet.lab
    let rules = sheet.lab.measuredFields.filter { ruledBy == nil || $0.ruledBy == ruledBy }
    let steps = sheet.lab.liveSteps.filter { step in rules.contains { $0.step == step } }
    runs = steps.map { step in
      let experiment = (try? LabExperiment(sheet.lab, step, among: experiments)) ?? nil
      let kept = contents.kept(sheet.lab, step)
      return Run(
        step: step, title: sheet.lab.steps[step].title,
        experiment: experiment?.description.title ?? sheet.lab.steps[step].demo?.rawValue ?? "",
        number: kept?.number, machine: kept?.measurement.machine ?? "", measuredAt: kept?.measurement.measuredAt,
        rows: rules.filter { $0.step == step }.compactMap { rule in
          guard let entry = sheet.lab.entry(named: rule.field),
            let prediction = experiment?.description.prediction(rule.figure)
          else { return nil }
          return Row(entry, prediction, sheet, kept?.measurement)
        })
    }
  }
}

extension MeasuredComparison.Row {
  init(_ entry: Lab.Entry, _ prediction: ExperimentPrediction, _ sheet: Worksheet, _ kept: Notebook.Measurement?) {
    self.entry = entry
    let text = sheet.answer(entry.name)
    let guess = text.flatMap { LabExperiment.answer($0, prediction) }
    own = guess.map { LiveWords.text($0, prediction).string } ?? text
    guard let figure = kept.flatMap({ KeptFigure(prediction, in: $0) }) else { return }
    measured =
      LiveWords.text(figure.value, prediction).string + (figure.spread.map { " (\($0))" } ?? "")
    expected = figure.expected
    guard let guess else { return }
    if figure.isScored {
      verdict = prediction.verdict(guess, figure.value)
    } else {
      excuse = "not scored, for other programs kept the machine busy"
    }
  }
}

extension NotebookContents {
  /// The last result that was kept for a step of a lab, with its number.
  public func kept(_ lab: Lab, _ step: Int) -> (number: Int, measurement: Notebook.Measurement)? {
    let subject = LabExperiment.subject(lab, step)
    return pins.filter { $0.measurement.kind == .experiment && $0.measurement.subject == subject }
      .max { ($0.measurement.measuredAt, $0.number) < ($1.measurement.measuredAt, $1.number) }
      .map { ($0.number, $0.measurement) }
  }
}
