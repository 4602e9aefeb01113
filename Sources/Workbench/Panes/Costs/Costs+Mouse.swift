import Terminal

extension State {
  /// A click on a field selects it, another one begins to change it; a click on a chart's tab shows the chart.
  mutating func clickCosts(_ point: Point) -> [Effect] {
    var effects = editing == nil ? [] : finishEditing()
    let layout = Layout(self)
    if let frame = layout.list, frame.contains(point) {
      current.isSheetFocused = false
      let area = formArea(frame)
      guard area.contains(point),
        let field = costs.form.field(atRow: point.y - area.y, in: Size(area.width, area.height))
      else {
        return effects
      }
      if field == costs.form.selected {
        return costs.form.isTyping ? effects : effects + pressInForm(.key(.enter))
      }
      // What is being typed is kept, as by Enter.
      if costs.form.isTyping { effects += pressInForm(.key(.enter)) }
      costs.form.select(field)
      settleForm()
    } else if let frame = layout.sheet, frame.contains(point) {
      current.isSheetFocused = true
      let tabs = costAreas(frame).tabs
      if tabs.contains(point), let tab = chartTabs(tabs).tabs.first(where: { $0.columns.contains(point.x) }) {
        show(tab.chart)
      }
    }
    return effects
  }

  /// The wheel over the form goes from field to field; over the results it scrolls the words.
  mutating func scrollCosts(_ rows: Int, at point: Point) {
    let layout = Layout(self)
    if layout.list?.contains(point) == true {
      guard !costs.form.isTyping else { return }
      costs.form.select(costs.form.selected + (rows > 0 ? 1 : -1))
      settleForm()
    } else if layout.sheet?.contains(point) == true {
      scrollCosts(by: rows)
    }
  }
}
