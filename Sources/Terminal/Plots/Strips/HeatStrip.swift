public import TextSafety

/// What happened to each of several things in each step, one letter a step: the timeline of a batch, say.
///
/// Letters carry the meaning; roles only help. With more steps than columns the latest are shown.
public struct HeatStrip: Plot {
  /// One thing's steps.
  public struct Row: Hashable, Sendable {
    public var label: SafeText
    /// A letter for each step from step 0 on; blanks are nothing.
    public var letters: String

    public init(_ label: SafeText, _ letters: String) {
      self.label = label
      self.letters = letters
    }
  }

  public var title: SafeText
  public var rows: [Row]
  /// What the letters mean, in the order of the legend.
  public var meanings: [Meaning]
  /// What a step is called.
  public var stepName: SafeText

  /// A letter's name and role.
  public struct Meaning: Hashable, Sendable {
    public var letter: Character
    public var name: SafeText
    public var role: Role

    public init(_ letter: Character, _ name: SafeText, role: Role) {
      self.letter = letter
      self.name = name
      self.role = role
    }
  }

  public init(title: SafeText = .empty, rows: [Row], meanings: [Meaning], stepName: SafeText = "step") {
    self.title = title
    self.rows = rows
    self.meanings = meanings
    self.stepName = stepName
  }

  public func height(forWidth width: Int) -> Int {
    (title.isEmpty ? 0 : 1) + max(1, rows.count) + 3
  }

  private var legend: Legend {
    Legend(
      items: meanings.map {
        Legend.Item(swatch: SafeText(String($0.letter)), name: $0.name, style: Style($0.role, on: nil, .bold))
      })
  }

  private var stepCount: Int { rows.map(\.letters.count).max() ?? 0 }

  public func picture(_ size: Size) -> CellGrid {
    var sketch = Sketch(size)
    guard size.width > 0, size.height > 0 else { return sketch.grid }
    var (top, free) = (0, size.height)
    if !title.isEmpty, free > rows.count + 1 {
      sketch.label(title.fitted(size.width), at: Point(0, 0), Style.bold(.heading))
      (top, free) = (1, free - 1)
    }
    let hasLegend = free > rows.count && !meanings.isEmpty
    if hasLegend { free -= 1 }
    let hasAxis = free > rows.count
    if hasAxis { free -= 1 }
    let shown = rows.count <= free ? rows.count : max(0, free - 1)
    let names = min(rows.map { DisplayWidth.of($0.label) }.max() ?? 0, size.width / 3)
    let start = names == 0 ? 0 : names + 1
    let first = max(0, stepCount - max(0, size.width - start))
    for (offset, row) in rows.prefix(shown).enumerated() {
      sketch.label(row.label.fitted(names), at: Point(0, top + offset), Style(.muted))
      for (step, letter) in row.letters.enumerated().dropFirst(first) {
        sketch.mark(cell(letter), at: Point(start + step - first, top + offset), style(letter))
      }
    }
    if shown < rows.count {
      sketch.label(
        SafeText("… \(rows.count - shown) more").fitted(size.width), at: Point(0, top + shown), Style(.muted))
    }
    let end = top + (shown < rows.count ? shown + 1 : shown)
    if hasAxis { drawSteps(from: first, start: start, row: end, on: &sketch) }
    if hasLegend { legend.draw(in: Rect(0, end + (hasAxis ? 1 : 0), size.width, 1), on: &sketch) }
    return sketch.grid
  }

  /// A number under every tenth step, or under every so many where ten are too narrow for it.
  private func drawSteps(from first: Int, start: Int, row: Int, on sketch: inout Sketch) {
    let width = sketch.bounds.width
    let interval = String(stepCount).count > 8 ? 50 : 10
    let last = min(stepCount - 1, first + width - start - 1)
    guard last >= first else { return }
    var free = start
    for step in first...last where step % interval == 0 {
      let label = SafeText(String(step))
      if sketch.label(label, at: Point(start + step - first, row), Style(.muted)) {
        free = start + step - first + DisplayWidth.of(label) + 1
      }
    }
    if free + DisplayWidth.of(stepName) <= width { sketch.label(stepName, at: Point(free, row), Style(.muted)) }
  }

  /// A letter as wide as a cell; what is not becomes a question mark.
  private func cell(_ letter: Character) -> SafeText {
    let text = SafeText(String(letter))
    return DisplayWidth.of(text) == 1 ? text : "?"
  }

  private func style(_ letter: Character) -> Style {
    Style(meanings.first { $0.letter == letter }?.role ?? .text)
  }

  public func svg() -> String {
    let top = title.isEmpty ? 14.0 : 42
    let height = top + Double(max(1, rows.count)) * 18 + 46
    var document = SVGDocument(
      width: 760, height: height, title: title.isEmpty ? "Steps" : title, summary: summary)
    document.text(title.fitted(100), 14, 24, .heading, isBold: true)
    let left = 24 + min(200, rows.map { SVGDocument.width($0.label) }.max() ?? 0)
    let step = min(14, (document.width - left - 14) / Double(max(1, stepCount)))
    for (index, row) in rows.enumerated() {
      let y = top + Double(index) * 18
      document.text(row.label.fitted(Int((left - 24) / SVGDocument.letterWidth)), 14, y + 12)
      for (offset, letter) in row.letters.enumerated() {
        guard let meaning = meanings.first(where: { $0.letter == letter }) else { continue }
        let x = left + Double(offset) * step
        document.rect(x, y, step - 0.5, 15, meaning.role, opacity: 0.3)
        if step >= 8 { document.text(cell(letter), x + step / 2, y + 12, meaning.role, anchor: .middle) }
      }
    }
    var x = 14.0
    for meaning in meanings {
      document.rect(x, height - 24, 10, 10, meaning.role)
      let name = cell(meaning.letter) + " " + meaning.name
      document.text(name, x + 16, height - 15, .text)
      x += SVGDocument.width(name) + 36
    }
    return document.string
  }

  public var summary: SafeText {
    let all = rows.map { ($0.label + " " + SafeText($0.letters)).string }
    return (title.isEmpty ? "Steps" : title) + ". " + SafeText(all.joined(separator: "; ")) + "."
  }
}
