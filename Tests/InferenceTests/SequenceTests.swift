import StrataTesting
import Testing

@testable import Inference

/// What must not change a model's logits: how tokens are cut into passes, who else is in the batch, how many threads compute, and whether
/// another sequence wrote the keys and values of a common beginning.
@Suite struct SequenceTests {
  /// Panels and single rows add in another order: a share of the largest logit.
  static let orderBound: Float = 2e-5
  /// What a key or value stored coarsely adds to that, when a sum on the edge is rounded to the other side.
  static let storageBounds: [KVType: Float] = [.f32: orderBound, .f16: 1e-3, .q8_0: 2e-2]

  static func model(_ name: String = "llama-gqa") throws -> (Model, [TokenID]) {
    let reference = try ReferenceModel.named(name)
    return (
      try Model(metadata: reference.fileMetadata(), tensors: reference.fileTensors()), reference.ids.map { TokenID($0) }
    )
  }

  @Test(arguments: ["llama-gqa", "gemma3", "qwen3-odd"], KVType.allCases)
  func `a prompt in chunks of any size has the logits of the prompt at once`(name: String, type: KVType) throws {
    let (model, ids) = try SequenceTests.model(name)
    var whole = try InferenceContext(model, contextLength: 64, kvType: type, threads: 1)
    let expected = try whole.advance(ids)
    for chunk in [1, 3, 16, 17] {
      var context = try InferenceContext(
        Transformer(model, threads: 1, capacity: chunk), contextLength: 64, kvType: type)
      let bound = try #require(SequenceTests.storageBounds[type])
      expectEqual(try context.advance(ids), expected, "chunks of \(chunk)", bound)
    }
  }

  @Test func `as many threads as one likes give the same bits`() throws {
    let (model, ids) = try SequenceTests.model()
    var one = try InferenceContext(model, contextLength: 64, threads: 1)
    var three = try InferenceContext(model, contextLength: 64, threads: 3)
    #expect(try one.advance(ids) == three.advance(ids))
    for token in ids.prefix(5) { #expect(try one.advance([token]) == three.advance([token])) }
  }

  @Test(arguments: InstructionSet.available)
  func `every instruction set computes the same model`(set: InstructionSet) throws {
    let (model, ids) = try SequenceTests.model()
    var portable = try InferenceContext(
      Transformer(model, threads: 1, instructions: .portable), contextLength: 64, kvType: .f32)
    var other = try InferenceContext(Transformer(model, threads: 1, instructions: set), contextLength: 64, kvType: .f32)
    expectEqual(try other.advance(ids), try portable.advance(ids), "\(set)")
  }

  @Test func `sequences in one batch, each at its own position, compute what each computes alone`() throws {
    let (model, ids) = try SequenceTests.model("gemma2")
    let transformer = try Transformer(model, threads: 2)
    let cache = try KVCache(blueprint: model.blueprint, positions: 256, type: .f32)
    let texts = [Array(ids.prefix(20)), Array(ids.suffix(7)), Array(ids.prefix(33))]
    // Their first parts alone, of different length; then all go on together, one by a single token.
    var steps: [SequenceStep] = []
    for (text, done) in zip(texts, [5, 6, 17]) {
      var table = BlockTable()
      #expect(cache.reserve(text.count, for: &table))
      var first = [SequenceStep(tokens: Array(text.prefix(done)), table: table, logits: .none)]
      var none: [Float] = []
      transformer.forward(&first, cache, logits: &none)
      steps.append(SequenceStep(tokens: Array(text.dropFirst(done)), table: first[0].table, logits: .last))
    }
    var logits: [Float] = []
    transformer.forward(&steps, cache, logits: &logits)
    let width = model.blueprint.vocabularySize
    for (index, text) in texts.enumerated() {
      var alone = try InferenceContext(model, contextLength: 64, kvType: .f32, threads: 1)
      expectEqual(Array(logits[index * width..<(index + 1) * width]), try alone.advance(text), "sequence \(index)")
      #expect(steps[index].table.positions == text.count)
    }
  }

  @Test(arguments: [16, 20, 32])
  func `a shared beginning is computed once, copied nowhere but in the block where two sequences part`(shared: Int)
    throws
  {
    let (model, ids) = try SequenceTests.model()
    let transformer = try Transformer(model, threads: 1)
    let cache = try KVCache(blueprint: model.blueprint, positions: 160, type: .f32)
    var first = BlockTable()
    var logits: [Float] = []
    try run(Array(ids.prefix(40)), &first, transformer, cache, &logits)
    let free = cache.freeBlockCount
    var second = cache.fork(first, positions: shared)
    #expect(cache.freeBlockCount == free, "sharing takes no block")
    let rest = Array(ids.reversed().prefix(9))
    try run(rest, &second, transformer, cache, &logits)
    var alone = try InferenceContext(model, contextLength: 64, kvType: .f32, threads: 1)
    expectEqual(logits, try alone.advance(Array(ids.prefix(shared)) + rest), "the second sequence")
    #expect(second.blocks.prefix(shared / 16) == first.blocks.prefix(shared / 16))

    // The first goes on as if nothing had happened.
    try run([ids[40]], &first, transformer, cache, &logits)
    var untouched = try InferenceContext(model, contextLength: 64, kvType: .f32, threads: 1)
    expectEqual(logits, try untouched.advance(Array(ids.prefix(41))), "the first sequence")
    cache.truncate(&first, to: 0)
    cache.truncate(&second, to: 0)
    #expect(cache.freeBlockCount == cache.blockCount, "every block came back")
  }

  @Test(arguments: KVType.allCases)
  func `an invariant pass gives the same bits, however a prompt is cut and whoever shares the pass`(type: KVType) throws
  {
    let (model, ids) = try SequenceTests.model()
    let transformer = try Transformer(model, threads: 2, summation: .tokenByToken)
    var alone = try InferenceContext(transformer, contextLength: 64, kvType: type)
    let expected = try ids.prefix(40).map { try alone.advance([$0]) }
    let cache = try KVCache(blueprint: model.blueprint, positions: 256, type: type)
    for (others, chunk) in [(0, 40), (1, 7), (5, 3), (9, 1)] {
      var tables = Array(repeating: BlockTable(), count: others + 1)
      for index in tables.indices { #expect(cache.reserve(index == 0 ? 40 : 16, for: &tables[index])) }
      for start in stride(from: 0, to: 40, by: chunk) {
        let end = min(start + chunk, 40)
        // Each of the others starts over again and again, with one token.
        var steps = tables.dropFirst().map { SequenceStep(tokens: [ids[start]], table: $0, logits: .last) }
        steps.insert(SequenceStep(tokens: Array(ids[start..<end]), table: tables[0], logits: .last), at: others / 2)
        var logits: [Float] = []
        transformer.forward(&steps, cache, logits: &logits)
        tables[0] = steps[others / 2].table
        let width = model.blueprint.vocabularySize
        #expect(Array(logits[others / 2 * width..<(others / 2 + 1) * width]) == expected[end - 1])
      }
      for index in tables.indices { cache.truncate(&tables[index], to: 0) }
    }
  }

  @Test func `KV blocks that somebody else hands out, in any order, serve a sequence as well`() throws {
    let (model, ids) = try SequenceTests.model()
    let transformer = try Transformer(model, threads: 1)
    let cache = try KVCache(blueprint: model.blueprint, positions: 160, type: .f32)
    var steps = [
      SequenceStep(tokens: Array(ids.prefix(40)), table: BlockTable(blocks: [7, 2, 9], positions: 0), logits: .last)
    ]
    var logits: [Float] = []
    transformer.forward(&steps, cache, logits: &logits)
    var alone = try InferenceContext(model, contextLength: 64, kvType: .f32, threads: 1)
    #expect(logits == (try alone.advance(Array(ids.prefix(40)))))
    #expect(steps[0].table.positions == 40)
  }

  @Test func `a cache without enough blocks refuses and changes nothing`() throws {
    let (model, _) = try SequenceTests.model()
    let cache = try KVCache(blueprint: model.blueprint, positions: 32, type: .f16)
    var table = BlockTable()
    #expect(cache.reserve(20, for: &table))
    let before = table
    #expect(!cache.reserve(40, for: &table))
    #expect(table == before && cache.freeBlockCount == 0)
  }

  @Test func `forgetting the end and going on equals never having seen it`() throws {
    let (model, ids) = try SequenceTests.model()
    var context = try InferenceContext(model, contextLength: 64, kvType: .f32, threads: 1)
    _ = try context.advance(ids)
    context.truncate(to: 19)
    var fresh = try InferenceContext(model, contextLength: 64, kvType: .f32, threads: 1)
    _ = try fresh.advance(Array(ids.prefix(19)))
    expectEqual(try context.advance([ids[3]]), try fresh.advance([ids[3]]), "after 19 tokens")
  }

  @Test func `a context says when it is full, and which token it does not know`() throws {
    let (model, ids) = try SequenceTests.model()
    var context = try InferenceContext(model, contextLength: 8, threads: 1)
    #expect(throws: InferenceContext.ContextError.full(contextLength: 8, needed: 9)) {
      try context.advance(Array(ids.prefix(9)))
    }
    let unknown = TokenID(model.blueprint.vocabularySize)
    #expect(throws: InferenceContext.ContextError.unknownToken(unknown, vocabularySize: Int(unknown))) {
      try context.advance([unknown])
    }
    #expect(throws: InferenceContext.ContextError.unknownToken(-1, vocabularySize: Int(unknown))) {
      try context.advance([-1])
    }
    #expect(context.positions == 0)
  }

  private func run(
    _ tokens: [TokenID], _ table: inout BlockTable, _ transformer: Transformer, _ cache: KVCache,
    _ logits: inout [Float]
  ) throws {
    try #require(cache.reserve(tokens.count, for: &table))
    var steps = [SequenceStep(tokens: tokens, table: table, logits: .last)]
    transformer.forward(&steps, cache, logits: &logits)
    table = steps[0].table
  }

  private func expectEqual(_ found: [Float], _ expected: [Float], _ what: String, _ bound: Float = orderBound) {
    let largest = expected.reduce(0) { max($0, abs($1)) }
    let difference = zip(found, expected).reduce(0) { max($0, abs($1.0 - $1.1)) }
    #expect(found.count == expected.count && difference <= bound * largest, "\(what): \(difference)")
  }
}
