/// One forward pass: what it works on, and where in the KV cache.
public struct StepPlan: Hashable, Sendable {
  /// A piece of a prompt to compute.
  public struct Prefill: Hashable, Sendable {
    public var id: RequestID
    /// Positions in the sequence; after a preemption they run over the tokens generated before it.
    public var tokens: Range<Int>
    /// The last token of this piece gives the sequence's next output token.
    public var yieldsToken: Bool
    /// The KV blocks of the sequence; block `i` holds positions `i * tokensPerBlock` onwards.
    public var table: [KVBlock]
  }

  /// A sequence that gets its next token.
  public struct Decode: Hashable, Sendable {
    public var id: RequestID
    /// Where the newest token stands, which is also how many stand before it.
    public var position: Int
    public var table: [KVBlock]
  }

  /// In order of arrival.
  public var prefills: [Prefill] = []
  /// In order of arrival.
  public var decodes: [Decode] = []
  /// Sequences that join with this step, for the first time or again.
  public var admitted: [RequestID] = []
  /// Sequences that lost their blocks and wait again, newest first; they start over from their first token.
  public var preempted: [RequestID] = []

  public init() {}

  /// Nothing to compute.
  public var isEmpty: Bool { prefills.isEmpty && decodes.isEmpty }
  /// Sequences in the step.
  public var batchSize: Int { prefills.count + decodes.count }
  /// Prompt tokens worked on.
  public var prefillTokens: Int { prefills.reduce(0) { $0 + $1.tokens.count } }
  /// Tokens processed.
  public var batchedTokens: Int { prefillTokens + decodes.count }
  /// Tokens that the decoding sequences have before them, summed.
  public var context: Int { decodes.reduce(0) { $0 + $1.position } }
  /// Pairs of a prompt token and a token that it attends to.
  public var pairs: Double { prefills.reduce(0) { $0 + StepPlan.pairs($1.tokens) } }

  /// Pairs of a token of a piece and a token that it attends to: itself and all before it.
  public static func pairs(_ tokens: Range<Int>) -> Double {
    let count = Double(tokens.count)
    return count * Double(tokens.lowerBound) + count * (count + 1) / 2
  }
}
