import Curriculum
import Decision
public import Foundation
import Notebook
import Terminal
import TextSafety

extension State {
  /// Does what a command asks for.
  mutating func perform(_ command: Command) -> [Effect] {
    if command != .removeNote { lastRemoved = nil }
    switch command {
    case .up, .down, .pageUp, .pageDown, .top, .bottom: moveAnywhere(command)
    case .open: return current.isSheetFocused ? activate() : openRow()
    case .close: closeOne()
    case .switchSide: switchSide()
    case .stack: return switchPane(.stack)
    case .costs: return switchPane(.costs)
    case .labs: return switchPane(.labs)
    case .questions: return switchPane(.questions)
    case .live: return switchPane(.live)
    case .notebook: return switchPane(.notebook)
    case .back: return goBack()
    case .forward: return goForward()
    case .nextLink: moveLink(1)
    case .previousLink: moveLink(-1)
    case .find: beginFind()
    case .search: openSearch()
    case .palette: openPalette()
    case .help: overlay = .help(top: 0)
    case .define: openGlossary(at: selectedTerm)
    case .note: return beginNote()
    case .markRead: return markRead()
    case .tryIt: return tryIt()
    case .versions: return askVersions()
    case .removeNote: return removeEntry()
    case .lower: return changeScore(-1)
    case .higher: return changeScore(1)
    case .pauseClock: pauseClock()
    case .resetLab: askReset()
    case .export: openExport()
    case .copy: return copySelected()
    case .editor: return pane == .costs ? [.edit(costs.scenario.yaml)] : handToEditor()
    case .theme:
      theme.toggle()
      say(SafeText("\(theme.theme.rawValue) colours; \(keymap.name(of: .theme)) changes them back"))
    case .mouse:
      isMouseOn.toggle()
      say(
        isMouseOn
          ? "the mouse works here"
          : SafeText("the mouse selects text in the terminal; \(keymap.name(of: .mouse)) takes it back"))
      return [.useMouse(isMouseOn)]
    case .redraw: return [.redraw]
    case .suspend: return (editing == nil ? [] : handOver()) + [.suspend]
    case .quit: return quit()
    case .nextChart: pane == .live ? turnFigure(1) : turnChart(1)
    case .previousChart: pane == .live ? turnFigure(-1) : turnChart(-1)
    case .openScenario: pickScenario(toCompare: false)
    case .newScenario: return askScenarioName()
    case .addOption: return askOptionKind()
    case .copyOption: return changeOption(.copy)
    case .removeOption: return changeOption(.remove)
    case .compareScenarios: pickScenario(toCompare: true)
    case .accuracy: show(costs.chart == .accuracy ? .options : .accuracy)
    case .simulate: return simulateCosts()
    case .pinResult: return pane == .live ? pinRun() : pinCosts()
    case .runExperiment: return startExperiment()
    case .pauseRun: return pauseRun()
    case .stopExperiment: return stopExperiment()
    case .saveScenario: return saveScenario()
    case .takeBack: return undoCosts()
    case .finish: return finishEditing()
    case .nextField: return moveToField(1)
    case .previousField: return moveToField(-1)
    case .undo: return edit { $0.undo() }
    case .redo: return edit { $0.redo() }
    }
    return []
  }

  private mutating func moveAnywhere(_ command: Command) {
    if pane == .costs { return scrollCosts(command) }
    if context == .run { return scrollRun(command) }
    switch command {
    case .up: move(-1)
    case .down: move(1)
    case .pageUp: page(-1)
    case .pageDown: page(1)
    case .top: jump(toEnd: false)
    default: jump(toEnd: true)
    }
  }

  /// From the list to the page; on a form on to its first open field; from a page back to the list.
  private mutating func switchSide() {
    find = nil
    if pane == .live, current.isSheetFocused { return turnStage() }
    if current.isSheetFocused, isForm, let stop = firstOpenStop {
      selectStop(stop)
    } else {
      current.isSheetFocused.toggle()
    }
  }

  private mutating func openRow() -> [Effect] {
    switch selectedTarget {
    case .subject(let subject): return open(subject)
    case .glossary: openGlossary(at: nil)
    case .overview: current.isSheetFocused = true
    case nil: break
    }
    return []
  }

  /// Acts on the selected link or stop of the sheet.
  mutating func activate() -> [Effect] {
    if let link = current.link, current.sheet.links.indices.contains(link) { return follow(current.sheet.links[link]) }
    guard let stop = selectedStop else { return activateFirst() }
    switch stop.target {
    case .field(let target): return beginField(target)
    case .rubric: return changeScore(1)
    case .openEvidence(let lab, let subject): return askEvidence(lab, subject)
    case .run(let lab, let step): return runExperiment(lab, step)
    case .pinComparison(let lab): return pinComparison(lab)
    case .open(let subject): return open(subject)
    case .addNote: return beginNote()
    }
  }

  /// Nothing is selected: on a page the next link is, on a form the first field that is still open is begun.
  private mutating func activateFirst() -> [Effect] {
    guard isForm, let stop = firstOpenStop else {
      moveLink(1)
      return []
    }
    selectStop(stop)
    // Only a field is begun at once; what cannot be taken back is to be seen first.
    guard context == .field, case .field = current.sheet.stops[stop].target else { return [] }
    return activate()
  }

  /// True where the sheet is there to be filled in.
  var isForm: Bool {
    switch current.subject {
    case .entry, .step: !current.sheet.stops.isEmpty
    default: pane == .questions && !current.sheet.stops.isEmpty
    }
  }

  /// The first field without an answer or run that was not made, else the first stop.
  var firstOpenStop: Int? {
    let stops = current.sheet.stops
    return stops.firstIndex { stop in
      switch stop.target {
      case .field(.entry(let key)): contents.text(key).allSatisfy(\.isWhitespace)
      case .run(let id, let step): isUnrun(id, step)
      default: false
      }
    } ?? stops.indices.first
  }

  private func isUnrun(_ id: LabID, _ step: Int) -> Bool {
    guard let lab = course?.lab(id), lab.steps.indices.contains(step) else { return false }
    return lab.steps[step].demo == nil ? !contents.worksheet(lab).isRun : contents.kept(lab, step) == nil
  }

  private mutating func closeOne() {
    if current.link != nil || current.stop != nil {
      current.link = nil
      current.stop = nil
    } else {
      current.isSheetFocused = false
    }
  }

  private mutating func markRead() -> [Effect] {
    guard case .page(let id)? = chosenSubject, let page = course?.page(id), page.kind != .question else {
      say("only pages of the stack are marked as read")
      return []
    }
    let isRead = !contents.isRead(id)
    contents.readings[id, default: .init()].readAt = isRead ? now : nil
    say(SafeText(isRead ? "\(page.title) marked as read" : "\(page.title) is not marked as read any more"))
    return [.setRead(id, isRead)]
  }

  /// The lab that belongs to the chosen page.
  var labToTry: LabID? {
    guard case .page(let id)? = chosenSubject else { return nil }
    return course?.page(id)?.labs.first
  }

  /// The experiment that belongs to the chosen page, where no lab does.
  var demoToTry: DemoID? {
    guard labToTry == nil, case .page(let id)? = chosenSubject else { return nil }
    return course?.page(id)?.demos.first
  }

  /// The own scenario that is chosen in the notebook.
  var scenarioToTry: ScenarioName? {
    guard case .entry(.scenario(let name))? = chosenSubject, contents.entries[.scenario(name)]?.isRemoved == false
    else {
      return nil
    }
    return name
  }

  private mutating func tryIt() -> [Effect] {
    if let name = scenarioToTry { return openScenario(at: .ownScenario(name)) }
    if let lab = labToTry { return open(.lab(lab)) }
    if let demo = demoToTry { return openDemo(demo) }
    say("no lab belongs to this")
    return []
  }

  private mutating func pauseClock() {
    guard pane == .labs else { return say("the clock belongs to the labs") }
    isClockPaused.toggle()
    say(isClockPaused ? "the clock is paused" : "the clock runs")
  }

  /// True where a pinned result is open.
  private var isResult: Bool { if case .entry(.measurement)? = current.subject { true } else { false } }

  private mutating func copySelected() -> [Effect] {
    let text: String
    var what: SafeText = "your text"
    if let link = current.link, current.sheet.links.indices.contains(link) {
      text = current.sheet.links[link]
      what = "the address"
    } else if case .field(.entry(let key))? = selectedStop?.target {
      text = contents.text(key)
    } else if case .entry(let key)? = current.subject, !isResult {
      text = contents.text(key)
    } else {
      text = current.sheet.rows.map(\.line.text).joined(separator: "\n")
      what = "the page"
    }
    say(what + " is copied to the terminal's clipboard")
    return [.copy(SafeText.cleanedBlock(text))]
  }

  /// Opens the evidence; asks first when another attempt is not yet complete, since evidence colours it.
  private mutating func askEvidence(_ lab: LabID, _ subject: String) -> [Effect] {
    guard let course, let found = course.lab(lab) else { return [] }
    let sheet = contents.worksheet(found)
    let open = found.subjects.filter { !sheet.canOpen($0.id) }.map { sheet.name(ofSubject: $0, in: course) }
    if open.isEmpty { return openEvidence(lab, subject) }
    overlay = .confirm(
      Confirm(
        text: SafeText(
          "Still to be written: \(open.joined(separator: ", ")). What you read now colours what you predict there. "
            + "Open this evidence all the same?"),
        answer: .effect(.openEvidence(lab, subject: subject, fields: []))))
    return []
  }

  mutating func openEvidence(_ lab: LabID, _ subject: String) -> [Effect] {
    guard let found = course?.lab(lab) else { return [] }
    let sheet = contents.worksheet(found)
    guard sheet.canOpen(subject) else { return [] }
    guard failure == nil else {
      // What locks is what the notebook has: it must have all of it first.
      say("the evidence opens once your own attempt is saved", isBad: true)
      return []
    }
    let fields = sheet.lockedByOpening(subject).map(\.name)
    contents.opened[lab, default: []].insert(subject)
    for field in fields { contents.entries[.answer(lab, field: field)]?.isLocked = true }
    rebuildSheet()
    current.stop = nil
    say("the evidence is open; what you predicted stays as it is")
    return [.openEvidence(lab, subject: subject, fields: fields)]
  }

  private mutating func askReset() {
    guard let lab = openLab, let title = course?.lab(lab)?.title else { return say("open a lab first") }
    overlay = .confirm(
      Confirm(
        text: SafeText(
          "Clear the worksheet “\(title)”? Its answers stay as versions; evidence closes, the clock goes to zero."),
        answer: .effect(.resetLab(lab))))
  }

  private mutating func quit() -> [Effect] {
    let effects = editing == nil ? [] : finishEditing()
    if let failure, !pending.isEmpty, !isLeaveWarned {
      isLeaveWarned = true
      let key = SafeText(keymap.name(of: .quit))
      say(key + " again leaves, and keeps the text in a file. Not saved: " + failure, isBad: true)
      return effects
    }
    return effects + [.quit]
  }

  /// What is still to be done when the workbench ends, by a key or by a signal.
  public mutating func leave(at now: Date) -> [Effect] {
    self.now = now
    if moving != nil { showSelected() }
    var effects = editing == nil ? [] : finishEditing()
    effects += leaveSubject()
    if failure != nil { effects += pending.map { .save($0) } }
    return effects + [.keepPlace(place)]
  }
}
