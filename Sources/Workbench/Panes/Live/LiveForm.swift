import Experiments
import Foundation
import Terminal
import TextSafety

/// An experiment's parameters and predictions as a form.
enum LiveForm {
  private static let parameter = "set."
  private static let prediction = "say."
  /// What stands where nothing is chosen.
  private static let open: SafeText = "–"

  static func form(_ description: ExperimentDescription) -> Form {
    var sections: [Form.Section] = []
    if description.runsModelFile { sections.append(Form.Section("Model", [modelField])) }
    if !description.parameters.isEmpty {
      sections.append(Form.Section("Parameters", description.parameters.map(field)))
    }
    let before = description.predictions.filter { !$0.isAskedAfterwards }
    if !before.isEmpty { sections.append(Form.Section("What do you expect?", before.map(field))) }
    let after = description.predictions.filter(\.isAskedAfterwards)
    if !after.isEmpty { sections.append(Form.Section("What have you seen?", after.map(field))) }
    return Form(sections)
  }

  // MARK: Parameters

  private static func field(_ item: ExperimentParameter) -> Form.Field {
    let note = SafeText("\(item.meaning): \(item.allowed)" + (item.unit.isEmpty ? "" : " " + item.unit))
    return Form.Field(parameter + item.name, label(item.name), kind(item), unit: SafeText(item.unit), note: note)
  }

  private static func kind(_ item: ExperimentParameter) -> Form.Field.Kind {
    switch item.kind {
    case .whole(let range, let usual):
      let ends = Double(range.lowerBound)...Double(range.upperBound)
      return .number(Form.Number(Double(usual), in: ends, step: step(ends, least: 1)))
    case .number(let range, let usual): return .number(Form.Number(usual, in: range, step: step(range, least: 0)))
    case .choice(let names, let usual): return .choice(names.map { SafeText($0) }, names.firstIndex(of: usual) ?? 0)
    }
  }

  /// By factors where the range spans two powers of ten, else about twenty steps from end to end.
  private static func step(_ range: ClosedRange<Double>, least: Double) -> Form.Number.Step {
    if range.lowerBound > 0, range.upperBound / range.lowerBound >= 100 { return .logarithmic }
    let wanted = (range.upperBound - range.lowerBound) / 20
    guard wanted > 0 else { return .linear(1) }
    let power = pow(10, log10(wanted).rounded(.down))
    let size = [1, 2, 5].map { $0 * power }.last { $0 <= wanted * 1.001 } ?? power
    return .linear(max(size, least))
  }

  /// `what_it_is` as words.
  private static func label(_ name: String) -> SafeText {
    SafeText(name.replacing("_", with: " ").replacing("-", with: " "))
  }

  // MARK: Predictions

  private static func field(_ item: ExperimentPrediction) -> Form.Field {
    var kind = Form.Field.Kind.text("")
    var allowed = "a number above zero"
    switch item.kind {
    case .ratio: break
    case .difference: allowed = "a number"
    case .choice(let names):
      allowed = "one of " + names.joined(separator: ", ")
      // Answers that open the solution are typed: stepping through the choices would give the first one.
      if !item.isAskedAfterwards { kind = .choice([open] + names.map { SafeText($0) }, 0) }
    }
    return Form.Field(
      prediction + item.id, label(item.id), kind, unit: SafeText(item.unit),
      note: SafeText("\(item.question) (\(allowed))"), blank: "")
  }

  // MARK: Reading

  /// What a field of the form stands for.
  enum Meaning {
    case parameter(String)
    case prediction(String)
  }

  static func meaning(_ path: String) -> Meaning? {
    if path.hasPrefix(parameter) { return .parameter(String(path.dropFirst(parameter.count))) }
    return path.hasPrefix(prediction) ? .prediction(String(path.dropFirst(prediction.count))) : nil
  }

  /// The path of a parameter's field.
  static func path(ofParameter name: String) -> String { parameter + name }

  /// The path of a prediction's field.
  static func path(ofPrediction id: String) -> String { prediction + id }

  /// Makes a number whole where only those are allowed, and goes on by one at least where a step was less.
  static func makeWhole(_ path: String, _ description: ExperimentDescription, in form: inout Form, from before: Form) {
    guard case .parameter(let name)? = meaning(path),
      case .whole(let range, _)? = description.parameters.first(where: { $0.name == name })?.kind,
      case .number(var number)? = form[path]?.kind, case .number(let old)? = before[path]?.kind
    else { return }
    let wanted = number.value
    number.value = wanted.rounded()
    if number.value == old.value, wanted != old.value { number.value += wanted > old.value ? 1 : -1 }
    number.value = min(max(number.value, Double(range.lowerBound)), Double(range.upperBound))
    form[path]?.kind = .number(number)
  }

  static func settings(
    _ form: Form, _ description: ExperimentDescription
  ) throws(ExperimentSettings.SettingError) -> ExperimentSettings {
    try ExperimentSettings(
      description,
      setting: description.parameters.compactMap { item in
        form[parameter + item.name].map { (item.name, text($0, item)) }
      })
  }

  private static func text(_ field: Form.Field, _ item: ExperimentParameter) -> String {
    switch field.kind {
    case .number(let number):
      if case .whole = item.kind { String(Int(number.value)) } else { "\(number.value)" }
    case .choice(let names, let chosen): names.indices.contains(chosen) ? names[chosen].string : ""
    case .text(let text): text
    case .toggle, .fixed: field.valueText.string
    }
  }

  /// What the reader said in a field; nil where nothing is.
  static func answer(_ form: Form, _ item: ExperimentPrediction) throws(ExperimentPrediction.AnswerError)
    -> ExperimentPrediction.Answer?
  {
    switch form[prediction + item.id]?.kind {
    case .text(let text):
      let text = text.trimmingCharacters(in: .whitespaces)
      guard !text.isEmpty else { return nil }
      // Numbers may be written as everywhere else: 1,200 or 40K.
      if case .choice = item.kind { return try item.answer(text) }
      return try item.answer(ValueFormat(.plain).value(of: text).map { "\($0)" } ?? text)
    case .choice(let names, let chosen):
      return chosen > 0 && names.indices.contains(chosen) ? try item.answer(names[chosen].string) : nil
    default: return nil
    }
  }

  /// All that is said beforehand, by the predictions' ids.
  static func guesses(_ form: Form, _ description: ExperimentDescription) -> [String: ExperimentPrediction.Answer] {
    var out: [String: ExperimentPrediction.Answer] = [:]
    for item in description.predictions where !item.isAskedAfterwards {
      out[item.id] = (try? answer(form, item)) ?? nil
    }
    return out
  }

  /// Empties what is asked once a run was seen.
  static func clearAfterwards(_ form: inout Form, _ description: ExperimentDescription) {
    for item in description.predictions where item.isAskedAfterwards {
      form[prediction + item.id]?.kind = .text("")
      form[prediction + item.id]?.problem = nil
    }
  }
}
