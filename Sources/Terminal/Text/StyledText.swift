public import TextSafety

/// A stretch of text in one style, possibly a link.
public struct Span: Equatable, Sendable {
  public var text: SafeText
  public var style: Style
  /// Number of the link that the stretch belongs to, in the document's list of links.
  public var link: Int?

  public init(_ text: SafeText, _ style: Style = .plain, link: Int? = nil) {
    self.text = text
    self.style = style
    self.link = link
  }
}

/// One line of spans.
public struct StyledLine: Equatable, Sendable {
  public var spans: [Span]

  public init(_ spans: [Span] = []) {
    self.spans = spans
  }

  public init(_ text: SafeText, _ style: Style = .plain) {
    spans = text.isEmpty ? [] : [Span(text, style)]
  }

  /// Columns.
  public var width: Int { spans.reduce(0) { $0 + DisplayWidth.of($1.text) } }

  /// The text without styles.
  public var text: String { spans.map(\.text.string).joined() }
}

extension CellGrid {
  /// Writes a styled line from a place on.
  ///
  /// Returns the column after it.
  @discardableResult
  public mutating func write(_ line: StyledLine, at point: Point, in clip: Rect? = nil) -> Int {
    var x = point.x
    for span in line.spans { x = write(span.text, at: Point(x, point.y), span.style, in: clip) }
    return x
  }
}

/// Breaks styled text into lines of a width, by words and display columns.
///
/// A word longer than the width is cut. The text of the lines, joined, is the text that went in but for the
/// blanks at which it was broken.
public enum Wrapping {
  /// The lines of one paragraph; at least one.
  ///
  /// `width` below 1 counts as 1.
  public static func wrap(_ spans: [Span], width: Int) -> [StyledLine] {
    let width = max(1, width)
    var lines: [StyledLine] = []
    var line: [Span] = []
    var column = 0
    for piece in pieces(spans) {
      switch piece {
      case .blank(let span, let columns):
        if column == 0 { continue }
        line.append(span)
        column += columns
      case .word(let parts, let columns):
        if column + columns > width && column > 0 {
          lines.append(StyledLine(trimmed(line)))
          line = []
          column = 0
        }
        if columns <= width {
          line.append(contentsOf: parts)
          column += columns
          continue
        }
        for part in parts {  // a word wider than the line: cut it
          var text = ""
          for character in part.text.string {
            let w = DisplayWidth.of(character)
            if column + w > width && column > 0 {
              if !text.isEmpty { line.append(Span(SafeText(text), part.style, link: part.link)) }
              lines.append(StyledLine(line))
              line = []
              text = ""
              column = 0
            }
            text.append(character)
            column += w
          }
          if !text.isEmpty { line.append(Span(SafeText(text), part.style, link: part.link)) }
        }
      }
    }
    if !line.isEmpty || lines.isEmpty { lines.append(StyledLine(trimmed(line))) }
    return lines.map(merged)
  }

  /// The lines of plain text.
  public static func wrap(_ text: SafeText, _ style: Style = .plain, width: Int) -> [StyledLine] {
    wrap([Span(text, style)], width: width)
  }

  private enum WrapPiece {
    case blank(Span, Int)
    case word([Span], Int)
  }

  private static func pieces(_ spans: [Span]) -> [WrapPiece] {
    var out: [WrapPiece] = []
    var word: [Span] = []
    var wordColumns = 0
    func flush() {
      if !word.isEmpty { out.append(.word(word, wordColumns)) }
      word = []
      wordColumns = 0
    }
    for span in spans {
      var text = ""
      var columns = 0
      func take() {
        guard !text.isEmpty else { return }
        word.append(Span(SafeText(text), span.style, link: span.link))
        wordColumns += columns
        text = ""
        columns = 0
      }
      for character in span.text.string {
        if character == " " {
          take()
          flush()
          if case .blank(let before, let n)? = out.last {
            out[out.count - 1] = .blank(
              Span(before.text + " ", before.style, link: before.link), n + 1)
          } else {
            out.append(.blank(Span(" ", span.style, link: span.link), 1))
          }
          continue
        }
        let w = DisplayWidth.of(character)
        text.append(character)
        columns += w
        if w == 2 {  // wide scripts break between any two characters
          take()
          flush()
        }
      }
      take()
    }
    flush()
    return out
  }

  private static func trimmed(_ spans: [Span]) -> [Span] {
    var spans = spans
    while let last = spans.last, last.text.string.allSatisfy({ $0 == " " }) { spans.removeLast() }
    return spans
  }

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

extension SafeText {
  /// Cut to so many columns, the last one `…` when something is missing.
  public func fitted(_ columns: Int) -> SafeText {
    guard DisplayWidth.of(self) > columns else { return self }
    guard columns > 0 else { return .empty }
    var out = ""
    var used = 0
    for character in string {
      let w = DisplayWidth.of(character)
      if used + w > columns - 1 { break }
      out.append(character)
      used += w
    }
    return SafeText(out + "…")
  }

  /// Filled with blanks to so many columns, or cut.
  public func padded(_ columns: Int) -> SafeText {
    let fitted = fitted(columns)
    return fitted + SafeText(String(repeating: " ", count: max(0, columns - DisplayWidth.of(fitted))))
  }
}
