public import CostModel
import Serving
public import Simulation

/// The machines that serve a scenario's busiest hour within its objectives: which are the fewest, which the cheapest.
public struct FleetPlan: Sendable {
  /// One way to run the model.
  public struct Candidate: Sendable, Identifiable {
    public var option: ScenarioOption
    /// Machines, capacity, replicas, utilisation.
    public var fleet: FleetResult
    public var bill: Bill
    /// What a simulation found of it; nil where the closed form alone speaks.
    public var simulated: CapacityAnswer?
    /// Who asks the price.
    public var seller: String
    public var sources: [SourceUse]

    public var id: String { option.id }
    public var total: DollarsPerMonth { bill.total }
  }

  /// Machines that were looked at and can't be taken.
  public struct Refused: Sendable, Equatable {
    public var why: String
    /// Names of candidates, as in ``Candidate/id``.
    public var names: [String]
  }

  public var model: LanguageModel
  /// Requests a second in the busiest hour.
  public var peak: RequestsPerSecond
  /// The cheapest first; those that a simulation confirmed before all others.
  public var candidates: [Candidate]
  public var refused: [Refused]

  /// Of those that were simulated.
  public var cheapest: Candidate? { candidates.first { $0.simulated != nil } }
  /// The fewest GPUs among those that were simulated; of equal ones the cheapest.
  public var smallest: Candidate? {
    candidates.filter { $0.simulated != nil }.min { ($0.fleet.gpus, $0.total) < ($1.fleet.gpus, $1.total) }
  }
}

/// What a plan may choose from.
public struct PlanChoices: Sendable {
  /// Accelerators by id; nil for all that have a price.
  public var accelerators: [Accelerator.ID]?
  /// Nil for those that keep the model's quality close: 16 bits, and 8 or 4 bits where the chip computes in them.
  public var precisions: [WeightPrecision]?
  /// GPUs of a replica.
  public var gpus = [1, 2, 4, 8]
  /// How many of the cheapest, and how many of the smallest, are simulated.
  public var finalists = 5
  public var seed: UInt64 = 1
  /// The longest simulation.
  public var mostRequests = 16_000

  public init() {}

  func precisions(_ model: LanguageModel, _ machine: Accelerator) -> [WeightPrecision] {
    if model.nativePrecision == .mxfp4 { return [.mxfp4] }
    if let precisions { return precisions }
    var out: [WeightPrecision] = model.nativePrecision == .bf16 ? [.bf16] : []
    if machine.peak8 != nil { out.append(.fp8) }
    if machine.peak4 != nil, ChipFamily(machine) != .cdna { out.append(.nvfp4) }
    return out
  }
}

extension Evaluator {
  /// Looks for the smallest and the cheapest fleet for an option's model at the peak.
  ///
  /// Every priced accelerator is taken with every precision that it has and 1, 2, 4 or 8 GPUs a replica. What does not
  /// fit, or is too slow even for one request alone, is left out; the closed form ranks the rest, and the best are
  /// simulated. All else (spare replicas, scaling, discounts, the cache's width, the engine) is as in the option.
  ///
  /// - Parameters:
  ///   - option: on GPUs.
  ///   - goOn: told what is being looked at and the share that is done; false stops.
  /// - Returns: nil if it was stopped, or the option has no machines.
  /// - Throws: ``FieldError`` for a name that the catalogue lacks.
  public func plan(
    _ option: ScenarioOption.ID, _ catalog: Catalog, _ factors: Factors, _ choices: PlanChoices = PlanChoices(),
    while goOn: (String, Double) -> Bool = { _, _ in true }
  ) throws(FieldError) -> FleetPlan? {
    guard let place = place(of: option), let model = options[place].model, options[place].option.kind.rentsGPUs else {
      return nil
    }
    var search = FleetSearch(base: options[place].option, model: model, scenario: scenario, choices: choices)
    try search.enumerate(catalog, factors)
    var trial = scenario
    trial.options = search.options
    var evaluator = try Evaluator(trial, catalog, factors, today: today)
    let ranked = search.rank(evaluator.comparison())
    var answers: [String: CapacityAnswer] = [:]
    for order in search.orders(ranked) {
      var found = 0
      for id in order.prefix(choices.finalists * FleetSearch.triesPerFinalist) where found < choices.finalists {
        let done = Double(answers.count) / Double(2 * choices.finalists)
        guard goOn(id, done) else { return nil }
        if answers[id] == nil, !search.missed.contains(id) {
          var isStopped = false
          answers[id] = evaluator.simulateFleet(id, choices) {
            isStopped = isStopped || !goOn(id, done)
            return isStopped
          }
          if isStopped { return nil }
          if answers[id] == nil { search.missed.append(id) }
        }
        if answers[id] != nil { found += 1 }
      }
    }
    let world = self.world(.base)
    return search.plan(evaluator.comparison(), answers, peak: world.requests.average * world.curve.peak)
  }

  /// The smallest fleet of an option at the peak by simulation, whose capacity is used from then on; nil where no
  /// number of replicas keeps the objectives, or it was cancelled.
  ///
  /// - Parameter isCancelled: asked all the while; true ends the search within a moment and changes nothing.
  @discardableResult
  public mutating func simulateFleet(
    _ id: ScenarioOption.ID, _ choices: PlanChoices = PlanChoices(), isCancelled: () -> Bool = { false }
  ) -> CapacityAnswer? {
    guard let load = load(of: id), let estimate = load.estimate else { return nil }
    var question = load.question
    question.seed = choices.seed
    question.mostRequests = choices.mostRequests
    question.fewestRequests = min(question.fewestRequests, choices.mostRequests)
    do {
      guard
        let answer = try Simulation.Capacity.smallestFleet(
          for: load.peak, question, atMost: 2000, while: { !isCancelled() })
      else { return nil }
      question.fleet.replicas = answer.replicas
      let rate = try Simulation.Capacity.maximumRate(question, precision: 0.03, while: { !isCancelled() })?.rate
      if isCancelled() { return nil }
      let most = rate ?? load.peak
      var each = max(most, load.peak) / Double(answer.replicas)
      // One replica fewer was tried and is not enough, whatever the average says.
      if answer.replicas > 1 { each = min(each, load.peak / (Double(answer.replicas) - 1) * 0.999) }
      let report = answer.report
      use(
        Capacity(
          rate: each, batch: report.meanBatchSize, ttft: Seconds(report.timeToFirstToken.p99),
          tpot: Seconds(report.timePerOutputToken.p99), basis: .simulated(requests: answer.simulatedRequests),
          limit: estimate.limit), for: id)
      return answer
    } catch {
      return nil
    }
  }
}
