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

  static func tabs(width: Int, _ keymap: Keymap) -> [Tab] {
    let names = Pane.allCases.map { ($0, SafeText(keymap.name(of: $0.command))) }
    let whole = names.reduce(0) { $0 + DisplayWidth.of($1.1) + DisplayWidth.of($1.0.title) + 3 }
    let hasLogo = 11 + whole <= width
    // Blanks between tabs give way to the keys on the right.
    let gap = 11 + whole + names.count + 10 <= width ? 1 : 0
    // Where the titles do not fit whole, each gets its share.
    let isCut = whole + 1 > width
    let share = max(2, width / names.count)
    var x = hasLogo ? 11 : isCut ? 0 : 1
    return names.map { pane, key in
      let room = max(1, share - DisplayWidth.of(key) - 2)
      // Of so few letters each says more than the sign for those that are left out.
      let cut = room < 4 ? SafeText(pane.title.string.prefix(room)) : pane.title.fitted(room)
      let title = isCut ? cut : pane.title + " "
      let text: SafeText = " " + key + " " + title
      let columns = x..<(x + DisplayWidth.of(text))
      x = columns.upperBound + gap
      return Tab(pane: pane, title: text, columns: columns)
    }
  }

  static func draw(_ state: State, _ area: Rect, _ grid: inout CellGrid) {
    let tabs = tabs(width: area.width, state.keymap)
    if (tabs.first?.columns.lowerBound ?? 0) > 1 {
      grid.write("▌", at: Point(0, area.y), Style(.application, on: nil, .bold))
      grid.write("Strata", at: Point(2, area.y), Style(.heading, on: nil, .bold))
    }
    for tab in tabs {
      let isCurrent = tab.pane == state.pane
      let style = isCurrent ? Style(.heading, on: .selection, [.bold, .underline]) : Style(.muted)
      grid.write(tab.title, at: Point(tab.columns.lowerBound, area.y), style, in: area)
    }
    for hint in hints(width: area.width, state.keymap) {
      let x = grid.write(hint.key, at: Point(hint.columns.lowerBound, area.y), Style(.heading, on: nil, .bold))
      grid.write(hint.word, at: Point(x + 1, area.y), Style(.muted))
    }
  }

  /// A way to everything else, and the columns it takes.
  struct Hint {
    var command: Command
    var key: SafeText
    var word: SafeText
    var columns: Range<Int>
  }

  /// The ways that fit right of the tabs: with their words, else the keys alone, else none.
  static func hints(width: Int, _ keymap: Keymap) -> [Hint] {
    let words: [(Command, SafeText)] = [(.search, "search"), (.palette, "command"), (.help, "help")]
    let all = words.map { ($0.0, SafeText(keymap.name(of: $0.0)), $0.1) }
    let free = (tabs(width: width, keymap).last?.columns.upperBound ?? 0) + 1
    for isLong in [true, false] {
      let sizes = all.map { DisplayWidth.of($0.1) + (isLong ? DisplayWidth.of($0.2) + 3 : 2) }
      var x = width - sizes.reduce(0, +)
      guard x >= free else { continue }
      return zip(all, sizes).map { item, size in
        defer { x += size }
        return Hint(command: item.0, key: item.1, word: isLong ? item.2 : .empty, columns: x..<(x + size))
      }
    }
    return []
  }
}

extension Pane {
  /// The command that changes to it.
  var command: Command {
    switch self {
    case .stack: .stack
    case .costs: .costs
    case .labs: .labs
    case .questions: .questions
    case .live: .live
    case .notebook: .notebook
    }
  }
}
