/// What a model and a context take of the machine's memory.
public struct MemoryNeed: Equatable, Sendable {
  /// Bytes of the weights, which the system reads from the file when they are first used.
  public let weights: Int
  /// Bytes of keys and values when the context is full.
  public let cache: Int
  /// Bytes of the rows of a pass.
  public let activations: Int

  /// All together.
  public var total: Int { weights + cache + activations }

  /// The need of a model with a context of so many positions.
  public init(_ model: Model, positions: Int, type: KVType, capacity: Int = 512) {
    let b = model.blueprint
    let weights = Dictionary(
      ([model.weights.tokenEmbedding, model.weights.output] + model.weights.layers.flatMap(\.matrices)).map {
        ($0.name, $0.byteCount)
      },
      uniquingKeysWith: { first, _ in first })
    self.weights = weights.values.reduce(0, +)
    cache = KVCache.bytesPerToken(blueprint: b, type: type) * positions
    let widths = 3 * b.hiddenSize + 4 * b.queryWidth + 2 * b.kvWidth + 3 * b.feedForwardSize
    activations = capacity * widths * 4 + b.vocabularySize * 4
  }
}
