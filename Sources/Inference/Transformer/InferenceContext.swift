/// One sequence at work: a forward pass, a KV cache, and what the sequence has stored in it.
///
/// It cannot be copied: two copies would write into the same KV blocks.
public struct InferenceContext: ~Copyable {
  /// The forward pass.
  public let transformer: Transformer
  /// The most positions that the sequence may have.
  public let contextLength: Int
  private let cache: KVCache
  private var table = BlockTable()
  private var buffer: [Float] = []

  /// Why tokens cannot join.
  public enum ContextError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The sequence would become longer than its context.
    case full(contextLength: Int, needed: Int)
    /// The vocabulary has no such token.
    case unknownToken(TokenID, vocabularySize: Int)
    /// A logit is infinite or no number; where two models work, it may be one of the second: the draft, or the base.
    case notANumber(isSecond: Bool)

    public var description: String {
      switch self {
      case .full(let contextLength, let needed):
        "\(Figures.counted(needed, "token")) \(needed == 1 ? "does" : "do") not fit into a context of \(contextLength); ask for a longer one or a shorter text"
      case .unknownToken(let token, let size): "token \(token) is not of this vocabulary of \(size)"
      case .notANumber(let isSecond):
        "\(isSecond ? "the second" : "the") model predicts what is no number: its weights are damaged"
      }
    }
  }

  /// A sequence of at most `contextLength` tokens for a model.
  public init(_ model: Model, contextLength: Int, kvType: KVType = .f16, threads: Int) throws(OutOfMemory) {
    try self.init(Transformer(model, threads: threads), contextLength: contextLength, kvType: kvType)
  }

  /// A sequence of at most `contextLength` tokens for a forward pass that others may use too, in turn.
  public init(_ transformer: Transformer, contextLength: Int, kvType: KVType = .f16) throws(OutOfMemory) {
    self.transformer = transformer
    self.contextLength = contextLength
    cache = try KVCache(blueprint: transformer.model.blueprint, positions: contextLength, type: kvType)
  }

  /// Positions stored so far.
  public var positions: Int { table.positions }

  /// Lets tokens join, in chunks of the pass's capacity, and gives the logits of the last one.
  ///
  /// - Returns: `vocabularySize` numbers; none if there are no tokens.
  public mutating func advance(_ tokens: [TokenID]) throws(ContextError) -> [Float] {
    try check(tokens)
    eachChunk(tokens.count) { context, chunk in
      context.run(tokens[chunk], logits: chunk.upperBound == tokens.count ? .last : .none)
    }
    guard !tokens.isEmpty else { return [] }
    guard buffer.areFinite else { throw .notANumber(isSecond: false) }
    return buffer
  }

  /// Lets tokens join whose logits nobody wants.
  public mutating func skip(_ tokens: [TokenID]) throws(ContextError) {
    try check(tokens)
    eachChunk(tokens.count) { context, chunk in context.run(tokens[chunk], logits: .none) }
  }

  /// Lets tokens join and gives the logits of every one. [tokens, vocabularySize]
  ///
  /// - Parameter summation: `tokenByToken` gives the bits that `advance` would give with one token after the other.
  public mutating func logits(
    of tokens: [TokenID], summation: Summation? = nil
  ) throws(ContextError) -> [Float] {
    try check(tokens)
    var all: [Float] = []
    eachChunk(tokens.count) { context, chunk in
      context.run(tokens[chunk], logits: .all, summation)
      all += context.buffer
    }
    guard all.areFinite else { throw .notANumber(isSecond: false) }
    return all
  }

  private mutating func eachChunk(_ count: Int, _ body: (inout InferenceContext, Range<Int>) -> Void) {
    for start in stride(from: 0, to: count, by: transformer.capacity) {
      body(&self, start..<min(start + transformer.capacity, count))
    }
  }

  /// Forgets positions from `positions` on.
  public mutating func truncate(to positions: Int) { cache.truncate(&table, to: positions) }

  private func check(_ tokens: [TokenID]) throws(ContextError) {
    let size = transformer.model.blueprint.vocabularySize
    for token in tokens where !(0..<size).contains(Int(token)) { throw .unknownToken(token, vocabularySize: size) }
    guard table.positions + tokens.count <= contextLength else {
      throw .full(contextLength: contextLength, needed: table.positions + tokens.count)
    }
  }

  private mutating func run(
    _ tokens: ArraySlice<TokenID>, logits: SequenceStep.LogitRows, _ summation: Summation? = nil
  ) {
    let hasRoom = cache.reserve(tokens.count, for: &table)
    precondition(hasRoom, "the cache is as long as the context")
    var steps = [SequenceStep(tokens: Array(tokens), table: table, logits: logits)]
    transformer.forward(&steps, cache, logits: &buffer, summation: summation)
    table = steps[0].table
  }
}

extension [Float] {
  /// Whether all are numbers, and none infinite.
  ///
  /// The bits of the exponents are looked at without a branch, so that it takes next to nothing beside a pass.
  var areFinite: Bool {
    withUnsafeBufferPointer { values in
      let exponent: UInt32 = 0x7F80_0000
      var largest: UInt32 = 0
      for value in values { largest = Swift.max(largest, value.bitPattern & exponent) }
      return largest < exponent
    }
  }
}

/// Tells what a second model predicts from what the first does, where it is no number.
func ofSecond<Result>(
  _ work: () throws(InferenceContext.ContextError) -> Result
) throws(InferenceContext.ContextError) -> Result {
  do {
    return try work()
  } catch {
    if case .notANumber = error { throw .notANumber(isSecond: true) }
    throw error
  }
}
