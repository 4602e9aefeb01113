import CostModel
import Decision
import Foundation
import Simulation
import Terminal
import TextSafety

/// A chart of the costs pane.
enum CostPlot: Equatable, Sendable {
  case bars(BarChart)
  case lines(LineChart)
  case tornado(Tornado)

  var value: any Plot {
    switch self {
    case .bars(let chart): chart
    case .lines(let chart): chart
    case .tornado(let chart): chart
    }
  }
}

/// Charts and words beside the form, made when what they show has changed, and not when they are drawn.
struct CostSheet: Equatable, Sendable {
  /// What they were made of.
  struct Key: Equatable, Sendable {
    var revision: Int
    var chart: CostChart
    /// Columns of the words; nil where only the form shows.
    var width: Int?
    var size: Size
  }

  var key: Key?
  var plots: [CostPlot] = []
  var rows: [StyledLine] = []
}

extension CostsState {
  /// The chart that shows; nil while it is not counted yet.
  private var plot: CostPlot? {
    guard let results, !scenario.options.isEmpty else { return nil }
    switch chart {
    case .options: return .bars(CostCharts.options(results.comparison, chances: findings.chances))
    case .volume: return .lines(CostCharts.volume(results.curves, now: scenario.workload.requests))
    case .latency:
      return findings.goodput.map {
        .lines(CostCharts.latency($0, option: findings.goodputOption, objectives: scenario.objectives))
      }
    case .tornado: return results.sensitivity.map { .tornado(CostCharts.tornado($0)) }
    case .worlds: return findings.chances.map { .bars(CostCharts.worlds($0)) }
    case .months: return .lines(CostCharts.months(results.timeline))
    case .services: return results.comparison.services.isEmpty ? nil : .bars(CostCharts.services(results.comparison))
    case .sources, .accuracy, .versus: return nil
    }
  }

  /// All charts of the view: beside latency its goodput, beside a scenario the other's.
  var plots: [CostPlot] {
    switch chart {
    case .latency:
      guard let plot, let goodput = findings.goodput else { return [] }
      let capacity = findings.capacities[findings.goodputOption]?.rate
      return [plot, .lines(CostCharts.goodput(goodput, option: findings.goodputOption, capacity: capacity))]
    case .versus: return versus?.charts.map { .lines($0) } ?? []
    default: return [plot].compactMap { $0 }
    }
  }
}

extension State {
  /// Makes charts and words anew where they show something that has changed.
  mutating func settleCostSheet() {
    guard pane == .costs else { return }
    let width = Layout(self).sheet.map { costBody($0).width }
    let key = CostSheet.Key(revision: costs.revision, chart: costs.chart, width: width, size: size)
    guard key != costs.sheet.key else { return }
    var sheet = CostSheet(key: key)
    if let results = costs.results, let width {
      if !costs.chart.isText { sheet.plots = costs.plots }
      sheet.rows = costRows(results, width: width)
    }
    costs.sheet = sheet
  }

  /// Everything that stands below a chart or in its place.
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
      if let scores = costs.scores { return scores.rows(width: width) }
      let failure = costs.scoreFailure ?? costs.failure
      return Wrapping.wrap(failure ?? "being counted …", Style(failure == nil ? .muted : .bad), width: width)
    case .versus:
      guard let versus = costs.versus else {
        let key = keymap.name(of: .compareScenarios, in: context)
        return Wrapping.wrap(
          SafeText("No scenario stands beside this one: \(key) sets one there."), Style(.muted), width: width)
      }
      let isWide = size.width >= CostVersus.wideScreen
      return versus.rows(
        width: width, height: max(9, min(isWide ? 20 : 13, (size.height - 6) / 2)), isWide: isWide)
    case .latency:
      for text in latencyWords { wrap(text, Style(.text)) }
      rows.append(StyledLine(SafeText.empty))
    default: break
    }
    // Where the chart would be it says how to begin.
    if scenarioIsBlank { return rows }
    wrap(results.verdict.headline, .bold(.heading))
    for point in results.verdict.points {
      let style = point.subject == .out ? Style(.muted) : Style(.text)
      for (index, line) in Wrapping.wrap(SafeText(point.text), style, width: max(10, width - 2)).enumerated() {
        rows.append(StyledLine([Span(index == 0 ? "· " : "  ", Style(.muted))] + line.spans))
      }
    }
    return rows
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
    let fleet = costs.results?.comparison.option(costs.findings.goodputOption)?.fleet
    if let desk = costs.desk, !desk.bands.classes.isEmpty, let fleet {
      let half = desk.bands.halfWidth(of: fleet.deployment)
      texts.append(
        "Nine of ten measurements lay between \(Figure.percent(1 - exp(-half))) below and \(Figure.percent(exp(half) - 1)) "
          + "above the speed predicted\(desk.hasOwnBands ? ", by your own bands" : ""): by so much may this be off."
      )
    }
    if let knee = curve.knee {
      let report = knee.report.timeToFirstToken
      var text = "The knee lies at \(Figure.rate(knee.rate.value)) a second, "
      text += "\(Figure.percent(knee.report.utilization)) busy"
      if let low = report.p99Low, let high = report.p99High {
        text += "; P99 there is between \(Figure.seconds(low)) and \(Figure.seconds(high))"
      }
      texts.append(text + ".")
    }
    if let first = curve.points.first, let last = curve.points.last,
      let best = curve.points.max(by: { $0.goodput < $1.goodput })
    {
      texts.append(
        "Offered were \(Figure.rate(first.rate.value)) to \(Figure.rate(last.rate.value)) a second; "
          + "at most \(Figure.rate(best.goodput.value)) keep all objectives, at \(Figure.rate(best.rate.value)) offered."
      )
    }
    return texts
  }

  private func sourceRows(_ comparison: Comparison, width: Int) -> [StyledLine] {
    comparison.sources.flatMap { source in
      let age = source.provenance.ageInDays(on: comparison.today)
      let isStale = source.provenance.isStale(on: comparison.today)
      let date = SafeText("\(source.provenance.date)  ")
      let note = SafeText(isStale ? " · \(age) days old, stale" : " · \(age) days old")
      let head = StyledLine([
        Span(date, Style(.muted)), Span(SafeText(source.what), Style(.text)),
        Span(note, isStale ? Style(.warning) : Style(.muted)),
      ])
      let indent = SafeText(String(repeating: " ", count: DisplayWidth.of(date)))
      let room = max(10, width - DisplayWidth.of(date))
      return [head]
        + Wrapping.wrap(SafeText(source.provenance.source), Style(.muted), width: room).map {
          StyledLine([Span(indent)] + $0.spans)
        }
    }
  }
}
