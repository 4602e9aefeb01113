import Inference

/// Forward passes over several sequences, timed again and again from the same past.
struct PassTimer {
  let transformer: Transformer
  /// Positions that each sequence has before its first timed pass.
  let depth: Int
  private let cache: KVCache
  private var tables: [BlockTable]
  private var logits: [Float] = []
  private var random: SeededRandom
  private let clock = ContinuousClock()

  /// - Parameter room: positions that the passes add to a sequence before it goes back, at most.
  init(_ transformer: Transformer, sequences: Int, depth: Int, room: Int, seed: UInt64) throws {
    self.transformer = transformer
    self.depth = depth
    let blocks = (depth + room + KVCache.tokensPerBlock - 1) / KVCache.tokensPerBlock
    cache = try KVCache(
      blueprint: transformer.model.blueprint, positions: sequences * blocks * KVCache.tokensPerBlock, type: .f16)
    tables = (0..<sequences).map { _ in BlockTable() }
    random = SeededRandom(seed: seed)
  }

  /// Gives every sequence its past, random tokens.
  mutating func fill(_ stage: Stage) throws {
    for sequence in tables.indices {
      try stage.progress(Double(sequence) / Double(tables.count), "giving sequences a past")
      for start in stride(from: 0, to: depth, by: transformer.capacity) {
        var steps = [grown(sequence, tokens(min(transformer.capacity, depth - start)), .none)]
        transformer.forward(&steps, cache, logits: &logits)
        tables[sequence] = steps[0].table
      }
    }
  }

  /// One pass over new tokens of each of the first sequences, and a greedy draw for every row of logits.
  ///
  /// - Parameters:
  ///   - tokens: of each sequence.
  ///   - rows: whose logits are wanted.
  /// - Returns: seconds.
  mutating func time(
    _ sequences: Int, tokens count: Int = 1, rows: SequenceStep.LogitRows = .last, summation: Summation? = nil
  ) -> Double {
    var steps = (0..<sequences).map { grown($0, tokens(count), rows) }
    var sampler = Sampler(SamplingParameters(), seed: 0)
    let size = transformer.model.blueprint.vocabularySize
    let start = clock.now
    transformer.forward(&steps, cache, logits: &logits, summation: summation)
    for row in 0..<logits.count / size { _ = sampler.next(Array(logits[row * size..<(row + 1) * size])) }
    let seconds = (clock.now - start) / .seconds(1)
    for (place, step) in steps.enumerated() { tables[place] = step.table }
    return seconds
  }

  /// Lets every sequence forget what came after its past.
  mutating func goBack() {
    for sequence in tables.indices { cache.truncate(&tables[sequence], to: depth) }
  }

  private mutating func grown(_ sequence: Int, _ added: [TokenID], _ rows: SequenceStep.LogitRows) -> SequenceStep {
    let hasRoom = cache.reserve(added.count, for: &tables[sequence])
    precondition(hasRoom, "the cache was made for all that passes add")
    return SequenceStep(tokens: added, table: tables[sequence], logits: rows)
  }

  private mutating func tokens(_ count: Int) -> [TokenID] {
    random.tokens(count, vocabulary: transformer.model.blueprint.vocabularySize)
  }
}
