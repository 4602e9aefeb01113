/// The shape of a llama model, without weights.
public struct ModelShape: Equatable, Sendable {
  /// How it is called: `110m`.
  public let name: String
  /// Width of the residual stream.
  public let hiddenSize: Int
  /// Transformer layers.
  public let layerCount: Int
  /// Query heads.
  public let headCount: Int
  /// Heads of keys and values.
  public let kvHeadCount: Int
  /// Width of the feed-forward layer.
  public let feedForwardSize: Int
  /// Tokens in the vocabulary.
  public let vocabularySize: Int
  /// The longest sequence that the file says it is for.
  public let contextLength: Int
  /// The base of the rotary position embedding.
  public let rotaryBase: Float

  /// A shape.
  public init(
    name: String, hiddenSize: Int, layerCount: Int, headCount: Int, kvHeadCount: Int, feedForwardSize: Int,
    vocabularySize: Int = 32_000, contextLength: Int = 4_096, rotaryBase: Float = 10_000
  ) {
    self.name = name
    self.hiddenSize = hiddenSize
    self.layerCount = layerCount
    self.headCount = headCount
    self.kvHeadCount = kvHeadCount
    self.feedForwardSize = feedForwardSize
    self.vocabularySize = vocabularySize
    self.contextLength = contextLength
    self.rotaryBase = rotaryBase
  }

  /// Shapes of models that people know, from the smallest on.
  public static let named: [ModelShape] = [
    // The four of llama2.c that were trained on TinyStories.
    ModelShape(
      name: "260k", hiddenSize: 64, layerCount: 5, headCount: 8, kvHeadCount: 4, feedForwardSize: 172,
      vocabularySize: 512),
    ModelShape(name: "15m", hiddenSize: 288, layerCount: 6, headCount: 6, kvHeadCount: 6, feedForwardSize: 768),
    ModelShape(name: "42m", hiddenSize: 512, layerCount: 8, headCount: 8, kvHeadCount: 8, feedForwardSize: 1_376),
    ModelShape(name: "110m", hiddenSize: 768, layerCount: 12, headCount: 12, kvHeadCount: 12, feedForwardSize: 2_048),
    // TinyLlama 1.1B.
    ModelShape(name: "1b", hiddenSize: 2_048, layerCount: 22, headCount: 32, kvHeadCount: 4, feedForwardSize: 5_632),
    // Llama 3.2 3B and Llama 3.1 8B, but for the factors of their rotation and the tied output of the former.
    ModelShape(
      name: "3b", hiddenSize: 3_072, layerCount: 28, headCount: 24, kvHeadCount: 8, feedForwardSize: 8_192,
      vocabularySize: 128_256, contextLength: 131_072, rotaryBase: 500_000),
    ModelShape(
      name: "8b", hiddenSize: 4_096, layerCount: 32, headCount: 32, kvHeadCount: 8, feedForwardSize: 14_336,
      vocabularySize: 128_256, contextLength: 131_072, rotaryBase: 500_000),
  ]

  /// The shape of a name.
  public init?(named name: String) {
    guard let shape = ModelShape.named.first(where: { $0.name == name.lowercased() }) else { return nil }
    self = shape
  }

  /// Width of all keys, or all values, of a position.
  public var kvWidth: Int { hiddenSize / headCount * kvHeadCount }

  /// Weights of the model, with an output of its own beside the embedding.
  public var weightCount: Int { tensors.reduce(0) { $0 + $1.shape.reduce(1, *) } }

  /// Names and shapes of all tensors. [columns, rows]
  var tensors: [(name: String, shape: [Int])] {
    let hidden = hiddenSize
    var out: [(name: String, shape: [Int])] = [
      ("token_embd.weight", [hidden, vocabularySize]), ("output.weight", [hidden, vocabularySize]),
      ("output_norm.weight", [hidden]),
    ]
    for layer in 0..<layerCount {
      let parts: [(String, [Int])] = [
        ("attn_norm", [hidden]), ("attn_q", [hidden, hidden]), ("attn_k", [hidden, kvWidth]),
        ("attn_v", [hidden, kvWidth]), ("attn_output", [hidden, hidden]), ("ffn_norm", [hidden]),
        ("ffn_gate", [hidden, feedForwardSize]), ("ffn_up", [hidden, feedForwardSize]),
        ("ffn_down", [feedForwardSize, hidden]),
      ]
      for (part, shape) in parts { out.append(("blk.\(layer).\(part).weight", shape)) }
    }
    return out
  }
}
