import ArgumentParser
import CostModel
import Decision
import Workbench

/// `strata cost compare`: the options side by side, and the verdict.
struct CostCompareCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare", abstract: "Count the options of a scenario side by side, and say what follows.")

  @OptionGroup var options: GlobalOptions
  @OptionGroup var scenario: ScenarioOptions
  @OptionGroup var chart: ChartOption
  @Option(help: ArgumentHelp("Worlds drawn for the chances in the verdict; 0 for none.", valueName: "n")) var draws =
    2000
  @OptionGroup var chance: SeedOption
  @Flag(help: "Find the fleets that the peak needs by simulation, not by the closed form. Takes seconds.")
  var simulate = false
  @Flag(help: "Print JSON.") var json = false

  func validate() throws {
    if !(0...1_000_000).contains(draws) { throw ValidationError("--draws must be from 0 to 1000000, not \(draws)") }
  }

  func run() throws {
    let costing = try scenario.costing(Desk(options))
    var evaluator = costing.evaluator
    var progress = ProgressLine()
    if simulate { simulateFleets(&evaluator, &progress) }
    let comparison = evaluator.comparison()
    let curves = evaluator.volumeCurves()
    progress.show("drawing worlds")
    let chances = draws > 0 ? evaluator.monteCarlo(draws: draws, seed: chance.value) : nil
    let verdict = evaluator.verdict(
      comparison, curves, evaluator.timeline(), evaluator.sensitivity(), chances: chances,
      spread: draws > 0 ? spread(evaluator, curves, comparison) : nil)
    progress.clear()
    try chart.write(CostCharts.options(comparison, chances: chances))
    if json {
      try ComparisonJSON(comparison: comparison, verdict: verdict, costing: costing).value.write()
    } else {
      try ComparisonPrintout(comparison: comparison, verdict: verdict, chances: chances, costing: costing).printout
        .write(styled: true)
    }
  }

  /// Lets simulations say how many replicas the peak needs, and what each carries.
  private func simulateFleets(_ evaluator: inout Evaluator, _ progress: inout ProgressLine) {
    let names = evaluator.simulable
    var choices = PlanChoices()
    choices.seed = chance.value
    for (place, name) in names.enumerated() {
      progress.show("simulating \(name)", Double(place) / Double(names.count))
      if evaluator.simulateFleet(name, choices) == nil {
        progress.clear()
        Console.warn("\(name): no number of replicas keeps the objectives in a simulation")
      }
    }
    progress.clear()
  }

  /// Where the first option that wins at larger volumes begins to, over many worlds.
  private func spread(
    _ evaluator: Evaluator, _ curves: VolumeCurves, _ comparison: Comparison
  ) -> Evaluator.BreakEvenSpread? {
    let own = comparison.scenario.workload.requests
    let later = curves.overtakings.compactMap { entry in entry.crossing.lastingFrom.map { (entry.id, $0) } }
    guard let favourite = curves.favourite, let first = later.filter({ $0.1 > own }).min(by: { $0.1 < $1.1 }) else {
      return nil
    }
    return evaluator.breakEvenSpread(
      challenger: first.0, incumbent: favourite, draws: min(200, draws), seed: chance.value)
  }
}
