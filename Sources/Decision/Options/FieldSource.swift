public import CostModel

extension Scenario {
  /// The row of the catalogue that a field names: of a seller the price that is paid, of services the oldest row.
  ///
  /// Nil for fields that name none, and where the catalogue lacks the name.
  public func source(of field: ScenarioField, _ catalog: Catalog) -> SourceUse? {
    if field.path == "vendors.lines" {
      return vendors.lines.compactMap { try? catalog.vendor(named: $0) }.min { $0.provenance.date < $1.provenance.date }
        .map { SourceUse("prices of \($0.name)", $0.provenance) }
    }
    let parts = field.path.split(separator: ".")
    guard parts.count == 3, parts[0] == "options", let option = option(String(parts[1])) else { return nil }
    switch field.key {
    case "price": return (try? ResolvedOption.price(option, catalog)).map(SourceUse.init)
    case "provider" where option.kind.paysByToken:
      return (try? ResolvedOption.price(option, catalog)).map(SourceUse.init)
    case "provider":
      guard let accelerator = try? catalog.accelerator(named: option.gpu) else { return nil }
      return (try? ResolvedOption.rent(option, accelerator, catalog)).map { SourceUse($0, of: accelerator) }
    case "gpu": return (try? catalog.accelerator(named: option.gpu)).map(SourceUse.init)
    case "model": return (try? catalog.model(named: option.model)).map(SourceUse.init)
    default: return nil
    }
  }
}

extension SourceUse {
  init(_ price: APIPrice) { self.init("price of \(price.model) (\(price.provider))", price.provenance) }

  init(_ rent: GPUPrice, of accelerator: Accelerator) {
    self.init("hour of \(accelerator.id) (\(rent.provider))", rent.provenance)
  }

  init(_ accelerator: Accelerator) { self.init("data sheet of \(accelerator.id)", accelerator.provenance) }

  init(_ model: LanguageModel) { self.init("shapes of \(model.id)", model.provenance) }
}
