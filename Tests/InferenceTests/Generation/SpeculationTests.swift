import StrataTesting
import Testing

@testable import Inference

/// Greedy texts with drafts against those without, to the token, however they end.
@Suite struct SpeculationTests {
  /// What a run did, as far as nobody should see whether there were drafts.
  struct Trace: Equatable {
    var tokens: [TokenID]
    var ending: Generation.Ending
    var told: [TokenID]
    var positions: Int
  }

  /// How a run is asked for.
  struct Order {
    var prompt: [TokenID]
    var count = 40
    var contextLength = 128
    var ends: Set<TokenID> = []
    /// Tokens after which it is stopped.
    var patience = Int.max
    var draftLength = 4
    /// Tokens that the context has before.
    var earlier: [TokenID] = []
    var parameters = SamplingParameters()
  }

  static func plain(_ model: Model, _ order: Order, kvType: KVType = .f16, threads: Int = 1) throws -> Trace {
    var context = try InferenceContext(model, contextLength: order.contextLength, kvType: kvType, threads: threads)
    try context.skip(order.earlier)
    var told: [TokenID] = []
    let result = try Generation.run(
      &context, prompt: order.prompt, count: order.count, sampler: Sampler(order.parameters, seed: 1), ends: order.ends,
      shouldStop: { told.count >= order.patience }, onToken: { told.append($0) })
    return Trace(tokens: result.tokens, ending: result.ending, told: told, positions: context.positions)
  }

  static func drafted<Guesser: Drafter & ~Copyable>(
    _ model: Model, _ order: Order, by drafter: inout Guesser, kvType: KVType = .f16, threads: Int = 1
  ) throws -> (Trace, Speculation) {
    var context = try InferenceContext(model, contextLength: order.contextLength, kvType: kvType, threads: threads)
    try context.skip(order.earlier)
    var told: [TokenID] = []
    let result = try Generation.run(
      &context, drafter: &drafter, draftLength: order.draftLength, prompt: order.prompt, count: order.count,
      sampler: Sampler(order.parameters, seed: 1), ends: order.ends, shouldStop: { told.count >= order.patience },
      onToken: { told.append($0) })
    let trace = Trace(tokens: result.tokens, ending: result.ending, told: told, positions: context.positions)
    return (trace, try #require(result.speculation))
  }

  static func model(_ name: String, as type: TensorType) throws -> (Model, [TokenID]) {
    let reference = try ReferenceModel.named(name)
    let model = try Model(metadata: reference.fileMetadata(), tensors: reference.fileTensors(as: type))
    return (model, reference.ids.map { TokenID($0) })
  }

  // MARK: Identity

  @Test(arguments: ReferenceModel.names)
  func `a greedy text is the same to the token, whoever drafts`(name: String) throws {
    let (smaller, ids) = try SpeculationTests.model(name, as: .q4_0)
    for type in [TensorType.f32, .q8_0] {
      let (model, _) = try SpeculationTests.model(name, as: type)
      for length in [1, 3, 7] {
        let order = Order(prompt: ids, draftLength: length)
        let expected = try SpeculationTests.plain(model, order)
        var ngrams = NGramDrafter()
        #expect(try SpeculationTests.drafted(model, order, by: &ngrams).0 == expected, "\(type), n-grams")
        var other = try ModelDrafter(
          InferenceContext(smaller, contextLength: 128, threads: 1), for: model.blueprint)
        let (found, speculation) = try SpeculationTests.drafted(model, order, by: &other)
        #expect(found == expected, "\(type), a draft of \(length)")
        #expect(speculation.accepted[0] > 0, "\(type): nothing was taken, so nothing was tried")
      }
    }
  }

  @Test(arguments: ReferenceModel.names)
  func `a pass that adds token by token has the bits of passes of one token`(name: String) throws {
    for type in [TensorType.f32, .f16, .q8_0, .q4_K] {
      let (model, ids) = try SpeculationTests.model(name, as: type)
      for (kvType, threads) in zip(KVType.allCases, [1, 2, 3]) {
        try expectSameBits(Transformer(model, threads: threads), kvType, ids, "\(type), \(kvType)")
      }
    }
  }

  @Test(arguments: InstructionSet.available)
  func `it has them with any instructions`(set: InstructionSet) throws {
    for (name, type) in [("llama-gqa", TensorType.q4_K), ("gemma2", .q8_0), ("qwen2", .f32)] {
      let (model, ids) = try SpeculationTests.model(name, as: type)
      try expectSameBits(Transformer(model, threads: 1, instructions: set), .f16, ids, "\(set), \(name)")
    }
  }

  private func expectSameBits(_ pass: Transformer, _ kvType: KVType, _ ids: [TokenID], _ what: String) throws {
    var single = try InferenceContext(pass, contextLength: 64, kvType: kvType)
    var several = try InferenceContext(pass, contextLength: 64, kvType: kvType)
    try single.skip(Array(ids.prefix(29)))
    try several.skip(Array(ids.prefix(29)))
    var expected: [Float] = []
    for token in ids[29..<38] { expected += try single.advance([token]) }
    let found = try several.logits(of: Array(ids[29..<38]), summation: .tokenByToken)
    #expect(found == expected, "\(what)")
    #expect(try several.advance([ids[40]]) == single.advance([ids[40]]), "\(what): what is stored")
  }

  @Test func `the fastest pass of several tokens has other bits, so the test above can fail`() throws {
    let (model, ids) = try SpeculationTests.model("llama-gqa", as: .q8_0)
    var one = try InferenceContext(model, contextLength: 64, threads: 1)
    var other = try InferenceContext(model, contextLength: 64, threads: 1)
    #expect(try one.logits(of: ids) != other.logits(of: ids, summation: .tokenByToken))
  }

  // MARK: Endings

  /// A model, and how it goes on after its prompt for longer than any test asks.
  private struct Subject {
    let model: Model
    let prompt: [TokenID]
    let written: [TokenID]

    init(_ parameters: SamplingParameters = SamplingParameters()) throws {
      (model, prompt) = try SpeculationTests.model("llama-gqa", as: .f32)
      written = try SpeculationTests.plain(model, Order(prompt: prompt, count: 60, parameters: parameters)).tokens
    }

    /// Plain and drafted runs of an order agree, with a drafter that is always right, often right, and never.
    func expectSame(_ order: Order, _ ending: Generation.Ending) throws {
      let expected = try SpeculationTests.plain(model, order)
      try #require(expected.ending == ending, "\(order)")
      for reliability in [1, 0.7, 0] {
        var drafter = ScriptedDrafter(
          text: prompt.suffix(order.prompt.count) + written, vocabularySize: model.blueprint.vocabularySize,
          reliability: reliability)
        let found = try SpeculationTests.drafted(model, order, by: &drafter).0
        try #require(found == expected, "reliability \(reliability), \(order)")
      }
    }
  }

  @Test func `a text that reaches its length inside a draft has exactly that length`() throws {
    let subject = try Subject()
    for count in 0...12 {
      for length in [0, 1, 4, 9] {
        try subject.expectSame(Order(prompt: subject.prompt, count: count, draftLength: length), .length)
      }
    }
  }

  @Test func `an end of text inside a draft ends the text there`() throws {
    let subject = try Subject()
    for place in 0..<12 {
      for length in [1, 4, 9] {
        try subject.expectSame(
          Order(prompt: subject.prompt, ends: [subject.written[place]], draftLength: length), .endOfText)
      }
    }
  }

  @Test func `a context that is full inside a draft holds what it would hold without one`() throws {
    let subject = try Subject()
    let (earlier, prompt) = (Array(subject.prompt[..<20]), Array(subject.prompt[20...]))
    for contextLength in subject.prompt.count...subject.prompt.count + 9 {
      for length in [1, 4, 9] {
        var order = Order(prompt: subject.prompt, contextLength: contextLength, draftLength: length)
        try subject.expectSame(order, .contextFull)
        (order.earlier, order.prompt) = (earlier, prompt)
        try subject.expectSame(order, .contextFull)
      }
    }
  }

  @Test func `an interruption ends the text at the next token`() throws {
    let subject = try Subject()
    for patience in 0...11 {
      for length in [1, 4, 9] {
        try subject.expectSame(Order(prompt: subject.prompt, patience: patience, draftLength: length), .stopped)
      }
    }
  }

  @Test func `the penalty of repetition sees drafted tokens as written ones`() throws {
    let parameters = SamplingParameters(repetitionPenalty: 1.3)
    let subject = try Subject(parameters)
    try subject.expectSame(Order(prompt: subject.prompt, parameters: parameters), .length)
  }

  // MARK: Figures

  @Test func `a drafter that is always right brings a draft and one token in each pass`() throws {
    let (model, prompt) = try SpeculationTests.model("llama-gqa", as: .f32)
    let order = Order(prompt: prompt, count: 23)
    let text = prompt + (try SpeculationTests.plain(model, order)).tokens
    var drafter = ScriptedDrafter(text: text, vocabularySize: model.blueprint.vocabularySize)
    let found = try SpeculationTests.drafted(model, order, by: &drafter).1
    // The first token comes of the prompt; of the other 22, four passes bring five each, and the last one two.
    #expect(found.passes == 5 && found.tokens == 22)
    #expect(found.drafted == [5, 4, 4, 4] && found.accepted == [5, 4, 4, 4] && found.refusals == 0)
    #expect(found.acceptance == 1 && found.tokensPerPass == 4.4)
  }

  @Test func `a drafter that is always wrong costs passes of one token`() throws {
    let (model, prompt) = try SpeculationTests.model("llama-gqa", as: .f32)
    let order = Order(prompt: prompt, count: 8)
    let text = prompt + (try SpeculationTests.plain(model, order)).tokens
    var drafter = ScriptedDrafter(text: text, vocabularySize: model.blueprint.vocabularySize, reliability: 0)
    let found = try SpeculationTests.drafted(model, order, by: &drafter).1
    #expect(found.passes == 7 && found.tokens == 7 && found.refusals == 6)
    #expect(found.drafted == [6, 5, 4, 3] && found.accepted == [0, 0, 0, 0])
    #expect(found.acceptance == 0 && found.tokensPerPass == 1)
  }

  @Test func `the formula has its known values`() {
    let cases: [(acceptance: Double, draftLength: Int, tokens: Double)] = [
      (0.6, 3, 2.176), (0.8, 5, 3.68928), (0, 4, 1), (1, 4, 5), (0.5, 0, 1),
    ]
    for example in cases {
      let found = Speculation.expectedTokensPerPass(
        acceptance: example.acceptance, draftLength: example.draftLength)
      #expect(abs(found - example.tokens) < 1e-12, "\(example)")
    }
    for a in stride(from: 0.05, to: 1, by: 0.05) {
      var power = a
      for length in 0..<12 {
        let expected = (1 - power) / (1 - a)
        #expect(
          abs(Speculation.expectedTokensPerPass(acceptance: a, draftLength: length) - expected) < 1e-12 * expected)
        power *= a
      }
    }
  }

  @Test(arguments: [0.3, 0.6, 0.9])
  func `tokens per pass follow the formula where each token is right with the same probability`(a: Double) throws {
    let model = try TinyModels.model(seed: 1)
    let order = Order(prompt: [1, 2, 3], count: 4_001, contextLength: 4_100)
    let text = order.prompt + (try SpeculationTests.plain(model, order)).tokens
    var drafter = ScriptedDrafter(text: text, vocabularySize: 6, reliability: a, chance: SplitMix64(seed: 11))
    let found = try SpeculationTests.drafted(model, order, by: &drafter).1
    let expected = Speculation.expectedTokensPerPass(acceptance: a, draftLength: 4)
    // A pass brings 1 to 5 tokens with a deviation below 2: four standard errors of the mean.
    let bound = 4 * 2 / Double(found.passes).squareRoot()
    #expect(abs(try #require(found.tokensPerPass) - expected) < bound)
    #expect(abs(try #require(found.acceptance) - a) < 0.04)
  }
}
