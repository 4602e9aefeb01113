extension APIPrice {
  /// Prices as a table that the catalogue reads: `api-prices.csv`.
  public static func table(of prices: [APIPrice]) -> String {
    var text = CSVTable.line(PriceRows.apiColumns)
    for price in prices {
      for band in price.bands { text += CSVTable.line(price.fields(of: band)) }
    }
    return text
  }

  private func fields(of band: Band) -> [String] {
    func amount<Unit>(_ quantity: Quantity<Unit>?) -> String { quantity.map { PlainNumber.text($0.value) } ?? "" }
    let isFirst = band.above == .zero
    let rates = band.standard
    return [
      id, provider, model, isFirst ? "" : amount(band.above), amount(rates.input), amount(rates.cachedInput),
      amount(rates.cacheWrite), amount(rates.longCacheWrite), amount(rates.output), amount(band.batch?.input),
      amount(band.batch?.cachedInput), amount(band.batch?.cacheWrite), amount(band.batch?.output),
      isFirst ? amount(contextWindow) : "", isFirst ? amount(maxOutput) : "",
      isFirst ? retires?.description ?? "" : "",
    ] + provenance.fields(note: isFirst ? note : "")
  }
}

extension GPUPrice {
  /// Prices as a table that the catalogue reads: `gpu-prices.csv`.
  public static func table(of prices: [GPUPrice]) -> String {
    func amount(_ price: DollarsPerHour?) -> String { price.map { PlainNumber.text($0.value) } ?? "" }
    return CSVTable.line(PriceRows.gpuColumns)
      + prices.map { price in
        CSVTable.line(
          [
            price.id, price.provider, price.accelerator, price.instance, String(price.gpus), price.region, price.tier,
            price.kind.rawValue, amount(price.onDemand), amount(price.spot), amount(price.reserved),
            price.commitmentMonths.map(String.init) ?? "",
          ] + price.provenance.fields(note: price.note))
      }.joined()
  }
}

extension Provenance {
  fileprivate func fields(note: String) -> [String] { [source, date.description, confidence.rawValue, note] }
}
