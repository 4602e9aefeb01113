public import Curriculum
public import Experiments
public import Foundation
public import Notebook
import TextSafety

/// What a step of a lab runs on the reader's machine: an experiment with some of its parameters set, and the fields in
/// which the reader predicted its figures.
public struct LabExperiment: Sendable {
  public let lab: Lab
  public let step: Int
  public let description: ExperimentDescription
  public let settings: ExperimentSettings

  /// Why a step cannot be run.
  public struct Problem: Error, Equatable, CustomStringConvertible, Sendable {
    public let description: String
  }

  /// The experiment of a step; nil where the step runs none on this machine.
  ///
  /// - Throws: ``Problem`` where there is no experiment of that name, or a parameter cannot be set.
  public init?(_ lab: Lab, _ step: Int, among experiments: [any Experiment]) throws(Problem) {
    guard lab.steps.indices.contains(step), let demo = lab.steps[step].demo else { return nil }
    let all = experiments.map(\.description)
    guard let description = all.first(where: { $0.id.rawValue == demo.rawValue }) else {
      throw Problem(description: LabExperiment.unknown(demo, among: all.map(\.id.rawValue)))
    }
    self.lab = lab
    self.step = step
    self.description = description
    do throws(ExperimentSettings.SettingError) {
      let parameters = lab.steps[step].parameters.sorted { $0.key < $1.key }.map { (name: $0.key, value: $0.value) }
      settings = try ExperimentSettings(description, setting: parameters)
    } catch {
      throw Problem(description: error.description)
    }
  }

  /// That there is no such experiment, with those that may have been meant.
  public static func unknown(_ demo: DemoID, among known: [String]) -> String {
    let near = NearNames.of(demo.rawValue, among: known)
    return "there is no experiment \"\(SafeText(demo.rawValue.prefix(48)))\"; "
      + (near.isEmpty ? "there are: " + known.joined(separator: ", ") : "near it: " + near.joined(separator: ", "))
  }

  // MARK: Predictions

  /// A field in which the reader predicts a figure, and what the experiment asks for it.
  public struct Asked: Sendable {
    public var entry: Lab.Entry
    public var prediction: ExperimentPrediction
  }

  /// The fields whose answers the experiment takes over.
  public var asked: [Asked] {
    lab.measuredFields.filter { $0.step == step }.compactMap { rule in
      guard let entry = lab.entry(named: rule.field), let prediction = description.prediction(rule.figure),
        !prediction.isAskedAfterwards
      else { return nil }
      return Asked(entry: entry, prediction: prediction)
    }
  }

  /// What the reader predicted, by the predictions' ids; what is no answer is left out.
  public func guesses(_ sheet: Worksheet) -> [String: ExperimentPrediction.Answer] {
    var out: [String: ExperimentPrediction.Answer] = [:]
    for one in asked {
      out[one.prediction.id] = sheet.answer(one.entry.name).flatMap { LabExperiment.answer($0, one.prediction) }
    }
    return out
  }

  /// An answer of a worksheet as the experiment takes it; nil where it takes none such.
  static func answer(_ text: String, _ prediction: ExperimentPrediction) -> ExperimentPrediction.Answer? {
    if case .choice = prediction.kind { return try? prediction.answer(text) }
    return Worksheet.number(text).flatMap { try? prediction.answer("\($0)") }
  }

  // MARK: Keeping

  /// What kept results of a step have as their subject: `lab-3/sweep`.
  public static func subject(_ lab: Lab, _ step: Int) -> String { "\(lab.id)/\(lab.steps[step].id)" }

  /// The result as the notebook keeps it for the lab: what was predicted beside it, then every figure that can be
  /// predicted, as a row with the prediction's id.
  ///
  /// - Parameters:
  ///   - model: what the model's file is called; nil for the one that came along.
  ///   - at: when it was done.
  public func measurement(
    _ result: ExperimentResult, _ sheet: Worksheet, model: String?, chart: ExperimentChart,
    pictures: [ExperimentPicture], at now: Date
  ) -> Notebook.Measurement {
    var run = LiveRun(
      id: 0, description, result.settings, model: model.map { SafeText($0) }, guesses: guesses(sheet), at: now)
    run.chart = chart
    run.pictures = pictures
    run.result = result
    run.endedAt = now
    return measurement(run, result)
  }

  func measurement(_ run: LiveRun, _ result: ExperimentResult) -> Notebook.Measurement {
    var out = LivePin.measurement(run, result, description)
    out.title = "\(lab.title): \(lab.steps[step].title)"
    out.subject = LabExperiment.subject(lab, step)
    out.parameters.insert(Notebook.Measurement.Figure("experiment", description.id.rawValue), at: 0)
    // What is asked once it was seen belongs to no field of a worksheet, and a row of it would tell the solution.
    for prediction in description.predictions where !prediction.isAskedAfterwards {
      if let figure = KeptFigure(prediction, result) { out.results += figure.rows(prediction) }
    }
    return out
  }
}

/// A figure of a lab's run as the notebook keeps it: in rows of texts that are read again.
struct KeptFigure: Equatable {
  var value: ExperimentPrediction.Answer
  /// The least and the most of repeated runs.
  var spread: String?
  /// Where it should lie, and why.
  var expected: String?
  /// Whether it was a time on a busy machine.
  var isScored: Bool

  private static let (spread, expected, unscored) = (", spread", ", expected", ", not scored")

  /// What a run gave for a prediction; nil where it gave nothing.
  init?(_ prediction: ExperimentPrediction, _ result: ExperimentResult) {
    guard let answer = result.answer(prediction) else { return nil }
    value = answer
    let figure = result.figure(prediction.id)
    spread = figure?.spread.map { Numeral.text($0) }
    expected = figure?.expected.map { "\(Numeral.text($0.range)): \($0.reason)" }
    isScored = !(result.isBusy && figure?.isTiming == true)
  }

  /// What a kept result has for a prediction; nil where it has nothing.
  init?(_ prediction: ExperimentPrediction, in measurement: Notebook.Measurement) {
    func text(_ suffix: String = "") -> String? {
      measurement.results.last { $0.name == prediction.id + suffix }?.value
    }
    guard let text = text(), let answer = KeptFigure.read(text, prediction) else { return nil }
    value = answer
    spread = measurement.results.last { $0.name == prediction.id + KeptFigure.spread }?.value
    expected = measurement.results.last { $0.name == prediction.id + KeptFigure.expected }?.value
    isScored = !measurement.results.contains { $0.name == prediction.id + KeptFigure.unscored }
  }

  /// A measured value may be one that nobody could predict, such as a ratio of 0.
  private static func read(_ text: String, _ prediction: ExperimentPrediction) -> ExperimentPrediction.Answer? {
    if case .choice = prediction.kind { return .choice(text) }
    return Double(text).map { .number($0) }
  }

  func rows(_ prediction: ExperimentPrediction) -> [Notebook.Measurement.Figure] {
    typealias Figure = Notebook.Measurement.Figure
    var out: [Figure] = []
    switch value {
    case .number(let value): out.append(Figure(prediction.id, KeptFigure.text(value), prediction.unit))
    case .choice(let name): out.append(Figure(prediction.id, name))
    }
    if let spread { out.append(Figure(prediction.id + KeptFigure.spread, spread, prediction.unit)) }
    if let expected { out.append(Figure(prediction.id + KeptFigure.expected, expected)) }
    if !isScored {
      out.append(Figure(prediction.id + KeptFigure.unscored, "other programs kept the machine busy"))
    }
    return out
  }

  /// As it is typed, with five digits that mean something; whole numbers with all of theirs.
  private static func text(_ value: Double) -> String {
    guard value.isFinite, value != value.rounded() else { return value.isFinite ? Numeral.plain(value) : "\(value)" }
    let places = 4 - Int(log10(abs(value)).rounded(.down))
    let scale = pow(10, Double(places))
    return Numeral.plain((value * scale).rounded() / scale)
  }
}
