import StrataTesting

@testable import Inference

/// Random models that are small enough to count out everything they can say.
enum TinyModels {
  /// Six tokens, one layer.
  static let shape = ModelShape(
    name: "tiny", hiddenSize: 32, layerCount: 1, headCount: 2, kvHeadCount: 1, feedForwardSize: 32, vocabularySize: 6)

  static func model(seed: UInt64, _ shape: ModelShape = shape, _ mix: QuantizationMix = .f16) throws -> Model {
    let file = try RandomModel(shape, mix, seed: seed).opened()
    var metadata = file.metadata
    // A file of this kind has at least the tokens of all bytes.
    metadata["tokenizer.ggml.tokens"] = nil
    return try Model(metadata: metadata, tensors: file.tensors)
  }

  static func context(seed: UInt64, contextLength: Int = 64) throws -> InferenceContext {
    try InferenceContext(model(seed: seed), contextLength: contextLength, threads: 1)
  }
}

/// A drafter that has been told how the text goes on, and now and then says something else.
struct ScriptedDrafter: Drafter {
  /// The whole text.
  let text: [TokenID]
  let vocabularySize: Int
  /// How likely each token is the right one.
  var reliability = 1.0
  var chance = SplitMix64(seed: 1)

  mutating func read(_ prompt: [TokenID], shouldStop: () -> Bool) {}

  mutating func draft(_ count: Int, after text: [TokenID], with sampler: inout Sampler) -> [DraftedToken] {
    (text.count..<text.count + count).map { place in
      let token = place < self.text.count ? self.text[place] : 0
      let isRight = Double.random(in: 0..<1, using: &chance) < reliability
      return DraftedToken(certain: isRight ? token : (token + 1) % TokenID(vocabularySize))
    }
  }
}
