import TextSafety

extension HeatMap {
  /// Where rows' names and cells stand.
  private struct Layout {
    var names: Int
    var start: Int
    /// Columns of the map in a cell.
    var share: Int
    var cells: Int
    /// Columns of the screen that a cell takes, a blank between two included where there is room.
    var width: Int
    /// Whether cells have their numbers.
    var hasNumbers: Bool

    func columns(_ cell: Int, of count: Int) -> Range<Int> { (cell * share)..<min(count, (cell + 1) * share) }
  }

  /// Wider cells would only tear the map apart.
  private static let widest = 12

  private func layout(_ width: Int) -> Layout {
    let names = min(rowNames.map { DisplayWidth.of($0) }.max() ?? 0, width * 2 / 5)
    let start = names == 0 ? 0 : names + 1
    let room = max(1, width - start)
    let share = max(1, (columnNames.count + room - 1) / room)
    let cells = (columnNames.count + share - 1) / share
    let numbers = rowNames.indices.flatMap { row in columnNames.indices.compactMap { value(row, $0) } }
    let widest = numbers.lazy.map { DisplayWidth.of(format.numberText($0)) }.max() ?? 0
    let own = room / max(1, cells)
    let hasNumbers = share == 1 && widest > 0 && own >= widest + 3
    let name = columnNames.map { DisplayWidth.of($0) + 2 }.max() ?? 1
    let most = max(HeatMap.widest, name, hasNumbers ? widest + 3 : 0)
    return Layout(
      names: names, start: start, share: share, cells: cells, width: max(1, min(own, most)), hasNumbers: hasNumbers)
  }

  public func picture(_ size: Size) -> CellGrid {
    var sketch = Sketch(size)
    guard size.width > 0, size.height > 0 else { return sketch.grid }
    var (top, free) = (0, size.height)
    if !title.isEmpty, free > 4 {
      sketch.label(title.fitted(size.width), at: Point(0, 0), Style.bold(.heading))
      (top, free) = (1, free - 1)
    }
    let hasScale = free > 2
    if hasScale { free -= 1 }
    let hasNames = free > 2
    if hasNames { (top, free) = (top + 1, free - 1) }
    let shown = rowNames.count <= free ? rowNames.count : max(0, free - 1)
    let layout = layout(size.width)
    // Numbers are read more easily with air between their rows.
    let pitch = layout.hasNumbers && 2 * rowNames.count - 1 <= free ? 2 : 1
    if hasNames { drawColumnNames(layout, row: top - 1, on: &sketch) }
    let ends = ends
    for row in 0..<shown {
      sketch.label(rowNames[row].fitted(layout.names), at: Point(0, top + row * pitch), Style(.muted))
      if let ends { draw(row, layout, ends, at: top + row * pitch, on: &sketch) }
    }
    var end = top + shown * pitch - (pitch - 1)
    if shown < rowNames.count {
      sketch.label(SafeText("… \(rowNames.count - shown) more").fitted(size.width), at: Point(0, end), Style(.muted))
      end += 1
    }
    if hasScale {
      // Apart from the map, where there is a row to spare.
      drawScale(layout, ends, row: min(size.height - 1, end + (end + 1 < size.height ? 1 : 0)), on: &sketch)
    }
    return sketch.grid
  }

  private func draw(
    _ row: Int, _ layout: Layout, _ ends: (low: Double, high: Double), at y: Int, on sketch: inout Sketch
  ) {
    for cell in 0..<layout.cells {
      let x = layout.start + cell * layout.width
      guard let value = mean(row, layout.columns(cell, of: columnNames.count)) else { continue }
      let shade = HeatMap.shades[HeatMap.shade(HeatMap.place(value, ends))]
      // A blank keeps wide cells apart; narrow ones touch.
      let isApart = layout.width > 3
      let ink = layout.hasNumbers ? 1 : layout.width - (isApart ? 1 : 0)
      sketch.mark(shade.sign, row: y, columns: x..<(x + ink), Style(shade.role))
      guard layout.hasNumbers else { continue }
      sketch.label(format.numberText(value), at: Point(x + 2, y), .plain)
    }
  }

  /// As many columns' names as have room: each over the beginning of its cell.
  private func drawColumnNames(_ layout: Layout, row: Int, on sketch: inout Sketch) {
    for cell in 0..<layout.cells {
      let columns = layout.columns(cell, of: columnNames.count)
      guard let first = columns.first else { continue }
      let x = layout.start + cell * layout.width
      let width = sketch.bounds.width
      // Where each has its cell they are cut to it; else those that fit stand whole.
      let gap = layout.hasNumbers ? 2 : 1
      let room = layout.width > 4 ? min(layout.width - gap, width - x) : width - x
      let name = columnNames[first]
      if DisplayWidth.of(name) <= room {
        sketch.label(name, at: Point(x, row), Style(.muted))
      } else if layout.width > 4 {
        sketch.label(name.fitted(room), at: Point(x, row), Style(.muted))
      }
    }
  }

  private func drawScale(
    _ layout: Layout, _ ends: (low: Double, high: Double)?, row: Int, on sketch: inout Sketch
  ) {
    guard let ends else {
      sketch.label("no values", at: Point(0, row), Style(.muted))
      return
    }
    var spans: [Span] = [Span(format.numberText(ends.low) + " ", Style(.muted))]
    for shade in HeatMap.shades { spans.append(Span(shade.sign + shade.sign, Style(shade.role))) }
    // The unit is told once, where it has room.
    let room = sketch.bounds.width - StyledLine(spans).width - 1
    let high = format.text(ends.high)
    spans.append(Span(" " + (DisplayWidth.of(high) <= room ? high : format.numberText(ends.high)), Style(.muted)))
    var line = StyledLine(spans)
    let scale: SafeText = HeatMap.isLogarithmic(ends) ? ", logarithmic" : ""
    if line.width + DisplayWidth.of(scale) <= sketch.bounds.width {
      line = StyledLine(line.spans + [Span(scale, Style(.muted))])
    }
    sketch.label(line, at: Point(0, row))
    if layout.share > 1 {
      let text = SafeText("a cell is the mean of \(layout.share) columns")
      let x = line.width + Legend.gap
      if x + DisplayWidth.of(text) <= sketch.bounds.width { sketch.label(text, at: Point(x, row), Style(.muted)) }
    }
  }

  public func svg() -> String {
    let top = title.isEmpty ? 36.0 : 62
    let rowNames = rowNames.prefix(ChartSheet.mostRows)
    let hidden = self.rowNames.count - rowNames.count
    let height = top + Double(max(1, rowNames.count)) * 22 + 40 + (hidden > 0 ? 22 : 0)
    let share = (columnNames.count + 119) / 120
    let cells = share > 0 ? (columnNames.count + share - 1) / share : 0
    var document = SVGDocument(
      width: 760, height: height, title: title.isEmpty ? "Heat map" : title, summary: summary)
    document.text(title.fitted(100), 14, 24, .heading, isBold: true)
    let left = 24 + min(220, rowNames.map { SVGDocument.width($0) }.max() ?? 0)
    let width = min(80, (document.width - left - 14) / Double(max(1, cells)))
    let ends = ends
    let letters = Int((width - 4) / SVGDocument.letterWidth)
    for cell in 0..<(letters > 1 ? cells : 0) {
      document.text(columnNames[cell * share].fitted(letters), left + Double(cell) * width, top - 6)
    }
    for (row, name) in rowNames.enumerated() {
      let y = top + Double(row) * 22
      document.text(name.fitted(Int((left - 24) / SVGDocument.letterWidth)), 14, y + 14)
      for cell in 0..<cells {
        let columns = (cell * share)..<min(columnNames.count, (cell + 1) * share)
        guard let ends, let value = mean(row, columns) else { continue }
        let x = left + Double(cell) * width
        document.rect(x, y, width - 1, 20, .agents, opacity: 0.08 + 0.85 * HeatMap.place(value, ends))
        let text = format.numberText(value)
        if SVGDocument.width(text) + 8 <= width { document.text(text, x + 4, y + 14, .text, hasHalo: true) }
      }
    }
    if hidden > 0 { document.text(SafeText("… \(hidden) more"), 14, height - 40) }
    let words: SafeText =
      ends.map {
        format.text($0.low) + " (pale) to " + format.text($0.high)
          + (HeatMap.isLogarithmic($0) ? ", logarithmic" : "")
      } ?? "no values"
    document.text(words, left, height - 14, .text)
    return document.string
  }
}

extension ValueFormat {
  /// The number without its unit.
  func numberText(_ value: Double) -> SafeText {
    var bare = self
    if scale != .metric { bare.unit = .empty }
    return bare.text(value)
  }
}
