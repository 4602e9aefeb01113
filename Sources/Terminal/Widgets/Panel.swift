public import TextSafety

extension CellGrid {
  /// Draws a frame with a title on its upper left and notes on its upper right and lower right; returns the inside.
  ///
  /// The frame of what has the focus is drawn in another role and with a double-weight title mark, so that it
  /// shows without colour too. Nothing is drawn where there is no room.
  @discardableResult
  public mutating func panel(
    _ rect: Rect, title: SafeText, accent: Role = .heading, note: SafeText = .empty, footnote: SafeText = .empty,
    isFocused: Bool
  ) -> Rect {
    guard rect.width >= 2, rect.height >= 2 else { return Rect(rect.x, rect.y, 0, 0) }
    let line = Style(isFocused ? .focus : .frame)
    let horizontal = SafeText(String(repeating: isFocused ? "━" : "─", count: rect.width - 2))
    let corners: [SafeText] = isFocused ? ["┏", "┓", "┗", "┛"] : ["┌", "┐", "└", "┘"]
    write(corners[0] + horizontal + corners[1], at: Point(rect.x, rect.y), line)
    write(corners[2] + horizontal + corners[3], at: Point(rect.x, rect.maxY - 1), line)
    for y in (rect.y + 1)..<(rect.maxY - 1) {
      write(isFocused ? "┃" : "│", at: Point(rect.x, y), line)
      write(isFocused ? "┃" : "│", at: Point(rect.maxX - 1, y), line)
    }
    let room = rect.width - 4
    if room > 2 && !title.isEmpty {
      let shown = title.fitted(room - 2)
      let style = Style(accent, on: nil, isFocused ? .bold : [])
      write(" " + shown + " ", at: Point(rect.x + 2, rect.y), style)
      let used = DisplayWidth.of(shown) + 4
      let noteWidth = DisplayWidth.of(note)
      if !note.isEmpty && used + noteWidth + 4 <= room {
        write(" " + note + " ", at: Point(rect.maxX - noteWidth - 4, rect.y), Style(.muted))
      }
    }
    let footWidth = DisplayWidth.of(footnote)
    if !footnote.isEmpty && footWidth + 4 <= rect.width - 2 {
      write(" " + footnote + " ", at: Point(rect.maxX - footWidth - 4, rect.maxY - 1), Style(.muted))
    }
    return rect.inset(x: 1, y: 1)
  }
}
