import Curriculum
import Decision
import Notebook
import TextSafety

/// Which scenario is open, and what is kept of those that were left changed.
extension State {
  // MARK: Between runs

  /// Takes what the last run left open and unsaved; it is opened when the desk is there.
  mutating func restoreScenarios(_ place: Place) {
    func read(_ yaml: String) -> Scenario? { try? ScenarioReader.read(yaml, file: "draft") }
    costs.drafts = (place.drafts ?? []).compactMap { draft in
      guard let subject = Subject(written: draft.subject), subject.isScenario else { return nil }
      return read(draft.yaml).map { ScenarioDraft(subject: subject, scenario: $0) }
    }
    // An older version kept one, and by its name alone.
    let pane = Pane.costs.rawValue
    let draft = place.draft.flatMap(read)
    if panes[pane].subject == nil { panes[pane].subject = (place.scenario ?? draft?.id).map(subject(ofScenario:)) }
    if let draft, let subject = panes[pane].subject {
      costs.drafts.append(ScenarioDraft(subject: subject, scenario: draft))
    }
  }

  /// The reader's scenario of that name, or else the prepared one.
  private func subject(ofScenario name: String) -> Subject {
    let own = contents.scenarios.first { "\($0.name)" == name }
    return own.map { .ownScenario($0.name) } ?? .scenario(ScenarioID(name))
  }

  /// The desk is there: what was asked for meanwhile is opened, else what the last run had open, else a prepared one.
  mutating func takeDesk(_ desk: CostDesk) {
    costs.desk = desk
    labFigures = [:]
    guard costs.subject == nil else { return countCosts() }
    let pane = Pane.costs.rawValue
    if let asked = panes[pane].subject { loadScenario(asked) }
    for id in ["rag-support-desk"] + desk.presets.prefix(1).map(\.id) where costs.subject == nil {
      let subject = Subject.scenario(ScenarioID(id))
      guard costs.holds(subject) || (try? beginning(of: subject)) != nil else { continue }
      loadScenario(subject)
    }
    if panes[pane].subject == nil { panes[pane].subject = costs.subject }
  }

  // MARK: Opening

  /// A scenario as it was prepared, or as the notebook has it; nil where it lies nowhere.
  func beginning(of subject: Subject) throws(ScenarioError) -> Scenario? {
    switch subject {
    case .scenario(let id): return costs.desk?.presets.first { $0.id == id.rawValue }
    case .ownScenario(let name):
      guard let entry = contents.entries[.scenario(name)] else { return nil }
      return try ScenarioReader.read(entry.text, file: "\(name)")
    default: return nil
    }
  }

  /// Puts a scenario into the costs pane: as it was left where that was changed and not saved.
  ///
  /// What stood there changed is laid aside and not lost. Without a desk nothing happens: the subject is opened when the
  /// desk comes.
  ///
  /// - Parameter isAnew: as it was prepared or saved, whatever was changed since; taking back leads to that.
  mutating func loadScenario(_ subject: Subject, isAnew: Bool = false) {
    guard costs.desk != nil else { return }
    let draft = costs.drafts.last { $0.subject == subject }
    var opened: Scenario?
    do {
      opened = try beginning(of: subject)
    } catch  where draft == nil {
      return say(SafeText("not opened: " + error.description), isBad: true)
    } catch {}
    guard opened != nil || draft != nil else {
      return say(SafeText("there is no scenario \(subject.written)"), isBad: true)
    }
    let isOther = costs.subject != subject
    let left = costs.layAside()
    if isAnew, let opened {
      let before = isOther ? draft : left ?? draft
      openScenario(opened, of: subject, undone: before?.steps ?? [])
    } else if let draft {
      openScenario(draft, from: opened)
    } else if let opened {
      openScenario(opened, of: subject)
    }
    if isOther, let left {
      let key = keymap.name(of: .openScenario, in: .scenario)
      say(SafeText("“\(left.scenario.name)” stays as you changed it, not saved: \(key) leads back"))
    }
  }

  /// Opens what was left changed.
  private mutating func openScenario(_ draft: ScenarioDraft, from beginning: Scenario?) {
    // One that was begun and never saved has no other beginning than a blank.
    let opened = beginning ?? Scenario.blank(id: draft.scenario.id, title: draft.scenario.title)
    var undone = draft.undone
    if undone.isEmpty, draft.scenario != opened { undone = [CostStep(subject: draft.subject, scenario: opened)] }
    openScenario(opened, of: draft.subject, changedTo: draft.scenario, isBegun: beginning == nil, undone: undone)
    costs.takeUp()
  }

  /// Opens a scenario in the form.
  mutating func openScenario(
    _ scenario: Scenario, of subject: Subject, changedTo changed: Scenario? = nil, isBegun: Bool = false,
    undone: [CostStep] = []
  ) {
    guard let desk = costs.desk else { return }
    costs.subject = subject
    costs.opened = scenario
    costs.isBegun = isBegun
    costs.scenario = changed ?? scenario
    costs.given = nil
    costs.undone = undone
    costs.form = CostForm.form(costs.scenario, desk, since: scenario)
    settleForm()
    costs.top = 0
    countCosts()
  }

  /// Opens a scenario from elsewhere; the one that is open already is opened anew.
  ///
  /// - Parameter isAnew: as it was prepared or saved, also where another one was open.
  mutating func openScenario(at subject: Subject, isAnew: Bool = false) -> [Effect] {
    let isOpen = costs.subject == subject
    let from = pane
    let effects = open(subject)
    guard pane == .costs else { return effects }
    if isAnew || isOpen || costs.subject != subject { loadScenario(subject, isAnew: isAnew || isOpen) }
    if from != .costs, message == nil { say(SafeText("\(keymap.name(of: .back, in: context)) leads back")) }
    return effects + [.stopCounting]
  }

  /// The beginning of a scenario is taken back: what was open before is open again.
  mutating func takeBackBeginning(to step: CostStep) {
    guard let subject = step.subject else { return }
    let undone = costs.undone
    if costs.scenario != costs.opened { costs.layAside() }
    let draft = ScenarioDraft(subject: subject, scenario: step.scenario, undone: undone)
    openScenario(draft, from: (try? beginning(of: subject)) ?? nil)
    panes[Pane.costs.rawValue].subject = subject
  }

  // MARK: Keeping

  /// Saves the scenario in the notebook, under its own name, or a new one where that belongs to a prepared one.
  mutating func saveScenario() -> [Effect] {
    guard costs.desk != nil else { return [] }
    var scenario = costs.scenario
    let isPreset = costs.desk?.presets.contains { $0.id == scenario.id } ?? false
    if isPreset {
      let taken = Set(contents.scenarios.map { "\($0.name)" })
      var number = 1
      while taken.contains("my-\(scenario.id)" + (number == 1 ? "" : "-\(number)")) { number += 1 }
      scenario.id = "my-\(scenario.id)" + (number == 1 ? "" : "-\(number)")
      // The first word is lowered where it is a word, and no abbreviation.
      let isWord = scenario.title.dropFirst().first?.isLowercase ?? false
      scenario.title =
        "My " + (isWord ? scenario.title.prefix(1).lowercased() + scenario.title.dropFirst() : scenario.title)
    }
    guard let name = ScenarioName(scenario.id) ?? ScenarioName.fitting(scenario.title) else {
      say(SafeText("the scenario's id cannot be a name: \(scenario.id)"), isBad: true)
      return []
    }
    keepSteps(as: .ownScenario(name), scenario)
    costs.subject = .ownScenario(name)
    costs.scenario = scenario
    costs.opened = scenario
    costs.isBegun = false
    costs.given = nil
    panes[Pane.costs.rawValue].subject = .ownScenario(name)
    refillForm()
    // The last row says when it is on the disk.
    say(SafeText("kept as \(scenario.id) in the notebook; `strata cost compare \(scenario.id)` reads it there"))
    return saveScenario(name, scenario.yaml)
  }

  /// What is taken back from now on is a state of the saved scenario, by its name.
  private mutating func keepSteps(as subject: Subject, _ saved: Scenario) {
    let before = costs.scenario
    for index in costs.undone.indices where costs.undone[index].subject == costs.subject {
      costs.undone[index].subject = subject
      if costs.undone[index].scenario.id == before.id { costs.undone[index].scenario.id = saved.id }
      if costs.undone[index].scenario.title == before.title { costs.undone[index].scenario.title = saved.title }
    }
  }
}
