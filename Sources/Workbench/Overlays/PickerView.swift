import Curriculum
import Notebook
import Terminal
import TextSafety

/// Where a picker stands.
struct PickerLayout {
  let frame: Rect
  /// The box for the letters; empty when none are taken.
  let query: Rect
  let rows: Rect
  /// Below the rows: more about the selected one.
  let detail: Rect
  let isTwoLine: Bool

  init(_ state: State) {
    let body = Rect(0, 1, state.size.width, max(0, state.size.height - 2))
    guard case .picker(let picker)? = state.overlay else {
      (frame, query, rows, detail, isTwoLine) = (
        Rect(0, 0, 0, 0), Rect(0, 0, 0, 0), Rect(0, 0, 0, 0), Rect(0, 0, 0, 0), false
      )
      return
    }
    isTwoLine = picker.kind == .search || picker.kind == .model
    switch picker.kind {
    case .glossary:
      // Beside a list it covers the page whole, so that no strip of that is left over.
      let beside = Layout(state).list.map { body.width - $0.width } ?? 46
      frame = body.split(left: max(0, body.width - (40...56 ~= beside ? beside : 46))).right
    case .exportFolder, .scenarioName: frame = body.centered(width: 72, height: body.width < 72 ? 7 : 6)
    default:
      let height = min(max(10, body.height * 3 / 4), PickerLayout.rowsNeeded(picker))
      frame = body.centered(width: body.width < 150 ? 84 : 116, height: height)
    }
    var inside = frame.inset(x: 2, y: 1)
    if picker.takesQuery {
      (query, inside) = inside.split(top: 1)
      inside = inside.split(top: 1).bottom
    } else {
      query = Rect(inside.x, inside.y, 0, 0)
    }
    switch picker.kind {
    case .glossary: (rows, detail) = inside.split(top: max(2, inside.height - max(4, min(13, inside.height / 2))))
    case .versions: (rows, detail) = inside.split(top: max(1, min(8, inside.height / 2, picker.all.count)))
    default: (rows, detail) = inside.split(top: inside.height)
    }
  }

  /// Rows of a frame around all that the picker could show; what is typed does not change them.
  private static func rowsNeeded(_ picker: Picker) -> Int {
    switch picker.kind {
    case .choice, .scenarios, .optionKind, .option: max(10, picker.all.count + 4)
    case .model: max(10, 2 * picker.all.count + 4)
    case .versions: min(8, picker.all.count) + 17
    default: .max
    }
  }

  /// Rows of the list that fit.
  var capacity: Int { isTwoLine ? rows.height / 2 : rows.height }

  /// The item at a cell.
  func index(at point: Point, _ picker: Picker) -> Int? {
    guard rows.contains(point) else { return nil }
    let top = picker.list.top(count: picker.shown.count, height: capacity)
    return top + (point.y - rows.y) / (isTwoLine ? 2 : 1)
  }
}

extension State {
  func drawOverlay(_ overlay: Overlay, _ grid: inout CellGrid) {
    switch overlay {
    case .help(let top): HelpSheet.draw(self, top, &grid)
    case .picker(let picker): drawPicker(picker, &grid)
    case .confirm(let confirm): drawConfirm(confirm, &grid)
    }
  }

  private func drawConfirm(_ confirm: Confirm, _ grid: inout CellGrid) {
    let width = min(66, size.width)
    let lines = Wrapping.wrap(confirm.text, width: max(4, width - 6))
    let frame = Rect(size).centered(width: width, height: lines.count + 5)
    grid.fill(frame, .plain)
    let inside = grid.panel(frame, title: "Are you sure?", accent: .warning, isFocused: true).inset(x: 2, y: 0)
    for (index, line) in lines.enumerated() { grid.write(line, at: Point(inside.x, inside.y + 1 + index), in: inside) }
    let y = inside.maxY - 1
    var x = grid.write("y", at: Point(inside.x, y), Style(.heading, on: nil, .bold), in: inside)
    x = grid.write(" yes    ", at: Point(x, y), Style(.muted), in: inside)
    x = grid.write("any other key", at: Point(x, y), Style(.heading, on: nil, .bold), in: inside)
    grid.write(" no", at: Point(x, y), Style(.muted), in: inside)
  }

  private func drawPicker(_ picker: Picker, _ grid: inout CellGrid) {
    let layout = PickerLayout(self)
    grid.fill(layout.frame, .plain)
    let (title, empty) = words(picker)
    let count = picker.isList && !picker.isWaiting ? SafeText("\(picker.shown.count)") : .empty
    let below =
      picker.shown.count - picker.list.top(count: picker.shown.count, height: layout.capacity) - layout.capacity
    grid.panel(
      layout.frame, title: title, accent: .focus, note: count,
      footnote: below > 0 ? SafeText("\(below) more ↓") : .empty,
      isFocused: true)
    if picker.takesQuery { drawQuery(picker, layout.query, &grid) }
    if picker.shown.isEmpty {
      for (index, line) in Wrapping.wrap(empty, Style(.muted), width: max(4, layout.rows.width)).enumerated() {
        grid.write(line, at: Point(layout.rows.x, layout.rows.y + index), in: layout.rows)
      }
    }
    let top = picker.list.top(count: picker.shown.count, height: layout.capacity)
    let step = layout.isTwoLine ? 2 : 1
    let widest = picker.all.map { DisplayWidth.of($0.title) }.max() ?? 0
    // Pages have long titles; the commands, which come first, need not stand far from what they do.
    let detailColumn = min(widest + 4, layout.rows.width / (picker.kind == .palette ? 3 : 2))
    for (offset, item) in picker.shown.dropFirst(top).prefix(layout.capacity).enumerated() {
      let area = Rect(layout.rows.x, layout.rows.y + offset * step, layout.rows.width, step)
      draw(
        item, area, isSelected: top + offset == picker.list.selected, isTwoLine: layout.isTwoLine,
        detailColumn: detailColumn, &grid)
    }
    drawDetail(picker, layout.detail, &grid)
  }

  private func drawQuery(_ picker: Picker, _ area: Rect, _ grid: inout CellGrid) {
    grid.fill(area, Style(.text, on: .sheet))
    var x = grid.write("› ", at: Point(area.x, area.y), Style(.focus, on: .sheet, .bold), in: area)
    let room = area.maxX - x - 1
    let cell = picker.query.cursorCell.x
    let text = SafeText(picker.query.text)
    // What does not fit left of the cursor is left out, by columns: letters may be two wide.
    var skipped = 0
    let shown = SafeText(
      text.string.drop { character in
        guard cell - skipped > room else { return false }
        skipped += DisplayWidth.of(character)
        return true
      })
    grid.write(shown, at: Point(x, area.y), Style(.text, on: .sheet), in: area)
    x += min(cell - skipped, room)
    grid.cursor = Point(min(x, area.maxX - 1), area.y)
  }

  private func draw(
    _ item: Picker.Item, _ area: Rect, isSelected: Bool, isTwoLine: Bool, detailColumn: Int, _ grid: inout CellGrid
  ) {
    let background: Role? = isSelected ? .selection : nil
    if isSelected { grid.fill(area, Style(.text, on: background)) }
    let markWidth = DisplayWidth.of(item.mark)
    grid.write(isSelected ? "▸" : " ", at: Point(area.x, area.y), Style(.focus, on: background, .bold), in: area)
    grid.write(item.mark, at: Point(area.maxX - markWidth - 1, area.y), Style(.muted, on: background), in: area)
    let titleRoom = area.width - markWidth - 5
    let title = item.title.fitted(titleRoom)
    let attributes: Style.Attributes = isSelected || isTwoLine ? .bold : []
    let x = grid.write(title, at: Point(area.x + 2, area.y), Style(item.role, on: background, attributes), in: area)
    let detail: Rect
    if isTwoLine {
      detail = Rect(area.x + 4, area.y + 1, area.width - 5, 1)
    } else {
      let start = max(x + 2, min(area.x + detailColumn, area.maxX))
      detail = Rect(start, area.y, area.maxX - start - markWidth - 2, 1)
    }
    var column = detail.x
    for span in item.detail where column < detail.maxX {
      let style = span.style.background == nil ? span.style.on(background) : span.style
      column = grid.write(span.text.fitted(detail.maxX - column), at: Point(column, detail.y), style, in: detail)
    }
  }

  private func words(_ picker: Picker) -> (title: SafeText, empty: SafeText) {
    switch picker.kind {
    case .palette: ("Commands and pages", "nothing of that name")
    case .search:
      ("Search the course and your notes", picker.query.isEmpty ? "Type some words." : "nothing found")
    case .glossary: ("Glossary", "no term of that name")
    case .scenarios(let toCompare):
      (toCompare ? "Set a scenario beside the open one" : "Open a scenario", "no scenario of that name")
    case .versions: ("Earlier versions", "no versions")
    case .choice(_, let own):
      (
        own ? "Choose, or write a name of your own" : "Choose",
        own ? "Enter takes what you wrote" : "nothing of that name"
      )
    case .scenarioName:
      (
        "Name of the new scenario",
        "It begins without options and with figures to be set; what was open stays as it is."
      )
    case .optionKind:
      ("Add an option", picker.isWaiting ? "looking for what fits the load …" : "no kind of that name")
    case .model:
      (
        "Choose a model",
        live.models.isLooking
          ? "looking for models …"
          : "no model of that name; folders of yours are looked through where STRATA_MODELS names them"
      )
    case .option(let change): (change == .copy ? "Duplicate an option" : "Remove an option", "no option of that name")
    case .exportFolder:
      (
        "Export as Markdown into a folder",
        "Worksheets, answers and notes, one file each; stable, so that git shows what changed."
      )
    }
  }

  private func drawDetail(_ picker: Picker, _ area: Rect, _ grid: inout CellGrid) {
    guard area.height > 1, let item = picker.selected else { return }
    grid.write(SafeText(String(repeating: "─", count: area.width)), at: Point(area.x, area.y), Style(.frame), in: area)
    let inside = area.split(top: 1).bottom
    var lines: [StyledLine] = []
    switch item.action {
    case .term(let id): lines = termLines(id, inside)
    case .restore(let version):
      lines = SafeText.lines(version.text).flatMap { Wrapping.wrap($0, width: inside.width) }
    default: break
    }
    for (index, line) in lines.prefix(inside.height).enumerated() {
      grid.write(line, at: Point(inside.x, inside.y + index), in: inside)
    }
  }

  private func termLines(_ id: TermID, _ area: Rect) -> [StyledLine] {
    let width = area.width
    guard let course, let term = course.term(id) else { return [] }
    let role = State.role(term.layer)
    var lines = [StyledLine(SafeText(term.term), Style(role, on: nil, .bold))]
    if area.height > 6 { lines.append(StyledLine(SafeText(term.layer.title), Style(.muted))) }
    lines += Wrapping.wrap(SafeText(term.definition), width: width)
    if !term.see.isEmpty {
      let see = term.see.map { course.title(of: .term($0)) }.joined(separator: ", ")
      lines += Wrapping.wrap(SafeText("See " + see), Style(.muted), width: width)
    }
    if let page = term.page {
      lines += Wrapping.wrap(SafeText("Enter: " + course.title(of: .page(page))), Style(.link), width: width)
    }
    return lines
  }
}
