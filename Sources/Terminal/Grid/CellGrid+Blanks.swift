extension CellGrid {
  /// Gives a row the same picture with fewer changes of style in it, for each costs a terminal some twelve bytes.
  ///
  /// A blank shows its background and lines, and nothing of its colour or weight. Where one is to be drawn these become
  /// what was drawn before it in the row, or else what is drawn after it; where the screen has such a blank already it
  /// stays as it is, so that it need not be drawn, but for a few between what is. A no-break blank is one too.
  ///
  /// - Parameter shown: the grid on the screen, of the same size; nil when nothing is known of it.
  mutating func calmBlanks(inRow y: Int, over shown: CellGrid?) {
    var blanks = QuietBlanks(row: (y * size.width)..<((y + 1) * size.width), shown: shown?.cells ?? [])
    blanks.calm(&cells)
  }
}

/// The blanks of one row, and what is known of drawing it.
private struct QuietBlanks {
  let row: Range<Int>
  /// The cells on the screen; none when nothing is known of it.
  let shown: [Cell]
  /// The style of the last cell that has to be drawn, left of where the work is.
  private var pen: Style?

  /// So many cells that are as they should be are passed over by moving the cursor; fewer are drawn with the others.
  private static let worthMoving = 6

  init(row: Range<Int>, shown: [Cell]) {
    (self.row, self.shown) = (row, shown)
  }

  mutating func calm(_ cells: inout [Cell]) {
    var start = row.lowerBound
    while start < row.upperBound {
      guard cells[start].isQuiet else {
        if cells[start].text == "\u{A0}" { cells[start].text = " " }
        if isDrawn(cells[start], at: start) { pen = cells[start].style }
        start += 1
        continue
      }
      let background = cells[start].style.background
      var end = start + 1
      while end < row.upperBound && cells[end].isQuiet && cells[end].style.background == background { end += 1 }
      fill(start..<end, on: background, of: &cells)
      start = end
    }
  }

  /// Gives a stretch of blanks on one background their style.
  private mutating func fill(_ gap: Range<Int>, on background: Role?, of cells: inout [Cell]) {
    let follower = gap.upperBound < row.upperBound ? cells[gap.upperBound] : nil
    let next = follower.flatMap { isDrawn($0, at: gap.upperBound) ? $0.style : nil }
    let look = [pen, next].compactMap(\.self).first { $0.background == background && !$0.isSeenOnBlanks }
    let drawn = Cell(text: " ", style: look ?? Style(.text, on: background))
    var start = gap.lowerBound
    while start < gap.upperBound {
      let isKept = isShown(on: background, at: start)
      var end = start + 1
      while end < gap.upperBound && isShown(on: background, at: end) == isKept { end += 1 }
      let isBetween = pen != nil && (end < gap.upperBound || next != nil)
      if isKept && !(isBetween && end - start < QuietBlanks.worthMoving) {
        cells.replaceSubrange(start..<end, with: shown[start..<end])
      } else {
        for index in start..<end { cells[index] = drawn }
        pen = drawn.style
      }
      start = end
    }
  }

  private func isDrawn(_ cell: Cell, at index: Int) -> Bool {
    shown.isEmpty || shown[index] != cell
  }

  /// True where the screen has a blank that looks like one on a background.
  private func isShown(on background: Role?, at index: Int) -> Bool {
    guard !shown.isEmpty else { return false }
    return shown[index].isQuiet && shown[index].text == " " && shown[index].style.background == background
  }
}

extension Cell {
  /// True for a blank of which only the background is seen.
  fileprivate var isQuiet: Bool {
    (text == " " || text == "\u{A0}") && !style.isSeenOnBlanks
  }
}

extension Style {
  /// True when the attributes show on a blank, too.
  fileprivate var isSeenOnBlanks: Bool { !attributes.isDisjoint(with: [.underline, .reverse]) }
}
