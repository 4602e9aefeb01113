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

extension Accelerator {
  /// Machines as a table that the catalogue reads: `accelerators.csv`.
  ///
  /// - Parameter aliases: further names by id.
  public static func table(of machines: [Accelerator], aliases: [String: [String]] = [:]) -> String {
    func scaled<Unit>(_ quantity: Quantity<Unit>?, _ scale: Double) -> String {
      quantity.map { PlainNumber.text($0.value / scale) } ?? ""
    }
    return CSVTable.line(HardwareRows.acceleratorColumns)
      + machines.map { machine in
        CSVTable.line(
          [
            machine.id, (aliases[machine.id] ?? []).joined(separator: ";"), machine.generation.rawValue,
            scaled(machine.memory, 1_048_576), scaled(machine.memoryBandwidth, 1e9), scaled(machine.peak16, 1e12),
            scaled(machine.peak8, 1e12), scaled(machine.peak4, 1e12), machine.linkName,
            scaled(machine.linkBandwidth, 1e9), machine.linkIsHost ? "yes" : "no",
            machine.watts.map { String($0) } ?? "",
          ] + machine.provenance.fields(note: machine.note))
      }.joined()
  }
}

extension Provenance {
  fileprivate func fields(note: String) -> [String] { [source, date.description, confidence.rawValue, note] }
}
