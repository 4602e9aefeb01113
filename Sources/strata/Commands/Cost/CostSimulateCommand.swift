import ArgumentParser
import CostModel
import Decision
import Simulation
import TextSafety
import Workbench

/// `strata cost simulate`: single requests through the queue of an option's machines.
struct CostSimulateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "simulate", abstract: "Send single requests through an option's machines, and measure their waiting.",
    discussion: """
      Without --rate the load is that of the busiest hour, and without --replicas the fleet is the one that compare \
      counts. A trace has the columns TIMESTAMP, ContextTokens and GeneratedTokens. One seed gives one output, to the \
      last byte.
      """)

  @OptionGroup var options: GlobalOptions
  @OptionGroup var scenario: ScenarioOptions
  @OptionGroup var chart: ChartOption
  @OptionGroup var chance: SeedOption
  @Option(help: ArgumentHelp("The option to simulate (default: the first that is self-hosted).", valueName: "id"))
  var option: String?
  @Option(help: ArgumentHelp("Take times and lengths from a CSV; - reads standard input.", valueName: "file"))
  var trace: String?
  @Option(help: ArgumentHelp("Requests to measure, after a tenth as many to warm up.", valueName: "n"))
  var requests = 10_000
  @Option(help: ArgumentHelp("Requests a second.", valueName: "r")) var rate: Double?
  @Option(help: ArgumentHelp("Replicas.", valueName: "n")) var replicas: Int?
  @Flag(help: "Simulate other loads too: how latency and goodput grow, and where the knee is.") var curve = false
  @Flag(help: "Print JSON.") var json = false

  func validate() throws {
    if !(100...10_000_000).contains(requests) {
      throw ValidationError("--requests must be from 100 to 10000000, not \(requests)")
    }
    if let rate, !(rate >= 1e-6 && rate <= 1e6) {
      throw ValidationError("--rate must be from 0.000001 to 1000000 requests a second, not \(rate)")
    }
    if let replicas, !(1...1000).contains(replicas) {
      throw ValidationError("--replicas must be from 1 to 1000, not \(replicas)")
    }
    if trace == "-" && scenario.scenario == "-" {
      throw ValidationError("standard input can be the scenario or the trace, not both")
    }
  }

  func run() throws {
    let desk = Desk(options)
    let costing = try scenario.costing(desk)
    let load = try costing.load(of: option)
    var run = LoadRun()
    run.rate = rate.map { RequestsPerSecond($0) }
    run.replicas = replicas
    run.requests = requests
    run.seed = chance.value
    run.trace = try trace.map(Trace.read)
    run.speedBand = try desk.catalogFolders().bands().halfWidth(of: load.deployment)
    var progress = ProgressLine()
    let clock = ContinuousClock()
    let start = clock.now
    let answer = try load.answer(run) { share in
      progress.show("simulating", share)
      return true
    }
    let spent = clock.now - start
    progress.clear()
    guard let answer else { return }
    let curve = try curve || chart.chart != nil ? goodput(load, answer) : nil
    if let curve {
      try chart.write(
        CostCharts.latency(
          curve, option: load.option.id, replicas: answer.replicas, objectives: costing.scenario.objectives))
    }
    let result = SimulationResult(costing: costing, load: load, run: run, answer: answer, curve: curve)
    if json { try result.json.write() } else { try result.printout.write(styled: true) }
    CostSimulateCommand.tellSpeed(answer, spent)
  }

  private func goodput(_ load: OptionLoad, _ answer: LoadAnswer) throws -> GoodputCurve {
    var progress = ProgressLine()
    progress.show("simulating other loads")
    defer { progress.clear() }
    var question = load.question
    question.fleet.replicas = answer.replicas
    question.seed = chance.value
    question.fewestRequests = min(requests, question.fewestRequests)
    return try GoodputCurve(question, points: 16)
  }

  /// How fast the simulation itself was: on standard error, for it differs from run to run.
  private static func tellSpeed(_ answer: LoadAnswer, _ spent: Duration) {
    let count = [answer.report, answer.slower, answer.faster].reduce(0) { $0 + $1.simulatedRequests }
    let seconds = Double(spent.components.seconds) + Double(spent.components.attoseconds) * 1e-18
    guard seconds > 0 else { return }
    Console.warn(
      "simulated \(Figure.count(Double(count))) requests in \(Figure.seconds(seconds)), "
        + "\(Figure.count((Double(count) / seconds).rounded())) a second")
  }
}

extension Costing {
  /// An option's machines under the scenario's load; the main ones where none is named.
  func load(of name: String?) throws(Failure) -> OptionLoad {
    let names = scenario.options.map(\.id)
    if let name, !names.contains(name) {
      throw .usage(
        "the scenario has no option \(NearNames.quoted(name))" + NearNames.hint(name, among: names) + "; there are: "
          + names.joined(separator: ", "))
    }
    guard let id = name ?? evaluator.mainMachines else {
      throw .usage("no option of the scenario runs on GPUs, and nothing else can be simulated")
    }
    if let load = evaluator.load(of: id) { return load }
    guard scenario.option(id)?.kind.paysByToken == false else {
      throw .usage(
        "\(id) is paid by the token; only what runs on GPUs can be simulated: "
          + evaluator.simulable.joined(separator: ", "))
    }
    let why = evaluator.comparison().option(id)?.failures.first ?? "its machines hold no request"
    throw Failure("\(id) cannot be simulated: \(why)")
  }
}
