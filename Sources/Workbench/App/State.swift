public import Curriculum
public import Experiments
public import Foundation
public import Notebook
public import Terminal
public import TextSafety

/// A part of the workbench with a tab of its own.
public enum Pane: Int, CaseIterable, Sendable {
  case stack, costs, labs, questions, live, notebook

  /// The tab's name.
  public var title: SafeText {
    switch self {
    case .stack: "Stack"
    case .costs: "Costs"
    case .labs: "Labs"
    case .questions: "Questions"
    case .live: "Live"
    case .notebook: "Notebook"
    }
  }
}

/// What a sheet can show.
public enum Subject: Hashable, Sendable {
  case page(PageID)
  case product(ProductID)
  /// A lab's introduction.
  case lab(LabID)
  case step(LabID, Int)
  case entry(EntryKey)
  /// A prepared scenario, in the costs pane.
  case scenario(ScenarioID)
  /// A scenario of the reader's, in the costs pane; its text is an entry of the notebook.
  case ownScenario(ScenarioName)
  /// An experiment, in the live pane.
  case experiment(ExperimentID)
}

/// A list and the sheet beside it.
public struct PaneState: Equatable, Sendable {
  public var list = ListCursor()
  public var isSheetFocused = false
  /// What is open.
  public var subject: Subject?
  public var sheet = Sheet()
  /// Columns for which the sheet was set.
  var builtWidth = 0
  /// First row of the window.
  public var top = 0
  /// First rows of the windows from which pages were turned.
  var turned: [Int] = []
  /// The selected stop.
  public var stop: Int?
  /// The selected link.
  public var link: Int?
}

/// A subject as it was left.
public struct Visit: Equatable, Sendable {
  public var pane: Pane
  public var subject: Subject
  public var top: Int
  /// The link that was selected.
  public var link: Int?
}

/// A search in the page that is open.
public struct Find: Equatable, Sendable {
  public var editor = TextEditor(isSingleLine: true)
  /// The hit that is selected.
  public var index = 0
}

/// A grading of this run, as a whole: the notebook may not have answered yet.
struct Grading: Equatable, Sendable {
  var session: String
  var points: [String: Int]
}

/// A selection on its way through the list.
struct Moving: Equatable, Sendable {
  /// How long a selection rests before what it selects is shown: longer than a held key takes, at twenty a second or more.
  static let rest: TimeInterval = 0.06

  /// The row that it left first.
  var from: Int
  /// When it moved last.
  var at: Date
}

/// A line for the reader in the footer.
public struct Message: Equatable, Sendable {
  public var text: SafeText
  public var isBad: Bool

  public init(text: SafeText, isBad: Bool) {
    self.text = text
    self.isBad = isBad
  }
}

/// Everything that the screen is made from.
public struct State: Equatable, Sendable {
  public var size: Size
  public var now: Date
  public var theme: ThemeChoice
  public var isMouseOn = true
  /// False where nothing but attributes tells one style from another.
  public var hasColors = true
  /// Which keys ask for which command.
  public let keymap: Keymap
  public var course: Course? { didSet { revision += 1 } }
  public var contents: NotebookContents { didSet { revision += 1 } }
  /// Counts the changes of course and contents.
  private(set) var revision = 0
  /// The list's rows as they were last needed for a move.
  var movedRows = MovedRows()
  /// Set while the selection of the list moves on and what is shown is still of the row that it left.
  var moving: Moving?
  /// True while typed text is not yet set into the sheet.
  var isSheetStale = false
  public var pane = Pane.stack
  public var costs = CostsState()
  public var live: LiveState
  /// What the experiments of labs gave, by the names that the labs compare with; counted when first needed.
  var labFigures: [LabID: [String: Double]] = [:]
  /// Runs that belong to steps of labs and are not done yet, by their numbers.
  var labRuns: [Int: LabRun] = [:]
  public var panes: [PaneState] = Pane.allCases.map { _ in PaneState() }
  /// Where the reader came from, and went back from.
  public var past: [Visit] = []
  public var future: [Visit] = []
  public var overlay: Overlay?
  public var find: Find?
  public var editing: Editing?
  public var message: Message?

  /// Writes that were handed out and not answered, in their order.
  public var pending: [PendingWrite] = []
  /// Numbers of those that are on their way.
  var awaited: Set<Int> = []
  public var savedAt: Date?
  /// Why the last write failed; nil while all goes well.
  public var failure: SafeText?
  /// True once the reader was told that leaving would leave something unsaved.
  var isLeaveWarned = false
  var nextID = 1

  /// The note, scenario or pinned result that was taken away last.
  var lastRemoved: EntryKey?
  /// The lab whose clock is halted by hand.
  public var isClockPaused = false
  var lastInput: Date
  var lastCounted: Date
  var lastCheck: Date
  /// Seconds in use that are not yet in the notebook.
  var unsavedSeconds: [Subject: Double] = [:]
  /// Gradings begun in this run, by question.
  var gradings: [PageID: Grading] = [:]
  let run: String

  /// A workbench before its course is read.
  ///
  /// - Parameters:
  ///   - live: what the live pane runs.
  ///   - run: a name for this run, different from every other's.
  public init(
    size: Size, now: Date, theme: ThemeChoice = ThemeChoice(), keymap: Keymap = .standard,
    contents: NotebookContents, live: LiveDesk = .empty, run: String
  ) {
    self.size = size
    self.now = now
    self.theme = theme
    self.keymap = keymap
    self.contents = contents
    self.live = LiveState(live)
    self.run = run
    lastInput = now
    lastCounted = now
    lastCheck = now
  }

  /// The pane that shows.
  public var current: PaneState {
    get { panes[pane.rawValue] }
    set { panes[pane.rawValue] = newValue }
  }

  /// What has the focus, for the keys.
  public var context: Keymap.Context {
    if editing != nil { return .editor }
    if pane == .costs { return current.isSheetFocused ? .results : .scenario }
    guard current.isSheetFocused else { return .list }
    if pane == .live { return openExperiment == nil ? .page : live.isOnRun ? .run : .setup }
    if let stop = selectedStop {
      switch stop.target {
      case .rubric: return .score
      case .field(let target):
        if let course, case .score = fieldKind(target, course) { return .score }
        if case .entry(let key) = target, !contents.text(key).allSatisfy(\.isWhitespace) { return .stop }
        return .field
      default: return .stop
      }
    }
    return .page
  }

  /// The stop that is selected, if any.
  public var selectedStop: Sheet.Stop? {
    guard let index = current.stop, current.sheet.stops.indices.contains(index) else { return nil }
    return current.sheet.stops[index]
  }

  /// What a command is about: in the list the selected row, else what is open.
  var chosenSubject: Subject? {
    guard !current.isSheetFocused, editing == nil else { return current.subject }
    if case .subject(let subject)? = selectedTarget { return subject }
    return nil
  }

  mutating func newID() -> Int {
    nextID += 1
    return nextID
  }

  mutating func say(_ text: SafeText, isBad: Bool = false) {
    message = Message(text: text, isBad: isBad)
  }

  /// The role of a layer's colour.
  static func role(_ layer: Layer) -> Role {
    switch layer {
    case .all: .heading
    case .application: .application
    case .model: .model
    case .infrastructure: .infrastructure
    case .agents: .agents
    }
  }
}
