import Curriculum
import Terminal
import TextSafety
import Workbench

/// What a command prints, gathered line by line and written at once, so that a command that fails prints nothing.
struct Printout {
  private(set) var lines: [StyledLine] = []

  /// A line; line breaks in it become blanks.
  mutating func line(_ text: String = "", _ style: Style = .plain, indent: Int = 0) {
    let text = SafeText(text)
    lines.append(StyledLine(text.isEmpty ? text : Printout.blanks(indent) + text, style))
  }

  mutating func heading(_ text: String) {
    line(text, .bold(.heading))
  }

  /// A text of several lines as it stands.
  mutating func block(_ text: String, indent: Int = 0) {
    for line in SafeText.lines(SafeText.cleanedBlock(text)) {
      lines.append(StyledLine(line.isEmpty ? line : Printout.blanks(indent) + line))
    }
  }

  /// A sentence, broken by words.
  mutating func wrapped(_ text: String, width: Int, indent: Int = 0, _ style: Style = .plain) {
    for line in Wrapping.wrap(SafeText(text), style, width: max(8, width - indent)) {
      lines.append(StyledLine(line.spans.isEmpty ? [] : [Span(Printout.blanks(indent))] + line.spans))
    }
  }

  /// A document, set for a width.
  mutating func document(_ document: Document, width: Int, indent: Int = 0, accent: Role = .heading) {
    for row in DocumentLayout(document, width: width - indent, accent: accent).rows {
      lines.append(StyledLine(row.line.spans.isEmpty ? [] : [Span(Printout.blanks(indent))] + row.line.spans))
    }
  }

  /// Rows of cells in aligned columns.
  ///
  /// - Parameter right: columns whose cells end, rather than begin, at the same place.
  mutating func table(_ rows: [[String]], indent: Int = 0, right: Set<Int> = []) {
    let cells = rows.map { $0.map { SafeText($0) } }
    var widths: [Int] = []
    for row in cells {
      for (column, cell) in row.enumerated() {
        if column == widths.count { widths.append(0) }
        widths[column] = max(widths[column], DisplayWidth.of(cell))
      }
    }
    for row in cells {
      var text = Printout.blanks(indent)
      for (column, cell) in row.enumerated() {
        let gap = column == row.count - 1 ? 0 : 2
        if right.contains(column) {
          text = text + Printout.blanks(widths[column] - DisplayWidth.of(cell)) + cell + Printout.blanks(gap)
        } else {
          text = text + (gap == 0 ? cell : cell.padded(widths[column] + gap))
        }
      }
      lines.append(StyledLine(SafeText(String(text.string.reversed().drop { $0 == " " }.reversed()))))
    }
  }

  /// A chart of a width, as high as it needs.
  mutating func chart(_ plot: any Plot, width: Int) {
    lines += plot.rows(Size(width, plot.height(forWidth: width)))
  }

  /// Writes everything to standard output.
  ///
  /// - Parameter styled: bold, underline and colour, where the terminal takes them.
  func write(styled: Bool = false) throws {
    guard !lines.isEmpty else { return }
    let escapes = styled && Console.isStyled
    try Console.output(lines.map { escapes ? StyleSequence.text($0) : $0.text }.joined(separator: "\n") + "\n")
  }

  private static func blanks(_ count: Int) -> SafeText {
    SafeText(String(repeating: " ", count: max(0, count)))
  }
}

/// Styled lines as the sequences that every terminal with colours knows (ECMA-48, SGR).
enum StyleSequence {
  static func text(_ line: StyledLine) -> String {
    line.spans.map { span in
      let codes = codes(span.style)
      return codes.isEmpty ? span.text.string : "\u{1B}[\(codes)m\(span.text.string)\u{1B}[0m"
    }.joined()
  }

  private static func codes(_ style: Style) -> String {
    var out: [Int] = []
    let attributes: [(Style.Attributes, Int)] = [(.bold, 1), (.dim, 2), (.italic, 3), (.underline, 4), (.reverse, 7)]
    for (attribute, code) in attributes where style.attributes.contains(attribute) { out.append(code) }
    if let color = Theme.dark.number(style.foreground, depth: .sixteen) { out.append(30 + color) }
    return out.map(String.init).joined(separator: ";")
  }
}
