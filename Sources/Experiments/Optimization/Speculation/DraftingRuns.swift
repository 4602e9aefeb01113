import Inference

/// Who guesses.
enum DraftSource: String, CaseIterable {
  case model
  case ngram = "n-gram"
}

/// The models of an experiment with drafts, and how texts are written with them.
struct DraftingRuns {
  let target: Transformer
  /// Nil where drafts come from the text itself.
  let draft: Transformer?
  let source: DraftSource
  let contextLength: Int

  /// A text, and what it took.
  struct Written {
    var tokens: [TokenID]
    /// Seconds from the first token to the last.
    var seconds: Double
    /// Nil where nobody drafted.
    var speculation: Speculation?
  }

  /// Writes a text; without drafts at a length of 0.
  ///
  /// - Throws: ``ExperimentError/stopped``, or what memory and contexts throw.
  func write(
    _ prompt: [TokenID], count: Int, draftLength: Int, _ stage: Stage,
    _ parameters: SamplingParameters = SamplingParameters(), seed: UInt64 = 0
  ) throws -> Written {
    guard draftLength > 0 else {
      return try written(stage) { context, stop, told in
        try Generation.run(
          &context, prompt: prompt, count: count, sampler: Sampler(parameters, seed: seed),
          shouldStop: stop, onToken: told)
      }
    }
    guard let draft else {
      var drafter = NGramDrafter()
      return try drafted(prompt, count, draftLength, &drafter, parameters, seed, stage)
    }
    var drafter = try ModelDrafter(
      InferenceContext(draft, contextLength: contextLength), for: target.model.blueprint)
    return try drafted(prompt, count, draftLength, &drafter, parameters, seed, stage)
  }

  private func drafted<Guesser: Drafter & ~Copyable>(
    _ prompt: [TokenID], _ count: Int, _ draftLength: Int, _ drafter: inout Guesser, _ parameters: SamplingParameters,
    _ seed: UInt64, _ stage: Stage
  ) throws -> Written {
    try written(stage) { context, stop, told in
      try Generation.run(
        &context, drafter: &drafter, draftLength: draftLength, prompt: prompt, count: count,
        sampler: Sampler(parameters, seed: seed), shouldStop: stop, onToken: told)
    }
  }

  /// Runs a generation; what the observer takes while it decodes is no time of the text's.
  private func written(
    _ stage: Stage,
    _ run: (inout InferenceContext, () -> Bool, (TokenID) -> Void) throws -> Generation.Result
  ) throws -> Written {
    var context = try InferenceContext(target, contextLength: contextLength)
    let clock = ContinuousClock()
    var last = clock.now
    var (paused, isDecoding, isOver) = (Duration.zero, false, false)
    let result = try run(
      &context,
      {
        let now = clock.now
        guard !isOver, now - last > DraftingRuns.patience else { return isOver }
        isOver = !stage.goesOn(0, "writing")
        last = clock.now
        if isDecoding { paused += last - now }
        return isOver
      }, { _ in isDecoding = true })
    guard !isOver else { throw ExperimentError.stopped }
    return Written(
      tokens: result.tokens, seconds: max(0, (result.decode - paused) / .seconds(1)), speculation: result.speculation)
  }

  /// The observer hears of a text that takes longer.
  private static let patience = Duration.milliseconds(200)
}

/// How drafts of one length fared with some texts.
struct DraftTally {
  let draftLength: Int
  /// Of all texts together, once for each repeat.
  var seconds: [Double] = []
  var tokens = 0
  var passes = 0
  /// Tokens that passes brought.
  var brought = 0
  var accepted = 0
  var refused = 0
  /// Drafts that had a token at each position.
  var draftedAt: [Int] = []
  /// Seconds of all repeats.
  var drafting = 0.0
  var checking = 0.0
  /// Tokens that are not those of the plain text.
  var differing = 0

  init(_ draftLength: Int) { self.draftLength = draftLength }

  /// The share of the drafted tokens looked at that was taken.
  var acceptance: Double { accepted + refused > 0 ? Double(accepted) / Double(accepted + refused) : 0 }
  var tokensPerPass: Double { passes > 0 ? Double(brought) / Double(passes) : 1 }
  var expectedTokensPerPass: Double {
    Speculation.expectedTokensPerPass(acceptance: acceptance, draftLength: draftLength)
  }

  var drafted: Int { draftedAt.reduce(0, +) }

  /// The formula for drafts as long as they were: some are cut by the end of a text, and a text offers none where it does
  /// not repeat itself.
  var expectedAsDrafted: Double {
    var (sum, power) = (Double(passes), 1.0)
    for count in draftedAt {
      power *= acceptance
      sum += Double(count) * power
    }
    return passes > 0 ? sum / Double(passes) : 1
  }

  /// Takes a text into the figures; counts are the same in every repeat, and are taken once.
  mutating func add(_ written: DraftingRuns.Written, plain: [TokenID], repeat round: Int) {
    if seconds.count <= round { seconds.append(0) }
    seconds[round] += written.seconds
    guard let speculation = written.speculation else { return }
    drafting += speculation.drafting / .seconds(1)
    checking += speculation.checking / .seconds(1)
    guard round == 0 else { return }
    tokens += written.tokens.count
    passes += speculation.passes
    brought += speculation.tokens
    accepted += speculation.accepted.reduce(0, +)
    refused += speculation.refusals
    if draftedAt.isEmpty { draftedAt = Array(repeating: 0, count: draftLength) }
    for (place, count) in speculation.drafted.enumerated() { draftedAt[place] += count }
    differing += [written.tokens].differences(from: [plain])
  }
}
