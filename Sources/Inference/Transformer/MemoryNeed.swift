/// What models and a context take of the machine's memory.
public struct MemoryNeed: Equatable, Sendable {
  /// Bytes of the weights, which the system reads from the file when they are first used.
  public let weights: Int
  /// Bytes of keys and values when the context is full.
  public let cache: Int
  /// Bytes of the rows of a pass.
  public let activations: Int

  /// All together.
  public var total: Int { weights + cache + activations }

  private init(weights: Int, cache: Int, activations: Int) {
    self.weights = weights
    self.cache = cache
    self.activations = activations
  }

  /// The need of a model with a context of so many positions.
  public init(_ model: Model, positions: Int, type: KVType, capacity: Int = Transformer.usualCapacity) {
    let all = [model.weights.tokenEmbedding, model.weights.output] + model.weights.layers.flatMap(\.matrices)
    // Where the output is the embedding, it counts once.
    let bytes = Dictionary(all.map { ($0.name, $0.byteCount) }, uniquingKeysWith: { first, _ in first })
    self.init(
      weights: bytes.values.reduce(0, +),
      cache: KVCache.bytesPerToken(blueprint: model.blueprint, type: type) * positions,
      activations: Transformer.bufferBytes(model.blueprint, capacity: capacity) + model.blueprint.vocabularySize * 4)
  }

  /// The need of two models at once.
  public static func + (one: MemoryNeed, other: MemoryNeed) -> MemoryNeed {
    MemoryNeed(
      weights: one.weights + other.weights, cache: one.cache + other.cache,
      activations: one.activations + other.activations)
  }

  /// More is needed than there is.
  public struct Shortage: Error, Equatable, Sendable, CustomStringConvertible {
    /// What is needed.
    public let need: MemoryNeed
    /// Bytes that programs can still have.
    public let available: Int

    public var description: String {
      "\(ByteCount(need.total)) of memory are needed (weights \(ByteCount(need.weights)), keys and values "
        + "\(ByteCount(need.cache)), activations \(ByteCount(need.activations))), and \(ByteCount(available)) are "
        + "available; take a smaller type, a shorter context or --kv q8_0"
    }
  }

  /// Says, before anything is computed, if the memory will not do.
  public func check(available: Int = Machine.availableMemory) throws(Shortage) {
    if total > available { throw Shortage(need: self, available: available) }
  }
}
