import CostModel
import Decision
import Simulation
import Terminal
import TextSafety

extension CostsState {
  /// The chart that shows; nil while it is not counted yet.
  var plot: (any Plot)? {
    guard let results else { return nil }
    switch chart {
    case .options: return CostCharts.options(results.comparison, chances: findings.chances)
    case .volume: return CostCharts.volume(results.curves, now: scenario.workload.requests)
    case .latency:
      return findings.goodput.map {
        CostCharts.latency($0, option: findings.goodputOption, objectives: scenario.objectives)
      }
    case .tornado: return results.sensitivity.map { CostCharts.tornado($0) }
    case .worlds: return findings.chances.map { CostCharts.worlds($0) }
    case .months: return CostCharts.months(results.timeline)
    case .services: return results.comparison.services.isEmpty ? nil : CostCharts.services(results.comparison)
    case .sources, .accuracy: return nil
    }
  }

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
    let inside = grid.panel(
      frame, title: SafeText(name), note: isChanged ? "changed" : .empty, isFocused: isFocused)
    guard costs.desk != nil else {
      let text = costs.failure ?? "reading the catalogue …"
      write(text, costs.failure == nil ? Style(.muted) : Style(.bad), inside, &grid)
      return
    }
    grid.draw(costs.form, in: inside, isFocused: isFocused)
  }

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
    let area = inside.inset(x: 1, y: 0)
    guard let results = costs.results else {
      write(costs.problem ?? .empty, Style(.bad), area, &grid)
      return
    }
    drawChartTabs(Rect(area.x, area.y, area.width, 1), &grid)
    let body = Rect(area.x, area.y + 2, area.width, max(0, area.height - 2))
    let chart = chartArea(body)
    if let plot = costs.plot {
      grid.draw(plot, in: chart)
    } else if !costs.chart.isText {
      write(costs.missing, Style(.muted), chart, &grid)
    }
    let rows = costRows(results, width: area.width)
    let text = Rect(body.x, chart.maxY + 1, body.width, max(0, body.maxY - chart.maxY - 1))
    for (offset, row) in rows.dropFirst(min(costs.top, max(0, rows.count - text.height))).prefix(text.height)
      .enumerated()
    {
      grid.write(row, at: Point(text.x, text.y + offset), in: text)
    }
  }

  /// Where the chart stands: above the words, as high as it needs and as there is room.
  private func chartArea(_ body: Rect) -> Rect {
    if costs.chart.isText { return Rect(body.x, body.y - 1, body.width, 0) }
    let wanted: Int
    switch costs.chart {
    case .options, .tornado, .worlds, .services:
      wanted = costs.plot?.height(forWidth: body.width) ?? 3
    default: wanted = max(9, body.height * 3 / 5)
    }
    return Rect(body.x, body.y, body.width, min(wanted, max(5, body.height * 2 / 3)))
  }

  private func drawChartTabs(_ area: Rect, _ grid: inout CellGrid) {
    let charts = CostChart.allCases
    let widths = charts.map { DisplayWidth.of($0.title) + 3 }
    // The first ones give way where the open one would not fit.
    var first = 0
    while first < costs.chart.rawValue, widths[first...costs.chart.rawValue].reduce(0, +) > area.width - 2 {
      first += 1
    }
    var x = area.x
    if first > 0 { x = grid.write("‹ ", at: Point(x, area.y), Style(.muted), in: area) }
    for (chart, width) in zip(charts, widths).dropFirst(first) {
      let isShown = chart == costs.chart
      let title: SafeText = isShown ? "▸" + chart.title : " " + chart.title
      guard x + width - 1 <= area.maxX else {
        grid.write("›", at: Point(min(x, area.maxX - 1), area.y), Style(.muted), in: area)
        break
      }
      grid.write(title, at: Point(x, area.y), isShown ? Style(.focus, on: nil, .bold) : Style(.muted), in: area)
      x += width
    }
  }

  /// How far the words below the chart can be scrolled.
  var costRowCount: Int {
    costs.results.map { costRows($0, width: max(20, Layout(self).sheetText(self).width)).count } ?? 0
  }

  // MARK: Words

  private func costRows(_ results: CostResults, width: Int) -> [StyledLine] {
    var rows: [StyledLine] = []
    func wrap(_ text: String, _ style: Style, indent: Int = 0) {
      let blanks = SafeText(String(repeating: " ", count: indent))
      for line in Wrapping.wrap(SafeText(text), style, width: max(10, width - indent)) {
        rows.append(StyledLine([Span(blanks)] + line.spans))
      }
    }
    switch costs.chart {
    case .sources:
      return sourceRows(results.comparison, width: width)
    case .accuracy:
      guard let scores = costs.scores else { return [StyledLine("being counted …", Style(.muted))] }
      return scores.rows(width: width)
    case .latency:
      for text in latencyWords { wrap(text, Style(.text)) }
      rows.append(StyledLine(SafeText.empty))
    default: break
    }
    if let other = costs.otherComparison, let scenario = costs.other {
      rows += compareRows(results.comparison, other, scenario)
      rows.append(StyledLine(SafeText.empty))
    }
    wrap(results.verdict.headline, .bold(.heading))
    for point in results.verdict.points {
      rows.append(StyledLine([Span("· ", Style(.muted))]))
      rows.removeLast()
      let style = point.subject == .out ? Style(.muted) : Style(.text)
      for (index, line) in Wrapping.wrap(SafeText(point.text), style, width: max(10, width - 2)).enumerated() {
        rows.append(StyledLine([Span(index == 0 ? "· " : "  ", Style(.muted))] + line.spans))
      }
    }
    return rows
  }

  /// This scenario's options beside another's.
  private func compareRows(_ mine: Comparison, _ other: Comparison, _ scenario: Scenario) -> [StyledLine] {
    func text(_ comparison: Comparison) -> String {
      guard let best = comparison.cheapest else { return "no option passes" }
      let price = Figure.dollars(comparison.perMillionTokens(best).value)
      return "\(best.id), \(Figure.dollars(best.total.value)) a month, \(price) a million tokens"
    }
    return [
      StyledLine([Span("Here    ", .bold(.heading)), Span(SafeText(text(mine)))]),
      StyledLine([
        Span("Beside  ", .bold(.heading)), Span(SafeText("\(scenario.title): \(text(other))")),
      ]),
    ]
  }

  private var latencyWords: [String] {
    guard let curve = costs.findings.goodput, let capacity = costs.findings.capacities[costs.findings.goodputOption]
    else { return [] }
    var texts = [
      "One replica keeps P\(Int(costs.scenario.objectives.percentile)) up to "
        + "\(Figure.rate(capacity.rate.value)) requests a second, with "
        + "\(Figure.count(capacity.batch.rounded())) sequences in a step on average; then \(capacity.limit.rawValue) "
        + "gives out. First token P99 \(Figure.seconds(capacity.ttft.value)), each token P99 "
        + "\(Figure.seconds(capacity.tpot.value))."
    ]
    if let knee = curve.knee {
      let report = knee.report.timeToFirstToken
      var text = "The knee lies at \(Figure.rate(knee.rate.value)) a second, "
      text += "\(Figure.percent(knee.report.utilization)) busy"
      if let low = report.p99Low, let high = report.p99High {
        text += "; P99 there is between \(Figure.seconds(low)) and \(Figure.seconds(high))"
      }
      texts.append(text + ".")
    }
    return texts
  }

  private func sourceRows(_ comparison: Comparison, width: Int) -> [StyledLine] {
    comparison.sources.map { source in
      let age = source.provenance.ageInDays(on: comparison.today)
      let isStale = source.provenance.isStale(on: comparison.today)
      let date = SafeText("\(source.provenance.date)  ")
      let note = SafeText(isStale ? " · \(age) days old, stale" : " · \(age) days old")
      return StyledLine([
        Span(date, Style(.muted)), Span(SafeText(source.what), Style(.text)),
        Span(note, isStale ? Style(.warning) : Style(.muted)),
        Span(SafeText(" · " + source.provenance.source), Style(.muted)),
      ])
    }
  }
}
