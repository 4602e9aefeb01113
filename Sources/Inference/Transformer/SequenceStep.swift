/// What one sequence does in a forward pass: some tokens join it.
public struct SequenceStep: Sendable {
  /// The tokens that follow what the table holds: a chunk of a prompt (prefill), or the last sampled token (decode).
  public var tokens: [TokenID]
  /// The KV blocks of the sequence, with room for the tokens.
  public var table: BlockTable
  /// Of which tokens the logits are wanted.
  public var logits: LogitRows

  /// Which rows of logits a step asks for.
  public enum LogitRows: Sendable {
    /// None: more of the prompt follows.
    case none
    /// Those of the last token, from which the next one is drawn.
    case last
    /// Those of every token, in order.
    case all
  }

  /// Tokens for a sequence.
  public init(tokens: [TokenID], table: BlockTable, logits: LogitRows) {
    self.tokens = tokens
    self.table = table
    self.logits = logits
  }
}
