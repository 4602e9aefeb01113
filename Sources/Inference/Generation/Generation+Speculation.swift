/// Speculative decoding: a drafter guesses some tokens, and the target checks all of them in one pass.
///
/// A pass of few tokens takes hardly longer than one of a single token as long as it waits for the weights, so every guess that is right
/// is a pass saved. What comes out is what the target alone would write.
extension Generation {
  /// Lets a prompt join a context and draws up to `count` tokens after it, several in a pass where a drafter guesses them.
  ///
  /// Greedy, the tokens are those of `run` without a drafter, for the passes add as passes of one token do (`Summation.tokenByToken`). Else
  /// they are other draws from exactly the same distribution (`Sampler.accept`). The context is left as it would be without a drafter.
  ///
  /// - Parameters:
  ///   - draftLength: The most tokens of a draft.
  ///   - prompt: At least one token; without one there is nothing to continue.
  ///   - ends: Tokens after which nothing follows.
  ///   - shouldStop: Asked before every pass of the target and after every token.
  ///   - onToken: Told of every token once it is certain.
  public static func run<Guesser: Drafter & ~Copyable>(
    _ context: inout InferenceContext, drafter: inout Guesser, draftLength: Int, prompt: [TokenID], count: Int,
    sampler: Sampler, ends: Set<TokenID> = [], shouldStop: () -> Bool = { false }, onToken: (TokenID) -> Void = { _ in }
  ) throws(InferenceContext.ContextError) -> Result {
    var run = SpeculativeRun(
      sampler: sampler, ends: ends, count: count, draftLength: max(0, draftLength), prompt: prompt)
    run.result.ending = try run.write(&context, &drafter, shouldStop, onToken)
    run.result.speculation = run.speculation
    return run.result
  }
}

/// A text that grows by what passes of a target leave of drafts.
private struct SpeculativeRun {
  var result = Generation.Result()
  var speculation: Speculation
  private var sampler: Sampler
  private let ends: Set<TokenID>
  private let count: Int
  /// The prompt and all that followed.
  private var text: [TokenID]
  private let clock = ContinuousClock()

  init(sampler: Sampler, ends: Set<TokenID>, count: Int, draftLength: Int, prompt: [TokenID]) {
    speculation = Speculation(draftLength: draftLength)
    self.sampler = sampler
    self.ends = ends
    self.count = count
    text = prompt
    result.promptTokens = prompt.count
  }

  /// Writes until something ends the text.
  mutating func write<Guesser: Drafter & ~Copyable>(
    _ context: inout InferenceContext, _ drafter: inout Guesser, _ shouldStop: () -> Bool, _ onToken: (TokenID) -> Void
  ) throws(InferenceContext.ContextError) -> Generation.Ending {
    let start = clock.now
    let before = context.positions
    guard let logits = try Generation.read(text, &context, shouldStop) else { return .stopped }
    result.prefill = clock.now - start
    guard !text.isEmpty, count > 0 else { return .length }
    if count > 1 {
      let began = clock.now
      try drafter.read(text, shouldStop: shouldStop)
      speculation.draftPrefill = clock.now - began
    }
    var drawn = [sampler.next(logits, after: text)]
    let firstToken = clock.now
    result.timeToFirstToken = firstToken - start
    while true {
      for token in drawn {
        if ends.contains(token) { return .endOfText }
        result.decode = clock.now - firstToken
        result.tokens.append(token)
        text.append(token)
        onToken(token)
        guard result.tokens.count < count else { return .length }
        guard before + text.count <= context.contextLength else { return .contextFull }
        guard !shouldStop() else {
          // The last token joins with the next pass, and the pass before may have stored what comes after it.
          context.truncate(to: before + text.count - 1)
          return .stopped
        }
      }
      drawn = try pass(&context, &drafter)
    }
  }

  /// One pass of the target over the last token and a draft of what follows it: the tokens that come of it, at least one.
  private mutating func pass<Guesser: Drafter & ~Copyable>(
    _ context: inout InferenceContext, _ drafter: inout Guesser
  ) throws(InferenceContext.ContextError) -> [TokenID] {
    let start = clock.now
    // Each pass brings a token more than were drafted.
    let room = min(count - result.tokens.count, context.contextLength - context.positions) - 1
    let length = min(speculation.draftLength, room)
    let draft = length > 0 ? try drafter.draft(length, after: text, with: &sampler) : []
    let drafted = clock.now
    speculation.drafting += drafted - start

    let before = context.positions
    let tokens = text.suffix(1) + draft.map(\.token)
    let isGreedy = sampler.parameters.temperature <= 0
    let logits = try context.logits(of: Array(tokens), summation: isGreedy ? .tokenByToken : nil)
    let drawn = judge(draft, logits)
    // The last one joins with the next pass; what was drafted behind it was drafted for another text.
    context.truncate(to: before + drawn.count)
    speculation.checking += clock.now - drafted
    speculation.count(draft, drawn: drawn)
    return drawn
  }

  /// The tokens of a draft that are taken, and one more: in the place of the first that is refused, or after all of them.
  ///
  /// - Parameter logits: After the last token of the text, and after each of the draft. [draft + 1, vocabulary]
  private mutating func judge(_ draft: [DraftedToken], _ logits: [Float]) -> [TokenID] {
    let width = logits.count / (draft.count + 1)
    var text = text
    var drawn: [TokenID] = []
    for (row, guess) in draft.enumerated() {
      let target = sampler.candidates(Array(logits[row * width..<(row + 1) * width]), text)
      let token = sampler.accept(guess, target: target)
      drawn.append(token)
      text.append(token)
      if token != guess.token || ends.contains(token) { return drawn }
    }
    drawn.append(sampler.next(Array(logits[(draft.count * width)...]), after: text))
    return drawn
  }
}
