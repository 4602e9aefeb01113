import ArgumentParser
import CostModel
import Decision
import Foundation
import TextSafety

/// `strata cost catalog`: the prices, machines, models and services behind every figure.
struct CostCatalogCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "catalog", abstract: "Show the catalogue of prices and machines, or bring prices into your own.",
    subcommands: [List.self, CostCatalogImportCommand.self, CostCatalogMeasureCommand.self])

  enum Kind: String, CaseIterable, ExpressibleByArgument {
    case api, gpus, accelerators, models, services, market
  }

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "List the rows of the catalogue with their dates; old ones say how old.")

    @OptionGroup var options: GlobalOptions
    @OptionGroup var day: DayOption
    @Argument(
      help: ArgumentHelp("api, gpus, accelerators, models, services or market; all when left out.", valueName: "kind"))
    var kind: Kind?
    @Flag(help: "Print JSON.") var json = false

    func run() throws {
      let folders = try Desk(options).catalogFolders()
      let listing = CatalogListing(try folders.catalog(), today: day.today)
      let kinds = kind.map { [$0] } ?? Kind.allCases
      if json {
        try JSON.object(
          Dictionary(kinds.map { ($0.rawValue, listing.json($0)) }, uniquingKeysWith: { first, _ in first })
        ).write()
        return
      }
      var out = Printout()
      for (place, kind) in kinds.enumerated() {
        if place > 0 { out.line() }
        listing.add(kind, to: &out)
      }
      out.line()
      out.line("Your own rows: \(folders.own ?? "no place for them, HOME is not set")")
      try out.write()
    }
  }
}

/// The rows of the catalogue, kind by kind.
struct CatalogListing {
  private let catalog: Catalog
  private let today: CalendarDay

  init(_ catalog: Catalog, today: CalendarDay) {
    self.catalog = catalog
    self.today = today
  }

  /// One row: its name, what it says in words, in figures, and where it comes from.
  private struct Row {
    var id: String
    var cells: [String]
    var figures: [String: JSON]
    var provenance: Provenance
  }

  func add(_ kind: CostCatalogCommand.Kind, to out: inout Printout) {
    let (title, rows) = (CatalogListing.title(kind), rows(kind))
    let stale = rows.count { $0.provenance.isStale(on: today) }
    out.heading(
      "\(title): \(rows.count)" + (stale > 0 ? ", \(stale) older than \(Provenance.staleAfterDays) days" : ""))
    out.table(
      rows.map { row in
        let age = row.provenance.ageInDays(on: today)
        let old = row.provenance.isStale(on: today) ? " (\(age) days old)" : ""
        return [row.id] + row.cells + [row.provenance.date.description + old]
      }, indent: 2)
  }

  func json(_ kind: CostCatalogCommand.Kind) -> JSON {
    .list(
      rows(kind).map { row in
        var members = row.figures
        members["id"] = .text(row.id)
        members["source"] = .text(row.provenance.source)
        members["date"] = .text(row.provenance.date.description)
        members["age_days"] = .int(row.provenance.ageInDays(on: today))
        members["stale"] = .bool(row.provenance.isStale(on: today))
        return .object(members)
      })
  }

  private static func title(_ kind: CostCatalogCommand.Kind) -> String {
    switch kind {
    case .api: "Prices of tokens, $ a million: input, cached, output"
    case .gpus: "Prices of GPU hours: on demand, spot, reserved"
    case .accelerators: "Accelerators: memory, bandwidth, FLOP/s at 16, 8, 4 bits"
    case .models: "Models: parameters, active, cache of a token at 16 bits"
    case .services: "Services"
    case .market: "Markets"
    }
  }

  private func rows(_ kind: CostCatalogCommand.Kind) -> [Row] {
    switch kind {
    case .api: catalog.apiPrices.map(row)
    case .gpus: catalog.gpuPrices.map(row)
    case .accelerators: catalog.accelerators.map(row)
    case .models: catalog.models.map(row)
    case .services: catalog.vendors.map(row)
    case .market: catalog.market.map(row)
    }
  }

  private func row(_ price: APIPrice) -> Row {
    let rates = price.base.standard
    func text(_ amount: DollarsPerMillionTokens?) -> String { amount.map { Figure.dollars($0.value) } ?? "–" }
    return Row(
      id: price.id, cells: [price.provider, text(rates.input), text(rates.cachedInput), text(rates.output)],
      figures: [
        "provider": .text(price.provider), "model": .text(price.model),
        "input_usd_per_million_tokens": .number(rates.input.value),
        "cached_input_usd_per_million_tokens": .number(rates.cachedInput?.value),
        "output_usd_per_million_tokens": .number(rates.output.value), "has_batch": .bool(price.hasBatch),
      ], provenance: price.provenance)
  }

  private func row(_ price: GPUPrice) -> Row {
    func text(_ amount: DollarsPerHour?) -> String { amount.map { Figure.dollars($0.value) } ?? "–" }
    return Row(
      id: price.id, cells: [text(price.onDemand), text(price.spot), text(price.reserved), price.kind.rawValue],
      figures: [
        "provider": .text(price.provider), "accelerator": .text(price.accelerator), "kind": .text(price.kind.rawValue),
        "region": .text(price.region), "on_demand_usd_per_hour": .number(price.onDemand?.value),
        "spot_usd_per_hour": .number(price.spot?.value), "reserved_usd_per_hour": .number(price.reserved?.value),
      ], provenance: price.provenance)
  }

  private func row(_ machine: Accelerator) -> Row {
    func peak(_ rate: FLOPsPerSecond?) -> String {
      rate.map { rate in
        // A processor has parts of a teraflop.
        rate.value < 1e13
          ? FieldValue.number((rate.value / 1e10).rounded() / 100).text + "T"
          : Figure.count((rate.value / 1e12).rounded()) + "T"
      } ?? "–"
    }
    let memory = "\(Figure.count((machine.memory.value / 1e9).rounded())) GB"
    let bandwidth = "\(FieldValue.number((machine.memoryBandwidth.value / 1e10).rounded() / 100).text) TB/s"
    return Row(
      id: machine.id,
      cells: [machine.generation.rawValue, memory, bandwidth]
        + [machine.peak16, machine.peak8, machine.peak4].map(peak),
      figures: [
        "generation": .text(machine.generation.rawValue), "memory_bytes": .number(machine.memory.value),
        "bandwidth_bytes_per_s": .number(machine.memoryBandwidth.value),
        "peak_16_bit_flop_per_s": .number(machine.peak16.value), "peak_8_bit_flop_per_s": .number(machine.peak8?.value),
        "peak_4_bit_flop_per_s": .number(machine.peak4?.value), "watts": machine.watts.map { .int($0) } ?? .null,
      ], provenance: machine.provenance)
  }

  private func row(_ model: LanguageModel) -> Row {
    Row(
      id: model.id,
      cells: [
        model.repository, Figure.count(model.parameters), Figure.count(model.activeParameters),
        "\(Figure.count((model.kvBytesPerToken16.value / 1000).rounded())) kB",
      ],
      figures: [
        "repository": .text(model.repository), "parameters": .number(model.parameters),
        "active_parameters": .number(model.activeParameters),
        "cache_bytes_per_token": .number(model.kvBytesPerToken16.value),
        "max_context": .number(model.maxContext.value), "native_precision": .text(model.nativePrecision.rawValue),
      ], provenance: model.provenance)
  }

  private func row(_ vendor: Vendor) -> Row {
    Row(
      id: vendor.id, cells: [vendor.name, vendor.does, vendor.tiers.map(\.name).joined(separator: ", ")],
      figures: [
        "name": .text(vendor.name), "does": .text(vendor.does), "tiers": .texts(vendor.tiers.map(\.name)),
      ], provenance: vendor.provenance)
  }

  private func row(_ fact: MarketFact) -> Row {
    Row(
      id: fact.id,
      cells: [
        "\(FieldValue.number(fact.low).text) to \(FieldValue.number(fact.high).text) \(fact.measure.rawValue)",
        fact.what,
        fact.period,
      ],
      figures: [
        "what": .text(fact.what), "period": .text(fact.period), "low": .number(fact.low), "high": .number(fact.high),
        "unit": .text(fact.measure.rawValue),
      ], provenance: fact.provenance)
  }
}
