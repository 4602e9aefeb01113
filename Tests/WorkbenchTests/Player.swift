import Curriculum
import Foundation
import Notebook
import StrataTesting
import Terminal
import Testing
import TextSafety
@testable import Workbench

/// The whole workbench without a terminal: keys go in, screens come out.
///
/// The notebook is a real one in a folder of its own. Effects are carried out at once, in their order; every key takes
/// a tenth of a second.
final class Player {
  let folder: Folder
  let notebook: Notebook
  let clock: SteppingClock
  private(set) var state: State
  /// What the terminal or the shell was asked for.
  private(set) var asked: [Effect] = []
  /// Why the notebook takes no text just now; nil while it does.
  var refusal: SafeText?
  /// While true, what the notebook answers is kept back, in its order, until ``deliver(_:)``.
  var isSlow = false
  private var answers: [Event] = []
  private let runner: EffectRunner
  /// Every run has a name of its own.
  private let run: String

  /// Opens a workbench.
  ///
  /// - Parameters:
  ///   - other: one that has the same notebook open, or had.
  ///   - costs: what costs are reckoned with; counting in the background is only asked for, see ``asked``.
  ///   - live: the experiments; runs are only asked for, too.
  init(
    _ course: Course = Courses.garden, size: Size = Size(80, 24), beside other: Player? = nil,
    theme: ThemeChoice = ThemeChoice(), keymap: Keymap = .standard, costs: CostDesk? = nil, live: LiveDesk = .empty
  ) throws {
    _ = Player.timeZone
    folder = try other?.folder ?? Folder()
    let clock = other?.clock ?? SteppingClock(at: 1_795_608_000)  // 2026-11-25 12:00 UTC
    self.clock = clock
    notebook = try Notebook(at: folder.path("notebook.sqlite")) { clock.now }
    runner = EffectRunner(notebook, home: folder.path("home"))
    runner.use(course)
    run = other.map { $0.run + "+" } ?? "run"
    state = State(
      size: size, now: clock.now, theme: theme, keymap: keymap, contents: try notebook.contents(),
      live: live, run: run)
    if let place = runner.lastPlace() { take(.restored(place)) }
    take(.courseRead(course))
    if let costs { take(.costDeskRead(costs)) }
  }

  /// Dates are shown in the reader's zone; here that is UTC.
  private static let timeZone: Void = {
    setenv("TZ", "UTC", 1)
    tzset()
  }()

  // MARK: In

  /// Presses keys; `@name` goes to the place of that name on the open sheet, with keys as well.
  func play(_ script: String, sourceLocation: SourceLocation = #_sourceLocation) {
    for step in KeyScript(script).steps {
      switch step {
      case .key(let key): press(key)
      case .go(let name): go(to: name, sourceLocation)
      }
    }
  }

  func press(_ key: Key) { input(.key(key)) }

  func input(_ input: Input) {
    clock.advance(by: 0.1)
    take(.input(input))
  }

  func type(_ text: String) {
    for character in text { press(.character(character)) }
  }

  func resize(_ size: Size) { take(.resized(size)) }

  /// Lets time pass; the workbench is woken whenever it asked for it.
  func wait(_ seconds: TimeInterval) {
    let end = clock.now.addingTimeInterval(seconds)
    var wakes = 0
    while let deadline = state.deadline, deadline <= end, wakes < 10_000 {
      clock.advance(by: max(0.001, deadline.timeIntervalSince(clock.now)))
      take(.tick)
      wakes += 1
    }
    clock.advance(by: end.timeIntervalSince(clock.now))
  }

  func take(_ event: Event) {
    if case .costDeskRead(let desk) = event { runner.use(desk) }
    for effect in state.update(event, at: clock.now) { carryOut(effect) }
  }

  /// So many of the answers that were kept back arrive.
  func deliver(_ count: Int = .max) {
    let events = answers.prefix(count)
    answers.removeFirst(events.count)
    for event in events { take(event) }
  }

  // MARK: What a pane asks for

  func pin(_ result: Notebook.Measurement, note: String) {
    for effect in state.pin(result, note: note) { carryOut(effect) }
  }

  func saveScenario(_ name: ScenarioName, _ yaml: String) {
    for effect in state.saveScenario(name, yaml) { carryOut(effect) }
  }

  func rename(_ name: ScenarioName, to new: ScenarioName) { carryOut(.renameScenario(name, to: new)) }

  /// Leaves as the run loop does.
  func leave() {
    for effect in state.leave(at: clock.now) { carryOut(effect) }
  }

  private func carryOut(_ effect: Effect) {
    switch effect {
    case .quit, .suspend, .redraw, .useMouse, .copy, .edit, .countCosts, .stopCounting, .runExperiment, .stopExperiment,
      .pauseExperiment, .findModels:
      asked.append(effect)
    case .export(let place) where !place.hasPrefix("~/") || place.contains(".."):
      take(.failed("a test writes into its own folder only"))
    case .suggestOptions where isSlow: answers += runner.perform(effect)
    case .search, .readVersions, .suggestOptions: for event in runner.perform(effect) { take(event) }
    default:
      var events: [Event]
      if case .save(let write) = effect, let refusal {
        events = [.saveFailed(id: write.id, refusal)]
      } else {
        events = runner.perform(effect)
      }
      if isSlow { answers += events } else { for event in events { take(event) } }
    }
  }

  // MARK: Out

  /// The screen as the run loop draws it.
  var shown: CellGrid {
    state.settle()
    return state.view()
  }

  /// The screen, which must be sound.
  var grid: CellGrid {
    let grid = shown
    if let fault = GridFault(grid) { Issue.record("\(fault)\n\(grid.text)") }
    return grid
  }

  /// The screen as text.
  var screen: String { grid.text }

  /// What the footer tells the reader, over several rows if need be; nothing while it shows keys.
  var said: String { state.message?.text.string ?? "" }

  /// The last row.
  var footer: String { String(screen.split(separator: "\n", omittingEmptySubsequences: false).last ?? "") }

  /// What the notebook says of a key now.
  func saved(_ key: EntryKey) throws -> String { try notebook.contents().text(key) }

  // MARK: Places of a sheet

  /// `@list` is the list; every other name a stop of the sheet, reached from its top.
  private func go(to name: String, _ location: SourceLocation) {
    if name == "list" {
      for _ in 0..<4 where state.current.isSheetFocused { press(.escape) }
      return
    }
    if !state.current.isSheetFocused { press(.tab) }
    press(.home)
    for _ in 0..<2000 where selectedName != name { press(.down) }
    if selectedName != name { Issue.record("there is no \(name) here:\n\(screen)", sourceLocation: location) }
  }

  /// The selected stop's name: `first.model.sentence`, `answer`, `note:3`, `rubric:a`, `open:first`, `new-note`.
  private var selectedName: String? {
    switch state.selectedStop?.target {
    case .field(.entry(.answer(_, let field))): field
    case .field(.entry(.question)): "answer"
    case .field(.entry(.note(let number))): "note:\(number)"
    case .field(.entry(.scenario)): "scenario"
    case .field(.entry(.measurement)): "note"
    case .rubric(_, let line): "rubric:\(line)"
    case .openEvidence(_, let subject): "open:\(subject)"
    case .run: "run"
    case .pinComparison: "pin"
    case .addNote: "new-note"
    case .open: "elsewhere"
    case .field(.draft), nil: nil
    }
  }
}
