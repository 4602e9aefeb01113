public import Terminal

/// A grid's styles as text: a layer for the foregrounds, one for the backgrounds, one for the attributes; a letter for
/// each cell, blanks where nothing is to be seen.
public struct StylePicture: Equatable, Sendable {
  /// Which role each letter has; `.` is ordinary text, a blank shows nothing.
  public let foregrounds: String
  /// Roles behind the cells.
  public let backgrounds: String
  /// `b` bold, `d` dim, `i` italic, `u` underlined, `r` reverse, `*` several.
  public let attributes: String

  /// Draws the picture.
  public init(_ grid: CellGrid) {
    func layer(_ letter: (Cell) -> Character) -> String {
      (0..<grid.size.height).map { y in
        var line = String(grid.row(y).map(letter))
        while line.last == " " { line.removeLast() }
        return line
      }.joined(separator: "\n")
    }
    foregrounds = layer { $0.text == " " ? " " : StylePicture.letter($0.style.foreground) }
    backgrounds = layer { $0.style.background.map(StylePicture.letter) ?? " " }
    attributes = layer { $0.text == " " ? " " : StylePicture.letter($0.style.attributes) }
  }

  private static func letter(_ attributes: Style.Attributes) -> Character {
    switch attributes {
    case []: " "
    case .bold: "b"
    case .dim: "d"
    case .italic: "i"
    case .underline: "u"
    case .reverse: "r"
    default: "*"
    }
  }

  private static func letter(_ role: Role) -> Character {
    switch role {
    case .text: "."
    case .muted: "m"
    case .frame: "f"
    case .focus: "F"
    case .heading: "H"
    case .link: "L"
    case .code: "C"
    case .application: "A"
    case .model: "M"
    case .infrastructure: "I"
    case .agents: "G"
    case .good: "+"
    case .warning: "!"
    case .bad: "-"
    case .rose: "R"
    case .lemon: "E"
    case .selection: "S"
    case .selectionQuiet: "q"
    case .match: "x"
    case .sheet: "s"
    }
  }
}
