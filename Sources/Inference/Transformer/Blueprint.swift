/// The hyper-parameters of a model: everything about its shape that is not a weight.
///
/// Names as in the GGUF specification, "Standardized key-value pairs".
public struct Blueprint: Equatable, Sendable {
  /// More layers than any model has, and few enough to count with.
  static let mostLayers = 10_000

  public let architecture: Architecture
  /// Transformer layers.
  public let layerCount: Int
  /// Width of the residual stream.
  public let hiddenSize: Int
  /// Query heads.
  public let headCount: Int
  /// Heads of keys and values; query heads share them in equal groups.
  public let kvHeadCount: Int
  /// Width of one head.
  public let headDimension: Int
  /// Width of the feed-forward layer.
  public let feedForwardSize: Int
  /// The longest sequence that the model was made for.
  public let contextLength: Int
  /// Tokens in the vocabulary: rows of the embedding.
  public let vocabularySize: Int
  /// Added to the mean square in every normalisation.
  public let epsilon: Float
  /// Rotary position embedding of the layers that see the whole context.
  public let rotary: Rotary
  /// Rotary position embedding of the layers that see a window.
  public let localRotary: Rotary
  /// Positions that a layer with a window sees, its own included; nil: no layer has one.
  public let slidingWindow: Int?
  /// For each layer, whether a window narrows its sight, where there is one.
  public let localLayers: [Bool]
  /// Scores become cap × tanh(score / cap).
  public let attentionSoftCap: Float?
  /// Logits become cap × tanh(logit / cap).
  public let logitSoftCap: Float?
  /// What scores are multiplied by before the softmax.
  public let attentionScale: Float

  /// How positions turn into angles.
  public struct Rotary: Equatable, Sendable {
    /// Numbers of a head that are turned, in pairs.
    public var dimension: Int
    /// Pair i of n turns by position × base^(−i/n).
    public var base: Float
    /// Positions are divided by this (linear scaling).
    public var scalingFactor: Float
  }

  /// Query heads that share one head of keys and values.
  public var groupSize: Int { headCount / kvHeadCount }
  /// Width of all query heads together.
  public var queryWidth: Int { headCount * headDimension }
  /// Width of all keys, or all values, of a position.
  public var kvWidth: Int { kvHeadCount * headDimension }
  /// What embeddings are multiplied by.
  public var embeddingScale: Float {
    architecture.scalesEmbeddings ? Float(hiddenSize).squareRoot() : 1
  }

  /// Whether a layer sees only the window.
  public func isLocal(layer: Int) -> Bool { slidingWindow != nil && localLayers[layer] }

  /// Reads the keys of a model's architecture.
  ///
  /// - Parameter vocabularySize: Rows of the token embedding: the keys need not say.
  public init(metadata: GGUFMetadata, vocabularySize: Int) throws(LoadError) {
    do {
      try self.init(reading: metadata, vocabularySize: vocabularySize)
    } catch let error as GGUFMetadata.KeyError {
      throw .metadata(error)
    } catch let error as LoadError {
      throw error
    } catch {
      preconditionFailure("reading metadata throws nothing else")
    }
  }

  private init(reading metadata: GGUFMetadata, vocabularySize: Int) throws {
    let architecture = try Architecture(metadata)
    let keys = BlueprintKeys(metadata: metadata, architecture: architecture.rawValue)
    self.architecture = architecture
    self.vocabularySize = vocabularySize
    layerCount = try keys.count("block_count", upTo: Blueprint.mostLayers)
    hiddenSize = try keys.count("embedding_length", upTo: 1 << 20)
    headCount = try keys.count("attention.head_count", upTo: 1 << 14)
    kvHeadCount = try keys.optionalCount("attention.head_count_kv", upTo: 1 << 14) ?? headCount
    guard headCount % kvHeadCount == 0 else {
      throw keys.impossible(
        "attention.head_count_kv", kvHeadCount, "\(headCount) query heads cannot share them equally")
    }
    let keyLength = try keys.optionalCount("attention.key_length", upTo: 1 << 14)
    if keyLength == nil, hiddenSize % headCount != 0 {
      throw keys.impossible("attention.head_count", headCount, "a hidden size of \(hiddenSize) is no multiple of it")
    }
    headDimension = keyLength ?? hiddenSize / headCount
    if let valueLength = try keys.optionalCount("attention.value_length", upTo: 1 << 14), valueLength != headDimension {
      throw keys.impossible("attention.value_length", valueLength, "keys have \(headDimension)")
    }
    feedForwardSize = try keys.count("feed_forward_length", upTo: 1 << 22)
    contextLength = try keys.count("context_length", upTo: 1 << 30)
    let epsilonKey = "attention.layer_norm_rms_epsilon"
    // Elsewhere zero means "none"; here it would divide a row of zeros by itself.
    if try metadata.number(keys.key(epsilonKey)) == 0 { throw keys.impossible(epsilonKey, 0, "it must be above 0") }
    epsilon = try Float(keys.number(epsilonKey).required(keys.key(epsilonKey)))
    rotary = try keys.rotary(headDimension: headDimension)
    var local = rotary
    if architecture == .gemma3 {
      local.base = try Float(keys.number("rope.freq_base_swa") ?? 10_000)
      local.scalingFactor = 1
    }
    localRotary = local
    // The first Gemma 2 files do not say what every Gemma 2 has.
    slidingWindow =
      try keys.optionalCount("attention.sliding_window", upTo: 1 << 30) ?? (architecture == .gemma2 ? 4_096 : nil)
    localLayers = try keys.localLayers(count: layerCount, interval: architecture.globalLayerInterval)
    attentionSoftCap = try keys.number("attn_logit_softcapping").map(Float.init)
    logitSoftCap = try keys.number("final_logit_softcapping").map(Float.init)
    attentionScale =
      1
      / Float(
        keys.queryScaleWidth(
          of: architecture, layers: layerCount, hidden: hiddenSize, heads: headCount,
          headDimension: headDimension)
      ).squareRoot()
  }
}

/// Reads keys that begin with the architecture's name.
private struct BlueprintKeys {
  let metadata: GGUFMetadata
  let architecture: String

  func key(_ name: String) -> String { "\(architecture).\(name)" }

  func impossible(_ name: String, _ value: Int, _ reason: String) -> GGUFMetadata.KeyError {
    .impossible(key: key(name), value: "\(value)", reason: reason)
  }

  func optionalCount(_ name: String, upTo limit: Int) throws -> Int? {
    // Some files give one number for every layer; the engine needs them all alike.
    if case .array(let array) = metadata[key(name)] {
      guard let values = array.integers, let first = values.first, values.allSatisfy({ $0 == first }) else {
        throw GGUFMetadata.KeyError.impossible(
          key: key(name), value: "an array", reason: "layers of different shapes are not supported")
      }
      return try checked(name, first, upTo: limit)
    }
    return try metadata.integer(key(name)).map { try checked(name, $0, upTo: limit) }
  }

  func count(_ name: String, upTo limit: Int) throws -> Int {
    try optionalCount(name, upTo: limit).required(key(name))
  }

  private func checked(_ name: String, _ value: Int, upTo limit: Int) throws -> Int {
    guard (1...limit).contains(value) else { throw impossible(name, value, "it must be 1 to \(limit)") }
    return value
  }

  func number(_ name: String) throws -> Double? {
    // Zero is how some files say "none".
    guard let value = try metadata.number(key(name)), value != 0 else { return nil }
    guard value.isFinite, value > 0 else {
      throw GGUFMetadata.KeyError.impossible(key: key(name), value: "\(value)", reason: "it must be above 0")
    }
    return value
  }

  /// One layer in `interval` sees everything; a file may give another interval, or say it layer by layer.
  func localLayers(count: Int, interval: Int?) throws -> [Bool] {
    let name = "attention.sliding_window_pattern"
    if case .array(let array) = metadata[key(name)] {
      let layers = array.bools ?? array.integers?.map { $0 != 0 }
      guard let layers, layers.count == count else {
        throw GGUFMetadata.KeyError.impossible(
          key: key(name), value: "an array of \(array.count)", reason: "there are \(count) layers")
      }
      return layers
    }
    let given = try optionalCount(name, upTo: Blueprint.mostLayers) ?? interval
    return (0..<count).map { layer in given.map { (layer + 1) % $0 != 0 } ?? true }
  }

  func rotary(headDimension: Int) throws -> Blueprint.Rotary {
    let dimension = try optionalCount("rope.dimension_count", upTo: 1 << 14) ?? headDimension
    guard dimension <= headDimension, dimension % 2 == 0 else {
      throw impossible("rope.dimension_count", dimension, "a head has \(headDimension) numbers, turned in pairs")
    }
    let scaling = try metadata.string(key("rope.scaling.type")) ?? "linear"
    let factor = try number("rope.scaling.factor") ?? number("rope.scale_linear") ?? 1
    guard scaling == "linear" || scaling == "none" else { throw LoadError.unknownRotaryScaling(scaling) }
    return Blueprint.Rotary(
      dimension: dimension, base: Float(try number("rope.freq_base") ?? 10_000),
      scalingFactor: scaling == "none" ? 1 : Float(factor))
  }

  /// Scores are divided by the root of this: a head's width, but for the largest Gemmas.
  func queryScaleWidth(of architecture: Architecture, layers: Int, hidden: Int, heads: Int, headDimension: Int) -> Int {
    switch (architecture, layers) {
    case (.gemma2, 46), (.gemma3, 62): hidden / heads
    default: headDimension
    }
  }
}
