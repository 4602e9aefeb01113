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
