import CostModel
import Curriculum
import Decision
import Notebook
import Terminal
import TextSafety

/// A scenario of one's own from a blank, and its options.
extension State {
  // MARK: Beginning

  /// Asks how the new scenario is called.
  mutating func askScenarioName() -> [Effect] {
    let effects = switchPane(.costs)
    guard costs.desk != nil else {
      say(costs.failure ?? "the catalogue is being read", isBad: costs.failure != nil)
      return effects
    }
    overlay = .picker(Picker(.scenarioName))
    return effects
  }

  /// Opens a scenario without options; taking back leads to what was open.
  mutating func beginScenario(named text: String) -> [Effect] {
    let title = text.trimmed.isEmpty ? "New scenario" : text.trimmed
    let name = freeScenarioName(title)
    leaveVisit()
    costs.layAside()
    remember(costs.scenario)
    let subject = Subject.scenario(ScenarioID(name))
    panes[Pane.costs.rawValue].subject = subject
    openScenario(Scenario.blank(id: name, title: title), of: subject, isBegun: true, undone: costs.undone)
    current.isSheetFocused = false
    costs.chart = .options
    say(SafeText("set the load, then \(keymap.name(of: .addOption, in: .scenario)) adds an option"))
    return stopCounting()
  }

  /// A name that neither a prepared scenario has nor one of the reader's, saved or not.
  private func freeScenarioName(_ title: String) -> String {
    let wanted = ScenarioName.fitting(title)?.rawValue ?? "new-scenario"
    let unsaved = costs.drafts.map(\.scenario.id) + [costs.scenario.id, costs.opened.id]
    let taken = Set(contents.scenarios.map { "\($0.name)" } + (costs.desk?.presets.map(\.id) ?? []) + unsaved)
    guard taken.contains(wanted) else { return wanted }
    let stem = wanted.prefix(ScenarioName.limit - 5)
    var number = 2
    while taken.contains("\(stem)-\(number)") { number += 1 }
    return "\(stem)-\(number)"
  }

  // MARK: Options

  /// The option that the selected field belongs to.
  var selectedOption: ScenarioOption.ID? {
    let parts = costs.form.current?.id.split(separator: ".") ?? []
    guard parts.count == 3, parts[0] == "options" else { return nil }
    return costs.scenario.option(String(parts[1]))?.id
  }

  /// Asks for the kind of an option to add; the values that each would begin with are looked for meanwhile.
  mutating func askOptionKind() -> [Effect] {
    let effects = switchPane(.costs)
    guard costs.desk != nil else {
      say(costs.failure ?? "the catalogue is being read", isBad: costs.failure != nil)
      return effects
    }
    guard costs.scenario.options.count < Scenario.mostOptions else {
      say(SafeText("\(Scenario.mostOptions) options are the most that can be compared"), isBad: true)
      return effects
    }
    overlay = .picker(Picker(.optionKind))
    return effects + [.suggestOptions(costs.scenario)]
  }

  /// Fills the list of kinds, if it still waits for what fits the scenario.
  mutating func showOptionKinds(_ scenario: Scenario, _ options: [ScenarioOption]) {
    guard case .picker(var picker)? = overlay, picker.kind == .optionKind, scenario == costs.scenario else { return }
    guard !options.isEmpty else {
      overlay = nil
      return say("the catalogue has nothing that fits this scenario", isBad: true)
    }
    picker.all = options.map {
      Picker.Item(
        title: SafeText($0.kind.title), detail: [Span(SafeText($0.words), Style(.muted))], mark: SafeText($0.id),
        action: .addOption($0))
    }
    picker.narrow()
    overlay = .picker(picker)
  }

  mutating func addOption(_ option: ScenarioOption) -> [Effect] {
    let effects = changeOptions { $0.options.append(option) }
    selectOption(option.id)
    say(
      SafeText("\(option.id) is added with values of the catalogue; \(keymap.name(of: .takeBack)) takes it out again"))
    return effects
  }

  /// Changes the option of the selected field; asks for one where no such field is selected.
  mutating func changeOption(_ change: Picker.OptionChange) -> [Effect] {
    guard costs.desk != nil, !costs.scenario.options.isEmpty else {
      say("there is no option yet")
      return []
    }
    if context == .scenario, let id = selectedOption { return self.change(change, id) }
    let effects = switchPane(.costs)
    let items = costs.scenario.options.map { option in
      Picker.Item(
        title: SafeText(option.id), detail: [Span(SafeText(option.words), Style(.muted))],
        mark: SafeText(option.kind.rawValue), action: .changeOption(change, option.id))
    }
    overlay = .picker(Picker(.option(change), items))
    return effects
  }

  mutating func change(_ change: Picker.OptionChange, _ id: ScenarioOption.ID) -> [Effect] {
    switch change {
    case .copy: return copyOption(id)
    case .remove:
      let hybrids = costs.scenario.hybrids(with: id)
      let also = hybrids.isEmpty ? "" : " With it goes \(hybrids.joined(separator: ", ")), which it is a part of."
      let key = keymap.name(of: .takeBack)
      overlay = .confirm(
        Confirm(text: SafeText("Take the option “\(id)” out?\(also) \(key) brings it back."), answer: .removeOption(id))
      )
      return []
    }
  }

  private mutating func copyOption(_ id: ScenarioOption.ID) -> [Effect] {
    guard costs.scenario.options.count < Scenario.mostOptions else {
      say(SafeText("\(Scenario.mostOptions) options are the most that can be compared"), isBad: true)
      return []
    }
    var copy: ScenarioOption.ID?
    let effects = changeOptions { copy = $0.copyOption(id) }
    guard let copy else { return [] }
    selectOption(copy)
    say(SafeText("\(copy) is a copy of \(id)"))
    return effects
  }

  mutating func removeOption(_ id: ScenarioOption.ID) -> [Effect] {
    let effects = changeOptions { $0.removeOption(id) }
    say(SafeText("\(id) is taken out; \(keymap.name(of: .takeBack)) brings it back"))
    return effects
  }

  private mutating func changeOptions(_ body: (inout Scenario) -> Void) -> [Effect] {
    remember(costs.scenario)
    body(&costs.scenario)
    refillForm()
    countCosts()
    return stopCounting()
  }

  /// Goes to the first field of an option in the form.
  private mutating func selectOption(_ id: ScenarioOption.ID) {
    let fields = costs.form.sections.flatMap(\.fields)
    guard let first = fields.first(where: { $0.id.hasPrefix("options.\(id).") }) else { return }
    costs.form.select(id: first.id)
    current.isSheetFocused = false
    settleForm()
  }
}

extension ScenarioOption.Kind {
  /// As a list of kinds has it.
  var title: String {
    switch self {
    case .api: "API: a closed model by the token"
    case .managedOpen: "API: open weights by the token"
    case .dedicated: "Dedicated endpoint"
    case .selfHost: "Self-hosted open weights"
    case .tunedSmall: "Tuned small model"
    case .hybrid: "Hybrid: base load own, peaks API"
    }
  }
}

extension ScenarioOption {
  /// What it runs, in a few words.
  var words: String {
    switch kind {
    case .api, .managedOpen: provider.isEmpty ? price : "\(price) · \(provider)"
    case .dedicated, .selfHost, .tunedSmall: "\(model) · \(tensorParallel)× \(gpu) · \(precision.rawValue)"
    case .hybrid: "\(base), peaks to \(peak)"
    }
  }
}
