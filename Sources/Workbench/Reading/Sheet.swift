public import Curriculum
public import Notebook
import Terminal

/// What the right-hand side shows: rows to read, and places in them at which something can be done.
public struct Sheet: Equatable, Sendable {
  /// A place that can be selected.
  public struct Stop: Equatable, Sendable {
    public var target: StopTarget
    /// Its rows.
    public var rows: Range<Int>
  }

  public var rows: [DocumentLayout.Row] = []
  public var stops: [Stop] = []
  /// Destinations by number, as spans name them.
  public var links: [String] = []
  /// Where the text that is being written stands: column, first row, and rows.
  public var editorArea: (column: Int, rows: Range<Int>)?

  /// What stands beside the rows where there is room.
  var margin = Margin()

  /// Rows at the end of a window that only tell of what follows it: heads, with the blanks around them.
  func heads(before end: Int) -> Int {
    guard rows.indices.contains(end) else { return 0 }
    var first = end
    for row in (0..<end).reversed() {
      if rows[row].isHead { first = row } else if !rows[row].line.spans.isEmpty { break }
    }
    return end - first
  }

  /// The rows on which a link stands.
  public func row(ofLink link: Int) -> Int? {
    rows.firstIndex { $0.line.spans.contains { $0.link == link } }
  }

  public static func == (a: Sheet, b: Sheet) -> Bool {
    a.rows == b.rows && a.stops == b.stops && a.links == b.links && a.editorArea?.rows == b.editorArea?.rows
  }
}

/// What a stop of a sheet acts on.
public enum StopTarget: Hashable, Sendable {
  case field(FieldTarget)
  /// A line of a question's rubric.
  case rubric(PageID, line: String)
  /// Opens the evidence of a lab's subject.
  case openEvidence(LabID, subject: String)
  /// Runs the experiment of a lab's step.
  case run(LabID, step: Int)
  /// Pins a lab's predictions beside what was counted.
  case pinComparison(LabID)
  /// Begins a note on a thing.
  case addNote(Reference)
  case open(Subject)
}

/// What a field writes to.
public enum FieldTarget: Hashable, Sendable {
  case entry(EntryKey)
  /// A note that has no number yet, told apart by a number of the session.
  case draft(Int, on: Reference?)

  /// The target as a reader may know it: `answer:lab-0/first.product`, `note on page:rag`.
  public var name: String {
    switch self {
    case .entry(let key): key.description
    case .draft(_, let anchor): anchor.map { "note on \($0)" } ?? "note"
    }
  }
}

/// How a field is filled in.
public enum FieldKind: Equatable, Sendable {
  case text
  case line
  case score(from: Int, to: Int, words: [Int: String])
  case choice(options: [Option], own: Bool)

  /// One of the offered answers.
  public struct Option: Equatable, Sendable {
    public var value: String
    public var title: String
    public var detail: String
  }
}

/// A field as it is to be shown.
struct FieldView {
  var target: FieldTarget
  var kind: FieldKind
  var label: [Span]
  /// Shown while nothing is written.
  var hint: String
  var text: String
  var checks: [CheckResult] = []
  var isLocked = false
  /// What was predicted where this is to be written again.
  var before: String?
  /// The title of a chosen option.
  var shown: String?
}
