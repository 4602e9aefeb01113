public import Inference

/// What a client asks of an engine: a prompt, and how to go on from it.
public struct EngineRequest: Equatable, Sendable {
  /// At least one token.
  public var prompt: [TokenID]
  /// After so many output tokens the request ends if it has not ended before; at least 1.
  public var maximumOutputTokens: Int
  /// Tokens after which nothing follows; they do not count as output.
  public var ends: Set<TokenID>
  /// How tokens are drawn; greedy unless told otherwise.
  public var sampling: SamplingParameters
  /// The same seed draws the same tokens from the same logits.
  public var seed: UInt64
  /// Other requests may share the keys and values of so many tokens at the prompt's start; nil: of all.
  ///
  /// Whoever shares can tell by the time to its first token that somebody else had the same beginning: a prompt that
  /// must stay private shares 0.
  public var shareableTokens: Int?

  /// A request.
  public init(
    prompt: [TokenID], maximumOutputTokens: Int, ends: Set<TokenID> = [],
    sampling: SamplingParameters = SamplingParameters(), seed: UInt64 = 0, shareableTokens: Int? = nil
  ) {
    self.prompt = prompt
    self.maximumOutputTokens = maximumOutputTokens
    self.ends = ends
    self.sampling = sampling
    self.seed = seed
    self.shareableTokens = shareableTokens
  }
}
