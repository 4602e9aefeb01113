import Curriculum
import Decision
import Notebook
import Terminal
import TextSafety

extension Subject {
  /// True for what the costs pane shows.
  var isScenario: Bool {
    switch self {
    case .scenario, .ownScenario: true
    default: false
    }
  }
}

/// A scenario that can be opened by its name.
struct NamedScenario {
  var subject: Subject
  var title: SafeText
  var summary: SafeText
  /// `yours` or `prepared`.
  var mark: SafeText
}

extension State {
  /// The reader's own scenarios, then the prepared ones.
  var namedScenarios: [NamedScenario] {
    let own = contents.scenarios.map { name, entry in
      let scenario = try? ScenarioReader.read(entry.text, file: "\(name)")
      return NamedScenario(
        subject: .ownScenario(name),
        title: SafeText(scenario.flatMap { $0.title.isEmpty ? nil : $0.title } ?? "\(name)"),
        summary: SafeText(scenario?.summary ?? ""), mark: "yours")
    }
    let prepared = (course?.scenarios ?? []).map { scenario in
      NamedScenario(
        subject: .scenario(scenario.id), title: SafeText(scenario.title), summary: SafeText(scenario.summary),
        mark: "prepared")
    }
    return own + prepared
  }

  /// The desk is there: the scenario that was asked for before it is opened, else the pane is about the one that is.
  mutating func settleScenario() {
    labFigures = [:]
    let pane = Pane.costs.rawValue
    switch panes[pane].subject {
    case .scenario(let id)? where id.rawValue != costs.opened.id: loadScenario(.scenario(id))
    case .ownScenario(let name)? where "\(name)" != costs.opened.id: loadScenario(.ownScenario(name))
    case nil:
      let own = contents.scenarios.first { "\($0.name)" == costs.opened.id }
      panes[pane].subject = own.map { .ownScenario($0.name) } ?? .scenario(ScenarioID(costs.opened.id))
    default: break
    }
  }

  /// Puts the scenario of a subject into the costs pane; where the same stood there changed, taking back brings it back.
  ///
  /// Without a desk nothing happens: the subject is opened when the desk comes.
  mutating func loadScenario(_ subject: Subject) {
    guard let desk = costs.desk else { return }
    let (before, undone) = (costs.scenario, costs.scenario == costs.opened ? [] : costs.undone + [costs.scenario])
    switch subject {
    case .scenario(let id):
      guard let scenario = desk.presets.first(where: { $0.id == id.rawValue }) else {
        return say(SafeText("there is no prepared scenario \(id)"), isBad: true)
      }
      openScenario(scenario)
    case .ownScenario(let name):
      do {
        openScenario(try ScenarioReader.read(contents.text(.scenario(name)), file: "\(name)"))
      } catch {
        return say(SafeText("not opened: " + error.description), isBad: true)
      }
    default: return
    }
    if costs.scenario.id == before.id { costs.undone = undone }
  }

  /// Opens a scenario from elsewhere, anew.
  mutating func openScenario(at subject: Subject) -> [Effect] {
    let isShown = panes[Pane.costs.rawValue].subject == subject
    let from = pane
    let effects = open(subject)
    guard pane == .costs else { return effects }
    if isShown { loadScenario(subject) }
    if from != .costs, message == nil { say(SafeText("\(keymap.name(of: .back, in: context)) leads back")) }
    return effects + [.stopCounting]
  }

  // MARK: Experiments

  /// Runs the experiment of a lab's step: locks the predictions, and opens the scenario with the step's figures.
  mutating func runExperiment(_ lab: LabID, _ step: Int) -> [Effect] {
    guard let found = course?.lab(lab), found.steps.indices.contains(step),
      let experiment = CostExperiment(found.steps[step])
    else { return [] }
    guard costs.desk != nil else {
      say(costs.failure ?? "the catalogue is being read", isBad: costs.failure != nil)
      return []
    }
    var effects: [Effect] = []
    if !contents.worksheet(found).isRun {
      effects = openEvidence(lab, Worksheet.whole)
      guard !effects.isEmpty else { return [] }
    }
    effects += openScenario(at: .scenario(experiment.scenario))
    guard pane == .costs else { return effects }
    let opened = costs.scenario
    do {
      try experiment.apply(to: &costs.scenario)
    } catch {
      say(SafeText("not set: " + error.message), isBad: true)
      return effects
    }
    if costs.scenario != opened {
      costs.undone.append(opened)
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
