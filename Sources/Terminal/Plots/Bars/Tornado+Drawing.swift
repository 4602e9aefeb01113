import TextSafety

extension Tornado {
  /// A row for each entry and those of title, base and legend.
  public func height(forWidth width: Int) -> Int {
    (title.isEmpty ? 0 : 1) + 3 + max(1, entries.count)
  }

  public func picture(_ size: Size) -> CellGrid {
    var sketch = Sketch(size)
    guard size.width > 0, size.height > 0 else { return sketch.grid }
    var top = 0
    var free = size.height
    if !title.isEmpty, free > 3 {
      sketch.label(title.fitted(size.width), at: Point(0, 0), Style.bold(.heading))
      (top, free) = (1, free - 1)
    }
    let hasBase = free > 1
    if hasBase { (top, free) = (top + 1, free - 1) }
    if free > min(entries.count, 3) {
      let isApart = free > entries.count + 1
      free -= isApart ? 2 : 1
      let row = min(size.height - 1, top + min(free, entries.count) + (isApart ? 1 : 0))
      legend.draw(in: Rect(0, row, size.width, 1), on: &sketch)
    }
    let shown = entries.count <= free ? entries.count : max(0, free - 1)
    let columns = columns(size.width)
    let span = span
    if let place = span.place(base), !columns.bars.isEmpty {
      let x = column(place, columns.bars)
      for y in top..<min(size.height, top + shown) { sketch.mark("│", at: Point(x, y), Style(.muted)) }
      if hasBase { sketch.label("base " + format.text(base), around: x, within: 0..<size.width, row: top - 1, .plain) }
    }
    for (offset, entry) in entries.prefix(shown).enumerated() {
      draw(entry, row: top + offset, columns, span, on: &sketch)
    }
    if shown < entries.count {
      let more = SafeText("… \(entries.count - shown) more")
      sketch.label(more.fitted(size.width), at: Point(0, top + shown), Style(.muted))
    }
    return sketch.grid
  }

  /// Where names, bars and the inputs' ends stand; on both sides of the bars there is room for a result.
  private func columns(_ width: Int) -> (names: Int, bars: Range<Int>, valueWidth: Int) {
    let results = entries.flatMap { [$0.atLow, $0.atHigh] } + [base]
    let valueWidth = results.map { DisplayWidth.of(format.text($0)) }.max() ?? 0
    let longest = entries.map { DisplayWidth.of(label(of: $0)) }.max() ?? 0
    let names = min(longest, max(width * 2 / 5, width - 2 * valueWidth - 34))
    let hasValues = width - names - 2 * valueWidth - 4 >= 6
    let start = min(width, names + 1 + (hasValues ? valueWidth + 1 : 0))
    let end = max(start, width - (hasValues ? valueWidth + 1 : 0))
    return (names, start..<end, hasValues ? valueWidth : 0)
  }

  private func label(of entry: Entry) -> SafeText {
    entry.lowInput.isEmpty && entry.highInput.isEmpty
      ? entry.name : entry.name + "  " + entry.lowInput + "–" + entry.highInput
  }

  private func column(_ place: Double, _ bars: Range<Int>) -> Int {
    bars.lowerBound + Int((min(max(place, 0), 1) * Double(bars.count - 1)).rounded())
  }

  private func draw(
    _ entry: Entry, row: Int, _ columns: (names: Int, bars: Range<Int>, valueWidth: Int), _ span: AxisSpan,
    on sketch: inout Sketch
  ) {
    drawName(of: entry, row: row, columns.names, on: &sketch)
    guard !columns.bars.isEmpty, let middle = span.place(base).map({ column($0, columns.bars) }) else { return }
    for bar in bars(of: entry, span) {
      let (from, to) = (column(bar.from, columns.bars), column(bar.to, columns.bars))
      let item = legend.items[bar.isHigh ? 1 : 0]
      for x in from..<(to + 1) where x != middle {
        sketch.mark(item.swatch, at: Point(x, row), item.style)
      }
    }
    guard columns.valueWidth > 0, let ends = ends(of: entry), let low = span.place(ends.low),
      let high = span.place(ends.high)
    else { return }
    if ends.low < base {
      let end = column(low, columns.bars) - 1
      sketch.label(
        format.text(ends.low), endingBefore: end, from: end - columns.valueWidth, row: row, Style(.muted))
    }
    if ends.high > base {
      sketch.label(format.text(ends.high), at: Point(column(high, columns.bars) + 2, row), Style(.muted))
    }
  }

  /// The name, and the inputs' ends as far as there is room.
  private func drawName(of entry: Entry, row: Int, _ width: Int, on sketch: inout Sketch) {
    let whole = label(of: entry)
    guard DisplayWidth.of(whole) <= width else {
      sketch.label(entry.name.fitted(width), at: Point(0, row), .plain)
      return
    }
    let line =
      whole == entry.name
      ? StyledLine(whole)
      : StyledLine([
        Span(entry.name + "  "), Span(entry.lowInput + "–" + entry.highInput, Style(.muted)),
      ])
    sketch.label(line, at: Point(0, row))
  }

  public func svg() -> String {
    let top = title.isEmpty ? 34.0 : 58
    let height = top + Double(max(1, entries.count)) * 26 + 40
    var document = SVGDocument(
      width: 760, height: height, title: title.isEmpty ? "Sensitivity" : title, summary: summary)
    document.text(title.fitted(100), 14, 24, .heading, isBold: true)
    let names = min(300, entries.map { SVGDocument.width(label(of: $0)) }.max() ?? 0)
    let values = (entries.flatMap { [$0.atLow, $0.atHigh] } + [base]).map { SVGDocument.width(format.text($0)) }
    let room = (values.max() ?? 0) + 8
    let (left, right) = (24 + names + room, document.width - 14 - room)
    let span = span
    let middle = left + (span.place(base) ?? 0.5) * (right - left)
    document.text("base " + format.text(base), middle, top - 8, .text, anchor: .middle)
    for (index, entry) in entries.enumerated() {
      let y = top + Double(index) * 26
      let columns = Int(names / SVGDocument.letterWidth)
      document.text(label(of: entry).fitted(columns), 14, y + 15, .text)
      for bar in bars(of: entry, span) {
        let (from, to) = (left + bar.from * (right - left), left + bar.to * (right - left))
        document.rect(from, y + 3, to - from, 16, bar.isHigh ? .infrastructure : .agents, hatch: bar.isHigh ? 0 : 1)
      }
      guard let ends = ends(of: entry), let low = span.place(ends.low), let high = span.place(ends.high) else {
        continue
      }
      if ends.low < base {
        document.text(format.text(ends.low), left + low * (right - left) - 6, y + 15, anchor: .end)
      }
      if ends.high > base { document.text(format.text(ends.high), left + high * (right - left) + 6, y + 15) }
    }
    document.line(middle, top, middle, height - 36, .muted)
    document.rect(14, height - 22, 10, 10, .agents, hatch: 1)
    document.text("input low", 30, height - 13, .text)
    document.rect(124, height - 22, 10, 10, .infrastructure)
    document.text("input high", 140, height - 13, .text)
    return document.string
  }
}
