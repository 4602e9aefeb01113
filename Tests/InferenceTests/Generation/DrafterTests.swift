import StrataTesting
import Testing

@testable import Inference

/// Who guesses what, and for whom.
@Suite struct DrafterTests {
  private var sampler = Sampler(SamplingParameters(), seed: 1)

  static let lookups: [(text: [TokenID], guess: [TokenID])] = [
    // The last place of the longest end that was there before.
    ([5, 1, 2, 3, 7, 8, 9, 1, 2, 3], [7, 8, 9, 1]),
    ([1, 2, 3, 4, 9, 2, 3, 5, 8, 2, 3], [5, 8, 2, 3]),
    ([1, 2, 3, 4, 9, 3, 5, 8, 2, 3], [4, 9, 3, 5]),
    // A copy that reaches the end goes on with itself.
    ([4, 6, 4, 6], [4, 6, 4, 6]),
    ([7, 7], [7, 7, 7, 7]),
    // Nothing was there before.
    ([1, 2, 3], []), ([1], []), ([], []),
  ]

  @Test(arguments: lookups.indices)
  mutating func `a text is expected to go on as it did after the same tokens`(index: Int) {
    let (text, guess) = DrafterTests.lookups[index]
    var drafter = NGramDrafter()
    let found = drafter.draft(4, after: text, with: &sampler)
    #expect(found == guess.map { DraftedToken(certain: $0) })
  }

  @Test mutating func `ends that are too short are not looked for`() {
    var drafter = NGramDrafter(lengths: 2...3)
    #expect(drafter.draft(4, after: [1, 2, 1], with: &sampler).isEmpty)
    #expect(drafter.draft(2, after: [1, 2, 3, 1, 2], with: &sampler).map(\.token) == [3, 1])
  }

  @Test mutating func `a model drafts what it would write itself, wherever the text went meanwhile`() throws {
    var drafter = try ModelDrafter(TinyModels.context(seed: 2), for: TinyModels.model(seed: 1).blueprint)
    var alone = try TinyModels.context(seed: 2)
    try withEverySeed(0..<40) { _, random in
      let text = (0..<random.int(1...30)).map { _ in TokenID(random.int(0...1)) }
      if random.oneIn(3) { try drafter.read(text, shouldStop: { false }) }
      let found = try drafter.draft(4, after: text, with: &sampler)
      alone.truncate(to: 0)
      let expected = try Generation.run(&alone, prompt: text, count: 4, sampler: sampler).tokens
      try #require(found.map(\.token) == expected)
    }
  }

  @Test mutating func `a model drafts with the parameters of the sampler`() throws {
    var drafter = try ModelDrafter(TinyModels.context(seed: 2), for: TinyModels.model(seed: 1).blueprint)
    var alone = try TinyModels.context(seed: 2)
    let parameters = SamplingParameters(temperature: 0.8, topK: 3, repetitionPenalty: 1.5)
    var sampler = Sampler(parameters, seed: 4)
    var text: [TokenID] = [1, 2, 3]
    for guess in try drafter.draft(5, after: text, with: &sampler) {
      alone.truncate(to: 0)
      let expected = sampler.distribution(try alone.advance(text), after: text)
      let found = guess.distribution.sorted { $0.probability > $1.probability }
      #expect(found.map(\.token) == expected.map(\.token))
      #expect(zip(found, expected).allSatisfy { abs($0.probability - $1.probability) < 1e-3 })
      text.append(guess.token)
    }
    #expect(text.count == 8)
  }

  @Test func `a drafter with a shorter context leaves the end of the text to the target`() throws {
    let model = try TinyModels.model(seed: 1)
    for contextLength in [1, 5, 9, 20] {
      let order = SpeculationTests.Order(prompt: [1, 2, 3, 4, 5, 1])
      let expected = try SpeculationTests.plain(model, order)
      var drafter = try ModelDrafter(TinyModels.context(seed: 2, contextLength: contextLength), for: model.blueprint)
      let (found, speculation) = try SpeculationTests.drafted(model, order, by: &drafter)
      #expect(found == expected)
      #expect((speculation.drafted[0] > 0) == (contextLength > 6), "\(contextLength)")
    }
  }

  @Test func `a model of other tokens cannot draft`() throws {
    var shape = TinyModels.shape
    shape = ModelShape(
      name: "other", hiddenSize: shape.hiddenSize, layerCount: 1, headCount: 2, kvHeadCount: 1, feedForwardSize: 32,
      vocabularySize: 7)
    let other = try TinyModels.model(seed: 1, shape).blueprint
    #expect(throws: VocabularyMismatch.sizes(draft: 6, target: 7)) {
      _ = try ModelDrafter(TinyModels.context(seed: 1), for: other)
    }
  }

  @Test func `the same count of tokens is not enough, the same bytes are`() throws {
    var metadata = try ReferenceModel.named("llama-gqa").fileMetadata()
    let tokenizer = try Tokenizer(metadata: metadata)
    try tokenizer.checkSameTokens(asTarget: Tokenizer(metadata: metadata))
    var words = try #require(try metadata.strings("tokenizer.ggml.tokens"))
    words.swapAt(words.count - 1, words.count - 2)
    metadata["tokenizer.ggml.tokens"] = .array(.string(words))
    let other = try Tokenizer(metadata: metadata)
    #expect(throws: VocabularyMismatch.token(TokenID(words.count - 2))) {
      try tokenizer.checkSameTokens(asTarget: other)
    }
    metadata = try ReferenceModel.named("gemma2").fileMetadata()
    let gemma = try Tokenizer(metadata: metadata)
    if gemma.count != tokenizer.count {
      #expect(throws: VocabularyMismatch.sizes(draft: gemma.count, target: tokenizer.count)) {
        try gemma.checkSameTokens(asTarget: tokenizer)
      }
    }
  }
}
