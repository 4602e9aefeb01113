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
    /// From the first look at the prompt until the first token was drawn.
    public var timeToFirstToken = Duration.zero
    /// From the first token until the last.
    public var decode = Duration.zero

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
    var logits: [Float] = []
    // Chunk by chunk, so that a long prompt can be stopped too.
    for first in stride(from: 0, to: prompt.count, by: context.transformer.capacity) {
      if shouldStop() {
        result.ending = .stopped
        return result
      }
      logits = try context.advance(Array(prompt[first..<min(first + context.transformer.capacity, prompt.count)]))
    }
    guard !prompt.isEmpty else { return result }
    result.prefill = clock.now - start
    var history = prompt
    var firstToken: ContinuousClock.Instant?
    while result.tokens.count < count {
      if shouldStop() {
        result.ending = .stopped
        break
      }
      let token = sampler.next(logits, after: history)
      if ends.contains(token) {
        result.ending = .endOfText
        break
      }
      let now = clock.now
      if let firstToken {
        result.decode = now - firstToken
      } else {
        firstToken = now
        result.timeToFirstToken = now - start
      }
      result.tokens.append(token)
      history.append(token)
      onToken(token)
      if result.tokens.count == count { break }
      guard context.positions < context.contextLength else {
        result.ending = .contextFull
        break
      }
      logits = try context.advance([token])
    }
    return result
  }
}
