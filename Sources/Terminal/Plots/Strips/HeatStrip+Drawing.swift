import TextSafety

extension HeatStrip {
  /// Which steps the columns stand for.
  private struct Steps {
    /// All steps.
    var count: Int
    /// The first that shows.
    var first: Int
    /// Steps in a column.
    var size: Int
  }

  private func steps(_ letters: [StripColumns], columns: Int) -> Steps {
    let count = letters.map(\.count).max() ?? 0
    guard isWhole, columns > 0 else { return Steps(count: count, first: max(0, count - max(0, columns)), size: 1) }
    return Steps(count: count, first: 0, size: max(1, (count + columns - 1) / columns))
  }

  public func picture(_ size: Size) -> CellGrid {
    var sketch = Sketch(size)
    guard size.width > 0, size.height > 0 else { return sketch.grid }
    var (top, free) = (0, size.height)
    if !title.isEmpty, free > rows.count + 1 || (isWhole && free > 5) {
      sketch.label(title.fitted(size.width), at: Point(0, 0), Style.bold(.heading))
      (top, free) = (1, free - 1)
    }
    // Of many rows some can be left out; without its legend a picture of letters says nothing.
    var legendRows = 0
    for wanted in stride(from: legend.rows(width: size.width).count, to: 0, by: -1)
    where legendRows == 0 && (free >= rows.count + wanted || (isWhole && free > 2 + wanted)) {
      legendRows = wanted
    }
    free -= legendRows
    let hasAxis = free > rows.count || (isWhole && free > 4)
    if hasAxis { free -= 1 }
    let shown = rows.count <= free ? rows.count : max(0, free - 1)
    let names = min(rows.map { DisplayWidth.of($0.label) }.max() ?? 0, size.width / 3)
    let start = names == 0 ? 0 : names + 1
    let letters = rows.map { StripColumns($0.letters) }
    let steps = steps(letters, columns: size.width - start)
    draw(letters, steps, names: names, start: start, rows: top..<(top + shown), on: &sketch)
    if shown < rows.count {
      let more = SafeText("… \(rows.count - shown) more")
      sketch.label(more.fitted(size.width), at: Point(0, top + shown), Style(.muted))
    }
    let end = top + (shown < rows.count ? shown + 1 : shown)
    if hasAxis { drawSteps(steps, start: start, row: end, on: &sketch) }
    if legendRows > 0 { legend.draw(in: Rect(0, end + (hasAxis ? 1 : 0), size.width, legendRows), on: &sketch) }
    return sketch.grid
  }

  private func draw(
    _ letters: [StripColumns], _ steps: Steps, names: Int, start: Int, rows range: Range<Int>, on sketch: inout Sketch
  ) {
    var inks: [Character: (text: SafeText, style: Style)] = [:]
    for (offset, y) in range.enumerated() {
      sketch.label(rows[offset].label.fitted(names), at: Point(0, y), Style(.muted))
      let columns = letters[offset].columns(from: steps.first, by: steps.size, meanings.map(\.letter))
      for (x, letter) in columns.enumerated() {
        let ink = inks[letter] ?? (HeatStrip.cell(letter), style(letter))
        inks[letter] = ink
        sketch.mark(ink.text, at: Point(start + x, y), ink.style)
      }
    }
  }

  /// A number under every tenth column, or under every so many where ten are too narrow for it; behind them what a step
  /// is called.
  private func drawSteps(_ steps: Steps, start: Int, row: Int, on sketch: inout Sketch) {
    let width = sketch.bounds.width
    func step(_ letter: Int) -> Int { firstStep + letter * stepsPerLetter }
    let perColumn = steps.size * stepsPerLetter
    let interval = (String(step(steps.count)).count > 8 ? 50 : 10) * perColumn
    let last = min(steps.count - 1, steps.first + (width - start) * steps.size - 1)
    guard last >= steps.first else { return }
    let name = stepName(perColumn)
    var free = start
    let least = (step(steps.first) + interval - 1) / interval * interval
    for number in stride(from: least, through: step(last), by: interval) {
      let column = start + (number - step(steps.first)) / perColumn
      let label = SafeText(String(number))
      // The name is worth more than the last numbers.
      let end = column + DisplayWidth.of(label) + 1
      if perColumn > 1, number > least, end + DisplayWidth.of(name) > width { break }
      if sketch.label(label, at: Point(column, row), Style(.muted)) { free = end }
    }
    if free + DisplayWidth.of(name) <= width { sketch.label(name, at: Point(free, row), Style(.muted)) }
  }

  private func stepName(_ perColumn: Int) -> SafeText {
    perColumn == 1 ? stepName : stepName + SafeText(", \(perColumn) a column")
  }

  private func style(_ letter: Character) -> Style {
    Style(meanings.first { $0.letter == letter }?.role ?? .text)
  }

  public func svg() -> String {
    let top = title.isEmpty ? 14.0 : 42
    let rows = rows.prefix(ChartSheet.mostRows)
    let hidden = self.rows.count - rows.count
    let height = top + Double(max(1, rows.count)) * 18 + 46 + (hidden > 0 ? 18 : 0)
    var document = SVGDocument(
      width: 760, height: height, title: title.isEmpty ? "Steps" : title, summary: summary)
    document.text(title.fitted(100), 14, 24, .heading, isBold: true)
    let left = 24 + min(200, rows.map { SVGDocument.width($0.label) }.max() ?? 0)
    let letters = rows.map { StripColumns($0.letters) }
    var steps = steps(letters, columns: Int(document.width - left - 14) / 3)
    // A drawing has room for all of them.
    if !isWhole { steps.first = 0 }
    let columns = Double((steps.count - steps.first + steps.size - 1) / steps.size)
    let step = min(14, (document.width - left - 14) / max(1, columns))
    for (index, row) in rows.enumerated() {
      let y = top + Double(index) * 18
      document.text(row.label.fitted(Int((left - 24) / SVGDocument.letterWidth)), 14, y + 12)
      let own = letters[index].columns(from: steps.first, by: steps.size, meanings.map(\.letter))
      for (offset, letter) in own.enumerated() {
        guard let meaning = meanings.first(where: { $0.letter == letter }) else { continue }
        let x = left + Double(offset) * step
        document.rect(x, y, step - 0.5, 15, meaning.role, opacity: 0.3)
        if step >= 8 { document.text(HeatStrip.cell(letter), x + step / 2, y + 12, meaning.role, anchor: .middle) }
      }
    }
    if hidden > 0 { document.text(SafeText("… \(hidden) more"), 14, height - 46) }
    var x = 14.0
    for meaning in meanings {
      document.rect(x, height - 24, 10, 10, meaning.role)
      let name = HeatStrip.cell(meaning.letter) + " " + meaning.name
      document.text(name, x + 16, height - 15, .text)
      x += SVGDocument.width(name) + 36
    }
    let perColumn = steps.size * stepsPerLetter
    if perColumn > 1 { document.text(stepName(perColumn), document.width - 14, height - 15, anchor: .end) }
    return document.string
  }
}
