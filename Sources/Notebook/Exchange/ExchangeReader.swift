import Curriculum
import TextSafety

/// One entry as an exported file has it now.
struct ExchangeBlock: Equatable {
  enum Subject: Hashable {
    case note(uid: String)
    case question(PageID)
    case scenario(ScenarioName, uid: String?)
    /// The note on a pinned result.
    case measurement(uid: String)
    case answer(LabID, field: String)
  }

  var subject: Subject
  /// What a note hangs on.
  var anchor: Reference?
  /// The name of the text that was exported; nil when it is lost, or was blank.
  var revision: String?
  /// Cleaned as the notebook would.
  var text: String
  /// Where it begins, from 1.
  var line: Int

  /// The revision that the text started from: fields without one were blank.
  var base: String? {
    if case .answer = subject { revision ?? Revision.blank } else { revision }
  }
}

/// Finds the entries in an exported Markdown file.
///
/// What is outside of the marks is told apart and not read.
struct ExchangeReader {
  /// The largest file that is read, in bytes.
  static let sizeLimit = 64 << 20

  private enum State {
    case outside
    case text(ExchangeBlock.Subject, Reference?, revision: String?, line: Int, [Substring])
    case worksheet(LabID, line: Int, [Row])
    case revisions(LabID, line: Int, [Row], [String: String])
  }

  private struct Row {
    var field: String
    var text: String
    var line: Int
  }

  private let file: String
  private var state = State.outside
  private var blocks: [ExchangeBlock] = []
  private var problems: [ContentProblem] = []
  private var outside = OutsideText()

  private init(file: String) { self.file = file }

  /// Reads a text; every mistake gives a problem, and what is whole is still found.
  static func read(
    _ text: String, file: String
  ) -> (blocks: [ExchangeBlock], problems: [ContentProblem], outside: OutsideText) {
    var reader = ExchangeReader(file: file)
    var number = 0
    for line in lines(of: text) {
      number += 1
      reader.take(line, number)
    }
    reader.close()
    return (reader.blocks, reader.problems, reader.outside)
  }

  /// The lines of a text with any kind of line break, without a byte order mark.
  static func lines(of text: String) -> [Substring] {
    var unified = text
    if text.utf8.contains(UInt8(ascii: "\r")) || text.unicodeScalars.first == "\u{FEFF}" {
      var out = String.UnicodeScalarView()
      var previous: Unicode.Scalar?
      for scalar in text.unicodeScalars {
        if scalar == "\r" || (scalar == "\n" && previous != "\r") {
          out.append("\n")
        } else if scalar != "\n" && !(previous == nil && scalar == "\u{FEFF}") {
          out.append(scalar)
        }
        previous = scalar
      }
      unified = String(out)
    }
    return EntryMark.lines(of: unified).map { Substring($0) }
  }

  // MARK: Lines

  private mutating func take(_ line: Substring, _ number: Int) {
    if case .revisions = state { return takeRevision(line, number) }
    if let mark = EntryMark(line) { return take(mark, number) }
    switch state {
    case .text(let subject, let anchor, let revision, let start, var lines):
      state = .outside
      lines.append(line)
      state = .text(subject, anchor, revision: revision, line: start, lines)
    case .worksheet(let lab, let start, var rows):
      guard let row = row(line, number) else { return outside.take(line, number) }
      outside.take(row: line, number)
      state = .outside
      if rows.contains(where: { $0.field == row.field }) {
        report(number, "the field \(row.field) stands twice; the first is taken")
      } else {
        rows.append(row)
      }
      state = .worksheet(lab, line: start, rows)
    case .outside: outside.take(line, number)
    case .revisions: break
    }
  }

  private mutating func takeRevision(_ line: Substring, _ number: Int) {
    guard case .revisions(let lab, let start, let rows, var revisions) = state else { return }
    if let end = line.firstRange(of: "-->") {
      outside.take(line[end.upperBound...], number)
      return finish(lab, rows, revisions)
    }
    let words = line.split(separator: " ")
    state = .outside  // so that the rows are not copied
    if words.count == 2 {
      revisions[EntryMark.decode(words[0])] = String(words[1])
    } else {
      outside.take(line, number)
    }
    state = .revisions(lab, line: start, rows, revisions)
  }

  private mutating func take(_ mark: EntryMark, _ number: Int) {
    switch (mark, state) {
    case (.noteEnd, .text(.note, _, _, _, _)), (.questionEnd, .text(.question, _, _, _, _)),
      (.scenarioEnd, .text(.scenario, _, _, _, _)), (.measurementEnd, .text(.measurement, _, _, _, _)):
      finishText()
    case (.worksheetEnd(let isClosed), .worksheet(let lab, let start, let rows)):
      if isClosed { finish(lab, rows, [:]) } else { state = .revisions(lab, line: start, rows, [:]) }
    case (.noteEnd, _), (.questionEnd, _), (.scenarioEnd, _), (.measurementEnd, _), (.worksheetEnd, _):
      reportOpen()
      state = .outside
      report(number, "an end without a beginning: a mark above it was changed or is missing")
    case (.note(let uid, let revision, let anchor), _):
      begin(.note(uid: uid ?? ""), anchor, revision, number)
      if (uid ?? "").isEmpty { report(number, "the note's mark has lost its uid; export again or put it back") }
    case (.question(let id, let revision), _): begin(.question(id), nil, revision, number)
    case (.scenario(let name, let uid, let revision), _): begin(.scenario(name, uid: uid), nil, revision, number)
    case (.measurement(let uid, let revision), _):
      begin(.measurement(uid: uid ?? ""), nil, revision, number)
      if (uid ?? "").isEmpty { report(number, "the result's mark has lost its uid; export again or put it back") }
    case (.worksheet(let lab), _):
      reportOpen()
      state = .worksheet(lab, line: number, [])
    }
  }

  private mutating func begin(
    _ subject: ExchangeBlock.Subject, _ anchor: Reference?, _ revision: String?, _ number: Int
  ) {
    reportOpen()
    state = .text(subject, anchor, revision: revision, line: number, [])
  }

  private mutating func row(_ line: Substring, _ number: Int) -> Row? {
    guard let cells = TableCell.cells(ofRow: line.utf8), let first = cells.first else { return nil }
    let name = TableCell.decode(first)
    guard name.count > 2, name.hasPrefix("`"), name.hasSuffix("`") else { return nil }
    guard cells.count == 3 else {
      report(number, "the row of \(name) has \(cells.count) cells instead of 3; write a pipe in an answer as \\|")
      return nil
    }
    return Row(
      field: String(name.dropFirst().dropLast()), text: SafeText.cleanedBlock(TableCell.decode(cells[2])), line: number)
  }

  // MARK: Ends

  private mutating func finishText() {
    guard case .text(let subject, let anchor, let revision, let start, let lines) = state else { return }
    state = .outside
    if subject == .note(uid: "") || subject == .measurement(uid: "") { return }
    var text = SafeText.cleanedBlock(EntryMark.unescaped(lines))
    if case .scenario(let name, _) = subject {
      guard let yaml = Fence.text(of: text) else {
        return report(start, "the block of the scenario \(name) does not end with the fence that it begins with")
      }
      text = yaml
    }
    blocks.append(ExchangeBlock(subject: subject, anchor: anchor, revision: revision, text: text, line: start))
  }

  private mutating func finish(_ lab: LabID, _ rows: [Row], _ revisions: [String: String]) {
    state = .outside
    for row in rows {
      blocks.append(
        ExchangeBlock(
          subject: .answer(lab, field: row.field), revision: revisions[row.field], text: row.text, line: row.line))
    }
  }

  /// Something begun and not ended is not taken: nobody knows how much of it is missing.
  private mutating func reportOpen() {
    switch state {
    case .outside: break
    case .text(.note, _, _, let line, _): report(line, "the note that begins here has no <!-- /note -->")
    case .text(.scenario, _, _, let line, _):
      report(line, "the scenario that begins here has no <!-- /scenario -->")
    case .text(.measurement, _, _, let line, _):
      report(line, "the note on a result that begins here has no <!-- /measurement -->")
    case .text(_, _, _, let line, _): report(line, "the answer that begins here has no <!-- /answer -->")
    case .worksheet(_, let line, _), .revisions(_, let line, _, _):
      report(line, "the worksheet that begins here has no whole <!-- /worksheet … -->")
    }
  }

  private mutating func close() {
    reportOpen()
    state = .outside
  }

  private mutating func report(_ line: Int, _ message: String) {
    problems.append(ContentProblem(file: file, line: line, message: message))
  }
}
