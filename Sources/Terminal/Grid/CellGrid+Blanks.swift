extension CellGrid {
  /// The grid with the same picture and fewer changes of style in it, for each costs a terminal some twelve bytes.
  ///
  /// A blank shows its background and lines, and nothing of its colour or weight: where one stands between words these
  /// become a word's, where several do those of plain text, which stays from page to page. A no-break blank is one too.
  public func withQuietBlanks() -> CellGrid {
    var out = self
    for y in 0..<size.height {
      let row = (y * size.width)..<((y + 1) * size.width)
      var start = row.lowerBound
      while start < row.upperBound {
        guard isQuiet(start) else {
          if cells[start].text == "\u{A0}" { out.cells[start].text = " " }
          start += 1
          continue
        }
        let background = cells[start].style.background
        var end = start + 1
        while end < row.upperBound && isQuiet(end) && cells[end].style.background == background { end += 1 }
        var look = Style(.text, on: background)
        if end - start == 1 {
          let beside = [start - 1, end].filter(row.contains).map { out.cells[$0].style }
          look = beside.first { $0.background == background && !$0.isSeenOnBlanks } ?? look
        }
        for index in start..<end { out.cells[index] = Cell(text: " ", style: look) }
        start = end
      }
    }
    return out
  }

  /// True for a blank of which only the background is seen.
  private func isQuiet(_ index: Int) -> Bool {
    let cell = cells[index]
    return (cell.text == " " || cell.text == "\u{A0}") && !cell.style.isSeenOnBlanks
  }
}

extension Style {
  /// True when the attributes show on a blank, too.
  fileprivate var isSeenOnBlanks: Bool { !attributes.isDisjoint(with: [.underline, .reverse]) }
}
