import StrataTesting
import Terminal
import TextSafety
import Testing

@Suite struct TextEditorTests {
  /// One random step on both, and the same question to both.
  private func step(_ editor: inout TextEditor, _ model: inout PlainTextModel, _ rng: inout SplitMix64) {
    switch rng.int(0...16) {
    case 0...4:
      let text = rng.text(upTo: rng.oneIn(3) ? 6 : 1, hostile: rng.oneIn(2))
      editor.insert(text)
      model.insert(text)
    case 5:
      editor.insertNewline()
      model.insert("\n")
    case 6, 7:
      editor.deleteBackward()
      model.deleteBackward()
    case 8:
      editor.deleteForward()
      model.deleteForward()
    case 9:
      editor.deleteWordBackward()
      model.deleteWordBackward()
    case 10:
      editor.deleteToLineEnd()
      model.deleteToLineEnd()
    case 11:
      editor.deleteToLineStart()
      model.deleteToLineStart()
    case 12: editor.wrap(width: rng.int(6...30))
    default: move(&editor, &model, &rng)
    }
  }

  private func move(_ editor: inout TextEditor, _ model: inout PlainTextModel, _ rng: inout SplitMix64) {
    switch rng.int(0...12) {
    case 0, 1:
      editor.move(.left)
      model.moveLeft()
    case 2:
      editor.move(.right)
      model.moveRight()
    case 3:
      editor.move(.wordLeft)
      model.moveWordLeft()
    case 4:
      editor.move(.wordRight)
      model.moveWordRight()
    case 5:
      editor.move(.lineStart)
      model.moveToLineStart()
    case 6:
      editor.move(.lineEnd)
      model.moveToLineEnd()
    case 7:
      editor.move(.textStart)
      model.moveToStart()
    case 8:
      editor.move(.textEnd)
      model.moveToEnd()
    case 9:
      editor.place(row: rng.int(-1...8), column: rng.int(-1...30))
      model.place(line: editor.cursor.line, column: editor.cursor.column)
    default:
      let motions: [TextEditor.Motion] = [.up, .down, .pageUp(rows: 3), .pageDown(rows: 3)]
      editor.move(motions[rng.int(0...3)])
      model.place(line: editor.cursor.line, column: editor.cursor.column)
    }
  }

  private func scalars(_ text: String) -> [Unicode.Scalar] { Array(text.unicodeScalars) }

  @Test func `random edits give what a plain text would give`() throws {
    try withEverySeed(0..<150) { _, rng in
      let start = rng.text(upTo: 20, hostile: true)
      var editor = TextEditor(start, width: rng.int(6...30))
      var model = PlainTextModel(start)
      for count in 0..<40 {
        step(&editor, &model, &rng)
        try #require(scalars(editor.text) == scalars(model.text), "step \(count)")
        let position = model.position
        try #require(editor.cursor.line == position.line, "step \(count)")
        try #require(editor.cursor.column == position.column, "step \(count): \(model.text.debugDescription)")
      }
    }
  }

  @Test func `undoing everything gives the first text and redoing everything the last`() throws {
    try withEverySeed(0..<150) { _, rng in
      let start = rng.text(upTo: 20)
      var editor = TextEditor(start, width: 20)
      var model = PlainTextModel(start)
      let first = editor.text
      for _ in 0..<40 { step(&editor, &model, &rng) }
      let last = editor.text
      while editor.undo() {}
      try #require(scalars(editor.text) == scalars(first))
      while editor.redo() {}
      try #require(scalars(editor.text) == scalars(last))
      while editor.undo() {}
      try #require(scalars(editor.text) == scalars(first))
    }
  }

  @Test func `the rows joined are the text, and the cursor stands in one of them`() throws {
    try withEverySeed(0..<200) { _, rng in
      var editor = TextEditor("", width: 12)
      var model = PlainTextModel("")
      var width = 12
      for _ in 0..<30 {
        step(&editor, &model, &rng)
        if rng.oneIn(4) {
          width = rng.int(6...30)
        }
        editor.wrap(width: width)
        let rows = editor.rows(0..<editor.rowCount)
        try #require(rows.count == editor.rowCount)
        try #require(scalars(rows.map(\.string).joined()) == scalars(editor.text).filter { $0 != "\n" })
        try #require((0..<width).contains(editor.cursorCell.x))
        try #require((0..<editor.rowCount).contains(editor.cursorCell.y))
      }
    }
  }

  @Test func `a click puts the cursor into the row at or before the cell`() throws {
    try withEverySeed(0..<200) { _, rng in
      var editor = TextEditor(rng.text(upTo: 60, hostile: true), width: rng.int(6...20))
      let cell = Point(rng.int(0...20), rng.int(0...(editor.rowCount - 1)))
      editor.place(row: cell.y, column: cell.x)
      try #require(editor.cursorCell.y == cell.y)
      try #require(editor.cursorCell.x <= cell.x)
    }
  }

  @Test func `lines wrap at words and keep a column for the cursor`() {
    let editor = TextEditor("the quick brown fox\n漢字仮名", width: 8)
    #expect(editor.rows(0..<9).map(\.string) == ["the ", "quick ", "brown ", "fox", "漢字仮", "名"])
    #expect(editor.rows(1..<3).map(\.string) == ["quick ", "brown "])
    #expect(editor.cursorCell == Point(2, 5))
  }

  @Test func `up and down keep the column they began with`() {
    var editor = TextEditor("long line\nx\nlong line", width: 40)
    editor.move(.up)
    #expect(editor.cursor == .init(line: 1, column: 1))
    editor.move(.up)
    #expect(editor.cursor == .init(line: 0, column: 9))
    editor.move(.up)
    #expect(editor.cursor == .init(line: 0, column: 0))
    editor.move(.pageDown(rows: 100))
    #expect(editor.cursor == .init(line: 2, column: 9))
  }

  @Test func `a mark joins its letter and the cursor stays behind it`() {
    var editor = TextEditor("exy")
    editor.move(.textStart)
    editor.move(.right)
    editor.insert("\u{301}")
    #expect(editor.text == "e\u{301}xy")
    #expect(editor.cursor.column == 1)
    editor.insert("-")
    #expect(editor.text == "e\u{301}-xy")
    editor.deleteBackward()
    editor.deleteBackward()
    #expect(editor.text == "xy")
  }

  @Test func `undo takes back a word, not a letter`() {
    var editor = TextEditor()
    for letter in "hello world" { editor.insert(String(letter)) }
    editor.undo()
    #expect(editor.text == "hello ")
    editor.undo()
    #expect(editor.text == "")
    let undone = editor.undo()
    #expect(!undone)
    editor.redo()
    editor.insert("!")
    #expect(editor.text == "hello !")
    let redone = editor.redo()
    #expect(!redone)
  }

  @Test func `replacing everything can be undone`() {
    var editor = TextEditor("mine")
    editor.replaceAll("from\nelsewhere")
    #expect(editor.text == "from\nelsewhere")
    #expect(editor.cursor == .init(line: 1, column: 9))
    editor.undo()
    #expect(editor.text == "mine")
  }

  @Test func `a single line stays one`() {
    var editor = TextEditor("a\nb", isSingleLine: true)
    editor.insert("\r\nc\td")
    editor.insertNewline()
    #expect(editor.text == "a b c d")
  }

  @Test func `what a terminal must not get is replaced`() {
    var editor = TextEditor("\u{1B}[31m")
    editor.insert("\u{202E}x\u{9B}")
    #expect(editor.text == "␛[31m\u{FFFD}x\u{FFFD}")
  }

  @Test func `any width may be set`() {
    var editor = TextEditor("漢字 and 👩‍👧 words", width: 0)
    for width in [-5, 0, 1, 2, 3, 1000] {
      editor.wrap(width: width)
      #expect(editor.rows(0..<editor.rowCount).map(\.string).joined() == "漢字 and 👩‍👧 words")
    }
  }
}
