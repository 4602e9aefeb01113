/// What stands for a character where the locale has only ASCII.
public enum ASCIIFallback {
  /// One ASCII character for a cell's text.
  public static func text(for text: String) -> String {
    guard let scalar = text.unicodeScalars.first else { return " " }
    if scalar.isASCII { return String(scalar) }
    if (0x2800...0x28FF).contains(scalar.value) { return stroke(Int(scalar.value & 0xFF)) }
    switch scalar {
    case "─", "━", "—", "–", "‐", "‑", "╌", "┈", "−", "▔": return "-"
    case "│", "┃", "╎", "▌", "▍", "▏", "▎", "▐": return "|"
    case "┌", "┐", "└", "┘", "├", "┤", "┬", "┴", "┼", "┏", "┓", "┗", "┛", "╭", "╮", "╰", "╯": return "+"
    case "•", "●", "▪", "·", "★": return "*"
    case "◆": return "&"
    case "×", "✗": return "x"
    case "○", "◇", "☐", "◌", "µ": return scalar == "µ" ? "u" : "o"
    case "✓", "✔", "☑": return "+"
    case "▸", "▶", "→", "›", "»", "❯": return ">"
    case "◂", "◀", "←", "‹", "«": return "<"
    case "↑", "▲", "▴": return "^"
    case "↓", "▼", "▾": return "v"
    case "…": return "~"
    case "‘", "’": return "'"
    case "“", "”", "„": return "\""
    case "█", "▇", "▉", "■": return "#"
    case "▓", "▆", "▊": return "%"
    case "▒", "▅", "▋": return "="
    case "░", "▃", "▄", "┊": return ":"
    case "▁": return "_"
    case "▂": return "."
    case "≈": return "~"
    case "≠": return "!"
    case "≤": return "<"
    case "≥": return ">"
    case "\u{A0}", "\u{2009}", "\u{202F}": return " "
    default: return "?"
    }
  }

  /// The sign that is most like a braille cell's dots: a line's direction, or the height of a lone dot.
  private static func stroke(_ dots: Int) -> String {
    // Dots from top to bottom, the left column and the right one.
    let left = [0x01, 0x02, 0x04, 0x40].enumerated().filter { dots & $0.element != 0 }.map(\.offset)
    let right = [0x08, 0x10, 0x20, 0x80].enumerated().filter { dots & $0.element != 0 }.map(\.offset)
    let all = left + right
    guard let top = all.min(), let bottom = all.max() else { return " " }
    if all.count == 1 { return top < 2 ? "'" : "." }
    if top == bottom { return bottom == 3 ? "_" : "-" }
    if left.isEmpty || right.isEmpty { return "|" }
    let slope = Double(left.reduce(0, +)) / Double(left.count) - Double(right.reduce(0, +)) / Double(right.count)
    return slope > 0 ? "/" : slope < 0 ? "\\" : "*"
  }
}

extension CellGrid {
  /// The screen as text of ASCII characters, one line per row, trailing blanks cut.
  public var asciiText: String {
    (0..<size.height).map { y in
      var line = ""
      for cell in row(y) { line += ASCIIFallback.text(for: cell.text) }
      while line.hasSuffix(" ") { line.removeLast() }
      return line
    }.joined(separator: "\n")
  }
}
