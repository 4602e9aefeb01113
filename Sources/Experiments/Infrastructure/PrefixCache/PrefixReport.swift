import Inference

/// What the calls in three orders say.
struct PrefixReport {
  let prompts: OrderedPrompts
  let calls: [PromptOrder: [PrefixCache.Call]]
  /// Calls whose output is the same with and without reuse.
  let equal: Proportion
  let model: LoadedModel
  let perHour: Double

  func fill(_ result: inout ExperimentResult) {
    savings(&result)
    times(&result)
    money(&result)
    sentences(&result)
    result.scaleUp = PrefixReport.scaleUp
  }

  // MARK: Pictures

  /// Prompt tokens that were computed, by order.
  static func tokens(_ calls: [PromptOrder: [PrefixCache.Call]]) -> ExperimentPicture {
    ExperimentPicture(
      "Prompt tokens computed",
      .bars(
        PromptOrder.allCases.map { order in
          .init(order.name, Double((calls[order] ?? []).reduce(0) { $0 + $1.computed }))
        }, unit: "tokens"))
  }

  /// The bills so far, beside those without a cache.
  static func bills(
    _ prompts: OrderedPrompts, _ calls: [PromptOrder: [PrefixCache.Call]], _ perHour: Double
  ) -> ExperimentPicture {
    let shares = CacheTariff.all.map { tariff in
      PromptOrder.allCases.map { order in
        let tokens = billed(prompts, calls[order] ?? [], order, perHour)
        let full = tariff.billWithoutCache(tokens)
        return full > 0 ? 100 * tariff.bill(tokens) / full : 0
      }
    }
    return ExperimentPicture(
      "The bill for the prompts",
      .heatMap(
        rows: CacheTariff.all.map(\.name), columns: PromptOrder.allCases.map(\.name), values: shares,
        unit: "% of the bill without a cache"))
  }

  /// How calls are billed: what a client asks to keep, in full KV blocks, is written unless it is found.
  static func billed(
    _ prompts: OrderedPrompts, _ calls: [PrefixCache.Call], _ order: PromptOrder, _ perHour: Double
  ) -> CacheTariff.Tokens {
    let kept = prompts.marked(order) / KVCache.tokensPerBlock * KVCache.tokensPerBlock
    var tokens = CacheTariff.Tokens()
    for call in calls {
      tokens.read += call.reused
      tokens.written += max(0, kept - call.reused)
      tokens.plain += call.promptTokens - max(kept, call.reused)
    }
    // What is found again is kept for as long as calls go on; what is not lies about for the least time.
    let hours = max(CacheTariff.leastHours, tokens.read > 0 ? Double(calls.count) / perHour : 0)
    tokens.tokenHours = Double(tokens.written) * hours
    return tokens
  }

  // MARK: Figures

  private func saving(_ order: PromptOrder) -> Double {
    let all = calls[order] ?? []
    let total = all.reduce(0) { $0 + $1.promptTokens }
    return 100 * Double(total - all.reduce(0) { $0 + $1.computed }) / Double(max(1, total))
  }

  /// The same by the law of full KV blocks.
  private func law(_ order: PromptOrder) -> Double {
    let count = prompts.questions.count
    let reused = (0..<count).reduce(0) { $0 + prompts.reused($1, order) }
    return 100 * Double(reused) / Double(count * prompts.prompt(0, order).count)
  }

  private func savings(_ result: inout ExperimentResult) {
    for (order, id) in [
      (PromptOrder.stableFirst, "saving"), (.questionFirst, "saving-question"), (.timeFirst, "saving-time"),
    ] {
      let expected = law(order)
      result.figures.append(
        .init(
          id, "Prompt tokens not computed, \(order.name)", saving(order), unit: "%",
          expected: .init(
            expected...expected, "full KV blocks of \(KVCache.tokensPerBlock) tokens that begin alike")))
    }
    let astray = PromptOrder.allCases.reduce(0) { sum, order in
      sum + (calls[order] ?? []).enumerated().count { $1.reused != prompts.reused($0, order) }
    }
    result.figures += [
      .init(
        "astray", "Calls that reused another number of tokens than the law says", Double(astray),
        expected: .init(0...0, "the scheduler is exact")),
      .init(
        "identical", "Outputs that are the same with and without reuse", 100 * equal.share, unit: "%",
        expected: .init(100...100, "keys and values are the same, whoever computed them")),
      .init("prefix", "Tokens of the stable part", Double(prompts.stable.count), unit: "tokens"),
    ]
  }

  private func firstTokens(_ order: PromptOrder) -> Spread? {
    // The first call has nothing to reuse in any order.
    let later = (calls[order] ?? []).dropFirst().map(\.firstToken)
    return later.isEmpty ? nil : Spread(of: Array(later))
  }

  private func times(_ result: inout ExperimentResult) {
    for order in PromptOrder.allCases {
      guard let spread = firstTokens(order) else { continue }
      result.figures.append(
        .init(
          "ttft-\(order.id)", "To the first token, \(order.name)", spread.median, unit: "ms",
          spread: spread.least...spread.most, isTiming: true))
    }
    guard let stable = firstTokens(.stableFirst), let question = firstTokens(.questionFirst), stable.median > 0 else {
      return
    }
    let fewer =
      Double(prompts.prompt(1, .questionFirst).count)
      / Double(prompts.prompt(1, .stableFirst).count - prompts.reused(1, .stableFirst))
    result.figures.append(
      .init(
        "sooner", "Times sooner with the stable part first", question.median / stable.median,
        expected: .init(
          min(1, 0.3 * fewer)...1.5 * fewer,
          "\(Numeral.text(fewer)) times fewer tokens to compute; few rows use a machine less well, long ones see more"
        ),
        isTiming: true))
  }

  private func money(_ result: inout ExperimentResult) {
    var prices = ExperimentResult.Table(
      "Prices of a million prompt tokens in dollars (litellm 1.109.1 price map, 2026-11-12)",
      columns: ["tariff", "plain", "stored", "found", "kept an hour", "prices of"])
    var bills = ExperimentResult.Table(
      "Dollars for a thousand times these \(prompts.questions.count) calls, prompts alone",
      columns: ["tariff", "without a cache"] + PromptOrder.allCases.map(\.name))
    var uses = ExperimentResult.Table(
      "What a use of the prefix costs on average, in parts of its full price",
      columns: ["tariff"] + PrefixReport.uses.map { $0 == 1 ? "1 use" : "\($0) uses" })
    for tariff in CacheTariff.all {
      prices.rows.append(
        [.text(tariff.name)] + [tariff.input, tariff.write, tariff.read, tariff.storage].map { .number($0) }
          + [.text(tariff.model)])
      let tokens = PromptOrder.allCases.map { PrefixReport.billed(prompts, calls[$0] ?? [], $0, perHour) }
      bills.rows.append(
        [.text(tariff.name), .number(1_000 * tariff.billWithoutCache(tokens[0]))]
          + tokens.map { .number(1_000 * tariff.bill($0)) })
      uses.rows.append(
        [.text(tariff.name)]
          + PrefixReport.uses.map { .number(tariff.averagePrice(uses: $0, perHour: perHour)) })
    }
    result.tables += [prices, bills, uses]
    let (surcharge, rent) = (CacheTariff.all[0], CacheTariff.all[2])
    result.figures += [
      .init(
        "break-even", "Use at which \(surcharge.name) has paid", Double(surcharge.breakEven(perHour: perHour) ?? 0)),
      .init("least-rate", "Uses an hour from which on rent for the prefix pays", rent.leastRate),
    ]
    if let use = rent.breakEven(perHour: perHour) {
      result.figures.append(
        .init("break-even-rent", "Use at which \(rent.name) has paid, at this rate", Double(use)))
    }
  }

  private static let uses = [1, 2, 5, 10, 50, 100]

  // MARK: Words

  private func sentences(_ result: inout ExperimentResult) {
    if prompts.stable.count < result.settings.whole("prefix") {
      result.sentences.append(
        """
        The context of \(model.name) leaves room for a stable part of \(Numeral.grouped(prompts.stable.count)) tokens.
        """)
    }
    let tokens = PrefixReport.billed(prompts, calls[.questionFirst] ?? [], .questionFirst, perHour)
    let surcharge = CacheTariff.all[0]
    let dearer = 100 * surcharge.bill(tokens) / max(1e-12, surcharge.billWithoutCache(tokens)) - 100
    result.sentences += [
      """
      With the stable part first \(Numeral.text(saving(.stableFirst))) % of the prompt tokens were found and not \
      computed; with the question first \(Numeral.text(saving(.questionFirst))) %, and behind a line with the time \
      \(Numeral.text(saving(.timeFirst))) %. A KV block is found by all tokens from the prompt's beginning on, so that \
      one that differs hides everything behind it; a list of tools in random order does the same.
      """,
      """
      Who asks to keep a prompt that begins differently each time pays for storing it and never finds it: \
      \(Numeral.text(dearer)) % more than without a cache at \(surcharge.name).
      """,
      """
      Prices: \(CacheTariff.source).
      """,
      """
      Outputs with and without reuse were the same in \(equal.successes) of \(equal.count) calls: reuse changes what a \
      prompt costs, not what is said.
      """,
    ]
  }

  /// The same for Llama 3.1 8B on an H100.
  ///
  /// Grattafiori et al. 2024, arXiv 2407.21783, table 3.
  private static var scaleUp: String {
    let (parameters, prefix, perToken) = (8.03e9, 10_000.0, 131_072.0)
    let seconds = 2 * parameters * prefix / (DataCentre.peak * DataCentre.utilization)
    return """
      The same for Llama 3.1 8B and a prefix of 10,000 tokens: two operations for each of 8.03 billion parameters and \
      token take \(Numeral.text(1_000 * seconds)) ms at \(Numeral.text(100 * DataCentre.utilization)) % of an H100's \
      peak of 989 TFLOP/s, attention left out; finding them instead costs \(Numeral.text(prefix * perToken / 1e9)) GB of \
      its memory for keys and values (128 KiB a token; arXiv 2407.21783; H100 SXM data sheet 2023).
      """
  }
}
