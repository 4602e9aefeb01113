import Terminal
import TerminalNcurses
import TextSafety

/// Lines with a chart below that are written over in place while long work goes on.
struct LiveLines {
  private let clock = ContinuousClock()
  private var last: ContinuousClock.Instant?
  private var height = 0

  private static let chartHeight = 14

  /// Nil where lines cannot be written over: no terminal, a very plain one, or one with too few lines.
  init?() {
    let term = Console.environment["TERM"] ?? ""
    guard Console.isOutputTerminal, !term.isEmpty, term != "dumb", NcursesScreen.size.height > LiveLines.chartHeight + 4
    else { return nil }
  }

  /// Whether it is time to show something new: four times a second.
  var isDue: Bool { last.map { clock.now - $0 > .milliseconds(250) } ?? true }

  /// Shows lines and a chart where the last ones stood.
  mutating func show(_ texts: [String], _ plot: some Plot) throws {
    last = clock.now
    let width = Console.columns - 1
    let lines =
      texts.map { StyledLine(SafeText($0).fitted(width)) } + plot.rows(Size(width, LiveLines.chartHeight))
    let up = height > 0 ? "\u{1B}[\(height)A" : ""
    let rows = lines.map { (Console.isStyled ? StyleSequence.text($0) : $0.text) + "\u{1B}[K\n" }
    height = lines.count
    try Console.output(up + "\r" + rows.joined())
  }
}
