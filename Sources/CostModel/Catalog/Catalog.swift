/// The facts that costs are computed from: prices, machines, models, services, people, each with source and date.
///
/// Read it from a folder with ``read(_:overriddenBy:)``.
public struct Catalog: Sendable {
  public let apiPrices: [APIPrice]
  public let gpuPrices: [GPUPrice]
  public let accelerators: [Accelerator]
  public let models: [LanguageModel]
  public let vendors: [Vendor]
  public let people: PeopleFacts
  public let market: [MarketFact]

  private let apiNames: NameIndex
  private let gpuPriceNames: NameIndex
  private let acceleratorNames: NameIndex
  private let modelNames: NameIndex
  private let vendorNames: NameIndex

  /// - Parameter aliases: further names of accelerators and models by their ids.
  public init(
    apiPrices: [APIPrice], gpuPrices: [GPUPrice], accelerators: [Accelerator], models: [LanguageModel],
    vendors: [Vendor], people: PeopleFacts, market: [MarketFact], aliases: [String: [String]] = [:]
  ) {
    self.apiPrices = apiPrices
    self.gpuPrices = gpuPrices
    self.accelerators = accelerators
    self.models = models
    self.vendors = vendors
    self.people = people
    self.market = market
    var names = NameIndex(kind: "API model")
    for price in apiPrices {
      names.add(id: price.id, otherNames: [price.model, "\(price.provider)/\(price.model)"])
    }
    apiNames = names
    names = NameIndex(kind: "GPU price")
    for price in gpuPrices { names.add(id: price.id, otherNames: []) }
    gpuPriceNames = names
    names = NameIndex(kind: "accelerator")
    for accelerator in accelerators { names.add(id: accelerator.id, otherNames: aliases[accelerator.id] ?? []) }
    acceleratorNames = names
    names = NameIndex(kind: "model")
    for model in models {
      let bare = model.repository.split(separator: "/").last.map(String.init) ?? ""
      names.add(id: model.id, otherNames: [model.repository, bare] + (aliases[model.id] ?? []))
    }
    modelNames = names
    names = NameIndex(kind: "vendor")
    for vendor in vendors { names.add(id: vendor.id, otherNames: [vendor.name]) }
    vendorNames = names
  }

  /// The price of a model behind an API, by id (`groq/openai/gpt-oss-120b`), by provider and model, or by model where
  /// one provider alone has it.
  public func apiPrice(named name: String) throws(UnknownName) -> APIPrice { apiPrices[try apiNames.find(name)] }

  /// A seller's price, by id.
  public func gpuPrice(named name: String) throws(UnknownName) -> GPUPrice { gpuPrices[try gpuPriceNames.find(name)] }

  /// An accelerator, by id or another name: `H100-SXM`, `h100 sxm5`, `A100-80GB`.
  public func accelerator(named name: String) throws(UnknownName) -> Accelerator {
    accelerators[try acceleratorNames.find(name)]
  }

  /// A model, by id, repository or another name: `llama 3.3 70b`, `openai/gpt-oss-120b`.
  public func model(named name: String) throws(UnknownName) -> LanguageModel { models[try modelNames.find(name)] }

  /// A service, by id or name.
  public func vendor(named name: String) throws(UnknownName) -> Vendor { vendors[try vendorNames.find(name)] }

  /// What sellers ask for an accelerator, the cheapest first by their price on demand, then reserved, then spot.
  public func gpuPrices(of accelerator: Accelerator.ID) -> [GPUPrice] {
    func rank(_ price: GPUPrice) -> Double {
      (price.onDemand ?? price.reserved ?? price.spot)?.value ?? .infinity
    }
    return gpuPrices.filter { $0.accelerator == accelerator }.sorted { (rank($0), $0.id) < (rank($1), $1.id) }
  }
}
