import CostModel
import Simulation

/// The candidates of a plan, before and after they are counted.
struct FleetSearch {
  let base: ScenarioOption
  let model: LanguageModel
  let scenario: Scenario
  let choices: PlanChoices
  private(set) var options: [ScenarioOption] = []
  private var refusals: [String: [String]] = [:]
  /// Finalists for which no number of replicas was enough.
  var missed: [String] = []

  init(base: ScenarioOption, model: LanguageModel, scenario: Scenario, choices: PlanChoices) {
    self.base = base
    self.model = model
    self.scenario = scenario
    self.choices = choices
  }

  // MARK: Before

  /// Makes an option of every machine, precision and number of GPUs that holds one request.
  mutating func enumerate(_ catalog: Catalog, _ factors: Factors) throws(FieldError) {
    var taken: Set<Accelerator.ID> = []
    for name in choices.accelerators ?? catalog.accelerators.map(\.id) {
      let machine = try FleetSearch.machine(name, catalog)
      guard taken.insert(machine.id).inserted else { continue }
      guard catalog.gpuPrices(of: machine.id).contains(where: { $0.onDemand != nil }) else {
        refusals["no seller's price on demand", default: []].append(machine.id)
        continue
      }
      for precision in choices.precisions(model, machine) {
        for gpus in choices.gpus where model.heads % gpus == 0 { add(machine, precision, gpus, factors) }
      }
    }
  }

  private static func machine(_ name: String, _ catalog: Catalog) throws(FieldError) -> Accelerator {
    do {
      return try catalog.accelerator(named: name)
    } catch {
      let known = error.near.isEmpty ? catalog.accelerators.map(\.id) : error.near
      throw FieldError(path: "gpu", value: name, problem: .unknownName(what: "GPU", known: known))
    }
  }

  private mutating func add(_ machine: Accelerator, _ precision: WeightPrecision, _ gpus: Int, _ factors: Factors) {
    var option = base
    option.id = FleetSearch.name(machine, precision, gpus)
    option.kind = .selfHost
    option.provider = ""
    option.gpu = machine.id
    option.precision = precision
    option.tensorParallel = gpus
    let deployment = Deployment(
      model: model, accelerator: machine, gpus: gpus, weights: precision, cache: option.cache, engine: option.engine)
    let memory = MemoryPlan(deployment, factors)
    let longest = scenario.workload.prompt + scenario.workload.output
    if memory.fits, memory.tokens >= longest {
      options.append(option)
    } else {
      refusals["too little memory", default: []].append(option.id)
    }
  }

  /// `2x-h100-sxm-fp8`: a name that options may have.
  private static func name(_ machine: Accelerator, _ precision: WeightPrecision, _ gpus: Int) -> String {
    let chip = machine.id.lowercased().map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "-" }
    return "\(gpus)x-\(String(chip))-\(precision.rawValue.lowercased())"
  }

  // MARK: Ranking

  /// The candidates that pass, the cheapest first.
  mutating func rank(_ comparison: Comparison) -> [OptionResult] {
    for option in comparison.options {
      if let gate = option.gates.first(where: { $0.failure != nil }) {
        refusals[FleetSearch.reason(gate.subject), default: []].append(option.id)
      } else if !option.total.value.isFinite {
        refusals["too slow", default: []].append(option.id)
      }
    }
    return comparison.ranked
  }

  private static func reason(_ subject: Gate.Subject) -> String {
    switch subject {
    case .memory: "too little memory"
    case .latency: "too slow even for one request at a time"
    case .privacy, .capability, .rateLimit: "out by the gate of \(subject.rawValue)"
    }
  }

  /// How many candidates are tried for each that is wanted.
  static let triesPerFinalist = 4

  /// The names in the orders in which they are tried: by cost, and by the number of GPUs.
  func orders(_ ranked: [OptionResult]) -> [[String]] {
    let small = ranked.sorted { ($0.fleet?.gpus ?? .max, $0.total) < ($1.fleet?.gpus ?? .max, $1.total) }
    return [ranked.map(\.id), small.map(\.id)]
  }

  // MARK: After

  func plan(_ comparison: Comparison, _ answers: [String: CapacityAnswer], peak: RequestsPerSecond) -> FleetPlan {
    var refused = refusals
    if !missed.isEmpty { refused["too slow at the peak, whatever the number of replicas"] = missed }
    let candidates = comparison.ranked.filter { !missed.contains($0.id) }.compactMap { option -> FleetPlan.Candidate? in
      guard let fleet = option.fleet else { return nil }
      return FleetPlan.Candidate(
        option: option.option, fleet: fleet, bill: option.bill, simulated: answers[option.id],
        seller: FleetSearch.seller(option), sources: option.sources)
    }
    return FleetPlan(
      model: model, peak: peak,
      candidates: candidates.filter { $0.simulated != nil } + candidates.filter { $0.simulated == nil },
      refused: refused.map { FleetPlan.Refused(why: $0.key, names: $0.value) }.sorted { $0.why < $1.why })
  }

  /// The last part of `Llama 3.1 8B · 1× L40S · Nebius`.
  private static func seller(_ option: OptionResult) -> String {
    option.subtitle.split(separator: "·").last.map { String($0.drop { $0 == " " }) } ?? ""
  }
}
