import Decision

/// A state of a scenario that taking back leads to.
struct CostStep: Equatable, Sendable {
  /// What it is a state of: before a scenario is begun another one is open.
  var subject: Subject?
  var scenario: Scenario
}

/// A scenario that was changed and not saved, as it was left.
struct ScenarioDraft: Equatable, Sendable {
  var subject: Subject
  var scenario: Scenario
  /// Its earlier states; none of those outlive the run.
  var undone: [CostStep] = []

  /// Its earlier states and itself.
  var steps: [CostStep] { undone + [CostStep(subject: subject, scenario: scenario)] }
}

extension Subject {
  /// True for what the costs pane shows.
  var isScenario: Bool {
    switch self {
    case .scenario, .ownScenario: true
    default: false
    }
  }
}

extension Scenario {
  /// What it is called: its title, else its id.
  var name: String { title.isEmpty ? id : title }
}

extension CostsState {
  /// What is open, where it differs from what lies among the prepared ones or in the notebook.
  var changed: ScenarioDraft? {
    guard let subject, isBegun || scenario != opened else { return nil }
    return ScenarioDraft(subject: subject, scenario: scenario, undone: undone)
  }

  /// All that would be lost without being kept, what is open last.
  var unsaved: [ScenarioDraft] { drafts + [changed].compactMap { $0 } }

  /// Whether the reader's own work would be lost without a subject's draft.
  func holds(_ subject: Subject) -> Bool { unsaved.contains { $0.subject == subject } }

  /// Lays aside what is open, where the reader changed it; nil where there is nothing to lay aside.
  @discardableResult
  mutating func layAside() -> ScenarioDraft? {
    guard let changed, changed.scenario != given else { return nil }
    takeUp()
    drafts.append(changed)
    return changed
  }

  /// What is open now stands among the drafts no more.
  mutating func takeUp() {
    drafts.removeAll { $0.subject == subject && $0.scenario == scenario }
  }
}
