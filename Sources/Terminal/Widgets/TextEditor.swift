import TextSafety

/// A text being written: lines, a cursor, soft wrap, undo and redo.
///
/// A pure value; keys become calls. Columns and moves count graphemes, so that a cursor never stands inside an
/// emoji. Rows are what the reader sees: a line takes one row or more at the width last set with ``wrap(width:)``.
public struct TextEditor: Equatable, Sendable {
  /// A place between two graphemes.
  public struct Position: Equatable, Comparable, Sendable {
    public var line: Int
    public var column: Int

    public init(line: Int, column: Int) {
      self.line = line
      self.column = column
    }

    public static func < (a: Position, b: Position) -> Bool {
      (a.line, a.column) < (b.line, b.column)
    }
  }

  /// Ways to move the cursor.
  public enum Motion: Equatable, Sendable {
    case left, right, up, down, wordLeft, wordRight, lineStart, lineEnd, pageUp(rows: Int), pageDown(rows: Int)
    case textStart, textEnd
  }

  struct Line: Equatable, Sendable {
    var characters: [Character]
    /// First column of each row.
    var rowStarts: [Int] = [0]
  }

  struct Snapshot: Equatable, Sendable {
    var lines: [Line]
    var cursor: Position
  }

  enum EditKind: Equatable, Sendable { case typing, deleting, other }

  var lines: [Line]
  public private(set) var cursor: Position
  /// True when the editor keeps to one line: line breaks become blanks.
  public let isSingleLine: Bool
  var width: Int
  private var goalColumn: Int?
  private var undoStack: [Snapshot] = []
  private var redoStack: [Snapshot] = []
  private var lastEdit: EditKind?
  /// Counts the edits, so that it can be told whether there was one.
  public private(set) var revision = 0
  private static let undoLimit = 1000

  /// An editor on a text, the cursor at its end.
  public init(_ text: String = "", width: Int = 80, isSingleLine: Bool = false) {
    self.isSingleLine = isSingleLine
    self.width = max(1, width)
    lines = TextEditor.split(text, singleLine: isSingleLine).map { Line(characters: $0) }
    cursor = Position(line: 0, column: 0)
    for index in lines.indices { rewrap(index) }
    cursor = end
  }

  /// The text.
  public var text: String {
    lines.map { String($0.characters) }.joined(separator: "\n")
  }

  /// True when nothing is written.
  public var isEmpty: Bool { lines.count == 1 && lines[0].characters.isEmpty }

  private var end: Position {
    Position(line: lines.count - 1, column: lines[lines.count - 1].characters.count)
  }

  private static func split(_ text: String, singleLine: Bool) -> [[Character]] {
    let clean = SafeText.cleanedBlock(text)
    if singleLine {
      return [Array(clean.replacing("\n", with: " ").replacing("\t", with: " "))]
    }
    return clean.split(separator: "\n", omittingEmptySubsequences: false).map {
      Array($0.replacing("\t", with: "    "))
    }
  }

  // MARK: Editing

  /// Puts text at the cursor: one key's character, or a paste.
  ///
  /// What a terminal must not get is replaced.
  public mutating func insert(_ string: String) {
    let parts = TextEditor.split(string, singleLine: isSingleLine)
    guard parts.count > 1 || !parts[0].isEmpty else { return }
    let typed = parts.count == 1 && parts[0].count == 1
    remember(typed ? .typing : .other, breaksGroup: typed && parts[0][0] == " ")
    if typed && insertLetter(parts[0][0]) { return }
    let line = lines[cursor.line].characters
    let tail = Array(line[cursor.column...])
    var head = Array(line[..<cursor.column])
    if parts.count == 1 {
      // A combining mark may join the character before it, so what is before the cursor is counted anew.
      head = Array(String(head + parts[0]))
      setLine(cursor.line, head + tail)
      cursor.column = min(head.count, lines[cursor.line].characters.count)
    } else {
      head.append(contentsOf: parts[0])
      setLine(cursor.line, head)
      var inserted = parts.dropFirst().map { Line(characters: $0) }
      let last = inserted.count - 1
      let column = inserted[last].characters.count
      inserted[last].characters.append(contentsOf: tail)
      lines.insert(contentsOf: inserted, at: cursor.line + 1)
      for index in (cursor.line + 1)...(cursor.line + inserted.count) { setLine(index, lines[index].characters) }
      cursor = Position(line: cursor.line + inserted.count, column: column)
    }
    goalColumn = nil
  }

  /// Puts a letter in where it stands; false when it joins a neighbour, as a combining mark does.
  private mutating func insertLetter(_ letter: Character) -> Bool {
    let characters = lines[cursor.line].characters
    let around = [letter] + characters[max(0, cursor.column - 1)..<min(characters.count, cursor.column + 1)]
    let inOrder = cursor.column > 0 ? [around[1], letter] + around.dropFirst(2) : around
    guard String(inOrder).count == inOrder.count else { return false }
    lines[cursor.line].characters.insert(letter, at: cursor.column)
    rewrap(cursor.line)
    cursor.column += 1
    goalColumn = nil
    return true
  }

  /// Breaks the line at the cursor; nothing in a single-line editor.
  public mutating func insertNewline() {
    guard !isSingleLine else { return }
    insert("\n")
  }

  /// Deletes the grapheme before the cursor, or joins with the line above.
  public mutating func deleteBackward() {
    delete(from: position(after: .left))
  }

  /// Deletes the grapheme after the cursor, or joins with the line below.
  public mutating func deleteForward() {
    delete(from: position(after: .right))
  }

  /// Deletes back to the start of the word.
  public mutating func deleteWordBackward() {
    delete(from: position(after: .wordLeft))
  }

  /// Deletes from the cursor to the end of the line, or the line break when it stands there.
  public mutating func deleteToLineEnd() {
    let lineEnd = Position(line: cursor.line, column: lines[cursor.line].characters.count)
    delete(from: cursor == lineEnd ? position(after: .right) : lineEnd)
  }

  /// Deletes from the start of the line to the cursor.
  public mutating func deleteToLineStart() {
    delete(from: Position(line: cursor.line, column: 0))
  }

  private mutating func delete(from other: Position) {
    guard other != cursor else { return }
    remember(.deleting)
    let (low, high) = (min(other, cursor), max(other, cursor))
    let joined = Array(lines[low.line].characters[..<low.column]) + lines[high.line].characters[high.column...]
    lines.removeSubrange((low.line + 1)..<(high.line + 1))
    setLine(low.line, joined)
    cursor = Position(line: low.line, column: min(low.column, lines[low.line].characters.count))
    goalColumn = nil
  }

  /// Replaces everything, as one step that can be undone.
  public mutating func replaceAll(_ text: String) {
    remember(.other)
    lines = TextEditor.split(text, singleLine: isSingleLine).map { Line(characters: $0) }
    for index in lines.indices { rewrap(index) }
    cursor = end
    goalColumn = nil
  }

  /// Takes back the last group of edits.
  ///
  /// False when there is none.
  @discardableResult
  public mutating func undo() -> Bool {
    guard let snapshot = undoStack.popLast() else { return false }
    redoStack.append(Snapshot(lines: lines, cursor: cursor))
    restore(snapshot)
    return true
  }

  /// Does again what was undone.
  ///
  /// False when there is nothing.
  @discardableResult
  public mutating func redo() -> Bool {
    guard let snapshot = redoStack.popLast() else { return false }
    undoStack.append(Snapshot(lines: lines, cursor: cursor))
    restore(snapshot)
    return true
  }

  private mutating func restore(_ snapshot: Snapshot) {
    lines = snapshot.lines
    cursor = snapshot.cursor
    lastEdit = nil
    goalColumn = nil
    revision += 1
    for index in lines.indices { rewrap(index) }
  }

  private mutating func remember(_ kind: EditKind, breaksGroup: Bool = false) {
    revision += 1
    redoStack.removeAll()
    if kind != lastEdit || kind == .other {
      undoStack.append(Snapshot(lines: lines, cursor: cursor))
      if undoStack.count > TextEditor.undoLimit { undoStack.removeFirst() }
    }
    lastEdit = breaksGroup ? nil : kind
  }

  // MARK: Moving

  /// Moves the cursor.
  public mutating func move(_ motion: Motion) {
    lastEdit = nil
    switch motion {
    case .up: moveRows(-1)
    case .down: moveRows(1)
    case .pageUp(let rows): moveRows(-max(1, rows))
    case .pageDown(let rows): moveRows(max(1, rows))
    default:
      cursor = position(after: motion)
      goalColumn = nil
    }
  }

  /// Puts the cursor at the cell of a row, as a click does.
  public mutating func place(row: Int, column: Int) {
    lastEdit = nil
    goalColumn = nil
    let (line, part) = locate(row: min(max(0, row), rowCount - 1))
    cursor = position(line: line, row: part, displayColumn: max(0, column))
  }

  private func position(after motion: Motion) -> Position {
    let characters = lines[cursor.line].characters
    switch motion {
    case .left:
      if cursor.column > 0 { return Position(line: cursor.line, column: cursor.column - 1) }
      guard cursor.line > 0 else { return cursor }
      return Position(line: cursor.line - 1, column: lines[cursor.line - 1].characters.count)
    case .right:
      if cursor.column < characters.count { return Position(line: cursor.line, column: cursor.column + 1) }
      return cursor.line + 1 < lines.count ? Position(line: cursor.line + 1, column: 0) : cursor
    case .wordLeft:
      var column = cursor.column
      if column == 0 { return position(after: .left) }
      while column > 0 && !isWord(characters[column - 1]) { column -= 1 }
      while column > 0 && isWord(characters[column - 1]) { column -= 1 }
      return Position(line: cursor.line, column: column)
    case .wordRight:
      var column = cursor.column
      if column == characters.count { return position(after: .right) }
      while column < characters.count && !isWord(characters[column]) { column += 1 }
      while column < characters.count && isWord(characters[column]) { column += 1 }
      return Position(line: cursor.line, column: column)
    case .lineStart: return Position(line: cursor.line, column: 0)
    case .lineEnd: return Position(line: cursor.line, column: characters.count)
    case .textStart: return Position(line: 0, column: 0)
    case .textEnd: return end
    case .up, .down, .pageUp, .pageDown: return cursor
    }
  }

  private func isWord(_ character: Character) -> Bool {
    character.isLetter || character.isNumber || character == "_"
  }

  private mutating func moveRows(_ count: Int) {
    let at = cursorCell
    let goal = goalColumn ?? at.x
    let row = at.y + count
    if row < 0 {
      cursor = Position(line: 0, column: 0)
      return
    }
    if row >= rowCount {
      cursor = end
      return
    }
    let (line, part) = locate(row: row)
    cursor = position(line: line, row: part, displayColumn: goal)
    goalColumn = goal
  }
}
