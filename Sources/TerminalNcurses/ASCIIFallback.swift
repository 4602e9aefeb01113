/// What stands for a character where the locale has only ASCII.
enum ASCIIFallback {
  /// One ASCII character for a cell's text.
  static func text(for text: String, isWide: Bool) -> String {
    guard let scalar = text.unicodeScalars.first else { return " " }
    if scalar.isASCII { return String(scalar) }
    switch scalar {
    case "─", "━", "—", "–", "‐", "‑", "╌", "−", "▁", "▔": return "-"
    case "│", "┃", "▌", "▏", "▎", "▐": return "|"
    case "┌", "┐", "└", "┘", "├", "┤", "┬", "┴", "┼", "┏", "┓", "┗", "┛", "╭", "╮", "╰", "╯": return "+"
    case "•", "●", "◆", "▪", "·", "×", "★": return "*"
    case "○", "◇", "☐", "◌": return "o"
    case "✓", "✔", "☑": return "+"
    case "▸", "▶", "→", "›", "»", "❯": return ">"
    case "◂", "◀", "←", "‹", "«": return "<"
    case "↑", "▲", "▴": return "^"
    case "↓", "▼", "▾": return "v"
    case "…": return "~"
    case "‘", "’": return "'"
    case "“", "”", "„": return "\""
    case "█", "▓", "▇", "▆", "▅": return "#"
    case "░", "▒", "▂", "▃", "▄", "┊": return ":"
    case "≈": return "~"
    case "≠": return "!"
    case "≤": return "<"
    case "≥": return ">"
    case "\u{A0}", "\u{2009}", "\u{202F}": return " "
    default: return "?"
    }
  }
}
