import Inference

extension SpeculationFound {
  func result(_ settings: ExperimentSettings, _ environment: ExperimentEnvironment) -> ExperimentResult {
    var result = ExperimentResult(settings, environment)
    result.figures = draftFigures + costFigures + ruleFigures
    result.tables = Kind.allCases.map { countTable($0) } + [timeTable, costTable]
    result.sentences = sentences
    if let wrong = rules?.outcome(isWrong: true) {
      result.choices["wrong-rule"] = wrong.letter
      result.solution = solution
    }
    result.scaleUp = scaleUp
    return result
  }

  // MARK: Figures

  private var draftFigures: [Figure] {
    let (free, same) = (tally(.free, usual), tally(.repetitive, usual))
    let differing = tallies.values.joined().reduce(0) { $0 + $1.differing }
    let best = best(.free)
    return [
      Figure(
        "acceptance", "Drafted tokens that were taken, drafts of \(usual)", 100 * (free?.acceptance ?? 0), unit: "%"),
      Figure("acceptance-repetitive", "The same of repetitive text", 100 * (same?.acceptance ?? 0), unit: "%"),
      Figure("acceptance-sampled", "The same at temperature 1", 100 * sampledAcceptance, unit: "%"),
      Figure(
        "per-pass", "Tokens a pass, drafts of \(usual)", free?.tokensPerPass ?? 0,
        expected: free.map {
          .init(
            0.8 * $0.expectedAsDrafted...1.25 * $0.expectedAsDrafted,
            "(1 − a^(g+1)) ÷ (1 − a) for drafts as long as they were; not every token is as hard to guess as the next")
        }),
      Figure(
        "differing", "Tokens that are not those of the text without drafts", Double(differing),
        expected: .init(0...0, "each token is compared with what the model itself would have written")),
      Figure(
        "best-length", "The fastest draft length; 0: none is faster", Double(best.length), unit: "tokens",
        isTiming: true),
      Figure("speedup", "Times as fast as no drafts, free text", repeats: best.speedups),
      Figure("speedup-repetitive", "The same, repetitive text", repeats: self.best(.repetitive).speedups),
    ]
  }

  private var costFigures: [Figure] {
    var figures = [
      Figure("draft-cost", "What a guess costs, in plain passes", draftCost(.free), isTiming: true)
    ]
    for cost in costs {
      let at = cost.sequences == 1 ? "one text" : "\(cost.sequences) texts"
      figures += [
        Figure(
          "check-exact-\(cost.sequences)", "Checking drafts of \(usual) of \(at), equal bits, in plain passes",
          repeats: cost.inPasses(usual, isExact: true)),
        Figure(
          "check-fastest-\(cost.sequences)", "The same, added as is the fastest",
          repeats: cost.inPasses(usual, isExact: false)),
        Figure(
          "speedup-\(cost.sequences)", "Times as fast by these costs, \(at), as is the fastest",
          repeats: cost.speedup(tally(.free, usual)?.tokensPerPass ?? 1, draftLength: usual, isExact: false)),
      ]
    }
    guard let waiting else { return figures }
    let best = bestWaiting
    return figures + [
      Figure(
        "check-waiting",
        "Checking drafts of \(usual) with \(Numeral.text(Double(waiting.bytes) / 1e6)) MB of weights (\(waiting.shape)), in plain passes",
        repeats: waiting.cost.inPasses(usual, isExact: false)),
      Figure(
        "draft-cost-waiting", "What a guess of the shape \(WaitingPair.draftShape) costs there, in plain passes",
        waiting.cost.draftCost, isTiming: true),
      Figure(
        "best-length-waiting", "The fastest draft length there, by these costs", Double(best.length), unit: "tokens",
        isTiming: true),
      Figure("speedup-waiting", "Times as fast as no drafts there, by these costs", repeats: best.speedups),
    ]
  }

  private var ruleFigures: [Figure] {
    guard let rules, let right = rules.outcome(isWrong: false), let wrong = rules.outcome(isWrong: true) else {
      return []
    }
    return [
      Figure("overlap", "Drafts that a right rule takes there: Σ min(p, q)", 100 * rules.overlap, unit: "%"),
      Figure(
        "chi-right", "Chi-square of the right rule, \(right.test.degrees) degrees of freedom", right.test.statistic,
        expected: .init(0...right.test.critical, "draws from the model itself exceed it once in a thousand tests")),
      Figure("chi-wrong", "Chi-square of the wrong rule", wrong.test.statistic),
    ]
  }

  // MARK: Tables

  private func countTable(_ kind: Kind) -> ExperimentResult.Table {
    var table = ExperimentResult.Table(
      "Drafts of \(kind.rawValue) text",
      columns: ["draft", "taken", "tokens a pass", "formula", "as drafted", "passes", "differing"])
    for tally in (tallies[kind] ?? []).dropFirst() {
      table.rows.append([
        .number(Double(tally.draftLength)), .text(Numeral.text(100 * tally.acceptance, unit: "%")),
        .number(tally.tokensPerPass), .number(tally.expectedTokensPerPass), .number(tally.expectedAsDrafted),
        .number(Double(tally.passes)),
        .number(Double(tally.differing)),
      ])
    }
    return table
  }

  private var timeTable: ExperimentResult.Table {
    var table = ExperimentResult.Table(
      "Times as fast as no drafts",
      columns: ["draft", "free", "if checks were free", "repetitive", "if checks were free"], isTiming: true)
    for length in (tallies[.free] ?? []).dropFirst().map(\.draftLength) {
      table.rows.append(
        [.number(Double(length))]
          + Kind.allCases.flatMap { kind -> [ExperimentResult.Cell] in
            let measured = speedups(kind, length)
            guard !measured.isEmpty, let tally = tally(kind, length) else { return [.none, .none] }
            return [
              .number(Spread(of: measured).median),
              .number(
                SpeculationLaw.speedup(tally.expectedTokensPerPass, draftLength: length, draftCost: draftCost(kind))),
            ]
          })
    }
    return table
  }

  private var costTable: ExperimentResult.Table {
    var table = ExperimentResult.Table(
      "What checking costs, in passes of one token",
      columns: ["draft"] + costs.flatMap { ["\($0.sequences): equal bits", "\($0.sequences): fastest"] }
        + (waiting.map { ["\($0.shape): fastest"] } ?? []),
      isTiming: true)
    for length in (costs.first?.rows ?? []).map(\.draftLength) {
      table.rows.append(
        [.number(Double(length))]
          + costs.flatMap { cost in
            [true, false].map { isExact in
              let found = cost.inPasses(length, isExact: isExact)
              return found.isEmpty ? .none : .number(Spread(of: found).median)
            }
          } + (waiting.map { [.number($0.cost.inPasses(length, isExact: false).middle)] } ?? []))
    }
    return table
  }

  // MARK: Words

  private var sentences: [String] {
    guard let free = tally(.free, usual), let same = tally(.repetitive, usual) else { return [] }
    let best = best(.free)
    let speed = Numeral.text(best.speedups.middle)
    var out = [
      """
      Of drafts of \(usual) tokens \(Numeral.text(100 * free.acceptance)) % of what was looked at was taken in free text, \
      \(Numeral.text(100 * same.acceptance)) % in text that repeats itself: \(Numeral.text(free.tokensPerPass)) and \
      \(Numeral.text(same.tokensPerPass)) tokens a pass.
      """,
      best.length == 0
        ? "No draft length was faster than no drafts: what guessing and checking cost was more than the passes saved."
        : "Drafts of \(best.length) were the fastest, \(speed) times as fast as none.",
    ]
    let checks = costs.map { cost in
      """
      \(cost.sequences == 1 ? "one text" : "\(cost.sequences) texts at once") \
      \(Numeral.text(cost.inPasses(usual, isExact: false).middle)) \
      (\(Numeral.text(cost.inPasses(usual, isExact: true).middle)) with the bits of passes of one token)
      """
    }
    out.append(
      """
      Checking \(usual + 1) tokens takes as long as so many plain passes: for \(checks.joined(separator: ", for ")). Where \
      a pass waits for the weights it would be 1, where it computes \(usual + 1).
      """)
    if let waiting {
      let best = bestWaiting
      let outcome =
        best.length == 0
        ? "no draft would be faster than none"
        : "drafts of \(best.length) would be the fastest, \(Numeral.text(best.speedups.middle)) times as fast as none"
      out.append(
        """
        \(target) lies in the caches, so its passes wait for little. In the shape \(waiting.shape), whose \
        \(Numeral.text(Double(waiting.bytes) / 1e6)) MB of random weights \
        \(waiting.isLarge ? "come from memory with each pass" : "may still lie in the last cache"), checking \
        \(usual + 1) tokens takes \(Numeral.text(waiting.cost.inPasses(usual, isExact: false).middle)) plain passes, and a \
        guess of the shape \(WaitingPair.draftShape) \(Numeral.text(waiting.cost.draftCost)). With the acceptance measured \
        here \(outcome).
        """)
    }
    if let offered = free.draftedAt.first, source == .ngram {
      out.append(
        """
        In \(Numeral.text(100 * Double(offered) / Double(max(1, free.passes)))) % of the passes over free text its earlier \
        words offered a draft; the formula takes for granted that there always is one.
        """)
    }
    out.append("Two rules drew tokens at temperature 1; say which of them does not draw the model's, then read on.")
    return out
  }

  private var solution: [String] {
    guard let rules, let wrong = rules.outcome(isWrong: true), let right = rules.outcome(isWrong: false) else {
      return []
    }
    return [
      "\(wrong.letter) is wrong: \(wrong.rule.fault).",
      """
      Chi-square over \(Numeral.grouped(rules.draws)) draws is \(Numeral.text(wrong.test.statistic)) for \(wrong.letter) \
      and \(Numeral.text(right.test.statistic)) for \(right.letter); draws from the model itself exceed \
      \(Numeral.text(right.test.critical)) once in a thousand tests.
      """,
    ]
  }

  /// Llama 3.1 8B drafts for 70B: a guess reads so much less.
  private static let largeDraftCost = DataCentre.Small.parameters / DataCentre.Large.parameters

  private var scaleUp: String {
    let acceptance = tally(.free, usual)?.acceptance ?? 0
    let cost = SpeculationFound.largeDraftCost
    let best = SpeculationLaw.best(acceptance: acceptance, draftCost: cost, upTo: 16)
    let ridge = BatchRoofline.dataCentre.ridge ?? 0
    return """
      Where an 8-billion model drafts for one of 70 billion (Llama 3.1, arXiv 2407.21783), a guess costs \
      \(Numeral.text(cost)) passes. With the acceptance measured here, and checks that are free, drafts of \
      \(best.draftLength) are best: \(Numeral.text(best.speedup)) times as fast. On an H100 checks are nearly free while \
      sequences × (draft + 1) stay below some \(Numeral.text(ridge)) tokens a pass (989 TFLOP/s over 3.35 TB/s, data \
      sheet 2023): at drafts of \(max(1, best.draftLength)) up to \
      \(Numeral.text((ridge / Double(max(1, best.draftLength) + 1)).rounded(.down))) users.
      """
  }
}
