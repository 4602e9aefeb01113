import Inference

/// A small model guesses, the large one checks several guesses in a pass: what that brings, what it costs, and whether
/// the text is still the large model's.
struct SpeculativeDecoding: Experiment {
  let description = ExperimentDescription(
    id: "speculative-decoding", title: "Guess ahead", layer: .optimization,
    summary: """
      A draft model or repeated words guess how a text goes on, and the model checks the guesses in one pass; draft \
      lengths are swept, the text is compared token by token, and of two rules of acceptance one is wrong.
      """,
    parameters: [
      ExperimentParameter(
        "drafter", "who guesses: the small model that comes along, or the text's own earlier words",
        .choice(DraftSource.allCases.map(\.rawValue), usual: DraftSource.model.rawValue)),
      ExperimentParameter("longest", "the longest draft", unit: "tokens", .whole(1...12, usual: 8)),
      ExperimentParameter("texts", "texts of each kind", .whole(1...20, usual: 4)),
      ExperimentParameter("tokens", "tokens that each text goes on for", .whole(8...200, usual: 48)),
      ExperimentParameter("repeats", "repeats of what is timed", .whole(2...9, usual: 5)),
      ExperimentParameter(
        "beside", "random weights in a known shape, too many for the caches, whose passes are timed too",
        .choice(["none", "15m", "110m"], usual: "110m")),
      ExperimentParameter("draws", "tokens drawn by each of the two rules", .whole(500...200_000, usual: 20_000)),
      ExperimentParameter(
        "wrong", "what the wrong rule does",
        .choice(AcceptanceRule.wrong.map(\.rawValue), usual: AcceptanceRule.redrawsFromAll.rawValue)),
    ],
    predictions: [
      ExperimentPrediction(
        "acceptance",
        "Of the drafted tokens that are looked at, how many are what the model would have written itself?",
        unit: "%", .difference(close: 5)),
      ExperimentPrediction(
        "best-length", "Which draft length is the fastest? 0: none is faster than no drafts.", unit: "tokens",
        .difference(close: 1)),
      ExperimentPrediction("speedup", "How many times as fast is the best of them as no drafts?", .ratio),
      ExperimentPrediction(
        "wrong-rule", "Two rules, A and B, take or replace drafted tokens. Whose tokens are not the model's?",
        .choice(["A", "B"]), isAskedAfterwards: true),
    ],
    chart: ExperimentDescription.Chart(
      x: "tokens of a draft", y: "tokens a pass, and times as fast",
      marks: [Line.measured]),
    needs: ExperimentDescription.Needs(seconds: 20, bytes: 450 << 20, isModelNeeded: true))

  /// What the lines and marks of the chart are called.
  enum Line {
    static let measured = "measured"
    static func formula(_ kind: DraftedTexts.Kind) -> String { "\(kind.rawValue), by the formula" }
    static func speedup(_ kind: DraftedTexts.Kind) -> String { "\(kind.rawValue), times as fast" }
  }

  func run(
    _ settings: ExperimentSettings, _ environment: ExperimentEnvironment,
    _ observe: @escaping (Observation) -> Bool
  ) throws -> ExperimentResult {
    let stage = Stage(observe)
    try stage.progress(0, "loading the models")
    let shipped = try ShippedModel(environment)
    let texts = try DraftedTexts(settings.whole("texts"), shipped.tokenizer, environment)
    let runs = try prepared(shipped, settings, environment)
    var found = SpeculationFound(target: shipped.file.metadata.text("general.name") ?? "the model", source: runs.source)
    for (place, kind) in DraftedTexts.Kind.allCases.enumerated() {
      found.tallies[kind] = try sweep(kind, texts[kind], runs, settings, stage.part(0.03, 0.65).part(place, of: 2))
    }
    found.sampledAcceptance = try sampled(texts.free, runs, settings, environment, stage.part(0.65, 0.7))
    let lengths = Array(1...settings.whole("longest"))
    for (place, sequences) in SpeculationFound.batches.enumerated() {
      found.costs.append(
        try VerificationCost.measure(
          runs.target, draft: runs.draft, sequences: sequences, lengths: lengths,
          repeats: max(5, settings.whole("repeats")), seed: environment.seed,
          stage.part(0.7, 0.8).part(place, of: SpeculationFound.batches.count)))
    }
    found.waiting = try waiting(lengths, settings, environment, stage.part(0.8, 0.9))
    let wrong = AcceptanceRule(rawValue: settings.choice("wrong")) ?? .redrawsFromAll
    found.rules = try TwoRules(
      wrong: wrong, draws: settings.whole("draws"), seed: environment.seed, texts.free, runs, shipped.tokenizer,
      stage.part(0.9, 1))
    try stage.progress(1, "done")
    return found.result(settings, environment)
  }

  /// Passes over random weights that come from memory, and over a draft model's of a seventh; nil where none are wanted.
  private func waiting(
    _ lengths: [Int], _ settings: ExperimentSettings, _ environment: ExperimentEnvironment, _ stage: Stage
  ) throws -> WaitingPair? {
    let shape = settings.choice("beside")
    guard shape != "none" else { return nil }
    try stage.progress(0, "making random weights")
    let target = try LoadedModel(shape, .f16, environment)
    let draft = try LoadedModel(WaitingPair.draftShape, .f16, environment)
    let cost = try VerificationCost.measure(
      Transformer(target.model, threads: environment.threads),
      draft: Transformer(draft.model, threads: environment.threads), sequences: 1, lengths: lengths,
      repeats: settings.whole("repeats"), seed: environment.seed, stage.part(0.4, 1))
    return WaitingPair(shape: shape, bytes: target.model.weights.bytesPerToken, cost: cost)
  }

  private func prepared(
    _ shipped: ShippedModel, _ settings: ExperimentSettings, _ environment: ExperimentEnvironment
  ) throws -> DraftingRuns {
    let model = try shipped.model()
    let needed = DraftedTexts.longestPrompt + settings.whole("tokens") + 1
    guard model.blueprint.contextLength >= needed else {
      throw ExperimentError.unusableModel(
        path: shipped.path,
        reason: "has a context of \(model.blueprint.contextLength) tokens, and \(needed) are needed")
    }
    var draft: Transformer?
    if settings.choice("drafter") == DraftSource.model.rawValue {
      draft = try Transformer(SpeculativeDecoding.draftModel(shipped, environment), threads: environment.threads)
    }
    return DraftingRuns(
      target: try Transformer(model, threads: environment.threads), draft: draft,
      source: draft == nil ? .ngram : .model, contextLength: needed)
  }

  /// The model that guesses for the shipped one.
  static func draftModel(_ shipped: ShippedModel, _ environment: ExperimentEnvironment) throws -> Model {
    guard let path = environment.draftPath else {
      throw ExperimentError.unusableModel(
        path: shipped.path, reason: "has no draft model beside it; set drafter=\(DraftSource.ngram.rawValue)")
    }
    var surroundings = environment
    surroundings.modelPath = path
    let draft = try ShippedModel(surroundings)
    do { try draft.tokenizer.checkSameTokens(asTarget: shipped.tokenizer) } catch {
      throw ExperimentError.unusableModel(path: path, reason: "cannot draft: \(error)")
    }
    return try draft.model()
  }

  // MARK: Greedy

  private func sweep(
    _ kind: DraftedTexts.Kind, _ prompts: [[TokenID]], _ runs: DraftingRuns, _ settings: ExperimentSettings,
    _ stage: Stage
  ) throws -> [DraftTally] {
    let (count, repeats) = (settings.whole("tokens"), settings.whole("repeats"))
    let lengths = Array(0...settings.whole("longest"))
    var tallies = lengths.map { DraftTally($0) }
    var plain = [[TokenID]](repeating: [], count: prompts.count)
    for round in 0..<repeats {
      for length in lengths {
        let part = stage.part(round * lengths.count + length, of: repeats * lengths.count)
        for (place, prompt) in prompts.enumerated() {
          try part.progress(Double(place) / Double(prompts.count), "\(kind.rawValue) texts, drafts of \(length)")
          let written = try runs.write(
            prompt, count: count, draftLength: length, part.part(place, of: prompts.count))
          if round == 0, length == 0 { plain[place] = written.tokens }
          tallies[length].add(written, plain: plain[place], repeat: round)
        }
        if round == 0, length > 0 { try show(tallies[length], kind, stage) }
      }
    }
    for tally in tallies.dropFirst() {
      let speedup = Spread(of: tallies[0].seconds.times(tally.seconds)).median
      try stage.point(Line.speedup(kind), Double(tally.draftLength), speedup)
    }
    return tallies
  }

  private func show(_ tally: DraftTally, _ kind: DraftedTexts.Kind, _ stage: Stage) throws {
    try stage.point(Line.measured, Double(tally.draftLength), tally.tokensPerPass)
    try stage.point(Line.formula(kind), Double(tally.draftLength), tally.expectedTokensPerPass)
  }

  // MARK: By chance

  /// The acceptance when tokens are drawn at temperature 1.
  private func sampled(
    _ prompts: [[TokenID]], _ runs: DraftingRuns, _ settings: ExperimentSettings,
    _ environment: ExperimentEnvironment, _ stage: Stage
  ) throws -> Double {
    var tally = DraftTally(min(4, settings.whole("longest")))
    for (place, prompt) in prompts.enumerated() {
      let part = stage.part(place, of: prompts.count)
      try part.progress(0, "drawing at temperature 1")
      let written = try runs.write(
        prompt, count: settings.whole("tokens"), draftLength: tally.draftLength, part,
        SamplingParameters(temperature: 1), seed: environment.seed &+ UInt64(place))
      tally.add(written, plain: [], repeat: 0)
    }
    return tally.acceptance
  }
}
