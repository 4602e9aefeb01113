import CostModel
import Decision
import Foundation
import Terminal
import TextSafety

extension CostsState {
  /// Why there is no chart.
  fileprivate var missing: SafeText {
    switch chart {
    case .latency:
      run == nil ? "No option rents GPUs and passes its gates: there is no replica to load." : "being simulated …"
    case .tornado: "Fewer than two options pass their gates: nothing can flip."
    case .worlds: run == nil ? "Not counted yet." : "being drawn …"
    case .services: "No services are named in the scenario."
    default: ""
    }
  }
}

extension State {
  /// The scenario's form, in the place of a list.
  func drawCostForm(_ frame: Rect, _ grid: inout CellGrid) {
    let isFocused = !current.isSheetFocused && overlay == nil
    let isChanged = costs.scenario != costs.opened
    let name = costs.scenario.title.isEmpty ? "Costs" : costs.scenario.title
    let area = formArea(frame)
    let below = costs.desk == nil ? 0 : costs.form.hiddenRows(in: Size(area.width, area.height))
    let inside = grid.panel(
      frame, title: SafeText(name), note: isChanged ? "changed" : .empty,
      footnote: below > 0 ? SafeText("\(below) more ↓") : .empty, isFocused: isFocused)
    guard costs.desk != nil else {
      let text = costs.failure ?? "reading the catalogue …"
      write(text, costs.failure == nil ? Style(.muted) : Style(.bad), inside, &grid)
      return
    }
    grid.draw(costs.form, in: area, isFocused: isFocused)
    drawOutcome(inside, &grid)
  }

  /// The fields within the form's frame: all of it but the rows of the outcome.
  func formArea(_ frame: Rect) -> Rect {
    let inside = frame.inset(x: 1, y: 1)
    return inside.split(bottom: outcomeHeight(inside)).top
  }

  /// Rows at the form's foot, with the rule above them: where charts and verdict do not show, the outcome stands here.
  private func outcomeHeight(_ inside: Rect) -> Int {
    guard Layout(self).sheet == nil, costs.desk != nil else { return 0 }
    return inside.height < 12 ? 2 : 3
  }

  /// What a change comes to, in a line or two.
  private func drawOutcome(_ inside: Rect, _ grid: inout CellGrid) {
    let area = inside.split(bottom: outcomeHeight(inside)).bottom
    guard area.height > 1 else { return }
    grid.write(SafeText(String(repeating: "─", count: area.width)), at: Point(area.x, area.y), Style(.frame))
    for (offset, line) in outcome.prefix(area.height - 1).enumerated() {
      grid.write(line, at: Point(area.x + 1, area.y + 1 + offset), in: area)
    }
  }

  private var outcome: [StyledLine] {
    guard let comparison = costs.results?.comparison else {
      return [StyledLine(costs.problem ?? .empty, Style(.bad))]
    }
    let ranked = comparison.ranked
    guard let best = ranked.first else {
      return [scenarioIsBlank ? StyledLine(noOption, Style(.muted)) : StyledLine(noneLeft, Style(.bad))]
    }
    let price = SafeText(", \(Figure.dollars(comparison.perMillionTokens(best).value)) a million tokens")
    let head = StyledLine([
      Span("Cheapest ", Style(.muted)), Span(SafeText(best.id), .bold(.heading)),
      Span(SafeText(" \(Figure.dollars(best.total.value)) a month"), .bold(.text)),
    ])
    let hasRoom = DisplayWidth.of(head.text) + DisplayWidth.of(price) <= size.width - 4
    var lines = [hasRoom ? StyledLine(head.spans + [Span(price, Style(.muted))]) : head]
    if ranked.count > 1 {
      let more = Figure.percent(ranked[1].total / best.total - 1)
      lines.append(
        StyledLine([
          Span("Next     ", Style(.muted)), Span(SafeText(ranked[1].id)),
          Span(SafeText(" \(Figure.dollars(ranked[1].total.value)), \(more) more"), Style(.muted)),
        ]))
    }
    return lines
  }

  var scenarioIsBlank: Bool { costs.scenario.options.isEmpty }
  private var noneLeft: SafeText { "No option passes every gate." }
  private var noOption: SafeText { SafeText("No option yet: \(keymap.name(of: .addOption, in: context)) adds one.") }

  private func write(_ text: SafeText, _ style: Style, _ area: Rect, _ grid: inout CellGrid) {
    for (index, line) in Wrapping.wrap(text, style, width: area.width - 2).prefix(area.height).enumerated() {
      grid.write(line, at: Point(area.x + 1, area.y + index), in: area)
    }
  }

  /// Charts and verdict, in the place of a sheet.
  func drawCostResults(_ frame: Rect, _ grid: inout CellGrid) {
    let isFocused = current.isSheetFocused && overlay == nil
    let inside = grid.panel(
      frame, title: costs.chart.title, accent: .infrastructure, note: costs.progress, isFocused: isFocused)
    let areas = costAreas(frame)
    guard costs.results != nil else {
      write(costs.problem ?? .empty, Style(.bad), inside, &grid)
      return
    }
    drawChartTabs(areas.tabs, &grid)
    let plots = costs.sheet.plots
    if !plots.isEmpty {
      for (plot, area) in zip(plots, plotAreas(areas.chart, count: plots.count)) { grid.draw(plot.value, in: area) }
    } else if !costs.chart.isText {
      write(scenarioIsBlank ? noOption : costs.missing, Style(.muted), areas.chart, &grid)
    }
    let words = areas.words
    let rows = costs.sheet.rows
    let top = Scroll.clamp(costs.top, rows: rows.count, height: words.height)
    for (offset, row) in rows.dropFirst(top).prefix(words.height).enumerated() {
      grid.write(row, at: Point(words.x, words.y + offset), in: words)
    }
  }

  /// Where tabs, chart and words stand in the frame of the results: the chart as high as it needs and as there is room.
  func costAreas(_ frame: Rect) -> (tabs: Rect, chart: Rect, words: Rect) {
    let tabs = frame.inset(x: 2, y: 1).split(top: 1).top
    let body = costBody(frame)
    if costs.chart.isText { return (tabs, body.split(top: 0).top, body) }
    let wanted: Int
    switch costs.chart {
    case .options, .tornado, .worlds, .services:
      wanted = costs.sheet.plots.first?.value.height(forWidth: body.width) ?? 3
    case .latency: wanted = max(9, body.height * 2 / 3)
    default: wanted = max(9, body.height * 3 / 5)
    }
    let (chart, below) = body.split(top: min(wanted, max(5, body.height * 2 / 3)))
    // In a low window each row counts.
    return (tabs, chart, below.split(top: body.height < 10 ? 0 : 1).bottom)
  }

  /// The frame of the results without its tabs.
  func costBody(_ frame: Rect) -> Rect {
    let rest = frame.inset(x: 2, y: 1).split(top: 1).bottom
    return rest.split(top: min(1, rest.height)).bottom
  }

  /// Where charts of one view stand: side by side, or one below the other; in a low and narrow window only the first.
  private func plotAreas(_ area: Rect, count: Int) -> [Rect] {
    guard count == 2 else { return [area] }
    if area.height >= 20 || area.width < 60 && area.height >= 16 {
      let (top, rest) = area.split(top: area.height / 2)
      return [top, rest.split(top: 1).bottom]
    }
    guard area.width >= 60 else { return [area] }
    let (left, rest) = area.split(left: area.width / 2 - 1)
    return [left, rest.split(left: 2).right]
  }

  /// The tabs that fit, each with its columns, and whether there are more on either side.
  func chartTabs(_ area: Rect) -> (tabs: [(chart: CostChart, columns: Range<Int>)], isCutLeft: Bool, isCutRight: Bool) {
    let widths = CostChart.allCases.map { DisplayWidth.of($0.title) + 3 }
    // The first ones give way where the open one would not fit.
    var first = 0
    while first < costs.chart.rawValue, widths[first...costs.chart.rawValue].reduce(0, +) > area.width - 2 {
      first += 1
    }
    var x = area.x + (first > 0 ? 2 : 0)
    var tabs: [(chart: CostChart, columns: Range<Int>)] = []
    for (chart, width) in zip(CostChart.allCases, widths).dropFirst(first) {
      guard x + width - 1 <= area.maxX else { return (tabs, first > 0, true) }
      tabs.append((chart, x..<(x + width - 1)))
      x += width
    }
    return (tabs, first > 0, false)
  }

  private func drawChartTabs(_ area: Rect, _ grid: inout CellGrid) {
    let (tabs, isCutLeft, isCutRight) = chartTabs(area)
    if isCutLeft { grid.write("‹", at: Point(area.x, area.y), Style(.muted), in: area) }
    for (chart, columns) in tabs {
      let isShown = chart == costs.chart
      let title: SafeText = isShown ? "▸" + chart.title : " " + chart.title
      let style = isShown ? Style(.focus, on: nil, .bold) : Style(.muted)
      grid.write(title, at: Point(columns.lowerBound, area.y), style, in: area)
    }
    if isCutRight {
      let end = tabs.last?.columns.upperBound ?? area.x
      grid.write("›", at: Point(min(end + 1, area.maxX - 1), area.y), Style(.muted), in: area)
    }
  }

  /// How many rows the words below the chart have, and how many show.
  var costWords: (count: Int, height: Int) {
    guard costs.results != nil, let frame = Layout(self).sheet else { return (0, 0) }
    return (costs.sheet.rows.count, costAreas(frame).words.height)
  }
}
