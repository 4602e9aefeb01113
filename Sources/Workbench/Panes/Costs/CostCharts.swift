public import CostModel
public import Decision
public import Simulation
public import Terminal
import TextSafety

/// The charts of a cost decision, for the pane, the command line and exports alike.
public enum CostCharts {
  /// What each option costs in a month, by what the money goes to.
  public static func options(_ comparison: Comparison, chances: MonteCarlo? = nil) -> BarChart {
    let kinds = CostKind.allCases.filter { kind in comparison.options.contains { $0.total(kind) > .zero } }
    let best = comparison.cheapest?.id
    return BarChart(
      title: "Dollars a month", format: .dollars,
      segments: kinds.map { BarChart.Segment(SafeText($0.title), role: role($0)) },
      entries: comparison.options.map { option in
        let spread = chances?.spreads.first { $0.id == option.id }
        return BarChart.Entry(
          SafeText(option.id), kinds.map { option.bill.lines.isEmpty ? 0 : option.total($0).value },
          spread: spread.flatMap { $0.p90.value.isFinite ? $0.p10.value...$0.p90.value : nil },
          reasonOut: option.failures.first.map { SafeText($0) }, isEmphasized: option.id == best)
      })
  }

  private static func role(_ kind: CostKind) -> Role {
    switch kind {
    case .tokens: .application
    case .gpus: .infrastructure
    case .people: .model
    case .services: .agents
    case .once: .rose
    case .other: .muted
    }
  }

  /// The options' costs over volume, both logarithmic; the present volume and the crossings are marked.
  public static func volume(_ curves: VolumeCurves, now: RequestsPerMonth) -> LineChart {
    var markers = [LineChart.Marker(now.value, "now")]
    for overtaking in curves.overtakings {
      guard let volume = overtaking.crossing.lastingFrom, volume > now else { continue }
      markers.append(LineChart.Marker(volume.value, SafeText("\(overtaking.id) from \(Figure.count(volume.value))")))
    }
    let lead = curves.curves.firstIndex { $0.id == curves.favourite }
    let rival = curves.overtakings.filter { $0.crossing.lastingFrom != nil }.first?.id
    return LineChart(
      title: "Dollars a month over volume",
      x: Axis("requests a month", format: .count, scale: .log10),
      y: Axis("$ a month", format: .dollars, scale: .log10),
      series: curves.curves.enumerated().map { index, curve in
        let hasBand = !curve.low.isEmpty && (index == lead || curve.id == rival)
        return LineChart.Series(
          SafeText(curve.id),
          zip(curves.volumes, curve.costs).filter { $1.value.isFinite }.map { PlotPoint($0.value, $1.value) },
          pattern: .number(index), role: PlotPalette.role(index),
          band: hasBand
            ? zip(curves.volumes, zip(curve.low, curve.high)).filter { $1.0.value.isFinite && $1.1.value.isFinite }
              .map { LineChart.BandPoint(x: $0.value, low: $1.0.value, high: $1.1.value) } : [])
      },
      markers: markers)
  }

  /// Latencies over offered load, with the knee; goodput stands in the text beside.
  public static func latency(
    _ curve: GoodputCurve, option: String, replicas: Int = 1, objectives: Objectives
  ) -> LineChart {
    let limit = objectives.ttft?.value
    var markers: [LineChart.Marker] = []
    if let knee = curve.knee { markers.append(LineChart.Marker(knee.rate.value, "knee")) }
    func series(_ name: SafeText, _ number: Int, _ value: (SimulationReport) -> Double) -> LineChart.Series {
      LineChart.Series(
        name, curve.points.map { PlotPoint($0.rate.value, value($0.report)) }, pattern: .number(number),
        role: PlotPalette.role(number))
    }
    let lines = [
      series("TTFT P50", 1) { $0.timeToFirstToken.p50 }, series("TTFT P99", 0) { $0.timeToFirstToken.p99 },
      series("TPOT P99", 2) { $0.timePerOutputToken.p99 },
    ]
    return LineChart(
      title: SafeText("Latency of \(replicas == 1 ? "one replica" : "\(replicas) replicas") of \(option), simulated"),
      x: Axis("requests a second offered", format: ValueFormat(.short)),
      y: Axis("seconds", format: .seconds, scale: .log10),
      series: lines
        + (limit.map { value in
          let ends = [curve.points.first, curve.points.last].compactMap { $0 }
          return [
            LineChart.Series(
              "TTFT allowed", ends.map { PlotPoint($0.rate.value, value) }, pattern: .number(3), role: .bad)
          ]
        } ?? []),
      markers: markers)
  }

  /// One replica's goodput over offered load: it follows what is offered, bends and falls; the capacity is marked.
  public static func goodput(
    _ curve: GoodputCurve, option: String, capacity: RequestsPerSecond? = nil
  ) -> LineChart {
    let ends = [curve.points.first, curve.points.last].compactMap { $0?.rate.value }
    return LineChart(
      title: SafeText("Goodput of one replica of \(option), simulated"),
      x: Axis("requests a second offered", format: ValueFormat(.short)),
      y: Axis("a second within all objectives", format: ValueFormat(.short), includesZero: true),
      series: [
        LineChart.Series(
          "goodput", curve.points.map { PlotPoint($0.rate.value, $0.goodput.value) }, role: .application),
        LineChart.Series("all offered", ends.map { PlotPoint($0, $0) }, pattern: .dotted, role: .muted),
      ],
      markers: capacity.map { [LineChart.Marker($0.value, SafeText("capacity \(Figure.rate($0.value))"))] } ?? [])
  }

  /// What moves the difference between the favourite and the next.
  public static func tornado(_ sensitivity: Sensitivity) -> Tornado {
    Tornado(
      title: SafeText("How much dearer \(sensitivity.rival) is than \(sensitivity.favourite), $ a month"),
      format: .dollars, base: sensitivity.base.value,
      entries: sensitivity.bars.map { bar in
        Tornado.Entry(
          SafeText(bar.driver.title), lowInput: SafeText(Figure.times(bar.lowFactor)),
          highInput: SafeText(Figure.times(bar.highFactor)), atLow: bar.low.value, atHigh: bar.high.value)
      })
  }

  /// The probability that each option is the cheapest, over many worlds.
  public static func worlds(_ chances: MonteCarlo) -> BarChart {
    let best = chances.spreads.max { $0.probabilityCheapest < $1.probabilityCheapest }?.id
    return BarChart(
      title: SafeText("Cheapest in so many of \(Figure.count(Double(chances.draws))) worlds"), format: .percent,
      segments: [BarChart.Segment("probability", role: .application)],
      entries: chances.spreads.map {
        BarChart.Entry(SafeText($0.id), [$0.probabilityCheapest], isEmphasized: $0.id == best)
      })
  }

  /// The options' costs month by month.
  public static func months(_ timeline: GrowthTimeline) -> LineChart {
    LineChart(
      title: "Dollars a month as it grows", x: Axis("months from now", format: ValueFormat(.plain), rounding: .months),
      y: Axis("$ a month", format: .dollars, scale: .log10),
      series: timeline.lines.enumerated().map { index, line in
        LineChart.Series(
          SafeText(line.id),
          line.costs.enumerated().filter { $1.value.isFinite }.map { PlotPoint(Double($0), $1.value) },
          pattern: .number(index), role: PlotPalette.role(index))
      },
      markers: timeline.change.map { [LineChart.Marker(Double($0.month), SafeText($0.option))] } ?? [])
  }

  /// The services' bills, and what running them oneself would cost where that is known.
  public static func services(_ comparison: Comparison) -> BarChart {
    BarChart(
      title: "Services, dollars a month", format: .dollars,
      segments: [BarChart.Segment("as a service", role: .agents), BarChart.Segment("run by oneself", role: .model)],
      entries: comparison.services.flatMap { service -> [BarChart.Entry] in
        let own = service.selfHosted.map { BarChart.Entry("  run by oneself", [0, $0.value]) }
        return [BarChart.Entry(SafeText("\(service.name), \(service.tier)"), [service.amount.value, 0])]
          + [own].compactMap { $0 }
      })
  }
}
