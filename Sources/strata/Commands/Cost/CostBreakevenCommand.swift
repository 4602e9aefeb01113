import ArgumentParser
import CostModel
import Decision
import Workbench

/// `strata cost breakeven`: from which volume on something else is cheaper.
struct CostBreakevenCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "breakeven", abstract: "Find the volumes at which one option overtakes another, with their doubt.",
    discussion: "Every option with machines is held against every one that pays by the token.")

  @OptionGroup var options: GlobalOptions
  @OptionGroup var scenario: ScenarioOptions
  @OptionGroup var chart: ChartOption
  @Option(help: ArgumentHelp("Worlds drawn for the bands; 0 for none.", valueName: "n")) var draws = 200
  @OptionGroup var chance: SeedOption
  @Flag(help: "Print JSON.") var json = false

  func validate() throws {
    if !(0...10_000).contains(draws) { throw ValidationError("--draws must be from 0 to 10000, not \(draws)") }
  }

  /// A pair with its doubt; the spread is nil where no world has a break-even, or none was drawn.
  struct Pair {
    var nominal: Evaluator.PairCrossing
    var spread: Evaluator.BreakEvenSpread?
  }

  func run() throws {
    let costing = try scenario.costing(Desk(options))
    let evaluator = costing.evaluator
    var progress = ProgressLine()
    var curves = evaluator.volumeCurves()
    if draws > 0 {
      progress.show("drawing worlds")
      curves = evaluator.volumeBands(curves, draws: draws, seed: chance.value) ?? curves
    }
    let names = evaluator.pairs
    var pairs: [Pair] = []
    for (place, name) in names.enumerated() {
      progress.show("\(name.challenger) against \(name.incumbent)", Double(place) / Double(names.count))
      guard let nominal = evaluator.crossing(challenger: name.challenger, incumbent: name.incumbent) else { continue }
      let spread =
        draws > 0
        ? evaluator.breakEvenSpread(
          challenger: name.challenger, incumbent: name.incumbent, draws: draws, seed: chance.value) : nil
      pairs.append(Pair(nominal: nominal, spread: spread))
    }
    progress.clear()
    try chart.write(CostCharts.volume(curves, now: costing.scenario.workload.requests))
    if json {
      try value(costing, curves, pairs).write()
    } else {
      try printout(costing, curves, pairs).write(styled: true)
    }
  }

  // MARK: Text

  private func printout(_ costing: Costing, _ curves: VolumeCurves, _ pairs: [Pair]) -> Printout {
    var out = Printout()
    costing.head(&out)
    if pairs.isEmpty {
      out.line("There is no pair of an option with machines and one by the token that both pass their gates.")
    }
    for pair in pairs {
      out.heading("\(pair.nominal.challenger) against \(pair.nominal.incumbent)")
      out.wrapped(words(pair, costing.scenario.workload), width: Console.columns, indent: 2)
    }
    out.line()
    out.chart(CostCharts.volume(curves, now: costing.scenario.workload.requests), width: Console.columns)
    if draws > 0 {
      out.wrapped(
        "Bands hold eight of ten in \(Figure.count(Double(draws))) worlds, drawn with the seed \(chance.seed).",
        width: Console.columns)
    }
    return out
  }

  private func words(_ pair: Pair, _ workload: Decision.Workload) -> String {
    func volume(_ requests: RequestsPerMonth) -> String {
      let tokens = requests.value * (workload.prompt.value + workload.output.value)
      return "\(Figure.count(tokens)) tokens a month (\(Figure.count(requests.value)) requests)"
    }
    var text: String
    switch pair.nominal.crossing {
    case .never: text = "None: dearer at every volume from a thousandth to a thousand times today's."
    case .always: text = "None: cheaper at every volume from a thousandth to a thousand times today's."
    case .from(let first, let lasting):
      text = "Cheaper from \(volume(lasting)) on"
      if lasting.value > first.value * 1.02 { text += ", now and then from \(volume(first))" }
      text += "."
    case .until(let lasting, let last):
      text = "Cheaper up to \(volume(lasting))"
      if last.value > lasting.value * 1.02 { text += ", for the last time at \(volume(last))" }
      text += "."
    case .between(let first, let last): text = "Cheaper only between \(volume(first)) and \(volume(last))."
    case .exceptBetween(let lasting, let again): text = "Dearer only between \(volume(lasting)) and \(volume(again))."
    }
    if let bill = pair.nominal.billThere {
      text += " \(pair.nominal.incumbent) then costs \(Figure.dollars(bill.value))."
    }
    guard draws > 0 else { return text }
    guard let spread = pair.spread else { return text + " In none of the worlds drawn is it cheaper for good." }
    text += " It is cheaper for good in \(Figure.percent(spread.share)) of the worlds drawn; in eight of ten of those, "
    return text + "from \(volume(spread.p10)) to \(volume(spread.p90)) on."
  }

  // MARK: JSON

  private func value(_ costing: Costing, _ curves: VolumeCurves, _ pairs: [Pair]) -> JSON {
    let workload = costing.scenario.workload
    let perRequest = workload.prompt.value + workload.output.value
    func place(_ name: String, _ requests: RequestsPerMonth?) -> [(String, JSON)] {
      [
        ("\(name)_requests_per_month", .number(requests?.value)),
        ("\(name)_tokens_per_month", .number(requests.map { $0.value * perRequest })),
      ]
    }
    let list = pairs.map { pair -> JSON in
      let nominal = pair.nominal
      var members: [(String, JSON)] = [
        ("challenger", .text(nominal.challenger)), ("incumbent", .text(nominal.incumbent)),
        ("crossing", .text(CostBreakevenCommand.name(nominal.crossing))),
        ("incumbent_usd_per_month_there", .number(nominal.billThere?.value)),
        ("share_of_worlds", draws > 0 ? .number(pair.spread?.share ?? 0) : .null),
      ]
      members += place("lasting", nominal.crossing.lastingFrom)
      members += place("p10", pair.spread?.p10) + place("p50", pair.spread?.p50) + place("p90", pair.spread?.p90)
      return .object(Dictionary(members, uniquingKeysWith: { first, _ in first }))
    }
    return [
      "scenario": costing.json, "favourite": .text(curves.favourite), "draws": .int(draws), "seed": .int(chance.seed),
      "pairs": .list(list), "requests_per_month": .list(curves.volumes.map { .number($0.value) }),
      "curves": .list(
        curves.curves.map { curve in
          [
            "id": .text(curve.id), "usd_per_month": .list(curve.costs.map { .number($0.value) }),
            "p10": .list(curve.low.map { .number($0.value) }), "p90": .list(curve.high.map { .number($0.value) }),
          ]
        }),
    ]
  }

  private static func name(_ crossing: Crossing<RequestsPerMonth>) -> String {
    switch crossing {
    case .never: "never"
    case .always: "always"
    case .from: "from"
    case .until: "until"
    case .between: "between"
    case .exceptBetween: "except between"
    }
  }
}
