public import TextSafety

/// Breaks styled text into lines of a width, by words and display columns.
///
/// A word longer than the width is cut, behind a slash where that leaves most of the line; a number keeps its short unit,
/// such as `%` or `GB`. The text of the lines, joined, is the text that went in but for the blanks at which it was
/// broken.
public enum Wrapping {
  /// The lines of one paragraph; at least one.
  ///
  /// `width` below 1 counts as 1.
  public static func wrap(_ spans: [Span], width: Int) -> [StyledLine] {
    var pieces = WrapPieces()
    for span in spans { pieces.add(span) }
    var breaker = LineBreaker(width: max(1, width))
    for piece in pieces.all() { breaker.add(piece) }
    return breaker.all().map(merged)
  }

  /// The lines of plain text.
  public static func wrap(_ text: SafeText, _ style: Style = .plain, width: Int) -> [StyledLine] {
    // No text takes more columns than bytes: what is short, as most is, is a line as it is.
    let string = text.string
    if string.utf8.count <= width, let first = string.first, first != " ", string.last != " " {
      return [StyledLine([Span(text, style)])]
    }
    return wrap([Span(text, style)], width: width)
  }

  /// Neighbours of one style and link as one span.
  private static func merged(_ line: StyledLine) -> StyledLine {
    var out: [Span] = []
    for span in line.spans {
      if let last = out.last, last.style == span.style, last.link == span.link {
        out[out.count - 1].text = last.text + span.text
      } else {
        out.append(span)
      }
    }
    return StyledLine(out)
  }
}

/// What stays together on a line, and the blanks between, with the columns that each takes.
private enum WrapPiece {
  case blank(Span, Int)
  case word([Span], Int)
}

/// Cuts spans into words and blanks; a word may go over several spans.
private struct WrapPieces {
  private var out: [WrapPiece] = []
  private var word: [Span] = []
  private var columns = 0

  mutating func add(_ span: Span) {
    let string = span.text.string
    var start = string.startIndex
    for index in string.indices {
      let character = string[index]
      if character == " " {
        let rest = string[index...].dropFirst()
        if string[start..<index].last?.isNumber == true, WrapPieces.isUnit(rest) { continue }
        take(string[start..<index], of: span)
        endWord()
        addBlank(span)
        start = rest.startIndex
      } else if !character.isASCII, DisplayWidth.of(character) == 2 {
        // Wide scripts break between any two characters.
        take(string[start...index], of: span)
        endWord()
        start = string.index(after: index)
      }
    }
    take(string[start...], of: span)
  }

  private static let units: Set<Substring> = [
    "%", "s", "ms", "µs", "KB", "MB", "GB", "TB", "KiB", "MiB", "GiB", "MB/s", "GB/s", "TB/s", "TFLOP/s",
  ]

  private static func isUnit(_ rest: Substring) -> Bool {
    let unit = rest.prefix { $0.isLetter || $0 == "%" || $0 == "/" }
    return units.contains(unit) || units.contains(unit.prefix { $0 != "/" })
  }

  mutating func all() -> [WrapPiece] {
    endWord()
    return out
  }

  private mutating func take(_ part: Substring, of span: Span) {
    guard !part.isEmpty else { return }
    let text = SafeText(part)
    word.append(Span(text, span.style, link: span.link))
    columns += DisplayWidth.of(text)
  }

  private mutating func endWord() {
    if !word.isEmpty { out.append(.word(word, columns)) }
    word = []
    columns = 0
  }

  private mutating func addBlank(_ span: Span) {
    if case .blank(let before, let count)? = out.last {
      out[out.count - 1] = .blank(Span(before.text + " ", before.style, link: before.link), count + 1)
    } else {
      out.append(.blank(Span(" ", span.style, link: span.link), 1))
    }
  }
}

/// Puts words and blanks into lines.
private struct LineBreaker {
  let width: Int
  private var lines: [StyledLine] = []
  private var line: [Span] = []
  private var column = 0

  init(width: Int) {
    self.width = width
  }

  mutating func add(_ piece: WrapPiece) {
    switch piece {
    case .blank(let span, let columns):
      if column == 0 { return }
      line.append(span)
      column += columns
    case .word(let parts, let columns):
      if column + columns > width && column > 0 { endLine() }
      if columns <= width {
        line.append(contentsOf: parts)
        column += columns
      } else {
        for part in parts { cut(part) }
      }
    }
  }

  mutating func all() -> [StyledLine] {
    if !line.isEmpty || lines.isEmpty { endLine() }
    return lines
  }

  /// A part of a word that is wider than the line.
  private mutating func cut(_ part: Span) {
    var text = ""
    for character in part.text.string {
      let width = DisplayWidth.of(character)
      if column + width > self.width && column > 0 {
        // Behind the last slash, or a number's blank, if that leaves more than half of the line.
        var rest =
          text.lastIndex(where: { $0 == "/" || $0 == " " }).map { String(text[text.index(after: $0)...]) } ?? ""
        var restColumns = rest.reduce(0) { $0 + DisplayWidth.of($1) }
        if column - restColumns <= self.width / 2 { (rest, restColumns) = ("", 0) }
        text.removeLast(rest.count)
        if text.last == " " { text.removeLast() }
        if !text.isEmpty { line.append(Span(SafeText(text), part.style, link: part.link)) }
        endLine()
        (text, column) = (rest, restColumns)
      }
      text.append(character)
      column += width
    }
    if !text.isEmpty { line.append(Span(SafeText(text), part.style, link: part.link)) }
  }

  /// Ends the line, without the blanks at its end.
  private mutating func endLine() {
    while let last = line.last, last.text.string.allSatisfy({ $0 == " " }) { line.removeLast() }
    lines.append(StyledLine(line))
    line = []
    column = 0
  }
}
