/// Who may be in a step together.
public enum BatchingPolicy: Hashable, Sendable, Codable {
  /// A batch runs until its last member ends; only then the next one is let in, its prompts computed in one step.
  case `static`
  /// Requests join and leave at every step; whole prompts are computed in steps of their own, while decoding stands
  /// still. Such a step takes at most `tokens` prompt tokens, or one prompt that is longer.
  case continuous(tokens: Int)
  /// Requests join and leave at every step; every decoding sequence gets its token in every step, and what that leaves
  /// of `tokens` goes to prompts, which may take several steps.
  case chunkedPrefill(tokens: Int)
}

/// The limits under which a scheduler works.
public struct SchedulerLimits: Hashable, Sendable, Codable {
  public var policy: BatchingPolicy
  /// Sequences that run at once; at least 1.
  public var maximumSequences: Int
  /// KV blocks that the cache has; at least 1.
  public var kvBlocks: Int
  /// Token slots of one KV block; at least 1.
  public var tokensPerBlock: Int
  /// Sequences whose prompts begin alike hold the same KV blocks.
  public var sharesPrefixes: Bool

  public init(
    policy: BatchingPolicy, maximumSequences: Int, kvBlocks: Int, tokensPerBlock: Int = 16, sharesPrefixes: Bool = false
  ) {
    self.policy = policy
    self.maximumSequences = maximumSequences
    self.kvBlocks = kvBlocks
    self.tokensPerBlock = tokensPerBlock
    self.sharesPrefixes = sharesPrefixes
  }

  /// Token slots of the whole cache.
  public var kvTokens: Int { kvBlocks * tokensPerBlock }
}
