public import TextSafety

extension TextEditor {
  /// Sets the width of a row in columns.
  public mutating func wrap(width: Int) {
    let width = max(1, width)
    guard width != self.width else { return }
    self.width = width
    for index in lines.indices { rewrap(index) }
  }

  /// Rows of the whole text.
  public var rowCount: Int { lines.reduce(0) { $0 + $1.rowStarts.count } }

  /// The cursor's cell: column and row.
  public var cursorCell: Point {
    var row = 0
    for line in lines[..<cursor.line] { row += line.rowStarts.count }
    let line = lines[cursor.line]
    let part = line.rowStarts.lastIndex { $0 <= cursor.column } ?? 0
    let x = line.characters[line.rowStarts[part]..<cursor.column].reduce(0) { $0 + DisplayWidth.of($1) }
    return Point(x, row + part)
  }

  /// The texts of some rows.
  public func rows(_ range: Range<Int>) -> [SafeText] {
    var out: [SafeText] = []
    var row = 0
    for line in lines {
      if row >= range.upperBound { break }
      let count = line.rowStarts.count
      if row + count > range.lowerBound {
        for part in 0..<count where range.contains(row + part) {
          out.append(SafeText(String(line.characters[columns(line, part)])))
        }
      }
      row += count
    }
    return out
  }

  func columns(_ line: Line, _ part: Int) -> Range<Int> {
    let start = line.rowStarts[part]
    let next = part + 1 < line.rowStarts.count ? line.rowStarts[part + 1] : line.characters.count
    return start..<next
  }

  func locate(row: Int) -> (line: Int, part: Int) {
    var rest = row
    for (index, line) in lines.enumerated() {
      if rest < line.rowStarts.count { return (index, rest) }
      rest -= line.rowStarts.count
    }
    return (lines.count - 1, lines[lines.count - 1].rowStarts.count - 1)
  }

  func position(line index: Int, row part: Int, displayColumn: Int) -> Position {
    let line = lines[index]
    let range = columns(line, part)
    var x = 0
    var column = range.lowerBound
    // The last place of a wrapped row belongs to the next row.
    let isLast = part == line.rowStarts.count - 1
    let limit = isLast ? range.upperBound : max(range.lowerBound, range.upperBound - 1)
    while column < limit {
      let w = DisplayWidth.of(line.characters[column])
      if x + w > displayColumn { break }
      x += w
      column += 1
    }
    return Position(line: index, column: column)
  }

  /// Replaces a line's characters, joining graphemes that have come together, and wraps it.
  mutating func setLine(_ index: Int, _ characters: [Character]) {
    lines[index].characters = Array(String(characters))
    rewrap(index)
  }

  mutating func rewrap(_ index: Int) {
    let characters = lines[index].characters
    var starts = [0]
    var x = 0
    var lastBreak: Int?
    var column = 0
    while column < characters.count {
      let w = DisplayWidth.of(characters[column])
      // One column stays free for the cursor after the last character.
      if x + w > width - 1 && column > starts[starts.count - 1] {
        let start = lastBreak ?? column
        starts.append(start)
        x = characters[start..<column].reduce(0) { $0 + DisplayWidth.of($1) }
        lastBreak = nil
        continue
      }
      x += w
      if characters[column] == " " || w == 2 { lastBreak = column + 1 }
      column += 1
      if lastBreak == column && column == characters.count { break }
    }
    lines[index].rowStarts = starts
  }
}
