public import Foundation
import Curriculum
import Notebook
import Terminal
import TextSafety

extension State {
  /// Takes what happened and returns what is to be done.
  ///
  /// Pure: the same state and event give the same result.
  public mutating func update(_ event: Event, at now: Date) -> [Effect] {
    self.now = now
    if !isTyping(event) { settle() }
    if moving != nil, !isMoving(event) { showSelected() }
    let effects = react(to: event) + askForCosts() + askForModels()
    // The focus decides how wide the sheet is.
    if course != nil, Layout(self).sheetText(self).width != current.builtWidth {
      wrapEditor()
      rebuildSheet()
      showSelection()
    }
    settleCostSheet()
    settleStageWords()
    return effects
  }

  /// True for keys that only change the text that is being written.
  private func isTyping(_ event: Event) -> Bool {
    guard editing != nil, overlay == nil, find == nil, case .input(.key(let key)) = event else { return false }
    return keymap.command(for: key, in: .editor) == nil
  }

  /// True for keys that only move the selection of the list.
  private func isMoving(_ event: Event) -> Bool {
    guard overlay == nil, find == nil, context == .list, case .input(.key(let key)) = event else { return false }
    return keymap.command(for: key, in: .list)?.isMove ?? false
  }

  /// Sets what was typed into the sheet: once for all keys that came together.
  mutating func settle() {
    guard isSheetStale else { return }
    isSheetStale = false
    rebuildSheet()
    showSelection()
  }

  private mutating func react(to event: Event) -> [Effect] {
    switch event {
    case .input(let input): return take(input)
    case .resized(let size):
      self.size = size
      wrapEditor()
      rebuildSheet()
      showSelection()
      settleForm()
      settleSetup()
      return []
    case .tick: return passTime()
    case .costDeskRead(let desk):
      takeDesk(desk)
      return []
    case .costScoresRead(let scores):
      costs.scores = scores
      return []
    case .costScoresFailed(let reason):
      costs.scoreFailure = reason
      return []
    case .costDeskFailed(let reason):
      costs.failure = reason
      return []
    case .costsCounted(let id, let findings, let progress):
      takeFindings(id, findings, progress)
      return []
    case .experimentObserved(let id, let observations):
      takeObservations(id, observations)
      return []
    case .experimentEnded(let id, let ending):
      endExperiment(id, ending)
      return keepLabRun(id, ending)
    case .modelsFound(let models):
      takeModels(models)
      return []
    case .optionsSuggested(let scenario, let options):
      showOptionKinds(scenario, options)
      return []
    case .courseRead(let course):
      self.course = course
      return arrive()
    case .contentsRead(let contents):
      refresh(contents)
      return []
    case .saved(let id, let contents):
      acknowledge(id)
      refresh(contents)
      return []
    case .noteAdded(let id, let number, let contents):
      adopt(id, number)
      refresh(contents)
      return []
    case .pinned(let id, let number, let contents):
      acknowledge(id)
      refresh(contents)
      let isOfRun = takePinned(id, number)
      if let words = wordsOnLabRun(number) {
        say(words)
        return []
      }
      let note = keymap.name(of: .note, in: .run)
      say(SafeText("the result is pinned; the notebook shows it" + (isOfRun ? ", \(note) writes a note on it" : "")))
      return []
    case .saveFailed(let id, let reason):
      awaited.remove(id)
      failure = reason
      // Nothing may say that a text is kept which is not, nor hide that it is not.
      if message?.isBad == false { message = nil }
      return []
    case .failed(let reason):
      say(reason, isBad: true)
      return []
    case .found(let query, let hits):
      showHits(query, hits)
      return []
    case .versionsRead(let key, let versions):
      showVersions(key, versions)
      return []
    case .exported(let folder, let files):
      say(SafeText("exported \(files) files to \(folder)"))
      return []
    case .edited(let text): return pane == .costs && editing == nil ? takeEditedScenario(text) : takeEdited(text)
    case .restored(let place):
      restore(place)
      return []
    }
  }

  /// When something is due without any input; nil when nothing is.
  public var deadline: Date? {
    var times: [Date] = []
    if let moving { times.append(moving.at.addingTimeInterval(Moving.rest)) }
    if let since = editing?.dirtySince { times.append(since.addingTimeInterval(Editing.delay)) }
    if let changed = costs.changedAt, pane == .costs { times.append(changed.addingTimeInterval(CostsState.delay)) }
    if let since = costs.unkeptSince { times.append(since.addingTimeInterval(CostsState.delay)) }
    // The time that is left goes by without any word of the run.
    if live.running != nil, !live.isPaused, pane == .live { times.append(now.addingTimeInterval(1)) }
    if failure != nil && !pending.isEmpty { times.append(now.addingTimeInterval(2)) }
    if pane == .labs, openLab != nil, !isClockPaused, now.timeIntervalSince(lastInput) < State.labIdleLimit {
      times.append(now.addingTimeInterval(20))
    }
    return times.min()
  }

  // MARK: Events

  private mutating func take(_ input: Input) -> [Effect] {
    var effects = countTime()
    if now.timeIntervalSince(lastCheck) >= 1 {
      lastCheck = now
      effects.append(.checkNotebook)
    }
    switch input {
    case .key(let key):
      message = nil
      effects += press(key)
    case .paste(let text): effects += paste(text)
    case .mouse(let mouse): effects += take(mouse)
    case .background(let color):
      theme.fitting = color.lightness > 0.5 ? .light : .dark
    case .focus: break
    }
    return effects
  }

  private mutating func press(_ key: Key) -> [Effect] {
    if overlay != nil { return pressInOverlay(key) }
    if find != nil { return pressInFind(key) }
    let context = context
    if context == .scenario, costs.form.isTyping { return pressInForm(.key(key)) }
    if context == .setup, isTypingInSetup { return pressInSetup(.key(key)) }
    if context == .score, case .character(let character) = key.base, !key.control, !key.alt,
      let value = character.wholeNumberValue
    {
      return setScore(value)
    }
    if let command = keymap.command(for: key, in: context) { return perform(command) }
    if editing != nil { return typeKey(key) }
    if context == .scenario { return pressInForm(.key(key)) }
    if context == .setup { return pressInSetup(.key(key)) }
    if context == .field, case .character = key.base, !key.control {
      func name(_ command: Command) -> SafeText { SafeText(keymap.name(of: command, in: .field)) }
      say(
        name(.open) + ": " + stopVerb + ", " + name(.close) + ": leave the field; " + name(.note) + " notes, "
          + name(.stack) + " to " + name(.notebook) + " change the pane")
    }
    return []
  }

  private mutating func passTime() -> [Effect] {
    var effects = countTime(isInput: false)
    if let since = editing?.dirtySince, now.timeIntervalSince(since) >= Editing.delay { effects += handOver() }
    if let changed = costs.changedAt, pane == .costs, now.timeIntervalSince(changed) >= CostsState.delay {
      effects += startCounting()
    }
    if let since = costs.unkeptSince, now.timeIntervalSince(since) >= CostsState.delay {
      costs.unkeptSince = nil
      effects.append(.keepPlace(place))
    }
    // Not before all of the last try is answered: a notebook that is busy for long must not be asked ever more.
    if failure != nil, awaited.isEmpty {
      awaited = Set(pending.map(\.id))
      effects += pending.map { .save($0) }
    }
    return effects
  }

  /// What the notebook says now.
  ///
  /// A text that is being written stays as it is.
  private mutating func refresh(_ contents: NotebookContents) {
    var contents = contents
    for write in pending {
      if case .entry(let key) = write.target {
        contents.entries[key, default: Entry(key, write.text, at: now)].text = write.text
      }
    }
    if let editing, case .entry(let key) = editing.target, editing.dirtySince != nil {
      contents.entries[key]?.text = editing.handed
    }
    guard contents != self.contents else { return }
    self.contents = contents
    closeVanished()
    renewUntouched()
    rebuildSheet()
    settleList()
  }

  /// A scenario that has another name now is open no more, unless a text of it is being written.
  private mutating func closeVanished() {
    guard let course else { return }
    past = past.filter { exists($0.subject, course) }
    future = future.filter { exists($0.subject, course) }
    for index in panes.indices {
      guard let subject = panes[index].subject, !exists(subject, course) else { continue }
      if case .entry(let key) = subject, editing?.target == .entry(key) { continue }
      panes[index].subject = nil
      panes[index].top = 0
    }
  }

  /// A text that was opened and not yet changed follows what another program wrote.
  private mutating func renewUntouched() {
    guard let editing, let begun = editing.begun, editing.dirtySince == nil, case .entry(let key) = editing.target,
      let entry = contents.entries[key], !entry.isRemoved, entry.text != begun
    else { return }
    let editor = TextEditor(entry.text, isSingleLine: editing.editor.isSingleLine)
    self.editing?.begun = entry.text
    self.editing?.handed = editor.text
    self.editing?.editor = editor
    wrapEditor()
  }

  private mutating func acknowledge(_ id: Int) {
    awaited.remove(id)
    if let done = pending.first(where: { $0.id == id }) {
      // What the same sitting handed over before is in it, and must not be tried again.
      pending.removeAll { $0.id < id && $0.target == done.target && $0.session == done.session }
      // An earlier sitting's text is still to come; this one has to be written over it once more.
      if !pending.contains(where: { $0.id < id && $0.target == done.target }) { pending.removeAll { $0.id == id } }
    }
    savedAt = now
    if pending.isEmpty { failure = nil }
  }

  private mutating func adopt(_ id: Int, _ number: Int) {
    let target = pending.first { $0.id == id }?.target
    acknowledge(id)
    if let target, editing?.target == target { editing?.target = .entry(.note(number)) }
    for index in pending.indices where pending[index].target == target {
      pending[index].target = .entry(.note(number))
    }
  }
}
