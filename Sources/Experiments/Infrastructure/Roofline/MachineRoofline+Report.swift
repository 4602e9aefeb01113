import Inference

extension MachineRoofline {
  func report(
    _ roofs: MeasuredRoofs, _ points: [Point], _ settings: ExperimentSettings, _ environment: ExperimentEnvironment
  ) -> ExperimentResult {
    var result = ExperimentResult(settings, environment)
    reportRoofs(roofs, &result)
    for point in points { reportPoint(point, roofs, &result) }
    if let first = points.first {
      result.choices["bound-decode"] = roofs.bound(first.decodeWork).rawValue
      result.choices["bound-prefill"] = roofs.bound(first.prefillWork).rawValue
      result.sentences.append(words(first, roofs))
    }
    reportCache(points, &result)
    result.tables = [MachineRoofline.table(points)]
    result.sentences.append(
      """
      strata cost catalog measure keeps this machine as an accelerator of your own catalogue, so that strata cost and \
      the Costs pane can reckon with it.
      """)
    result.scaleUp = MachineRoofline.scaleUp
    return result
  }

  // MARK: Roofs

  private func reportRoofs(_ roofs: MeasuredRoofs, _ result: inout ExperimentResult) {
    let read = Spread(of: roofs.readSpeeds.map { $0 / 1e9 })
    result.figures.append(
      .init(
        "bandwidth", "Memory is read at most at", read.most, unit: "GB/s", spread: read.least...read.most,
        isTiming: true))
    for (id, name, peaks) in [
      ("float", "Single-precision arithmetic at most", roofs.floatPeaks),
      ("byte", "Arithmetic with bytes at most", roofs.bytePeaks),
    ] {
      let rates = Spread(of: peaks.map { $0 / 1e9 })
      result.figures.append(
        .init(
          "peak-\(id)", name, rates.most, unit: "billion/s", spread: rates.least...rates.most, isTiming: true))
    }
    result.figures += [
      .init(
        "ridge", "Operations a byte at which the roofs meet, single precision", roofs.ridge(bytes: false),
        isTiming: true),
      .init("ridge-byte", "The same for bytes", roofs.ridge(bytes: true), isTiming: true),
    ]
    result.sentences.append(
      """
      Below \(Numeral.text(roofs.ridge(bytes: false))) operations for each byte memory limits a program here, above \
      it arithmetic does (for products of bytes the roofs meet at \(Numeral.text(roofs.ridge(bytes: true)))). Memory \
      was read through in \(Numeral.text(Double(roofs.bufferBytes) / 1e6)) MB, which no cache holds. The roofline \
      model: Williams, Waterman and Patterson 2009.
      """)
  }

  // MARK: The engine

  private func reportPoint(_ point: Point, _ roofs: MeasuredRoofs, _ result: inout ExperimentResult) {
    for (id, verb, work, speeds, least) in [
      ("decode", "writes", point.decodeWork, point.decode, 40.0),
      ("prefill", "reads a prompt", point.prefillWork, point.prefill, 10),
    ] {
      let speed = Spread(of: speeds)
      let most = roofs.tokensPerSecond(work)
      result.figures += [
        .init(
          "\(id)-\(point.name)", "\(point.name) \(verb)", speed.median, unit: "tokens/s",
          spread: speed.lowerQuartile...speed.upperQuartile, isTiming: true),
        .init(
          "\(id)-most-\(point.name)", "The same: the roof allows", most, unit: "tokens/s", isTiming: true),
        .init(
          "\(id)-share-\(point.name)", "The same: reached of that", 100 * speed.median / most, unit: "%",
          expected: MachineRoofline.expectation(point, least: least), isTiming: true),
      ]
    }
  }

  /// Weights that a cache holds may come faster than from memory.
  private static func expectation(_ point: Point, least: Double) -> ExperimentResult.Expectation? {
    point.weightBytes > 2 * Machine.lastCacheBytes
      ? .init(least...110, "nothing goes through the roof, but for what the measurements of both miss") : nil
  }

  private func words(_ point: Point, _ roofs: MeasuredRoofs) -> String {
    let (decode, prefill) = (point.decodeWork, point.prefillWork)
    return """
      Operations for each byte in \(point.name): writing for one user does \(Numeral.text(decode.intensity)); \
      \(roofs.bound(decode).rawValue) limits it, and \(Numeral.text(decode.bytesPerToken / 1e6)) MB a token at \
      \(Numeral.text(roofs.bandwidth / 1e9)) GB/s allow \(Numeral.text(roofs.tokensPerSecond(decode))) tokens a \
      second. Reading a prompt does \(Numeral.text(prefill.intensity)), since the weights serve all its tokens at \
      once: \(roofs.bound(prefill).rawValue) limits it.
      """
  }

  private func reportCache(_ points: [Point], _ result: inout ExperimentResult) {
    let cache = Machine.lastCacheBytes
    let held = points.filter { $0.weightBytes <= cache }.map(\.name)
    let size = "\(Numeral.text(Double(cache) / 1e6)) MB"
    result.sentences.append(
      held.isEmpty
        ? "No format fits into the last cache of \(size): every token reads its weights from memory."
        : """
        \(held.joined(separator: ", ")) \(held.count == 1 ? "fits" : "fit") into the last cache of \(size), so \
        weights come from there after the first token, and a share above 100 % is no mistake: the roof is that of \
        memory. Take a larger model to see memory's limit.
        """)
  }

  private static func table(_ points: [Point]) -> ExperimentResult.Table {
    var table = ExperimentResult.Table(
      "What a token asks for",
      columns: [
        "weights", "MB, writing", "MB, in a prompt", "million operations", "for a byte, writing", "in a prompt",
      ])
    for point in points {
      table.rows.append([
        .text(point.name), .number(point.decodeWork.bytesPerToken / 1e6),
        .number(point.prefillWork.bytesPerToken / 1e6),
        .number(point.decodeWork.operationsPerToken / 1e6), .number(point.decodeWork.intensity),
        .number(point.prefillWork.intensity),
      ])
    }
    return table
  }

  // MARK: Elsewhere

  private static var scaleUp: String {
    let ridge = DataCentre.peak / DataCentre.bandwidth
    let bytes = 2 * DataCentre.Small.parameters
    return """
      The same formulas for an H100: \(Numeral.text(DataCentre.peak / 1e12)) TFLOP/s over \
      \(Numeral.text(DataCentre.bandwidth / 1e12)) TB/s meet at \(Numeral.text(ridge)) operations a byte. Llama 3.1 \
      8B in 16 bits does one for each byte when it writes for one user: at most \
      \(Numeral.text(DataCentre.bandwidth / bytes)) tokens a second, with \(Numeral.text(100 / ridge)) % of the \
      arithmetic in use. It takes about \(Numeral.text(ridge)) users at once to use the rest \
      (\(DataCentre.Small.source)).
      """
  }
}
