import CostModel
import TextSafety

/// An option with the catalogue's rows behind its names.
struct ResolvedOption: Sendable {
  enum Means: Sendable {
    case tokens(APIPrice)
    case gpus(Replica, GPUPrice)
    /// Places of the two parts in the scenario.
    case hybrid(base: Int, peak: Int)
  }

  var option: ScenarioOption
  var means: Means
  /// The open-weight model behind it; nil where it isn't known.
  var model: LanguageModel?
  var sources: [SourceUse]
  /// What it runs, in a few words.
  var subtitle: String

  init(_ option: ScenarioOption, _ scenario: Scenario, _ catalog: Catalog, _ factors: Factors) throws(FieldError) {
    self.option = option
    sources = []
    switch option.kind {
    case .api, .managedOpen:
      let price = try ResolvedOption.price(option, catalog)
      means = .tokens(price)
      sources = [SourceUse(price)]
      subtitle = "\(price.model) · \(price.provider)"
      if !option.model.isEmpty { model = try ResolvedOption.model(option, catalog) }
    case .dedicated, .selfHost, .tunedSmall:
      let model = try ResolvedOption.model(option, catalog)
      let accelerator = try ResolvedOption.accelerator(option, catalog)
      let rent = try ResolvedOption.rent(option, accelerator, catalog)
      let weights = model.nativePrecision == .mxfp4 ? .mxfp4 : option.precision
      let deployment = Deployment(
        model: model, accelerator: accelerator, gpus: option.tensorParallel, weights: weights, cache: option.cache,
        engine: option.engine)
      means = .gpus(Replica(deployment, factors), rent)
      self.model = model
      sources = [SourceUse(rent, of: accelerator), SourceUse(accelerator), SourceUse(model)]
      subtitle = "\(model.id) · \(option.tensorParallel)× \(accelerator.id) · \(rent.provider)"
    case .hybrid:
      guard let base = scenario.options.firstIndex(where: { $0.id == option.base && $0.kind.rentsGPUs }) else {
        let known = scenario.options.filter(\.kind.rentsGPUs).map(\.id)
        throw FieldError(
          path: "options.\(option.id).base", value: option.base,
          problem: .unknownName(what: "option on GPUs", known: known))
      }
      guard let peak = scenario.options.firstIndex(where: { $0.id == option.peak && $0.kind.paysByToken }) else {
        let known = scenario.options.filter(\.kind.paysByToken).map(\.id)
        throw FieldError(
          path: "options.\(option.id).peak", value: option.peak,
          problem: .unknownName(what: "option paid by token", known: known))
      }
      means = .hybrid(base: base, peak: peak)
      subtitle = "\(option.base), peaks to \(option.peak)"
    }
  }

  /// The price row; of several sellers without a choice, the one whose output is cheapest.
  static func price(_ option: ScenarioOption, _ catalog: Catalog) throws(FieldError) -> APIPrice {
    let name = option.provider.isEmpty ? option.price : "\(option.provider)/\(option.price)"
    do {
      return try catalog.apiPrice(named: name)
    } catch {
      let offers = error.candidates.compactMap { try? catalog.apiPrice(named: $0) }
      if option.provider.isEmpty, let best = offers.min(by: { $0.base.standard.output < $1.base.standard.output }) {
        return best
      }
      let sellers = catalog.apiPrices.filter { $0.model == option.price }.map(\.provider)
      if !sellers.isEmpty {
        throw FieldError(
          path: "options.\(option.id).provider", value: option.provider,
          problem: .unknownName(what: "seller of \(option.price)", known: sellers))
      }
      throw FieldError(
        path: "options.\(option.id).price", value: option.price,
        problem: .unknownName(what: "model in the price list", known: catalog.apiPrices.map(\.model)))
    }
  }

  private static func model(_ option: ScenarioOption, _ catalog: Catalog) throws(FieldError) -> LanguageModel {
    do {
      return try catalog.model(named: option.model)
    } catch {
      throw FieldError(
        path: "options.\(option.id).model", value: option.model,
        problem: .unknownName(what: "model", known: error.near.isEmpty ? catalog.models.map(\.id) : error.near))
    }
  }

  private static func accelerator(_ option: ScenarioOption, _ catalog: Catalog) throws(FieldError) -> Accelerator {
    do {
      return try catalog.accelerator(named: option.gpu)
    } catch {
      throw FieldError(
        path: "options.\(option.id).gpu", value: option.gpu,
        problem: .unknownName(what: "GPU", known: error.near.isEmpty ? catalog.accelerators.map(\.id) : error.near))
    }
  }

  /// The seller's cheapest hour; without a seller, the cheapest on a price list.
  static func rent(
    _ option: ScenarioOption, _ accelerator: Accelerator, _ catalog: Catalog
  ) throws(FieldError) -> GPUPrice {
    let offers = catalog.gpuPrices(of: accelerator.id).filter { $0.onDemand != nil }
    let wanted = option.provider.lowercased()
    let own = offers.filter { wanted.isEmpty ? $0.kind == .list : $0.provider.lowercased() == wanted }
    if let best = own.first ?? (wanted.isEmpty ? offers.first : nil) { return best }
    throw FieldError(
      path: "options.\(option.id).provider", value: option.provider,
      problem: .unknownName(
        what: "seller of \(accelerator.id) hours", known: Array(Set(offers.map(\.provider))).sorted()))
  }
}
