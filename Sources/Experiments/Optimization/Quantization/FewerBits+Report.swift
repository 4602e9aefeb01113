import Inference

extension FewerBits {
  private static let percent = 100.0
  /// Twice the standard error: where a mean lies in 95 of 100 cases, were tokens independent.
  private static let deviations = 1.96

  func report(_ findings: [Finding], _ trial: Trial) -> ExperimentResult {
    var result = ExperimentResult(trial.settings, trial.environment)
    let plain = findings.filter(\.format.isPlain)
    reportModel(findings, trial, &result)
    for finding in plain { reportPlain(finding, trial, &result) }
    if !plain.isEmpty { reportCollapse(plain, trial, &result) }
    reportSpeeds(findings, &result)
    result.tables = tables(findings, trial)
    if trial.shipped.file.tensors.contains(where: { StoredModel.isMatrix($0) && $0.type.isQuantized }) {
      result.sentences.append(
        "This file's weights were rounded to blocks before: everything here is rounded twice, and compared with that.")
    }
    result.scaleUp = FewerBits.scaleUp(blockSize: trial.blockSize)
    return result
  }

  // MARK: The model itself

  private func reportModel(_ findings: [Finding], _ trial: Trial, _ result: inout ExperimentResult) {
    guard let first = findings.first, let divergence = first.score.divergence else { return }
    let score = Proportion(trial.rights.count { $0 }, of: trial.rights.count)
    result.figures += [
      .init("perplexity", "The model's own perplexity", divergence.basePerplexity),
      FewerBits.share("score", "The model's own score", score),
    ]
    result.sentences.append(
      """
      The model itself has a perplexity of \(Numeral.text(divergence.basePerplexity)) on \
      \(Numeral.grouped(first.score.tokenCount)) held-out tokens, and is right on \(score.successes) of \(score.count) \
      questions. Divergence is the mean Kullback–Leibler divergence of a copy's predictions from the model's.
      """)
  }

  private static func share(_ id: String, _ label: String, _ share: Proportion) -> ExperimentResult.Figure {
    let interval = share.interval
    return .init(
      id, label, percent * share.share, unit: "%",
      spread: percent * interval.lowerBound...percent * interval.upperBound)
  }

  // MARK: Plain blocks

  /// Longer blocks have some weight far from all others: a bell curve promises too little error there.
  private static let longestOnCurve = 128

  private func reportPlain(_ finding: Finding, _ trial: Trial, _ result: inout ExperimentResult) {
    guard case .plain(let blocks) = finding.format, let divergence = finding.score.divergence else { return }
    let bits = blocks.bits
    let bell = FewerBits.percent * blocks.errorOnBellCurve(seed: trial.environment.seed)
    let error = FewerBits.percent * finding.error.relative
    let expected = ExperimentResult.Expectation(
      bell * 0.8...bell * 1.25, "weights drawn from a bell curve, rounded in the same way, give \(Numeral.text(bell)) %"
    )
    if bits == 4 { reportFour(finding, blocks, divergence, trial, &result) }
    result.figures.append(
      .init(
        "error-\(bits)", "Error of the weights, plain \(bits)", error, unit: "%",
        expected: blocks.blockSize > FewerBits.longestOnCurve ? nil : expected))
    guard bits <= 4 else { return }
    result.figures += [
      .init(
        "divergence-\(bits)", "Divergence, plain \(bits)", divergence.mean.value, unit: "nats a token",
        spread: FewerBits.interval(divergence.mean)),
      FewerBits.share("score-\(bits)", "Score, plain \(bits)", finding.correct),
    ]
    guard bits == 4, error > expected.range.upperBound else { return }
    result.sentences.append(
      """
      On a bell curve 4 bits in blocks of \(Numeral.grouped(blocks.blockSize)) would err by \(Numeral.text(bell)) %; \
      these weights err by \(Numeral.text(error)) %, since in each block the one that is farthest from zero sets the \
      scale for all. That is why types in use have a scale for each 16 or 32 weights.
      """)
  }

  private func reportFour(
    _ finding: Finding, _ blocks: PlainBlocks, _ divergence: Perplexity.Divergence, _ trial: Trial,
    _ result: inout ExperimentResult
  ) {
    let law = FewerBits.percent * blocks.bitsPerWeight / 16
    let same = FewerBits.percent * divergence.sameTop.value
    let half = FewerBits.percent * FewerBits.deviations * divergence.sameTop.standardError
    result.figures += [
      .init(
        "size-4", "4 bits in blocks of \(blocks.blockSize), share of 16 bits",
        FewerBits.percent * finding.bitsPerWeight / 16, unit: "%",
        expected: .init(
          law * 0.999...law * 1.01, "(4 + 16 ÷ \(blocks.blockSize)) ÷ 16, and last blocks that are shorter")),
      .init(
        "same-4", "Same most likely token as the model, plain 4", same, unit: "%",
        spread: max(0, same - half)...min(100, same + half)),
    ]
    result.sentences.append(trap(finding, divergence, trial))
  }

  static func interval(_ mean: Perplexity.Mean) -> ClosedRange<Double> {
    let half = mean.standardError.isFinite ? deviations * mean.standardError : 0
    return mean.value - half...mean.value + half
  }

  /// What a mean does not show: the tokens at which a copy is far from the model.
  private func trap(_ finding: Finding, _ divergence: Perplexity.Divergence, _ trial: Trial) -> String {
    let tokenizer = trial.shipped.tokenizer
    func text(_ range: Range<Int>) -> String {
      let tokens = Array(trial.text[range.clamped(to: trial.text.indices)])
      return String(decoding: tokenizer.bytes(of: tokens, special: true), as: UTF8.self)
        .split(whereSeparator: \.isNewline).joined(separator: " ")
    }
    let place = divergence.maximumPlace
    let worse = FewerBits.percent * (finding.score.perplexity / divergence.basePerplexity - 1)
    return """
      With 4 bits the perplexity changes by \(Numeral.text(worse)) % and a token diverges by \
      \(Numeral.text(divergence.mean.value)) nats on average. But one token in a hundred diverges by more than \
      \(Numeral.text(divergence.percentile99)), and the worst by \(Numeral.text(divergence.maximum)): \
      "\(text(place..<place + 1))" behind "\(text(place - 10..<place))". A mean hides them.
      """
  }

  private func reportCollapse(_ plain: [Finding], _ trial: Trial, _ result: inout ExperimentResult) {
    let own = trial.rights.count { $0 }
    let broken = plain.first { 2 * $0.correct.successes < own }
    if let last = plain.last(where: { 2 * $0.correct.successes >= own }), let divergence = last.score.divergence {
      result.sentences.append(
        """
        \(last.format.name) still answers \(last.correct.successes) of \(last.correct.count) questions rightly, where \
        the model answers \(own). The score does not see that another token is the most likely one at \
        \(Numeral.text(FewerBits.percent * (1 - divergence.sameTop.value))) % of places.
        """)
    }
    guard let broken, case .plain(let blocks) = broken.format else {
      result.choices["collapse"] = "never"
      return result.sentences.append("No copy in plain blocks lost more than half of the model's score.")
    }
    result.choices["collapse"] = "\(blocks.bits)"
    result.sentences.append(
      """
      At \(blocks.bits) bits in plain blocks the score falls from \(own) to \(broken.correct.successes) of \
      \(broken.correct.count): the \(2 * Int(blocks.greatest) + 1) numbers that \(blocks.bits) bits give a block no \
      longer say what the weights were. Types with a scale and a minimum for each few weights last longer.
      """)
  }

  // MARK: Speed

  private func reportSpeeds(_ findings: [Finding], _ result: inout ExperimentResult) {
    let timed = findings.filter { !$0.speeds.isEmpty }
    for finding in timed {
      let speed = Spread(of: finding.speeds)
      result.figures.append(
        .init(
          "speed-\(finding.format.name)", "\(finding.format.name) writes", speed.median, unit: "tokens/s",
          spread: speed.least...speed.most, isTiming: true))
    }
    for finding in timed {
      let rate = Spread(of: finding.speeds.map { $0 * Double(finding.bytesPerToken) / 1e9 })
      result.figures.append(
        .init(
          "bytes-\(finding.format.name)", "\(finding.format.name) reads weights at", rate.median, unit: "GB/s",
          spread: rate.least...rate.most, isTiming: true))
    }
    guard let half = timed.first(where: { $0.format == .file(.f16) }),
      let four = timed.first(where: { $0.format == .file(.q4_0) })
    else { return }
    let ratio = Spread(of: four.speeds).median / Spread(of: half.speeds).median
    let ratios = zip(four.speeds, half.speeds).map { $0 / $1 }
    result.figures.append(
      .init(
        "speed-up", "Q4_0 writes, times as fast as F16", ratio,
        spread: min(ratio, ratios.min() ?? ratio)...max(ratio, ratios.max() ?? ratio), isTiming: true))
    let smaller = Double(half.bytesPerToken) / Double(max(1, four.bytesPerToken))
    let cache = Machine.lastCacheBytes
    result.sentences.append(
      """
      A token reads \(Numeral.text(smaller)) times fewer bytes of weights in Q4_0 than in F16. Speed follows only \
      where reading is all that takes time. \(half.bytesPerToken < cache
      ? "Here F16's \(Numeral.text(Double(half.bytesPerToken) / 1e6)) MB fit into the last cache of "
      + "\(Numeral.text(Double(cache) / 1e6)) MB, so memory is hardly waited for."
      : "Here even the last cache of \(Numeral.text(Double(cache) / 1e6)) MB is too small for F16.") Plain blocks \
      have no speed: they are rounded, then run as single precision.
      """)
  }

  // MARK: Tables

  private func tables(_ findings: [Finding], _ trial: Trial) -> [ExperimentResult.Table] {
    var storage = ExperimentResult.Table("What is stored", columns: ["type", "MB", "bits a weight", "error in %"])
    var sense = ExperimentResult.Table(
      "What is left",
      columns: [
        "type", "perplexity", "±", "divergence", "1 % above", "worst", "same %",
        "right of \(trial.rights.count)",
      ])
    for finding in findings {
      storage.rows.append([
        .text(finding.format.name), .number(Double(finding.bytes) / 1e6), .number(finding.bitsPerWeight),
        .number(FewerBits.percent * finding.error.relative),
      ])
      guard let divergence = finding.score.divergence else { continue }
      sense.rows.append([
        .text(finding.format.name), .number(finding.score.perplexity),
        .number(FewerBits.deviations * finding.score.standardError), .number(divergence.mean.value),
        .number(divergence.percentile99), .number(divergence.maximum),
        .number(FewerBits.percent * divergence.sameTop.value), .number(Double(finding.correct.successes)),
      ])
    }
    return [storage, sense, FewerBits.blockTable(seed: trial.environment.seed)]
  }

  /// What longer blocks save, and what they lose.
  private static func blockTable(seed: UInt64) -> ExperimentResult.Table {
    var table = ExperimentResult.Table(
      "4 bits on a bell curve, by the length of a block", columns: ["weights", "bits a weight", "error in %"])
    for size in blockSizes {
      let blocks = PlainBlocks(bits: 4, blockSize: size)
      table.rows.append([
        .number(Double(size)), .number(blocks.bitsPerWeight), .number(percent * blocks.errorOnBellCurve(seed: seed)),
      ])
    }
    return table
  }

  // MARK: Elsewhere

  /// The same formulas for a model and an accelerator of a data centre.
  static func scaleUp(blockSize: Int) -> String {
    let four = PlainBlocks(bits: 4, blockSize: blockSize).bitsPerWeight
    func bytes(_ bits: Double) -> Double { DataCentre.Small.parameters * bits / 8 }
    func bound(_ bits: Double) -> String { Numeral.text(DataCentre.bandwidth / bytes(bits)) }
    return """
      The same formulas for Llama 3.1 8B: \(Numeral.text(bytes(16) / 1e9)) GB at 16 bits, \
      \(Numeral.text(bytes(four) / 1e9)) GB at \(Numeral.text(four)). An H100 that reads \
      \(Numeral.text(DataCentre.bandwidth / 1e12)) TB/s can write at most \(bound(16)) and \(bound(four)) tokens a \
      second to one user (\(DataCentre.Small.source)).
      """
  }
}
