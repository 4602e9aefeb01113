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
    for context in [first] + Keymap.Context.allCases.filter({ $0 != first }) {
      if !out.isEmpty { out.append(StyledLine()) }
      out.append(StyledLine(SafeText(context.title), Style(context == first ? .focus : .heading, on: nil, .bold)))
      for binding in Keymap.bindings where binding.contexts.contains(context) {
        // What the focus has already is not said again for the others.
        if context != first && binding.contexts.contains(first) { continue }
        out += row(binding, width)
      }
    }
    out.append(StyledLine())
    out += Wrapping.wrap(
      "Words with a line under them are glossary terms and links: ] selects, Enter follows, a click does both. "
        + "On a score the digits set it. A word with # in a note is a tag.", Style(.muted), width: width)
    return out
  }

  private static func row(_ binding: Keymap.Binding, _ width: Int) -> [StyledLine] {
    let keys = binding.keys.isEmpty ? "palette" : binding.keys.map(\.name).joined(separator: " ")
    let lead: [Span] = [
      Span(SafeText(keys).padded(16), Style(.heading, on: nil, .bold)),
      Span(SafeText(binding.command.title).padded(22)),
    ]
    if width < 64 { return [StyledLine(lead)] }
    let help = Wrapping.wrap(SafeText(binding.command.help), Style(.muted), width: width - 38)
    return help.enumerated().map { index, line in
      StyledLine((index == 0 ? lead : [Span(SafeText(String(repeating: " ", count: 38)))]) + line.spans)
    }
  }

  static func draw(_ state: State, _ top: Int, _ grid: inout CellGrid) {
    let frame = frame(state)
    grid.fill(frame, .plain)
    let inside = grid.panel(frame, title: "Help", accent: .focus, isFocused: true)
      .inset(x: 2, y: 0)
    for (offset, row) in rows(state).dropFirst(top).prefix(inside.height).enumerated() {
      grid.write(row, at: Point(inside.x, inside.y + offset), in: inside)
    }
  }
}
