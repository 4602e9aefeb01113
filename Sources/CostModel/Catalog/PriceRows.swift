/// How prices stand in their tables.
enum PriceRows {
  /// Dollars for a million tokens.
  static let tokenPrices = 0.0...100_000
  static let gpuPrices = 0.0...10_000

  static let apiColumns =
    [
      "id", "provider", "model", "above_tokens", "input_usd_per_mtok", "cached_input_usd_per_mtok",
      "cache_write_usd_per_mtok", "long_cache_write_usd_per_mtok", "output_usd_per_mtok", "batch_input_usd_per_mtok",
      "batch_cached_input_usd_per_mtok", "batch_cache_write_usd_per_mtok", "batch_output_usd_per_mtok",
      "context_window", "max_output", "retires",
    ] + provenanceColumns

  static let gpuColumns =
    [
      "id", "provider", "accelerator", "instance", "gpus", "region", "tier", "kind", "on_demand_usd_per_gpu_h",
      "spot_usd_per_gpu_h", "reserved_usd_per_gpu_h", "commitment_months",
    ] + provenanceColumns

  static let marketColumns = ["id", "what", "period", "low", "high", "unit"] + provenanceColumns

  static let provenanceColumns = ["source", "source_date", "confidence", "note"]

  /// Models from the rows of their bands: the rows of one id belong together, wherever they stand.
  static func apiPrices(_ rows: [FieldReader]) -> [APIPrice] {
    var order: [String] = []
    var byID: [String: [FieldReader]] = [:]
    for row in rows {
      let id = row.text("id")
      if byID[id] == nil { order.append(id) }
      byID[id, default: []].append(row)
    }
    return order.compactMap { id in
      guard !id.isEmpty, let rows = byID[id] else { return nil }
      return apiPrice(id, rows)
    }
  }

  private static func apiPrice(_ id: String, _ rows: [FieldReader]) -> APIPrice? {
    var bands: [APIPrice.Band] = []
    var lines: [Tokens: Int] = [:]
    for row in rows {
      let band = band(row)
      if let line = lines[band.above] { row.report("id", id, .doubled(firstLine: line)) }
      lines[band.above] = row.line
      bands.append(band)
    }
    guard let first = zip(bands, rows).first(where: { $0.0.above == .zero })?.1 else {
      rows[0].report("above_tokens", nil, .other("must be empty in one row of the id: the prices of short prompts"))
      return nil
    }
    for row in rows where row.line != first.line { _ = row.provenance() }
    return APIPrice(
      id: id, provider: first.text("provider"), model: first.text("model"), bands: bands,
      contextWindow: first.optionalQuantity("context_window", in: 1...1e9),
      maxOutput: first.optionalQuantity("max_output", in: 1...1e9), retires: first.optionalDay("retires"),
      provenance: first.provenance(), note: first.optionalText("note") ?? "")
  }

  private static func band(_ row: FieldReader) -> APIPrice.Band {
    let batchInput: DollarsPerMillionTokens? = row.optionalQuantity("batch_input_usd_per_mtok", in: tokenPrices)
    let batchOutput: DollarsPerMillionTokens? = row.optionalQuantity("batch_output_usd_per_mtok", in: tokenPrices)
    if (batchInput == nil) != (batchOutput == nil) {
      let missing = batchInput == nil ? "batch_input_usd_per_mtok" : "batch_output_usd_per_mtok"
      row.report(missing, nil, .missing)
    }
    var batch: APIPrice.Rates?
    if let batchInput, let batchOutput {
      batch = APIPrice.Rates(
        input: batchInput,
        cachedInput: row.optionalQuantity("batch_cached_input_usd_per_mtok", in: tokenPrices),
        cacheWrite: row.optionalQuantity("batch_cache_write_usd_per_mtok", in: tokenPrices), output: batchOutput)
    }
    return APIPrice.Band(
      above: row.optionalQuantity("above_tokens", in: 1...1e9) ?? .zero,
      standard: APIPrice.Rates(
        input: row.quantity("input_usd_per_mtok", in: tokenPrices),
        cachedInput: row.optionalQuantity("cached_input_usd_per_mtok", in: tokenPrices),
        cacheWrite: row.optionalQuantity("cache_write_usd_per_mtok", in: tokenPrices),
        longCacheWrite: row.optionalQuantity("long_cache_write_usd_per_mtok", in: tokenPrices),
        output: row.quantity("output_usd_per_mtok", in: tokenPrices)),
      batch: batch)
  }

  static func gpuPrice(_ row: FieldReader) -> GPUPrice {
    let price = GPUPrice(
      id: row.text("id"), provider: row.text("provider"), accelerator: row.text("accelerator"),
      instance: row.optionalText("instance") ?? "", gpus: row.whole("gpus", in: 1...1024),
      region: row.optionalText("region") ?? "", tier: row.optionalText("tier") ?? "",
      kind: row.word("kind", default: .list),
      onDemand: row.optionalQuantity("on_demand_usd_per_gpu_h", in: gpuPrices),
      spot: row.optionalQuantity("spot_usd_per_gpu_h", in: gpuPrices),
      reserved: row.optionalQuantity("reserved_usd_per_gpu_h", in: gpuPrices),
      commitmentMonths: row.optionalWhole("commitment_months", in: 1...120), provenance: row.provenance(),
      note: row.optionalText("note") ?? "")
    let prices = ["on_demand_usd_per_gpu_h", "spot_usd_per_gpu_h", "reserved_usd_per_gpu_h"]
    if prices.allSatisfy({ row.cells[$0]?.text.isEmpty ?? true }) {
      row.report("on_demand_usd_per_gpu_h", nil, .other("is empty, and so are spot and reserved: one price is needed"))
    }
    return price
  }

  static func marketFact(_ row: FieldReader) -> MarketFact {
    let low = row.number("low", in: -1e6...1e6)
    let high = row.number("high", in: -1e6...1e6)
    if high < low { row.report("high", nil, .other("must not be less than low")) }
    return MarketFact(
      id: row.text("id"), what: row.text("what"), period: row.text("period"), low: low, high: high,
      measure: row.word("unit", default: .times), provenance: row.provenance(), note: row.optionalText("note") ?? "")
  }
}
