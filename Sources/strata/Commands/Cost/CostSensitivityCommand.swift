import ArgumentParser
import CostModel
import Decision
import TextSafety
import Workbench

/// `strata cost sensitivity`: what the doubt about inputs does to the decision.
struct CostSensitivityCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sensitivity",
    abstract: "Rank the inputs that move the decision, and draw worlds to see how sure it is."
  )

  @OptionGroup var options: GlobalOptions
  @OptionGroup var scenario: ScenarioOptions
  @OptionGroup var chart: ChartOption
  @Option(help: ArgumentHelp("Worlds to draw.", valueName: "n")) var draws = 10_000
  @OptionGroup var chance: SeedOption
  @Option(
    help: ArgumentHelp(
      "The two options whose difference is ranked (default: the cheapest and the next).", valueName: "id,id"))
  var between: String?
  @Flag(help: "Print JSON.") var json = false

  func validate() throws {
    if !(1...1_000_000).contains(draws) { throw ValidationError("--draws must be from 1 to 1000000, not \(draws)") }
  }

  func run() throws {
    let costing = try scenario.costing(Desk(options))
    let evaluator = costing.evaluator
    var progress = ProgressLine()
    progress.show("drawing worlds")
    let sensitivity = try between.map { try pair($0, costing) } ?? evaluator.sensitivity()
    let chances = evaluator.monteCarlo(draws: draws, seed: chance.value)
    progress.clear()
    if let sensitivity {
      try chart.write(CostCharts.tornado(sensitivity))
    } else if chart.chart != nil {
      throw Failure("fewer than two options pass every gate, so there is nothing to draw")
    }
    if json {
      try value(costing, sensitivity, chances).write()
    } else {
      try printout(costing, sensitivity, chances).write(styled: true)
    }
  }

  /// The tornado of two named options, the cheaper one as the favourite.
  private func pair(_ text: String, _ costing: Costing) throws -> Sensitivity {
    let known = costing.scenario.options.map(\.id)
    let places = try text.split(separator: ",", omittingEmptySubsequences: false).map { part in
      guard let place = known.firstIndex(of: String(part)) else {
        throw Failure.usage(
          "--between: the scenario has no option \(NearNames.quoted(String(part)))"
            + NearNames.hint(String(part), among: known) + "; there are: " + known.joined(separator: ", "))
      }
      return place
    }
    guard places.count == 2, places[0] != places[1] else {
      throw Failure.usage(
        "--between takes two options with a comma between them, as in \(known.prefix(2).joined(separator: ","))")
    }
    let base = costing.evaluator.costs(.base)
    guard base[places[0]].isFinite, base[places[1]].isFinite else {
      throw Failure("one of \(text) cannot serve the load, so that there is no difference to rank")
    }
    let (favourite, rival) = base[places[0]] <= base[places[1]] ? (places[0], places[1]) : (places[1], places[0])
    return Sensitivity(favourite: known[favourite], rival: known[rival]) { draw in
      let costs = costing.evaluator.costs(draw)
      return costs[rival] - costs[favourite]
    }
  }

  // MARK: Text

  private func printout(_ costing: Costing, _ sensitivity: Sensitivity?, _ chances: MonteCarlo?) -> Printout {
    var out = Printout()
    costing.head(&out)
    if let chances { table(chances, &out) } else { out.line("No option passes every gate.") }
    guard let sensitivity else { return out }
    out.line()
    out.chart(CostCharts.tornado(sensitivity), width: Console.columns)
    out.line()
    out.wrapped(
      "Each input goes from its 10th to its 90th percentile, the others stay. Below zero, \(sensitivity.rival) is "
        + "the cheaper.", width: Console.columns)
    flips(sensitivity, &out)
    out.line()
    out.heading("What the spreads stand on")
    for bar in sensitivity.bars {
      out.wrapped("\(bar.driver.title): \(bar.driver.reason)", width: Console.columns, indent: 2)
    }
    return out
  }

  private func table(_ chances: MonteCarlo, _ out: inout Printout) {
    var rows = [
      ["a month in \(Figure.count(Double(chances.draws))) worlds", "p10", "p50", "p90", "mean", "cheapest in"]
    ]
    for spread in chances.spreads {
      rows.append(
        [spread.id] + [spread.p10, spread.p50, spread.p90, spread.mean].map { Figure.dollars($0.value) }
          + [Figure.percent(spread.probabilityCheapest)])
    }
    out.table(rows, right: [1, 2, 3, 4, 5])
  }

  private func flips(_ sensitivity: Sensitivity, _ out: inout Printout) {
    let flipping = sensitivity.bars.compactMap { bar in bar.flipsAt.map { (bar.driver, $0) } }
    if flipping.isEmpty {
      out.wrapped("No single input within its likely range turns the decision.", width: Console.columns)
    }
    for (driver, factor) in flipping {
      out.wrapped("\(driver.title) turns it at \(Figure.times(factor)) what is assumed.", width: Console.columns)
    }
  }

  // MARK: JSON

  private func value(_ costing: Costing, _ sensitivity: Sensitivity?, _ chances: MonteCarlo?) -> JSON {
    [
      "scenario": costing.json, "draws": .int(draws), "seed": .int(chance.seed),
      "options": .list((chances?.spreads ?? []).map(CostSensitivityCommand.value)),
      "histogram_usd_per_month": [.number(chances?.low.value), .number(chances?.high.value)],
      "tornado": sensitivity.map(CostSensitivityCommand.value) ?? .null,
    ]
  }

  private static func value(_ spread: MonteCarlo.Spread) -> JSON {
    [
      "id": .text(spread.id), "p10_usd_per_month": .number(spread.p10.value),
      "p50_usd_per_month": .number(spread.p50.value), "p90_usd_per_month": .number(spread.p90.value),
      "mean_usd_per_month": .number(spread.mean.value),
      "probability_cheapest": .number(spread.probabilityCheapest),
      "histogram": .list(spread.histogram.map { .int($0) }),
    ]
  }

  private static func value(_ sensitivity: Sensitivity) -> JSON {
    [
      "favourite": .text(sensitivity.favourite), "rival": .text(sensitivity.rival),
      "base_usd_per_month": .number(sensitivity.base.value),
      "bars": .list(
        sensitivity.bars.map { bar in
          [
            "input": .text(bar.driver.rawValue), "title": .text(bar.driver.title),
            "reason": .text(bar.driver.reason), "low_factor": .number(bar.lowFactor),
            "high_factor": .number(bar.highFactor), "low_usd_per_month": .number(bar.low.value),
            "high_usd_per_month": .number(bar.high.value), "swing_usd_per_month": .number(bar.swing.value),
            "flips_at_factor": .number(bar.flipsAt), "flips": .bool(bar.flips),
          ]
        }),
    ]
  }
}
