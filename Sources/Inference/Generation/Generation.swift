/// A continuation of a prompt, token by token.
public struct Generation {
  /// Why it ended.
  public enum Ending: String, Sendable {
    /// The model said that it is done.
    case endOfText
    /// As many tokens as were asked for.
    case length
    /// No room is left in the context.
    case contextFull
    /// Whoever asked wants no more.
    case stopped
  }

  /// What came out, and how long it took.
  public struct Result: Sendable {
    /// The tokens, without the one that says that the model is done.
    public var tokens: [TokenID] = []
    /// Why there are no more.
    public var ending = Ending.length
    /// Tokens of the prompt.
    public var promptTokens = 0
    /// From the first look at the prompt until its logits were there.
    public var prefill = Duration.zero
    /// From the first look at the prompt until the first token was drawn; nil if none was.
    public var timeToFirstToken: Duration?
    /// From the first token until the last.
    public var decode = Duration.zero
    /// How drafts fared; nil if nobody drafted.
    public var speculation: Speculation?

    /// Tokens of the prompt per second; nil if there was nothing to measure.
    public var prefillTokensPerSecond: Double? { rate(promptTokens, prefill) }
    /// Tokens per second after the first one; nil if there was none.
    public var decodeTokensPerSecond: Double? { rate(tokens.count - 1, decode) }

    private func rate(_ count: Int, _ time: Duration) -> Double? {
      let seconds = time / .seconds(1)
      return count > 0 && seconds > 0 ? Double(count) / seconds : nil
    }
  }

  /// Lets a prompt join a context and draws up to `count` tokens after it.
  ///
  /// - Parameters:
  ///   - prompt: At least one token; without one there is nothing to continue.
  ///   - ends: Tokens after which nothing follows.
  ///   - shouldStop: Asked before every pass.
  ///   - onToken: Told of every token as it is drawn.
  public static func run(
    _ context: inout InferenceContext, prompt: [TokenID], count: Int, sampler: Sampler, ends: Set<TokenID> = [],
    shouldStop: () -> Bool = { false }, onToken: (TokenID) -> Void = { _ in }
  ) throws(InferenceContext.ContextError) -> Result {
    let clock = ContinuousClock()
    var sampler = sampler
    var result = Result()
    result.promptTokens = prompt.count
    let start = clock.now
    // No logits are held while the next ones are made: the pass would copy them first.
    guard let logits = try read(prompt, &context, shouldStop) else {
      result.ending = .stopped
      return result
    }
    result.prefill = clock.now - start
    guard !prompt.isEmpty, count > 0 else { return result }
    var history = prompt
    var token = sampler.next(consume logits, after: history)
    let firstToken = clock.now
    result.timeToFirstToken = firstToken - start
    while true {
      if ends.contains(token) {
        result.ending = .endOfText
        return result
      }
      result.decode = clock.now - firstToken
      result.tokens.append(token)
      history.append(token)
      onToken(token)
      guard result.tokens.count < count else { return result }
      guard context.positions < context.contextLength else {
        result.ending = .contextFull
        return result
      }
      guard !shouldStop() else {
        result.ending = .stopped
        return result
      }
      token = sampler.next(try context.advance([token]), after: history)
    }
  }

  /// Lets a prompt join chunk by chunk, so that a long one can be stopped too.
  ///
  /// - Returns: The logits of its last token; nil if it was stopped.
  static func read(
    _ prompt: [TokenID], _ context: inout InferenceContext, _ shouldStop: () -> Bool
  ) throws(InferenceContext.ContextError) -> [Float]? {
    let capacity = context.transformer.capacity
    let lastChunk = max(0, prompt.count - 1) / capacity * capacity
    for first in stride(from: 0, to: lastChunk, by: capacity) where !shouldStop() {
      try context.skip(Array(prompt[first..<first + capacity]))
    }
    return shouldStop() ? nil : try context.advance(Array(prompt[lastChunk...]))
  }
}
