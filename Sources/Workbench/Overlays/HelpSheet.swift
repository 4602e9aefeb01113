import Terminal
import TextSafety

/// All keys, those of what has the focus first.
enum HelpSheet {
  static func frame(_ state: State) -> Rect {
    Rect(0, 1, state.size.width, max(0, state.size.height - 2)).centered(
      width: state.size.width < 150 ? 84 : 116, height: state.size.height)
  }

  static func rows(_ state: State) -> [StyledLine] {
    let width = max(10, frame(state).width - 6)
    var out: [StyledLine] = []
    let first = state.context
    // A key and what it does are told once, where the focus is or where they come first.
    var told: [Command: [Key]] = [:]
    for context in [first] + Keymap.Context.allCases.filter({ $0 != first }) {
      var rows: [StyledLine] = []
      let bindings = state.keymap.bindings.filter { $0.contexts.contains(context) }
      var seen: Set<Command> = []
      for command in bindings.map(\.command) where seen.insert(command).inserted {
        let known = told[command]
        let new = bindings.filter { $0.command == command }.flatMap(\.keys).filter { known?.contains($0) != true }
        if known == nil || !new.isEmpty { rows += row(command, new, width) }
        told[command, default: []] += new
      }
      guard !rows.isEmpty else { continue }
      if !out.isEmpty { out.append(StyledLine()) }
      out.append(StyledLine(SafeText(context.title), Style(context == first ? .focus : .heading, on: nil, .bold)))
      out += rows
    }
    out.append(StyledLine())
    out += Wrapping.wrap(
      SafeText(
        "Words with a line under them are glossary terms and links: \(state.keymap.name(of: .nextLink)) selects, "
          + "\(state.keymap.name(of: .open, in: .page)) follows, a click does both. ")
        + "On a score the digits set it. A word with # in a note is a tag. "
        + "In the names of keys ^ is Ctrl, M- is Alt, and S- is Shift.", Style(.muted), width: width)
    return out
  }

  private static func row(_ command: Command, _ keys: [Key], _ width: Int) -> [StyledLine] {
    let names = keys.isEmpty ? "palette" : keys.map(\.name).joined(separator: " ")
    let lead: [Span] = [
      Span(SafeText(names).padded(16), Style(.heading, on: nil, .bold)),
      Span(SafeText(command.title).padded(22)),
    ]
    if width < 64 { return [StyledLine([lead[0], Span(SafeText(command.title).fitted(width - 16))])] }
    let help = Wrapping.wrap(SafeText(command.help), Style(.muted), width: width - 38)
    return help.enumerated().map { index, line in
      StyledLine((index == 0 ? lead : [Span(SafeText(String(repeating: " ", count: 38)))]) + line.spans)
    }
  }

  static func draw(_ state: State, _ top: Int, _ grid: inout CellGrid) {
    let frame = frame(state)
    grid.fill(frame, .plain)
    let rows = rows(state)
    let below = rows.count - top - (frame.height - 2)
    let inside = grid.panel(
      frame, title: "Help", accent: .focus, footnote: below > 0 ? SafeText("\(below) more ↓") : .empty, isFocused: true
    ).inset(x: 2, y: 0)
    for (offset, row) in rows.dropFirst(top).prefix(inside.height).enumerated() {
      grid.write(row, at: Point(inside.x, inside.y + offset), in: inside)
    }
  }
}
