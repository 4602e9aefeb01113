import CNcurses
public import Terminal

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The one owner of the terminal: opens it, draws grids into it, and gives it back as it was.
///
/// Noncopyable: it lives in the run loop and cannot be handed to another thread.
public struct NcursesScreen: Screen, ~Copyable {
  /// Why the workbench could not open on this terminal.
  ///
  /// Each has one line for the user.
  public enum OpenError: Error, Equatable, Sendable {
    case notATerminal
    case dumbTerminal
    case noTerminfo(String)

    public var message: String {
      switch self {
      case .notATerminal:
        "the workbench needs a terminal for input and output; use the commands instead (strata --help)"
      case .dumbTerminal:
        "TERM=dumb cannot address its cursor; use another terminal, or the commands (strata --help)"
      case .noTerminfo(let name):
        "no usable terminfo entry for TERM=\(name); set TERM, for example to xterm-256color"
      }
    }
  }

  /// What is known of the terminal.
  public struct Capabilities: Equatable, Sendable {
    /// The terminfo entry in use.
    public var term: String
    /// The entry asked for, when it was not usable.
    public var missingTerm: String?
    public var depth: ColorDepth
    public var isUTF8: Bool
  }

  public let capabilities: Capabilities
  private var shown = ShownGrid()
  private var colors: Colors
  private var cursor: Point?
  private var isMouseOn = true
  private let reset: String
  private static let mouseOn = "\u{1B}[?1000h\u{1B}[?1006h"
  private static let mouseOff = "\u{1B}[?1006l\u{1B}[?1000l"

  /// Opens the terminal on standard input and output.
  ///
  /// - Parameters:
  ///   - environment: `TERM`, `COLORTERM` and `NO_COLOR` are read from it.
  ///   - colors: the colours to begin with.
  public init(environment: [String: String], colors: Colors) throws(OpenError) {
    guard Self.isTerminal else { throw .notATerminal }
    let wanted = environment["TERM"] ?? ""
    if wanted == "dumb" { throw .dumbTerminal }
    let isUTF8 = strata_locale_is_utf8()
    let isKnown = strata_terminfo_usable(wanted)
    guard let term = Self.entry(for: wanted, environment: environment) else { throw .noTerminfo(wanted) }
    let inColor = environment["NO_COLOR", default: ""].isEmpty
    guard strata_screen_open(term, inColor) == STRATA_SCREEN_READY.rawValue else { throw .noTerminfo(wanted) }
    capabilities = Capabilities(
      term: term, missingTerm: isKnown ? nil : wanted,
      depth: Self.depth(environment), isUTF8: isUTF8)
    self.colors = colors
    reset = NcursesScreen.mouseOff + "\u{1B}[?2004l"
    // A crash may fall into the middle of a frame: its bracket is closed first.
    let full = "\u{1B}[?2026l" + reset + "\u{1B}[0m\u{1B}[?1l\u{1B}>\u{1B}[?1049l\u{1B}[?25h\r\n"
    strata_rescue_arm(true, full)
    write("\u{1B}[?2004h" + NcursesScreen.mouseOn)
    if Self.answersQueries(term) { write("\u{1B}]11;?\u{1B}\\") }
  }

  /// True when standard input and output are both a terminal.
  public static var isTerminal: Bool {
    isatty(0) == 1 && isatty(1) == 1
  }

  /// The window's size now.
  public static var size: Size {
    var rows: Int32 = 24
    var columns: Int32 = 80
    guard strata_window_size(&rows, &columns) else { return Size(80, 24) }
    return Size(Int(columns), Int(rows))
  }

  /// Shows a grid: only what differs from the shown one is handed to ncurses.
  public mutating func show(_ grid: CellGrid, colors: Colors) {
    if colors != self.colors {
      self.colors = colors
      shown = ShownGrid()
    }
    let redraw = shown.show(grid)
    for change in redraw.changes { draw(change) }
    if let place = grid.cursor {
      strata_screen_cursor(Int32(place.y), Int32(place.x))
    } else {
      strata_screen_cursor(-1, 0)
    }
    strata_screen_refresh(redraw.hasMovedRows)
  }

  /// Takes the window's new size; the next grid is drawn whole.
  public mutating func resize(to size: Size) {
    strata_screen_resize(Int32(size.height), Int32(size.width))
    shown = ShownGrid()
  }

  /// Forgets what is shown: ncurses clears the screen with the next frame.
  public mutating func forget() {
    strata_screen_resize(Int32(shown.size.height), Int32(shown.size.width))
    shown = ShownGrid()
  }

  /// Asks for mouse events (SGR), or gives them up.
  public mutating func useMouse(_ isOn: Bool) {
    isMouseOn = isOn
    write(isOn ? NcursesScreen.mouseOn : NcursesScreen.mouseOff)
  }

  /// Gives the terminal to another program or to the shell.
  public mutating func suspend() {
    write(reset)
    strata_screen_suspend()
    strata_rescue_arm(false, nil)
    strata_rescue_restore_modes()
  }

  /// Takes it back.
  public mutating func resume() {
    strata_rescue_arm(true, nil)
    strata_screen_resume()
    write("\u{1B}[?2004h" + (isMouseOn ? NcursesScreen.mouseOn : ""))
    shown = ShownGrid()
  }

  /// Leaves the terminal as it was found.
  public consuming func close() {
    write(reset)
    strata_screen_close()
    strata_rescue_arm(false, nil)
    strata_rescue_restore_modes()
  }

  /// Puts text on the terminal's clipboard (OSC 52), at most 74,994 bytes, the limit of common terminals.
  public mutating func copy(_ text: String) {
    let bytes = Array(text.utf8.prefix(74_994))
    write("\u{1B}]52;c;\(Base64.encode(bytes))\u{07}")
  }

  // MARK: Inside

  private func write(_ text: String) {
    strata_terminal_write(text, text.utf8.count)
  }

  private func draw(_ change: CellGrid.Change) {
    let encoder = CellEncoder(capabilities, colors)
    var cells: [strata_cell] = []
    cells.reserveCapacity(change.cells.count)
    var index = 0
    while index < change.cells.count {
      let cell = change.cells[index]
      let isWide = index + 1 < change.cells.count && change.cells[index + 1].isContinuation
      encoder.encode(cell, isWide: isWide, into: &cells)
      index += isWide ? 2 : 1
    }
    strata_screen_draw(Int32(change.y), Int32(change.x), cells, Int32(cells.count))
  }

  /// The terminfo entry to use: a direct-colour relative when true colour is offered, a known relative when the
  /// name itself is unknown.
  ///
  /// Debian and others have the relatives in a package of their own; where it is missing, the colours are the nearest
  /// of those that the entry itself has.
  static func entry(for term: String, environment: [String: String]) -> String? {
    var candidates = [term, "xterm-256color", "xterm", "ansi"]
    let offersTrueColor = ["truecolor", "24bit"].contains(environment["COLORTERM"] ?? "")
    if offersTrueColor, environment["NO_COLOR", default: ""].isEmpty, let relative = directRelative(of: term) {
      candidates.insert(relative, at: 0)
    }
    return candidates.first { !$0.isEmpty && strata_terminfo_usable($0) }
  }

  /// The entry that differs from a terminal's own by little but direct colours.
  ///
  /// alacritty-direct is xterm-256color with `38;2;r;g;b`. The xterm-direct entries have colons there, which fewer
  /// terminals understand; tmux understands both.
  private static func directRelative(of term: String) -> String? {
    if term.hasPrefix("xterm") || term.hasPrefix("alacritty") { return "alacritty-direct" }
    if term.hasPrefix("tmux") { return "tmux-direct" }
    return nil
  }

  private static func depth(_ environment: [String: String]) -> ColorDepth {
    guard environment["NO_COLOR", default: ""].isEmpty else { return .none }
    if strata_screen_direct_color() { return .trueColor }
    switch strata_screen_colors() {
    case 256...: return .palette256
    case 8...: return .sixteen
    default: return .none
    }
  }

  /// Terminals that take a question about their background without showing it.
  private static func answersQueries(_ term: String) -> Bool {
    ["xterm", "tmux", "foot", "alacritty", "rxvt", "st-"].contains { term.hasPrefix($0) }
  }
}
