import TextSafety

/// What the text editor has to agree with: a text, cut in two at the cursor.
struct PlainTextModel {
  private(set) var before: String
  private(set) var after = ""

  init(_ text: String) {
    before = PlainTextModel.cleaned(text)
  }

  var text: String { before + after }

  private static func cleaned(_ text: String) -> String {
    SafeText.cleanedBlock(text).replacing("\t", with: "    ")
  }

  /// The part of the cursor's line before the cursor, and after it.
  private var lineBefore: Substring { before.suffix(while: { $0 != "\n" }) }
  private var lineAfter: Substring { after.prefix(while: { $0 != "\n" }) }

  /// Line and column of the cursor, in graphemes.
  var position: (line: Int, column: Int) {
    (before.count { $0 == "\n" }, lineBefore.count)
  }

  /// Graphemes may have come together at the cursor: it moves behind what they are now.
  private mutating func settle() {
    let wanted = before.unicodeScalars.count
    let text = text
    var seen = 0
    var index = text.startIndex
    while seen < wanted {
      seen += text[index].unicodeScalars.count
      index = text.index(after: index)
    }
    before = String(text[..<index])
    after = String(text[index...])
  }

  mutating func insert(_ string: String) {
    before += PlainTextModel.cleaned(string)
    settle()
  }

  mutating func deleteBackward() {
    if !before.isEmpty { before.removeLast() }
    settle()
  }

  mutating func deleteForward() {
    if !after.isEmpty { after.removeFirst() }
    settle()
  }

  mutating func deleteToLineStart() {
    before.removeLast(lineBefore.count)
    settle()
  }

  mutating func deleteToLineEnd() {
    if lineAfter.isEmpty { return deleteForward() }
    after.removeFirst(lineAfter.count)
    settle()
  }

  mutating func deleteWordBackward() {
    if lineBefore.isEmpty { return deleteBackward() }
    before.removeLast(wordLength(lineBefore.reversed()))
    settle()
  }

  mutating func moveLeft() { move(-1) }
  mutating func moveRight() { move(1) }
  mutating func moveToLineStart() { move(-lineBefore.count) }
  mutating func moveToLineEnd() { move(lineAfter.count) }
  mutating func moveToStart() { move(-before.count) }
  mutating func moveToEnd() { move(after.count) }
  mutating func moveWordLeft() { move(lineBefore.isEmpty ? -1 : -wordLength(lineBefore.reversed())) }
  mutating func moveWordRight() { move(lineAfter.isEmpty ? 1 : wordLength(Array(lineAfter))) }

  /// Puts the cursor at a line and column that the editor chose.
  mutating func place(line: Int, column: Int) {
    moveToStart()
    for _ in 0..<line { move(lineAfter.count + 1) }
    move(column)
  }

  private mutating func move(_ count: Int) {
    let text = text
    let target = min(max(0, before.count + count), text.count)
    before = String(text.prefix(target))
    after = String(text.dropFirst(target))
  }

  private func wordLength(_ characters: [Character]) -> Int {
    let isWord = { (c: Character) in c.isLetter || c.isNumber || c == "_" }
    let gap = characters.prefix { !isWord($0) }.count
    return gap + characters.dropFirst(gap).prefix(while: isWord).count
  }
}

extension String {
  /// The characters at the end that all fulfil a condition.
  func suffix(while condition: (Character) -> Bool) -> Substring {
    var start = endIndex
    while start > startIndex, condition(self[index(before: start)]) { start = index(before: start) }
    return self[start...]
  }
}
