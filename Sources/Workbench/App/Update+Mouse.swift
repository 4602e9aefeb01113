import Terminal
import TextSafety

extension State {
  /// Clicks select and open; the wheel scrolls what is under it.
  mutating func take(_ mouse: Mouse) -> [Effect] {
    switch mouse.kind {
    case .wheelUp: scroll(-3, at: mouse.point)
    case .wheelDown: scroll(3, at: mouse.point)
    case .press: return click(mouse.point)
    case .release, .drag: break
    }
    return []
  }

  private mutating func scroll(_ rows: Int, at point: Point) {
    if case .picker(var picker)? = overlay {
      picker.list.move(by: rows > 0 ? 1 : -1, count: picker.shown.count)
      picker.list.settle(count: picker.shown.count, height: pickerHeight)
      overlay = .picker(picker)
      return
    }
    if case .help(let top)? = overlay {
      let height = HelpSheet.frame(self).height - 2
      overlay = .help(top: Scroll.clamp(top + rows, rows: HelpSheet.rows(self).count, height: height))
      return
    }
    if pane == .costs { return scrollCosts(rows, at: point) }
    let layout = Layout(self)
    if pane == .live, let frame = layout.sheet, frame.contains(point) { return scrollStage(rows, at: point, frame) }
    if layout.list?.contains(point) == true {
      moveInList(rows > 0 ? 1 : -1)
      showSelected()
    } else if layout.sheet?.contains(point) == true {
      current.top += rows
      clampTop()
    }
  }

  private mutating func click(_ point: Point) -> [Effect] {
    if let overlay {
      guard case .picker(let picker) = overlay else { return [] }
      return click(point, in: picker)
    }
    let layout = Layout(self)
    if layout.bar.contains(point) {
      if let hint = TabBar.hints(width: layout.bar.width, keymap).first(where: { $0.columns.contains(point.x) }) {
        return (editing == nil ? [] : finishEditing()) + perform(hint.command)
      }
      guard let tab = TabBar.tabs(width: layout.bar.width, keymap).first(where: { $0.columns.contains(point.x) }) else {
        return []
      }
      return (editing == nil ? [] : finishEditing()) + switchPane(tab.pane)
    }
    if let editing, layout.dock?.contains(point) == true {
      let text = layout.dockText
      let first = max(0, editing.editor.cursorCell.y - text.height + 1)
      self.editing?.editor.place(row: point.y - text.y + first, column: point.x - text.x)
      return []
    }
    if pane == .costs { return clickCosts(point) }
    if pane == .live, let frame = layout.sheet, frame.contains(point) { return clickStage(point, frame) }
    if layout.list != nil, layout.listRows.contains(point) { return clickList(point, layout) }
    if let frame = layout.sheet, Layout.text(in: frame).contains(point) {
      return clickSheet(point, Layout.text(in: frame))
    }
    return []
  }

  private mutating func clickList(_ point: Point, _ layout: Layout) -> [Effect] {
    let effects = editing == nil ? [] : finishEditing()
    let rows = rows(of: pane)
    let top = current.list.top(count: rows.count, height: layout.listRows.height)
    let index = top + point.y - layout.listRows.y
    guard rows.indices.contains(index), rows[index].target != nil else { return effects }
    current.isSheetFocused = false
    current.list.selected = index
    switch rows[index].target {
    case .subject(let subject): return effects + open(subject)
    case .glossary:
      openGlossary(at: nil)
      return effects
    case .overview:
      showSelected()
      return effects
    case nil: return effects
    }
  }

  private mutating func clickSheet(_ point: Point, _ text: Rect) -> [Effect] {
    current.isSheetFocused = true
    let row = current.top + point.y - text.y
    guard current.sheet.rows.indices.contains(row) else { return [] }
    if editing != nil, let area = current.sheet.editorArea, area.rows.contains(row) {
      editing?.editor.place(row: row - area.rows.lowerBound, column: point.x - text.x - area.column)
      return []
    }
    var effects = editing == nil ? [] : finishEditing()
    var x = text.x
    for span in current.sheet.rows[row].line.spans {
      let end = x + DisplayWidth.of(span.text)
      if let link = span.link, (x..<end).contains(point.x) {
        current.link = link
        return effects + follow(current.sheet.links[link])
      }
      x = end
    }
    guard let stop = current.sheet.stops.firstIndex(where: { $0.rows.contains(row) }) else { return effects }
    let isAgain = current.stop == stop
    current.stop = stop
    current.link = nil
    let target = current.sheet.stops[stop].target
    if case .addNote = target { effects += activate() } else if isAgain, context != .score { effects += activate() }
    return effects
  }

  private mutating func click(_ point: Point, in picker: Picker) -> [Effect] {
    let layout = PickerLayout(self)
    guard layout.frame.contains(point) else {
      overlay = nil
      return []
    }
    let row = layout.index(at: point, picker)
    guard let row, picker.shown.indices.contains(row) else { return [] }
    var picker = picker
    let isAgain = picker.list.selected == row
    picker.list.selected = row
    overlay = .picker(picker)
    return isAgain ? pressInOverlay(.enter) : []
  }
}
