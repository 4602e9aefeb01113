import TextSafety

extension BarChart {
  /// A row for each entry, one for its spread or for air, and those of title, reference and legend.
  public func height(forWidth width: Int) -> Int {
    let legendRows = segments.count > 1 ? legend.rows(width: width).count : 0
    let fixed = (title.isEmpty ? 0 : 1) + (reference == nil ? 0 : 1) + legendRows
    return fixed + max(1, entries.count * 2 - (hasSpreads ? 0 : 1)) + (legendRows > 0 ? 1 : 0)
  }

  var legend: Legend {
    Legend(
      items: segments.enumerated().map { index, segment in
        Legend.Item(swatch: PlotPalette.shade(index), name: segment.name, style: Style(segment.role))
      })
  }

  /// Where the columns stand, and how many rows an entry has.
  private struct Layout {
    var names: Range<Int>
    var bars: Range<Int>
    var totals: Range<Int>
    var firstRow: Int
    var rowsPerEntry: Int
    /// Entries that are shown; the others are counted in a last row.
    var shown: Int
    var legendRows: Int
    var scale: Double

    /// Columns from the start of the bars, between 0 and their number.
    func length(_ value: Double) -> Int {
      value.isFinite ? Int((min(max(0, value * scale), 1) * Double(bars.count)).rounded()) : 0
    }
  }

  public func picture(_ size: Size) -> CellGrid {
    var sketch = Sketch(size)
    guard size.width > 0, size.height > 0 else { return sketch.grid }
    let layout = layout(size, on: &sketch)
    drawLegend(below: layout, on: &sketch)
    if let reference, !layout.bars.isEmpty { draw(reference, layout, on: &sketch) }
    for (index, entry) in entries.prefix(layout.shown).enumerated() {
      draw(entry, row: layout.firstRow + index * layout.rowsPerEntry, layout, on: &sketch)
    }
    if layout.shown < entries.count {
      let row = layout.firstRow + layout.shown * layout.rowsPerEntry
      let more = SafeText("… \(entries.count - layout.shown) more")
      sketch.label(more.fitted(size.width), at: Point(0, row), Style(.muted))
    }
    return sketch.grid
  }

  /// A row below the last entry, where there is one to spare.
  private func drawLegend(below layout: Layout, on sketch: inout Sketch) {
    let (width, height) = (sketch.bounds.width, sketch.bounds.height)
    guard layout.legendRows > 0 else { return }
    let isCut = layout.shown < entries.count
    let end = layout.firstRow + layout.shown * layout.rowsPerEntry + (isCut ? 1 : 0)
    let isAired = isCut || (layout.rowsPerEntry > 1 && entries.last?.spread == nil)
    let row = min(height - layout.legendRows, end + (isAired ? 0 : 1))
    legend.draw(in: Rect(0, row, width, layout.legendRows), on: &sketch)
  }

  /// Shares the space out, and writes the title on the way.
  private func layout(_ size: Size, on sketch: inout Sketch) -> Layout {
    var top = 0
    var free = size.height
    if !title.isEmpty, free > entries.count + 1 {
      sketch.label(title.fitted(size.width), at: Point(0, 0), Style.bold(.heading))
      (top, free) = (1, free - 1)
    }
    var legendRows = segments.count > 1 ? legend.rows(width: size.width).count : 0
    if legendRows > 0, free >= min(entries.count, 3) + legendRows {
      let isApart = free >= entries.count * 2 + legendRows
      free -= legendRows + (isApart ? 1 : 0)
    } else {
      legendRows = 0
    }
    if reference != nil, free > entries.count {
      (top, free) = (top + 1, free - 1)
    }
    let rows = !entries.isEmpty && entries.count * 2 - (hasSpreads ? 0 : 1) <= free ? 2 : 1
    let shown = entries.count * rows <= free + rows - 1 ? entries.count : max(0, free - 1)
    let totalWidth = min(
      size.width / 2,
      entries.filter { $0.reasonOut == nil }.map { DisplayWidth.of(format.text($0.total)) }.max() ?? 0)
    let longest = entries.map { DisplayWidth.of($0.label) + ($0.reasonOut == nil ? 0 : 2) }.max() ?? 0
    let nameWidth = min(longest, max(size.width * 2 / 5, size.width - totalWidth - 44), size.width - totalWidth - 2)
    let start = min(size.width, max(0, nameWidth) + 1)
    let end = max(start, size.width - totalWidth - 1)
    return Layout(
      names: 0..<max(0, nameWidth), bars: start..<end, totals: min(size.width, end + 1)..<size.width,
      firstRow: top, rowsPerEntry: rows, shown: shown, legendRows: legendRows, scale: 1 / greatest)
  }

  private func draw(_ entry: Entry, row: Int, _ layout: Layout, on sketch: inout Sketch) {
    if let reason = entry.reasonOut {
      sketch.label(("✗ " + entry.label).fitted(layout.names.count), at: Point(0, row), Style(.muted))
      let room = max(0, layout.totals.upperBound - layout.bars.lowerBound)
      sketch.label(("out: " + reason).fitted(room), at: Point(layout.bars.lowerBound, row), Style(.bad))
      return
    }
    let name = Style(.text, on: nil, entry.isEmphasized ? .bold : [])
    sketch.label(entry.label.fitted(layout.names.count), at: Point(0, row), name)
    sketch.label(
      format.text(entry.total), endingBefore: layout.totals.upperBound, from: layout.totals.lowerBound, row: row, name)
    let parts = parts(of: entry)
    var sum = 0.0
    if segments.count == 1 {
      sum = parts[0]
      drawFine(sum, segments[0].role, row: row, layout, on: &sketch)
    } else {
      for (index, part) in parts.enumerated() {
        let from = layout.bars.lowerBound + layout.length(sum)
        sum += part
        let to = layout.bars.lowerBound + layout.length(sum)
        guard from < to else { continue }
        sketch.mark(PlotPalette.shade(index), row: row, columns: from..<to, Style(segments[index].role))
      }
    }
    guard let spread = entry.spread else { return }
    let isBelow = layout.rowsPerEntry > 1
    draw(spread, row: isBelow ? row + 1 : row, after: isBelow ? 0 : layout.length(sum), layout, on: &sketch)
  }

  private static let eighths: [SafeText] = ["▏", "▎", "▍", "▌", "▋", "▊", "▉"]

  /// A bar of one part, to an eighth of a column; what is above zero can be seen.
  private func drawFine(_ value: Double, _ role: Role, row: Int, _ layout: Layout, on sketch: inout Sketch) {
    guard value > 0, !layout.bars.isEmpty else { return }
    let eighths = max(1, Int((min(value * layout.scale, 1) * Double(8 * layout.bars.count)).rounded()))
    let end = layout.bars.lowerBound + eighths / 8
    sketch.mark(PlotPalette.shade(0), row: row, columns: layout.bars.lowerBound..<end, Style(role))
    if eighths % 8 > 0 { sketch.mark(BarChart.eighths[eighths % 8 - 1], at: Point(end, row), Style(role)) }
  }

  /// A thin line from end to end; beside a bar only what reaches beyond it.
  private func draw(
    _ spread: ClosedRange<Double>, row: Int, after length: Int, _ layout: Layout, on sketch: inout Sketch
  ) {
    let last = layout.bars.upperBound - 1
    let from = layout.bars.lowerBound + max(length, layout.length(spread.lowerBound))
    let to = min(last, layout.bars.lowerBound + layout.length(spread.upperBound))
    guard from <= to else { return }
    sketch.mark("─", row: row, columns: from..<to, Style(.muted))
    sketch.mark("┤", at: Point(to, row), Style(.muted))
    if length == 0 && from < to { sketch.mark("├", at: Point(from, row), Style(.muted)) }
  }

  private func draw(_ reference: Reference, _ layout: Layout, on sketch: inout Sketch) {
    guard reference.value.isFinite, reference.value >= 0 else { return }
    let x = min(layout.bars.upperBound - 1, layout.bars.lowerBound + layout.length(reference.value))
    let end =
      layout.firstRow + layout.shown * layout.rowsPerEntry
      - (layout.rowsPerEntry > 1 && entries.last?.spread == nil ? 1 : 0)
    for y in layout.firstRow..<max(layout.firstRow, end) {
      sketch.mark("╎", at: Point(x, y), Style(.focus))
    }
    let text = reference.label + " " + format.text(reference.value)
    let columns = 0..<sketch.bounds.width
    sketch.label(text, around: x, within: columns, row: layout.firstRow - 1, Style(.focus))
  }
}
