public import Terminal
import Foundation
import Curriculum
import Notebook
import TextSafety

extension State {
  /// Draws the state.
  ///
  /// Pure.
  public func view() -> CellGrid {
    guard isSheetStale else { return draw() }
    var settled = self
    settled.settle()
    return settled.draw()
  }

  private func draw() -> CellGrid {
    var grid = CellGrid(size)
    let layout = Layout(self)
    guard !layout.isTooSmall else {
      grid.write(SafeText("Strata needs \(Layout.minimum.width)×\(Layout.minimum.height)"), at: Point(0, 0))
      return grid
    }
    TabBar.draw(self, layout.bar, &grid)
    if let list = layout.list { pane == .costs ? drawCostForm(list, &grid) : drawList(list, &grid) }
    if let sheet = layout.sheet {
      switch pane {
      case .costs: drawCostResults(sheet, &grid)
      case .live: drawStage(sheet, &grid)
      default: drawSheet(sheet, &grid)
      }
    }
    if let dock = layout.dock { drawDock(dock, layout.dockText, &grid) }
    drawFooter(layout.footer, &grid)
    if let overlay { drawOverlay(overlay, &grid) }
    return grid
  }

  // MARK: List

  private func drawList(_ frame: Rect, _ grid: inout CellGrid) {
    let isFocused = !current.isSheetFocused && editing == nil && overlay == nil
    let title: SafeText =
      switch pane {
      case .stack: "The stack"
      case .costs: "Costs"
      case .labs: "Labs"
      case .questions: "Critical questions"
      case .live: "Live experiments"
      case .notebook: "Notebook"
      }
    let rows = rows(of: pane)
    let hidden = rows.count - current.list.top(count: rows.count, height: frame.height - 2) - (frame.height - 2)
    let inside = grid.panel(
      frame, title: title, footnote: hidden > 0 ? SafeText("\(hidden) more ↓") : .empty, isFocused: isFocused)
    if pane == .live { drawLiveSummary(inside, below: rows.count, &grid) }
    if rows.isEmpty {
      let hint =
        pane == .live ? "There are no experiments." : "Nothing here yet. \(keymap.name(of: .note)) writes a note."
      let text = course == nil ? "reading the course …" : SafeText(hint)
      for (index, line) in Wrapping.wrap(text, Style(.muted), width: inside.width - 2).enumerated() {
        grid.write(line, at: Point(inside.x + 1, inside.y + index), in: inside)
      }
    }
    let top = current.list.top(count: rows.count, height: inside.height)
    for (offset, row) in rows.dropFirst(top).prefix(inside.height).enumerated() {
      let isSelected = top + offset == current.list.selected
      draw(row, Rect(inside.x, inside.y + offset, inside.width, 1), isSelected, isFocused, &grid)
    }
  }

  private func draw(_ row: ListRow, _ area: Rect, _ isSelected: Bool, _ isFocused: Bool, _ grid: inout CellGrid) {
    let background: Role? = isSelected ? (isFocused ? .selection : .selectionQuiet) : nil
    if isSelected { grid.fill(area, Style(.text, on: background)) }
    let isOpen = current.shows(row)
    let markWidth = DisplayWidth.of(row.mark)
    let indent = 2 + row.indent * 2
    let room = area.width - indent - markWidth - 2
    if isSelected {
      grid.write("▸", at: Point(area.x, area.y), Style(.focus, on: background, .bold))
    } else if isOpen {
      grid.write("●", at: Point(area.x, area.y), Style(accent))
    }
    let attributes: Style.Attributes = row.isHeading || isOpen ? .bold : []
    grid.write(
      row.text.fitted(room), at: Point(area.x + indent, area.y), Style(row.role, on: background, attributes), in: area)
    grid.write(row.mark, at: Point(area.maxX - markWidth - 1, area.y), Style(row.markRole, on: background), in: area)
  }

  // MARK: Sheet

  private func drawSheet(_ frame: Rect, _ grid: inout CellGrid) {
    guard let course else {
      grid.panel(frame, title: .empty, isFocused: false)
      return
    }
    let isFocused = current.isSheetFocused && overlay == nil && editing?.isDocked != true
    let (title, note) = sheetTitle(course)
    let text = Layout.text(in: frame)
    let rows = current.sheet.rows
    grid.panel(
      frame, title: title, accent: accent, note: note, footnote: place(rows.count, text.height), isFocused: isFocused)
    let hits = findRows
    let found = find.flatMap { hits.indices.contains($0.index) ? hits[$0.index] : nil }
    // What is looked for or selected shows wherever it stands.
    let shown = text.height - (find == nil && current.link == nil ? leftOut(from: current.top) : 0)
    for offset in 0..<shown where rows.indices.contains(current.top + offset) {
      let index = current.top + offset
      let line = rows[index].line
      grid.write(line, at: Point(text.x, text.y + offset), in: text)
      if let link = current.link { mark(link, line, Point(text.x, text.y + offset), text, &grid) }
      if let find, hits.contains(index) {
        markFound(find.editor.text, line, Point(text.x, text.y + offset), isSelected: index == found, text, &grid)
      }
    }
    drawStop(text, &grid)
    let beside = text.split(left: Margin.column).right
    // The glossary tells the terms itself, and would leave a strip of the margin.
    if case .picker(let picker)? = overlay, picker.kind == .glossary { return }
    for (offset, line) in current.sheet.margin.lines(height: text.height).enumerated() {
      grid.write(line, at: Point(beside.x, beside.y + offset), in: beside)
    }
    if let editing, !editing.isDocked, let area = current.sheet.editorArea {
      let cell = editing.editor.cursorCell
      let y = text.y + area.rows.lowerBound + cell.y - current.top
      if y >= text.y && y < text.maxY { grid.cursor = Point(min(text.x + area.column + cell.x, text.maxX - 1), y) }
    }
  }

  private func place(_ rows: Int, _ height: Int) -> SafeText {
    guard rows > height else { return .empty }
    let percent = 100 * current.top / max(1, rows - height)
    return SafeText("\(min(100, percent)) %")
  }

  private func drawStop(_ text: Rect, _ grid: inout CellGrid) {
    guard let stop = selectedStop else { return }
    for row in stop.rows where row >= current.top && row < current.top + text.height {
      let mark: SafeText = row == stop.rows.lowerBound ? "▸" : "│"
      grid.write(mark, at: Point(text.x - Layout.gutter, text.y + row - current.top), Style(.focus, on: nil, .bold))
    }
  }

  private func mark(_ link: Int, _ line: StyledLine, _ point: Point, _ clip: Rect, _ grid: inout CellGrid) {
    var x = point.x
    for span in line.spans {
      let width = DisplayWidth.of(span.text)
      if span.link == link {
        let area = Rect(x, point.y, min(width, clip.maxX - x), 1)
        grid.restyle(area) { $0.on(.selection).adding([.bold, .reverse]) }
      }
      x += width
    }
  }

  private func markFound(
    _ word: String, _ line: StyledLine, _ point: Point, isSelected: Bool, _ clip: Rect, _ grid: inout CellGrid
  ) {
    let text = line.text
    var rest = text[...]
    while let range = rest.range(of: word, options: .caseInsensitive) {
      let start = DisplayWidth.of(String(text[..<range.lowerBound]))
      let width = DisplayWidth.of(String(text[range]))
      let area = Rect(point.x + start, point.y, min(width, clip.maxX - point.x - start), 1)
      grid.restyle(area) {
        isSelected ? Style(.text, on: .match, [.bold, .reverse]) : $0.on(.match).adding(.underline)
      }
      rest = text[range.upperBound...]
      if range.isEmpty { return }
    }
  }

  // MARK: Dock

  private func anchor(of target: FieldTarget) -> Reference? {
    switch target {
    case .draft(_, let anchor): anchor
    case .entry(let key): contents.entries[key]?.anchor
    }
  }

  private func drawDock(_ frame: Rect, _ text: Rect, _ grid: inout CellGrid) {
    guard let editing else { return }
    var title: SafeText = "A note"
    if let anchor = anchor(of: editing.target), let course {
      title = SafeText("A note on " + course.title(of: anchor))
    }
    grid.panel(frame, title: title, accent: .focus, note: "#words are tags", isFocused: true)
    let cell = editing.editor.cursorCell
    let first = max(0, cell.y - text.height + 1)
    for (offset, row) in editing.editor.rows(first..<(first + text.height)).enumerated() {
      grid.write(row, at: Point(text.x, text.y + offset), in: text)
    }
    grid.cursor = Point(min(text.x + cell.x, text.maxX - 1), text.y + cell.y - first)
  }

  // MARK: Footer

  private func drawFooter(_ area: Rect, _ grid: inout CellGrid) {
    let right = status
    let rightWidth = DisplayWidth.of(right.text)
    if let find {
      let hits = findRows
      let count = hits.isEmpty ? (find.editor.isEmpty ? "" : "  nothing found") : "  \(find.index + 1) of \(hits.count)"
      var x = grid.write(" find ", at: Point(area.x, area.y), Style(.focus, on: nil, .bold))
      x = grid.write(SafeText(find.editor.text), at: Point(x, area.y), Style(.text), in: area)
      grid.cursor = Point(min(x, area.maxX - 1), area.y)
      x = grid.write(SafeText(count), at: Point(x + 1, area.y), Style(.muted), in: area) + 3
      drawHints(
        [("Enter", "next"), ("↑", "previous"), ("Esc", "done")], Rect(x, area.y, max(0, area.maxX - x), 1), &grid)
      return
    }
    if let message {
      drawMessage(message, area, &grid)
      return
    }
    grid.write(right.text, at: Point(area.maxX - rightWidth - 1, area.y), right.style)
    drawHints(hints, Rect(area.x + 1, area.y, area.width - rightWidth - 4, 1), &grid)
  }

  /// A message in the footer, over as many rows above it as it needs.
  private func drawMessage(_ message: Message, _ area: Rect, _ grid: inout CellGrid) {
    let style = Style(message.isBad ? .bad : .heading, on: nil, message.isBad ? .bold : [])
    let lines = Wrapping.wrap(message.text, style, width: max(4, area.width - 2)).prefix(max(1, size.height / 2))
    let box = Rect(area.x, area.maxY - lines.count, area.width, lines.count)
    grid.fill(box, .plain)
    for (offset, line) in lines.enumerated() { grid.write(line, at: Point(box.x + 1, box.y + offset), in: box) }
  }

  /// Hints as far as they fit whole.
  private func drawHints(_ hints: [(key: SafeText, word: SafeText)], _ area: Rect, _ grid: inout CellGrid) {
    var x = area.x
    for hint in hints {
      let width = DisplayWidth.of(hint.key) + 1 + DisplayWidth.of(hint.word)
      guard x + width <= area.maxX else { return }
      x = grid.write(hint.key, at: Point(x, area.y), Style(.heading, on: nil, .bold))
      x = grid.write(hint.word, at: Point(x + 1, area.y), Style(.muted)) + 2
    }
  }

  /// The keys that mean something where the focus is.
  private var hints: [(key: SafeText, word: SafeText)] {
    switch overlay {
    case .help: return [("↑↓", "scroll"), (SafeText(keymap.name(of: .palette)), "commands"), ("Esc", "close")]
    case .confirm: return [("y", "yes"), ("Esc", "no")]
    case .picker(let picker):
      let accept: SafeText =
        switch picker.kind {
        case .palette: "do"
        case .search: "open"
        case .glossary: "its page"
        case .versions: "bring back"
        case .choice(_, let own): own ? "choose, or take what you wrote" : "choose"
        case .exportFolder: "export"
        case .scenarioName: "begin"
        case .optionKind: "add"
        case .model: "run this one"
        case .option(let change): change == .copy ? "duplicate" : "remove"
        case .scenarios(let toCompare): toCompare ? "set beside" : "open"
        }
      return [("Enter", accept)] + (picker.isList ? [("↑↓", "move")] : []) + [("Esc", "close")]
    case nil: break
    }
    let bindings = keymap.footer(context, pane).filter { hasUse($0.command) }
    /// The keys with their words, but what opening means here.
    func hints(opening verb: SafeText? = nil) -> [(key: SafeText, word: SafeText)] {
      bindings.map { binding in
        let isPaused = binding.command == .pauseRun && live.isPaused
        let word: SafeText = isPaused ? "go on" : SafeText(binding.footer ?? "")
        return (SafeText(binding.keys.first?.name ?? ""), binding.command == .open ? verb ?? word : word)
      }
    }
    switch context {
    case .score:
      guard let range = selectedScore?.range else { return hints() }
      return [(SafeText("\(range.lowerBound)–\(range.upperBound)"), "score")] + hints()
    case .field, .stop: return hints(opening: stopVerb)
    case .page where isForm || current.link != nil:
      return hints(opening: current.link == nil ? firstStopName : "follow")
    default: return hints()
    }
  }

  /// False for a command that could only answer that there is nothing to do.
  private func hasUse(_ command: Command) -> Bool {
    switch command {
    case .open where context == .page: isForm || !current.sheet.links.isEmpty
    case .open where context == .list: !rows(of: pane).isEmpty
    case .nextField: editing?.isDocked != true
    case .find: current.subject != nil
    case .nextLink: !current.sheet.links.isEmpty
    case .back: !past.isEmpty
    case .markRead: if case .page? = chosenSubject { true } else { false }
    case .tryIt: labToTry != nil || demoToTry != nil || scenarioToTry != nil
    case .versions: selectedEntry.map(hasVersions) ?? false
    case .editor where pane == .costs: costs.desk != nil
    case .takeBack: !costs.undone.isEmpty
    case .runExperiment: live.running == nil
    case .stopExperiment: live.running != nil
    case .pauseRun: live.running != nil
    case .nextChart where pane == .live: openExperiment.map { canTurnFigures($0) } ?? false
    case .pinResult where pane == .live: openExperiment.map { bench(of: $0).run?.result != nil } ?? false
    case .copyOption, .removeOption: context == .scenario && selectedOption != nil
    case .editor: selectedEntry.map { isText($0) && contents.entries[$0] != nil } ?? false
    case .removeNote: isRemovable
    default: true
    }
  }

  private func isText(_ key: EntryKey) -> Bool { course.map { fieldKind(.entry(key), $0) == .text } ?? false }

  /// What Enter goes to on a form where nothing is selected.
  private var firstStopName: SafeText {
    guard let first = firstOpenStop, case .field(.entry(let key)) = current.sheet.stops[first].target else {
      return "first action"
    }
    return contents.text(key).allSatisfy(\.isWhitespace) ? "first open field" : "first field"
  }

  /// What Enter does with the selected stop.
  var stopVerb: SafeText {
    guard let target = selectedStop?.target, let course else { return "open" }
    let field: FieldTarget
    switch target {
    case .field(let target):
      if case .entry(let key) = target, contents.entries[key]?.isLocked == true { return "locked" }
      field = target
    case .open: return "go there"
    case .openEvidence: return "open it"
    case .run: return "run it"
    case .pinComparison: return "pin it"
    case .addNote, .rubric: return "write"
    }
    if case .choice = fieldKind(field, course) { return "choose" }
    return "write"
  }

  /// What the reader can rely on: when all was saved, or why it is not.
  private var status: (text: SafeText, style: Style) {
    if let failure { return (("NOT SAVED: " + failure).fitted(max(12, size.width / 2)), Style(.bad, on: nil, .bold)) }
    if editing?.dirtySince != nil || !pending.isEmpty { return ("writing …", Style(.muted)) }
    guard let savedAt else { return (size.width >= 60 ? "all saved" : .empty, Style(.muted)) }
    return (SafeText("saved " + DateText.time(savedAt)), Style(.good))
  }
}

extension Keymap {
  /// What the footer shows where the focus is.
  func footer(_ context: Context, _ pane: Pane) -> [Binding] {
    bindings.filter {
      $0.footer != nil && $0.contexts.contains(context) && $0.panes.contains(pane) && !$0.keys.isEmpty
    }
  }
}
