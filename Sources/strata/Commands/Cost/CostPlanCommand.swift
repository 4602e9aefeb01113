import ArgumentParser
import CostModel
import Decision
import TextSafety

/// `strata cost plan`: the machines that the objectives need at the peak.
struct CostPlanCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plan", abstract: "Find the smallest and the cheapest fleet for the objectives at the peak.",
    discussion: """
      Every priced GPU is looked at with the precisions that it computes in and 1, 2, 4 or 8 GPUs a replica. The \
      closed form ranks them, and the best are simulated. Everything else is as in the option: its model, engine, \
      cache, spare replicas, scaling and discounts.
      """)

  @OptionGroup var options: GlobalOptions
  @OptionGroup var scenario: ScenarioOptions
  @OptionGroup var chance: SeedOption
  @Option(
    help: ArgumentHelp("The option whose model is planned (default: the first that is self-hosted).", valueName: "id"))
  var option: String?
  @Option(help: ArgumentHelp("Only this GPU. May be repeated.", valueName: "name")) var gpu: [String] = []
  @Option(help: ArgumentHelp("Only this width of weights, as in FP8. May be repeated.", valueName: "name"))
  var precision: [String] = []
  @Option(help: ArgumentHelp("How many of the cheapest, and of the smallest, to simulate.", valueName: "n"))
  var simulated = 5
  @Option(help: ArgumentHelp("The longest simulation.", valueName: "n")) var requests = 16_000
  @Flag(help: "Show every candidate, not only the best.") var all = false
  @Flag(help: "Print JSON.") var json = false

  func validate() throws {
    if !(1...50).contains(simulated) { throw ValidationError("--simulated must be from 1 to 50, not \(simulated)") }
    if !(200...10_000_000).contains(requests) {
      throw ValidationError("--requests must be from 200 to 10000000, not \(requests)")
    }
    _ = try precisions()
  }

  private func precisions() throws -> [WeightPrecision]? {
    let known = WeightPrecision.allCases.map(\.rawValue)
    let found = try precision.map { name in
      guard let found = WeightPrecision.allCases.first(where: { $0.rawValue.lowercased() == name.lowercased() }) else {
        throw ValidationError(
          "--precision must be one of \(known.joined(separator: ", ")), not \(NearNames.quoted(name))"
            + NearNames.hint(name, among: known))
      }
      return found
    }
    return found.isEmpty ? nil : found
  }

  func run() throws {
    let costing = try scenario.costing(Desk(options))
    let load = try costing.load(of: option)
    var choices = PlanChoices()
    choices.accelerators = gpu.isEmpty ? nil : gpu
    choices.precisions = try precisions()
    choices.finalists = simulated
    choices.seed = chance.value
    choices.mostRequests = requests
    var progress = ProgressLine()
    progress.show("looking at machines")
    let plan = try costing.evaluator.plan(load.option.id, costing.catalog, costing.factors, choices) { name, share in
      progress.show("simulating \(name)", share)
      return true
    }
    progress.clear()
    guard let plan else { throw Failure("\(load.option.id) has no machines to plan") }
    let result = PlanResult(costing: costing, plan: plan, base: load.option.id, seed: chance.value, all: all)
    if json { try result.json.write() } else { try result.printout.write(styled: true) }
  }
}
