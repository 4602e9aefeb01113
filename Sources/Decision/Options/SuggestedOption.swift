public import CostModel
import Foundation

extension ScenarioOption {
  /// An option to begin with: values of the catalogue that fit the scenario's load, gates and objectives.
  ///
  /// - A closed model: the one in the middle of the price list, by what this load costs with each.
  /// - Open weights by the token: the cheapest that is of the class that the task needs.
  /// - Machines: the model nearest to that class, on the cheapest GPUs that keep the objectives by the closed form. A
  ///   tuned model is the nearest to the smallest class.
  /// - A hybrid: the first option on GPUs, and the first that is paid by the token.
  ///
  /// - Returns: nil where the catalogue or the scenario has nothing for it.
  public static func suggested(
    _ kind: Kind, for scenario: Scenario, _ catalog: Catalog, _ factors: Factors, today: CalendarDay
  ) -> ScenarioOption? {
    let option = ScenarioOption(id: scenario.freeOptionName(kind.rawValue), kind: kind)
    let search = Suggestion(scenario: scenario, catalog: catalog, factors: factors, today: today)
    switch kind {
    case .api: return search.closed(option)
    case .managedOpen: return search.open(option)
    case .dedicated, .selfHost: return search.machines(option, scenario.quality)
    case .tunedSmall:
      var tuned = search.machines(option, .small)
      tuned?.tuning = Suggestion.tuning
      return tuned
    case .hybrid: return search.hybrid(option)
    }
  }
}

/// Looks for values that an option may begin with.
private struct Suggestion {
  let scenario: Scenario
  let catalog: Catalog
  let factors: Factors
  let today: CalendarDay

  /// Data, GPU hours and evaluation of one tuned small model: what the prepared scenarios assume.
  static let tuning = Dollars(6000)

  // MARK: By the token

  /// Prices that can be had today for prompts of this length, the cheapest for the load first.
  private func prices(_ isWanted: (APIPrice) -> Bool) -> [APIPrice] {
    let traffic = World(scenario.workload, .base, prefix: 0).traffic()
    let length = scenario.workload.prompt + scenario.workload.output
    return catalog.apiPrices.filter { price in
      price.retires.map { $0 > today } ?? true && price.contextWindow.map { $0 >= length } ?? true && isWanted(price)
    }
    .map { (price: $0, total: $0.bill(for: traffic).total) }
    .sorted { ($0.total, $0.price.id) < ($1.total, $1.price.id) }.map(\.price)
  }

  private func weights(_ price: APIPrice) -> LanguageModel? { try? catalog.model(named: price.model) }

  func closed(_ option: ScenarioOption) -> ScenarioOption? {
    // Who sells open weights has no others in the list; a model tuned for somebody is not for sale.
    let open = Set(catalog.apiPrices.filter { weights($0) != nil }.map(\.provider))
    let closed = prices { !open.contains($0.provider) && !$0.model.hasPrefix("ft:") }
    guard !closed.isEmpty else { return nil }
    var option = option
    option.price = closed[closed.count / 2].model
    option.provider = closed[closed.count / 2].provider
    return option
  }

  func open(_ option: ScenarioOption) -> ScenarioOption? {
    let open = prices { weights($0) != nil }
    let fitting = open.filter { weights($0).map { Capability(of: $0) >= scenario.quality } ?? false }
    guard let best = fitting.first ?? open.last, let model = weights(best) else { return nil }
    var option = option
    (option.price, option.provider, option.model) = (best.model, best.provider, model.id)
    return option
  }

  // MARK: On GPUs

  func machines(_ option: ScenarioOption, _ quality: Capability) -> ScenarioOption? {
    var option = option
    guard let model = model(quality) else { return nil }
    option.model = model.id
    var trial = scenario
    trial.quality = .small
    var search = FleetSearch(base: option, model: model, scenario: trial, choices: PlanChoices())
    guard (try? search.enumerate(catalog, factors)) != nil else { return nil }
    trial.options = search.options
    guard let evaluator = try? Evaluator(trial, catalog, factors, today: today) else { return nil }
    let comparison = evaluator.comparison()
    // Where no machine keeps the objectives, the first that holds the model: the gate then says what is amiss.
    guard let best = comparison.ranked.first?.option ?? comparison.options.first?.option else { return nil }
    (option.gpu, option.precision, option.tensorParallel) = (best.gpu, best.precision, best.tensorParallel)
    return option
  }

  /// Open weights nearest in size to a class; those that somebody sells by the token before all others, for they are
  /// in use.
  private func model(_ quality: Capability) -> LanguageModel? {
    let sold = Set(catalog.apiPrices.compactMap { weights($0)?.id })
    func distance(_ model: LanguageModel) -> Double { abs(log(model.parameters / quality.usualParameters)) }
    let able = catalog.models.filter { Capability(of: $0) >= quality }
    let pool = able.filter { sold.contains($0.id) }
    return (pool.isEmpty ? able.isEmpty ? catalog.models : able : pool).min {
      (distance($0), $0.id) < (distance($1), $1.id)
    }
  }

  func hybrid(_ option: ScenarioOption) -> ScenarioOption? {
    guard let base = scenario.options.first(where: \.kind.rentsGPUs),
      let peak = scenario.options.first(where: \.kind.paysByToken)
    else { return nil }
    var option = option
    (option.base, option.peak) = (base.id, peak.id)
    return option
  }
}

extension Capability {
  /// Parameters of a typical model of the class.
  fileprivate var usualParameters: Double {
    switch self {
    case .small: 8e9
    case .medium: 14e9
    case .upperMedium: 32e9
    case .large: 70e9
    case .expertMixture: 120e9
    case .frontier: 600e9
    }
  }
}
