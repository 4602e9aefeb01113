import Curriculum
import Notebook
import Terminal
import TextSafety

extension State {
  /// Keeps a result in the notebook, with the first text of the note on it; tried again like a text until it is kept.
  ///
  /// - Parameter run: the run in the live pane that gave it.
  mutating func pin(
    _ measurement: Notebook.Measurement, note: String = "", of run: LiveState.Running? = nil
  ) -> [Effect] {
    let id = newID()
    let write = PendingWrite(
      id: id, target: .draft(id, on: nil), text: note, result: measurement, session: "\(self.run)-\(id)",
      origin: .typed)
    pending.append(write)
    awaited.insert(id)
    live.pinning[id] = run
    return [.save(write)]
  }

  /// Saves a scenario under a name; what it was before stays as a version.
  mutating func saveScenario(_ name: ScenarioName, _ yaml: String) -> [Effect] {
    let effects = save(.entry(.scenario(name)), yaml, session: "\(run)-\(newID())", origin: .typed)
    contents.entries[.scenario(name)]?.isRemoved = false
    return effects
  }

  // MARK: Taking away

  /// True where the selected entry is one that can be taken away.
  var isRemovable: Bool { State.isRemovable(selectedEntry) }

  private static func isRemovable(_ key: EntryKey?) -> Bool {
    switch key {
    case .note, .scenario, .measurement: true
    case .answer, .question, nil: false
    }
  }

  /// Takes the selected entry away, or brings the last one back; asks where it is more than a note.
  mutating func removeEntry() -> [Effect] {
    let chosen = lastRemoved ?? (isRemovable ? selectedEntry : nil)
    guard let key = chosen, let entry = contents.entries[key] else {
      say("select a note, a scenario or a pinned result first")
      return []
    }
    if case .note = key { return set(key, removed: !entry.isRemoved) }
    if entry.isRemoved { return set(key, removed: false) }
    let question =
      SafeText("Take “") + title(of: key) + "” away? It is kept under REMOVED, and "
      + SafeText(keymap.name(of: .removeNote)) + " brings it back."
    overlay = .confirm(Confirm(text: question, answer: .effect(.setRemoved(key, true))))
    return []
  }

  mutating func set(_ key: EntryKey, removed isRemoved: Bool) -> [Effect] {
    lastRemoved = isRemoved ? key : nil
    contents.entries[key]?.isRemoved = isRemoved
    let name: SafeText =
      switch key {
      case .note(let number): isRemoved ? SafeText("note \(number)") : "the note"
      case .scenario: "the scenario"
      default: "the result"
      }
    let keyName = SafeText(keymap.name(of: .removeNote))
    say(name + (isRemoved ? " is taken away; " + keyName + " brings it back" : " is back"))
    rebuildSheet()
    if !current.isSheetFocused { showSelected() }
    return [.setRemoved(key, isRemoved)]
  }

  /// What stands in lists and above the sheet for an entry that belongs to no thing of the course.
  func title(of key: EntryKey) -> SafeText {
    switch key {
    case .note(let number): SafeText("Note \(number)")
    case .scenario(let name): SafeText("Scenario: \(name)")
    case .measurement(let number): SafeText("Pinned: " + (contents.measurements[number]?.title ?? ""))
    case .answer, .question: SafeText(key.subject.flatMap { course?.title(of: $0) } ?? "")
    }
  }
}
