import Curriculum
import Experiments
import Workbench

/// Looks up every experiment that a course names: its id, and in labs the parameters that it sets and the figures that it
/// compares with.
struct ExperimentCheck {
  private(set) var problems: [ContentProblem] = []
  private let known = Experiments.all.map(\.description)

  init(_ course: Course) {
    for mention in course.demoMentions where !known.contains(where: { $0.id.rawValue == mention.demo.rawValue }) {
      let message = LabExperiment.unknown(mention.demo, among: known.map(\.id.rawValue))
      problems.append(ContentProblem(file: mention.file, line: mention.line, message: message))
    }
    for lab in course.labs { check(lab) }
  }

  private mutating func check(_ lab: Lab) {
    var experiments: [Int: LabExperiment] = [:]
    for step in lab.liveSteps {
      do throws(LabExperiment.Problem) {
        experiments[step] = try LabExperiment(lab, step, among: Experiments.all)
      } catch {
        report(lab, step, "experiment \(lab.steps[step].experiment ?? ""): \(error.description)")
      }
      if !lab.subjects.isEmpty { report(lab, step, "a lab with subjects cannot run an experiment on this machine") }
    }
    let measured = lab.measuredFields
    for index in lab.steps.indices {
      for rule in lab.steps[index].compares where rule.with.contains("/") {
        if !measured.contains(where: { $0.ruledBy == index && $0.field == rule.field }) {
          report(lab, index, "compares with \"\(rule.with)\", which is no step that runs an experiment with a figure")
        }
      }
    }
    for rule in measured {
      guard let experiment = experiments[rule.step], let field = lab.entry(named: rule.field)?.field else { continue }
      if let problem = problem(rule, field, experiment.description) { report(lab, rule.ruledBy, problem) }
    }
  }

  private mutating func report(_ lab: Lab, _ step: Int, _ message: String) {
    problems.append(ContentProblem(file: lab.file, line: lab.steps[step].line, message: message))
  }

  /// Why a field cannot be compared with a figure; nil when it can.
  private func problem(
    _ rule: Lab.MeasuredField, _ field: Lab.Field, _ experiment: ExperimentDescription
  ) -> String? {
    guard let prediction = experiment.prediction(rule.figure) else {
      let known = experiment.predictions.filter { !$0.isAskedAfterwards }.map(\.id)
      return "compares with \"\(rule.figure)\", which is none of \(experiment.id)'s: " + known.joined(separator: ", ")
    }
    if prediction.isAskedAfterwards {
      return "compares with \"\(rule.figure)\", which \(experiment.id) asks once it was seen: no field can predict it"
    }
    switch (prediction.kind, field.kind) {
    case (.choice(let names), .choice(let options, false, false)):
      return options == names ? nil : "the options of \"\(field.id)\" must be: " + names.joined(separator: ", ")
    case (.ratio, .number(let unit)), (.difference, .number(let unit)):
      if (unit ?? "") == prediction.unit { return nil }
      return "the unit of \"\(field.id)\" must be that of \(experiment.id)'s \(rule.figure)"
        + (prediction.unit.isEmpty ? ", which has none" : ": " + prediction.unit)
    case (.choice, _): return "\"\(field.id)\" must be a choice, as \(experiment.id)'s \(rule.figure) is"
    default: return "\"\(field.id)\" must be a number, as \(experiment.id)'s \(rule.figure) is"
    }
  }
}
