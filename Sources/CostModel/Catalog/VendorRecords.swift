/// How vendors and people stand in their YAML files.
enum VendorRecords {
  private static let dollars = 0.0...100_000_000
  private static let counts = 0.0...1e15
  private static let provenanceKeys = ["source", "source_date", "confidence", "note"]

  static func vendor(_ record: YAMLRecord) -> Vendor {
    record.reportUnknown(known: ["id", "name", "does", "tiers", "self_host"] + provenanceKeys)
    let provenance = record.fields.provenance()
    let tiers = record.records("tiers").map { tier($0, vendor: provenance) }
    if tiers.isEmpty { record.fields.report("tiers", nil, .missing) }
    return Vendor(
      id: record.fields.text("id"), name: record.fields.text("name"), does: record.fields.text("does"), tiers: tiers,
      selfHosted: record.record("self_host").flatMap(selfHosted), provenance: provenance,
      note: record.fields.optionalText("note") ?? "")
  }

  private static func tier(_ record: YAMLRecord, vendor: Provenance) -> Vendor.Tier {
    record.reportUnknown(known: [
      "name", "base", "minimum", "quoted", "seats", "credits", "usage", "business", "keeps_days", "note",
    ])
    let fields = record.fields
    let quoted = fields.flag("quoted", default: false)
    return Vendor.Tier(
      name: fields.text("name"), base: quoted ? nil : fields.optionalQuantity("base", in: dollars) ?? .zero,
      minimum: fields.optionalQuantity("minimum", in: dollars) ?? .zero, seats: record.record("seats").map(seats),
      credits: fields.optionalQuantity("credits", in: dollars) ?? .zero,
      meters: record.records("usage").map { meter($0, vendor: vendor) },
      allowsBusiness: fields.flag("business", default: true),
      keepsDays: fields.optionalWhole("keeps_days", in: 1...100_000), note: fields.optionalText("note") ?? "")
  }

  private static func seats(_ record: YAMLRecord) -> Vendor.Seats {
    record.reportUnknown(known: ["included", "price", "most"])
    return Vendor.Seats(
      included: record.fields.optionalWhole("included", in: 0...1_000_000) ?? 0,
      price: record.fields.optionalQuantity("price", in: dollars) ?? .zero,
      most: record.fields.optionalWhole("most", in: 1...1_000_000))
  }

  private static func meter(_ record: YAMLRecord, vendor: Provenance) -> Vendor.Meter {
    record.reportUnknown(known: ["metric", "included", "most", "per", "bands"] + provenanceKeys)
    let fields = record.fields
    let ownFields = ["source", "source_date", "confidence"].filter { fields.cells[$0] != nil }
    var own: Provenance?
    if !ownFields.isEmpty {
      own = Provenance(
        source: fields.optionalText("source") ?? vendor.source, date: fields.optionalDay("source_date") ?? vendor.date,
        confidence: fields.cells["confidence"] == nil
          ? vendor.confidence : fields.word("confidence", default: vendor.confidence))
    }
    return Vendor.Meter(
      metric: fields.word("metric", default: .traces),
      included: fields.optionalQuantity("included", in: counts) ?? .zero,
      most: fields.optionalQuantity("most", in: counts), per: fields.optionalQuantity("per", in: 1...1e12) ?? Count(1),
      bands: bands(record), provenance: own, note: fields.optionalText("note") ?? "")
  }

  private static func bands(_ record: YAMLRecord) -> [Vendor.Meter.Band] {
    let records = record.records("bands")
    var last = Count.zero
    return records.enumerated().compactMap { index, band in
      band.reportUnknown(known: ["up_to", "price"])
      let end: Count? = band.fields.optionalQuantity("up_to", in: counts)
      if let end {
        if end <= last { band.fields.report("up_to", nil, .other("must be more than in the band before")) }
        last = end
      } else if index < records.count - 1 {
        band.fields.report("up_to", nil, .missing)
      }
      let ends = band.ascending("price", count: 2, in: dollars, orOne: true)
      return ends.flatMap { Vendor.PriceRange(low: Dollars($0[0]), high: Dollars($0[1])) }
        .map { Vendor.Meter.Band(upTo: end, price: $0) }
    }
  }

  private static func selfHosted(_ record: YAMLRecord) -> Vendor.SelfHosted? {
    record.reportUnknown(known: ["name", "licence", "monthly", "note"])
    guard let monthly = record.ascending("monthly", count: 2, in: dollars, orOne: true) else { return nil }
    return Vendor.SelfHosted(
      name: record.fields.text("name"), licence: record.fields.text("licence"), low: DollarsPerMonth(monthly[0]),
      high: DollarsPerMonth(monthly[1]), note: record.fields.optionalText("note") ?? "")
  }

  static func people(_ record: YAMLRecord) -> PeopleFacts? {
    record.reportUnknown(known: ["engineer_usd_per_year", "roles"] + provenanceKeys)
    let engineer: Triangular<Per<DollarUnit, YearUnit>>? = triangular(record, "engineer_usd_per_year", in: dollars)
    let roles = record.records("roles").compactMap { role -> PeopleFacts.Role? in
      role.reportUnknown(known: ["id", "name", "engineers", "on_call", "note"])
      let fields = role.fields
      guard let engineers: Triangular<EngineerUnit> = triangular(role, "engineers", in: 0...10_000) else { return nil }
      return PeopleFacts.Role(
        id: fields.text("id"), name: fields.text("name"), engineers: engineers, onCall: fields.flag("on_call"),
        note: fields.optionalText("note") ?? "")
    }
    let provenance = record.fields.provenance()
    return engineer.map { PeopleFacts(engineer: $0, roles: roles, provenance: provenance) }
  }

  private static func triangular<Unit>(
    _ record: YAMLRecord, _ key: String, in range: ClosedRange<Double>
  ) -> Triangular<Unit>? {
    guard let ends = record.ascending(key, count: 3, in: range) else { return nil }
    return Triangular(low: Quantity(ends[0]), mode: Quantity(ends[1]), high: Quantity(ends[2]))
  }
}
