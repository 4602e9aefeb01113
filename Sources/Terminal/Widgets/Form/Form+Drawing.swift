import TextSafety

extension Form {
  /// What a row of the drawn form shows.
  enum Row: Equatable {
    case heading(Int)
    case field(Int)
    case blank
    /// A line of what is said about the selected field, and whether it is a problem.
    case remark(StyledLine)
  }

  /// All rows at a width: headings and problems among the fields.
  func rows(width: Int) -> [Row] {
    var rows: [Row] = []
    var number = 0
    for (index, section) in sections.enumerated() {
      if !section.title.isEmpty {
        if !rows.isEmpty { rows.append(.blank) }
        rows.append(.heading(index))
      }
      for field in section.fields {
        rows.append(.field(number))
        if let problem = number == selected ? problem ?? field.problem : field.problem {
          rows += remarks("✗ " + problem, Style(.bad), width).map(Row.remark)
        }
        number += 1
      }
    }
    return rows
  }

  private func remarks(_ text: SafeText, _ style: Style, _ width: Int) -> [StyledLine] {
    let indent = 4
    guard width > indent + 8, !text.isEmpty else { return [] }
    return Wrapping.wrap(text, style, width: width - indent).map {
      StyledLine([Span(SafeText(String(repeating: " ", count: indent)))] + $0.spans)
    }
  }

  /// What is said about a field: a gauge for a number in its range, the note, and what the value rests on.
  func details(of field: Field, width: Int) -> [StyledLine] {
    var lines: [StyledLine] = []
    if case .number(let number) = field.kind {
      let low = number.format.text(number.range.lowerBound)
      let high = number.format.text(number.range.upperBound)
      let length = width - 4 - DisplayWidth.of(low) - DisplayWidth.of(high) - 2
      if length >= 5 {
        let at = Int((number.place * Double(length - 1)).rounded())
        let left = SafeText(String(repeating: "─", count: at))
        let right = SafeText(String(repeating: "─", count: length - 1 - at))
        lines.append(
          StyledLine([
            Span("    " + low + " ", Style(.muted)), Span(left, Style(.frame)), Span("●", Style(.focus)),
            Span(right, Style(.frame)), Span(" " + high, Style(.muted)),
          ]))
      }
    }
    lines += remarks(field.note, Style(.muted), width)
    // A column is kept free for the sign that more of it stands elsewhere.
    let style = Style(field.isSourceStale ? .warning : .muted)
    let source = remarks(field.source, style, width - 1)
    var shown = Array(source.prefix(Form.sourceRows))
    if source.count > shown.count, let last = shown.popLast() {
      shown.append(StyledLine(last.spans + [Span("…", style)]))
    }
    return lines + shown
  }

  private static let sourceRows = 3

  /// Rows of the longest details of a field.
  private func longestDetails(_ width: Int) -> Int {
    longestDetails[width] ?? sections.flatMap(\.fields).map { details(of: $0, width: width).count }.max() ?? 0
  }

  /// Rows that show all of it: fields, a blank line, and a rule with the longest details.
  public func height(forWidth width: Int) -> Int { rows(width: width).count + 2 + longestDetails(width) }

  /// The fields' rows, and below them as many as the longest details need, so that nothing moves with the selection.
  func split(_ size: Size) -> (list: Int, details: Int) {
    let details = min(longestDetails(size.width), size.height / 3)
    // Details and the rule above them; in a low window there are only fields.
    return size.height < 10 || details == 0 ? (size.height, 0) : (size.height - details - 1, details)
  }

  /// The first row to show, so that the selected field and its problem are in sight.
  func firstRow(_ rows: [Row], height: Int) -> Int {
    guard let at = rows.firstIndex(of: .field(selected)) else { return 0 }
    var end = at + 1
    while end < rows.count, case .remark = rows[end] { end += 1 }
    var first = Scroll.clamp(top, rows: rows.count, height: height)
    if end > first + height { first = end - height }
    // The field itself comes before its problem, and with it the heading above.
    let start = at > 0 && at <= 2 ? 0 : at > 0 && rows[at - 1] != .field(selected - 1) ? at - 1 : at
    if start < first { first = min(start, at) }
    if at >= first + height { first = at - height + 1 }
    return Scroll.clamp(first, rows: rows.count, height: height)
  }

  /// Remembers the scroll, so that rows move only when the selected field leaves the window.
  public mutating func settle(_ size: Size) {
    longestDetails = [size.width: longestDetails(size.width)]
    top = firstRow(rows(width: size.width), height: split(size).list)
  }

  /// Rows below those that a window of a size shows.
  public func hiddenRows(in size: Size) -> Int {
    let rows = rows(width: size.width)
    let height = split(size).list
    return max(0, rows.count - firstRow(rows, height: height) - height)
  }

  /// Which field a row of the window shows; nil for none.
  public func field(atRow row: Int, in size: Size) -> Int? {
    let rows = rows(width: size.width)
    let height = split(size).list
    let index = firstRow(rows, height: height) + row
    guard row >= 0, row < height, rows.indices.contains(index), case .field(let number) = rows[index] else {
      return nil
    }
    return number
  }
}

extension CellGrid {
  /// Draws a form: labels on the left, values and units on the right, the selected field's range and note at the foot.
  ///
  /// A dot marks values that differ from their first ones. The cursor is put where a value is typed.
  public mutating func draw(_ form: Form, in rect: Rect, isFocused: Bool) {
    guard !rect.isEmpty else { return }
    let rows = form.rows(width: rect.width)
    let (height, foot) = form.split(Size(rect.width, rect.height))
    let first = form.firstRow(rows, height: height)
    if foot > 0, let field = form.current {
      let top = rect.y + min(rows.count + 1, height)
      let rule = SafeText(String(repeating: "─", count: rect.width))
      write(rule, at: Point(rect.x, top), Style(.frame), in: rect)
      for (offset, line) in form.details(of: field, width: rect.width).prefix(foot).enumerated() {
        write(line, at: Point(rect.x, top + 1 + offset), in: rect)
      }
    }
    for (offset, row) in rows.dropFirst(first).prefix(height).enumerated() {
      let line = Rect(rect.x, rect.y + offset, rect.width, 1)
      switch row {
      case .blank: break
      case .heading(let index):
        write(form.sections[index].title.fitted(rect.width), at: Point(line.x, line.y), Style.bold(.heading), in: line)
      case .remark(let text): write(text, at: Point(line.x, line.y), in: line)
      case .field(let number):
        guard let place = form.place(of: number) else { continue }
        let field = form.sections[place.section].fields[place.field]
        drawField(field, form, isSelected: number == form.selected, in: line, isFocused: isFocused)
      }
    }
  }

  private mutating func drawField(
    _ field: Form.Field, _ form: Form, isSelected: Bool, in line: Rect, isFocused: Bool
  ) {
    let ground: Role? = isSelected ? (isFocused ? .selection : .selectionQuiet) : nil
    fill(line, Style(.text, on: ground))
    write(isSelected ? "▸" : " ", at: Point(line.x, line.y), Style(isFocused ? .focus : .muted, on: ground), in: line)
    if field.isChanged { write("•", at: Point(line.x + 1, line.y), Style(.focus, on: ground), in: line) }
    // A long unit may have what label and value leave free, else a third.
    let left = line.width - 8 - DisplayWidth.of(field.label) - DisplayWidth.of(field.valueText)
    let unitWidth = min(DisplayWidth.of(field.unit), max(0, line.width / 3, left))
    let end = line.maxX - (unitWidth > 0 ? unitWidth + 1 : 0)
    write(field.unit.fitted(unitWidth), at: Point(end + 1, line.y), Style(.muted, on: ground), in: line)
    let start = line.x + 3
    if isSelected, let entry = form.entry {
      drawEntry(entry, field, from: start, to: end, in: line, ground)
      return
    }
    let isLadder = isSelected && isFocused && field.isStepped
    let value = isLadder ? "‹ " + field.valueText + " ›" : field.valueText
    let shown = value.fitted(
      max(0, min(end - start, max(line.width / 2, end - start - DisplayWidth.of(field.label) - 1))))
    let valueStart = end - DisplayWidth.of(shown)
    write(
      field.label.fitted(max(0, valueStart - start - 1)), at: Point(start, line.y), Style(.text, on: ground), in: line)
    write(shown, at: Point(valueStart, line.y), field.valueStyle.on(ground), in: line)
  }

  /// The text being typed, as much of it as leaves the cursor in sight.
  private mutating func drawEntry(
    _ entry: TextEditor, _ field: Form.Field, from start: Int, to end: Int, in line: Rect, _ ground: Role?
  ) {
    var left = min(start + DisplayWidth.of(field.label) + 1, end - 16)
    if case .number = field.kind { left = end - 16 }
    let box = Rect(max(start, left), line.y, 0, 1)
    let width = max(0, end - box.x)
    write(
      field.label.fitted(max(0, box.x - start - 1)), at: Point(start, line.y), Style(.text, on: ground), in: line)
    let area = Rect(box.x, line.y, width, 1)
    fill(area, Style(.text, on: .sheet, .underline))
    let characters = Array(entry.text)
    var column = entry.cursor.column
    var used = 1
    while column > 0, used + DisplayWidth.of(characters[column - 1]) <= width {
      column -= 1
      used += DisplayWidth.of(characters[column])
    }
    let text = SafeText(String(characters[column...]))
    write(text, at: Point(box.x, line.y), Style(.text, on: .sheet, .underline), in: area)
    if width > 0 { cursor = Point(min(box.x + used - 1, area.maxX - 1), line.y) }
  }
}

extension Form.Field {
  /// True when Left and Right change it.
  var isStepped: Bool {
    switch kind {
    case .number, .choice, .toggle: true
    case .text, .fixed: false
    }
  }

  var valueStyle: Style {
    switch kind {
    case .fixed: Style(.muted)
    default: Style(problem == nil ? .text : .bad, on: nil, isChanged ? .bold : [])
    }
  }
}
