import CNcurses
public import Terminal

/// What can be said of the terminal without opening a screen on it: for a user who asks why it looks as it does.
public struct TerminalReport: Equatable, Sendable {
  /// True when standard input and output are both a terminal.
  public var isTerminal: Bool
  /// What `TERM` asks for; empty when it is not set.
  public var term: String
  /// The terminfo entry that the workbench would use; nil when it could not open.
  public var entry: String?
  /// The colours that the workbench would use.
  public var depth: ColorDepth
  /// True when the locale's character set is UTF-8.
  public var isUTF8: Bool
  /// The window's size; nil where there is no window.
  public var size: Size?
  /// Name and version of the terminal library.
  public var library: String

  /// Looks at the terminal.
  ///
  /// Sets the C library's locale to the environment's.
  public init(environment: [String: String]) {
    isTerminal = NcursesScreen.isTerminal
    term = environment["TERM"] ?? ""
    isUTF8 = strata_locale_is_utf8()
    entry = term == "dumb" ? nil : NcursesScreen.entry(for: term, environment: environment)
    size = isTerminal ? NcursesScreen.size : nil
    library = String(cString: strata_library_version())
    let colors = entry.map { strata_terminfo_colors($0) } ?? 0
    if !environment["NO_COLOR", default: ""].isEmpty {
      depth = .none
    } else {
      switch colors {
      case (1 << 24)...: depth = .trueColor
      case 256...: depth = .palette256
      case 8...: depth = .sixteen
      default: depth = .none
      }
    }
  }
}
