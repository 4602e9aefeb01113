import Terminal
import TextSafety

/// The first row: the program's name, the panes, and the ways to everything else.
enum TabBar {
  /// A pane's tab and the columns it takes.
  struct Tab {
    var pane: Pane
    var title: SafeText
    var columns: Range<Int>
  }

  static func tabs(width: Int) -> [Tab] {
    let isNarrow = width < 60
    var x = isNarrow ? 1 : 11
    return Pane.allCases.map { pane in
      let title: SafeText = " " + SafeText("\(pane.rawValue + 1) ") + (width < 46 ? pane.title.fitted(5) : pane.title) + " "
      let columns = x..<(x + DisplayWidth.of(title))
      x = columns.upperBound + (isNarrow ? 0 : 1)
      return Tab(pane: pane, title: title, columns: columns)
    }
  }

  static func draw(_ state: State, _ area: Rect, _ grid: inout CellGrid) {
    if area.width >= 60 {
      grid.write("▌", at: Point(0, area.y), Style(.application, on: nil, .bold))
      grid.write("Strata", at: Point(2, area.y), Style(.heading, on: nil, .bold))
    }
    let tabs = tabs(width: area.width)
    for tab in tabs {
      let isCurrent = tab.pane == state.pane
      let style = isCurrent ? Style(.heading, on: .selection, [.bold, .underline]) : Style(.muted)
      grid.write(tab.title, at: Point(tab.columns.lowerBound, area.y), style, in: area)
    }
    let hints: [(SafeText, SafeText)] = [("/", "search"), (":", "command"), ("?", "help")]
    let width = hints.reduce(0) { $0 + DisplayWidth.of($1.0) + DisplayWidth.of($1.1) + 3 }
    var x = area.maxX - width
    guard x > (tabs.last?.columns.upperBound ?? 0) + 1 else { return }
    for (key, word) in hints {
      x = grid.write(key, at: Point(x, area.y), Style(.heading, on: nil, .bold))
      x = grid.write(word, at: Point(x + 1, area.y), Style(.muted)) + 2
    }
  }
}
