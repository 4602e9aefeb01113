import Curriculum
import Decision
import Notebook
import Terminal
import TextSafety

/// The experiments of labs, which are run in the costs pane or in the live pane.
extension State {
  /// Runs the experiment of a lab's step: locks the predictions, and opens the scenario with the step's figures.
  mutating func runExperiment(_ lab: LabID, _ step: Int) -> [Effect] {
    guard let found = course?.lab(lab), found.steps.indices.contains(step) else { return [] }
    if found.steps[step].demo != nil { return runLive(found, step) }
    guard let experiment = CostExperiment(found.steps[step]) else { return [] }
    guard costs.desk != nil else {
      say(costs.failure ?? "the catalogue is being read", isBad: costs.failure != nil)
      return []
    }
    var effects: [Effect] = []
    if !contents.worksheet(found).isRun {
      effects = openEvidence(lab, Worksheet.whole)
      guard !effects.isEmpty else { return [] }
    }
    effects += openScenario(at: .scenario(experiment.scenario), isAnew: true)
    guard pane == .costs else { return effects }
    let opened = costs.scenario
    do {
      try experiment.apply(to: &costs.scenario)
    } catch {
      say(SafeText("not set: " + error.message), isBad: true)
      return effects
    }
    if costs.scenario != opened {
      remember(opened)
      costs.given = costs.scenario
      refillForm()
      countCosts()
    }
    costs.chart = experiment.verb.chart
    let back = keymap.name(of: .back, in: context)
    say(SafeText("what you predicted is locked; \(back) leads back to the step"))
    return effects
  }

  /// Counts once what the experiment of the open lab gives, to be laid beside the predictions.
  mutating func countFigures() {
    guard case .step(let id, let step)? = current.subject, let desk = costs.desk, labFigures[id] == nil,
      let lab = course?.lab(id), lab.steps.indices.contains(step), !lab.steps[step].compares.isEmpty,
      contents.worksheet(lab).isRun, let evaluator = CostExperiment(of: lab)?.evaluator(desk)
    else { return }
    labFigures[id] = CostExperiment.figures(evaluator)
  }
}
