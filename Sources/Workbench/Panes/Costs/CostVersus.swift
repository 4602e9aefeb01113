import CostModel
import Decision
import Simulation
import Terminal
import TextSafety

/// Two scenarios side by side, or one below the other: costs over volume on the same axes, key figures, the verdict.
struct CostVersus {
  /// One of the two.
  struct Side {
    var heading: SafeText
    var scenario: Scenario
    var results: CostResults
    /// What many worlds cost, once drawn.
    var chances: MonteCarlo?
  }

  let sides: [Side]

  /// Columns between the two.
  static let gap = 3
  /// Below this width of the whole screen they stand one below the other.
  static let wideScreen = 120

  /// - Parameters:
  ///   - width: columns of a row.
  ///   - height: rows of each chart.
  ///   - isWide: whether they stand side by side.
  func rows(width: Int, height: Int, isWide: Bool) -> [StyledLine] {
    guard isWide else {
      let charts = charts
      let columns = zip(sides, charts).map { side, chart in column(side, chart, Size(width, height)) }
      return Array(columns.joined(separator: [StyledLine(SafeText.empty)]))
    }
    let each = max(10, (width - CostVersus.gap) / 2)
    let columns = zip(sides, charts).map { side, chart in column(side, chart, Size(each, height)) }
    return CostVersus.joined(columns, width: each)
  }

  /// The charts of both, on the same axes, each titled by its scenario.
  var charts: [LineChart] {
    var charts = sides.map { side in
      var chart = CostCharts.volume(side.results.curves, now: side.scenario.workload.requests)
      chart.title = side.heading + ": " + SafeText(side.scenario.name)
      return chart
    }
    let points = charts.flatMap(\.series).flatMap(\.points)
    guard let left = points.map(\.x).min(), let right = points.map(\.x).max(), let low = points.map(\.y).min(),
      let high = points.map(\.y).max(), left < right, low < high
    else { return charts }
    for index in charts.indices {
      charts[index].x.range = left...right
      charts[index].y.range = low...high
    }
    return charts
  }

  // MARK: One column

  private func column(_ side: Side, _ titled: LineChart, _ size: Size) -> [StyledLine] {
    // The head says it.
    var chart = titled
    chart.title = .empty
    let head = StyledLine([
      Span(side.heading + "  ", Style(.muted)),
      Span(SafeText(side.scenario.name).fitted(max(4, size.width - 8)), .bold(.heading)),
    ])
    var rows = [head] + (chart.series.isEmpty ? [] : chart.rows(size)) + [StyledLine(SafeText.empty)]
    for (name, value) in figures(side) {
      let label = SafeText(name).padded(CostVersus.label)
      let room = max(8, size.width - CostVersus.label)
      rows.append(StyledLine([Span(label, Style(.muted)), Span(SafeText(value).fitted(room), Style(.text))]))
    }
    rows.append(StyledLine(SafeText.empty))
    return rows + Wrapping.wrap(SafeText(side.results.verdict.headline), Style(.text), width: size.width)
  }

  private static let label = 15

  /// The same rows for both, so that they stand beside each other.
  private func figures(_ side: Side) -> [(String, String)] {
    let comparison = side.results.comparison
    let ranked = comparison.ranked
    let best = ranked.first
    let outs = comparison.options.filter(\.isOut).count
    let next = ranked.dropFirst().first.map { other -> String in
      guard let best else { return other.id }
      return "\(other.id), \(Figure.percent(other.total / best.total - 1)) more"
    }
    return [
      ("Cheapest", best?.id ?? "none passes"),
      ("A month", best.map { Figure.dollars($0.total.value) } ?? "–"),
      ("Million tokens", best.map { Figure.dollars(comparison.perMillionTokens($0).value) } ?? "–"),
      ("Next", next ?? "none"),
      ("Overtaken", overtaken(side)),
      ("Requests", Figure.count(side.scenario.workload.requests.value) + " a month"),
      ("Busiest hour", Figure.rate(side.scenario.workload.peakRate.value) + " a second"),
      ("No inference", best.map { Figure.percent($0.bill.shareBesidesInference.value) + " of the bill" } ?? "–"),
      ("Out by gates", "\(outs) of \(comparison.options.count)"),
      ("Cheapest in", chance(side)), ("Capacities", capacities(comparison)),
    ]
  }

  private func overtaken(_ side: Side) -> String {
    let own = side.scenario.workload.requests
    let later = side.results.curves.overtakings.compactMap { entry in
      entry.crossing.lastingFrom.map { (id: entry.id, volume: $0) }
    }.filter { $0.volume > own }.min { $0.volume < $1.volume }
    return later.map { "from \(Figure.count($0.volume.value)) by \($0.id)" } ?? "at no volume"
  }

  private func chance(_ side: Side) -> String {
    guard let best = side.results.comparison.cheapest,
      let spread = side.chances?.spreads.first(where: { $0.id == best.id })
    else { return "not drawn yet" }
    return "\(Figure.percent(spread.probabilityCheapest)) of worlds"
  }

  private func capacities(_ comparison: Comparison) -> String {
    let found = comparison.options.compactMap { $0.fleet?.capacity }
    if found.isEmpty { return "none needed" }
    let simulated = found.filter { $0.basis != .estimated }.count
    switch simulated {
    case 0: return "by the closed form"
    case found.count: return "simulated"
    default: return "\(simulated) of \(found.count) simulated"
    }
  }

  // MARK: Columns

  private static func joined(_ columns: [[StyledLine]], width: Int) -> [StyledLine] {
    let count = columns.map(\.count).max() ?? 0
    return (0..<count).map { row in
      var spans: [Span] = []
      for (index, column) in columns.enumerated() {
        if index > 0 {
          let used = spans.reduce(0) { $0 + DisplayWidth.of($1.text) }
          let blanks = max(1, index * (width + gap) - used)
          spans.append(Span(SafeText(String(repeating: " ", count: blanks))))
        }
        if row < column.count { spans += column[row].spans }
      }
      return StyledLine(spans)
    }
  }
}

extension CostsState {
  /// The open scenario and the one beside it; nil without one, or where either has no results.
  var versus: CostVersus? {
    guard let other, let results, let otherResults else { return nil }
    return CostVersus(sides: [
      CostVersus.Side(heading: "Here", scenario: scenario, results: results, chances: findings.chances),
      CostVersus.Side(heading: "Beside", scenario: other, results: otherResults, chances: besideChances),
    ])
  }
}
