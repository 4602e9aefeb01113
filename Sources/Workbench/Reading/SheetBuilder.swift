import Curriculum
import Notebook
import Terminal
import TextSafety

/// Puts a sheet together, part by part.
struct SheetBuilder {
  let width: Int
  let accent: Role
  /// The text that is being written; it is set in place of the field's own.
  let editing: Editing?
  let keymap: Keymap
  let hasColors: Bool
  private(set) var sheet = Sheet()
  private var headings: [SafeText] = []

  init(width: Int, accent: Role, editing: Editing?, keymap: Keymap, hasColors: Bool = true) {
    self.width = max(10, width)
    self.accent = accent
    self.editing = editing
    self.keymap = keymap
    self.hasColors = hasColors
  }

  var measure: Int { DocumentLayout.measure(in: width) }

  /// Columns for tables and diagrams: what a margin leaves.
  var textWidth: Int { Margin.fits(in: width) ? Margin.textWidth : width }

  // MARK: Text

  mutating func document(_ document: Document) {
    let layout = DocumentLayout(document, width: textWidth, accent: accent, hasColors: hasColors)
    let offset = sheet.links.count
    sheet.links += layout.links
    headings += layout.headings
    for row in layout.rows {
      var row = row
      if offset > 0 {
        for index in row.line.spans.indices {
          row.line.spans[index].link = row.line.spans[index].link.map { $0 + offset }
        }
      }
      sheet.rows.append(row)
    }
  }

  mutating func markdown(_ text: String) { document(Document(parsing: text)) }

  mutating func blank() {
    if let last = sheet.rows.last, !last.line.spans.isEmpty { append(StyledLine()) }
  }

  mutating func heading(_ text: SafeText, note: SafeText = .empty) {
    headings.append(text)
    blank()
    var spans = [Span(text, Style(accent, on: nil, .bold))]
    if !note.isEmpty { spans.append(Span("  " + note, Style(.muted))) }
    for line in Wrapping.wrap(spans, width: measure) { append(line, isHead: true) }
  }

  mutating func append(_ line: StyledLine, isHead: Bool = false) {
    sheet.rows.append(DocumentLayout.Row(line, source: sheet.rows.last?.source ?? 0, isHead: isHead))
  }

  mutating func append(_ table: TableLayout) {
    for line in table.head { append(line, isHead: true) }
    for line in table.body { append(line) }
  }

  /// A paragraph, wrapped at the measure beside a lead that stands in front of its first row.
  mutating func paragraph(_ spans: [Span], lead: [Span] = []) {
    let indent = StyledLine(lead).width
    let blanks = Span(SafeText(String(repeating: " ", count: indent)))
    for (index, line) in Wrapping.wrap(spans, width: measure - indent).enumerated() {
      append(indent == 0 ? line : StyledLine((index == 0 ? lead : [blanks]) + line.spans))
    }
  }

  /// A label and links, wrapped beside the label.
  mutating func links(_ label: SafeText, _ items: [(title: String, destination: String)]) {
    guard !items.isEmpty else { return }
    let labelWidth = 10
    var spans: [Span] = []
    for (index, item) in items.enumerated() {
      sheet.links.append(item.destination)
      let isTerm = item.destination.hasPrefix("term:")
      // Blanks inside a title that fits do not break, so that a link stays in one piece.
      let whole = SafeText(item.title)
      let fits = DisplayWidth.of(whole) <= measure - labelWidth - 2
      let title = fits ? SafeText(item.title.replacing(" ", with: "\u{A0}")) : whole
      spans.append(Span(title, Style(isTerm ? .text : .link, on: nil, .underline), link: sheet.links.count - 1))
      if index < items.count - 1 { spans.append(Span("  ")) }
    }
    let lines = Wrapping.wrap(spans, width: max(8, measure - labelWidth))
    for (index, line) in lines.enumerated() {
      let lead = index == 0 ? label.padded(labelWidth) : SafeText(String(repeating: " ", count: labelWidth))
      append(StyledLine([Span(lead, Style(.muted))] + line.spans))
    }
  }

  /// Sets the margin, if the width leaves room for one.
  mutating func margin(_ terms: [TermID], _ course: Course, hasParts: Bool = true) {
    sheet.margin = Margin(
      terms: terms.compactMap(course.term), headings: hasParts ? headings : [], width: width)
  }

  // MARK: Stops

  mutating func action(_ target: StopTarget, _ title: SafeText, key: SafeText = .empty) {
    let start = sheet.rows.count
    var spans = [Span(title, Style(.link))]
    if !key.isEmpty { spans += [Span("  "), Span(key, Style(.heading, on: nil, .bold))] }
    paragraph(spans, lead: [Span("→ ", Style(accent))])
    sheet.stops.append(Sheet.Stop(target: target, rows: start..<sheet.rows.count))
  }

  mutating func field(_ field: FieldView) {
    let start = sheet.rows.count
    if !field.label.isEmpty { paragraph(field.label + (field.isLocked ? [Span(" · locked", Style(.muted))] : [])) }
    if let before = field.before {
      paragraph([Span(SafeText(before), Style(.muted))], lead: [Span("  you wrote  ", Style(.muted, on: nil, .italic))])
    }
    if let editing, editing.target == field.target, !editing.isDocked {
      editor(editing)
    } else {
      value(field)
    }
    marks(field)
    sheet.stops.append(Sheet.Stop(target: .field(field.target), rows: start..<sheet.rows.count))
  }

  /// Rows of the text that is being written, on the colour of input.
  private mutating func editor(_ editing: Editing) {
    let first = sheet.rows.count
    var editor = editing.editor
    let inner = measure - 2
    editor.wrap(width: inner)
    for row in editor.rows(0..<editor.rowCount) {
      append(StyledLine([Span("▏ ", Style(.focus, on: .sheet)), Span(row.padded(inner), Style(.text, on: .sheet))]))
    }
    sheet.editorArea = (2, first..<sheet.rows.count)
  }

  /// Stands before a field without a value: a broken line, which tells it from an answer without colour too.
  private static let open = Span("┊ ", Style(.frame))

  private mutating func value(_ field: FieldView) {
    switch field.kind {
    case .score(let from, let to, let words): score(field, from, to, words)
    case .choice where !field.text.isEmpty:
      append(
        StyledLine([
          Span("▏ ", Style(accent)), Span(SafeText(field.shown ?? field.text), Style(.heading, on: nil, .bold)),
        ]))
    case .text, .line, .choice:
      if field.text.allSatisfy(\.isWhitespace) {
        for line in Wrapping.wrap(SafeText(field.hint), Style(.muted, on: nil, .italic), width: measure - 2) {
          append(StyledLine([SheetBuilder.open] + line.spans))
        }
      } else {
        for text in SafeText.lines(field.text) {
          for line in Wrapping.wrap(text, width: measure - 2) {
            append(StyledLine([Span("▏ ", Style(accent))] + line.spans))
          }
        }
      }
    }
  }

  private mutating func score(_ field: FieldView, _ from: Int, _ to: Int, _ words: [Int: String]) {
    let chosen = Int(field.text)
    var spans: [Span] = []
    for value in from...max(from, to) {
      let word = words[value].map { "\u{A0}" + $0.replacing(" ", with: "\u{A0}") } ?? ""
      if value == chosen {
        spans.append(Span(SafeText("[\(value)\(word)]"), Style(accent, on: nil, .bold)))
      } else {
        spans.append(Span(SafeText("\u{A0}\(value)\(word)\u{A0}"), Style(.muted)))
      }
      if value < to { spans.append(Span(" ")) }
    }
    if chosen == nil, StyledLine(spans).width + 9 < measure {
      spans.append(Span("  not yet", Style(.muted, on: nil, .italic)))
    }
    for line in Wrapping.wrap(spans, width: measure - 2) {
      append(StyledLine([chosen == nil ? SheetBuilder.open : Span("▏ ", Style(accent))] + line.spans))
    }
  }

  private mutating func marks(_ field: FieldView) {
    var spans: [Span] = []
    for check in field.checks {
      if !spans.isEmpty { spans.append(Span(" · ", Style(.muted))) }
      let mark: SafeText = check.passed ? "✓ " : "○ "
      let style = Style(check.passed ? .good : .warning)
      spans.append(Span(mark + SafeText(check.message), style))
    }
    if !spans.isEmpty {
      for line in Wrapping.wrap(spans, width: measure - 2) { append(StyledLine([Span("  ")] + line.spans)) }
    }
  }

  mutating func markLastStop(rubric page: PageID, line: String, from start: Int) {
    sheet.stops.append(Sheet.Stop(target: .rubric(page, line: line), rows: start..<sheet.rows.count))
  }

  /// A line of a rubric with its three grades.
  mutating func rubric(_ page: PageID, _ line: Page.RubricLine, points: Int?) {
    let start = sheet.rows.count
    paragraph([Span(SafeText(line.line))], lead: [Span(SafeText(line.id + "  "), Style(accent, on: nil, .bold))])
    let grades = [(2, line.full), (1, line.part), (0, "None of this")]
    for (value, words) in grades {
      let isChosen = points == value
      let mark = isChosen ? "[\(value)] " : " \(value)  "
      let style = isChosen ? Style(accent, on: nil, .bold) : Style(.muted)
      let wrapped = Wrapping.wrap(SafeText(words), isChosen ? .plain : Style(.muted), width: measure - 7)
      for (index, row) in wrapped.enumerated() {
        append(StyledLine([Span("   "), Span(SafeText(index == 0 ? mark : "    "), style)] + row.spans))
      }
    }
    markLastStop(rubric: page, line: line.id, from: start)
  }
}
