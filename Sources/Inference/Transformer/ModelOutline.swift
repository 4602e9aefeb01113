/// A model at a glance: what can be said from its keys and the list of its tensors, whatever the architecture.
public struct ModelOutline: Sendable {
  /// All tensors of one type.
  public struct Tally: Equatable, Sendable {
    /// How they are stored.
    public let type: TensorType
    /// How many there are.
    public internal(set) var tensors: Int
    /// Their weights.
    public internal(set) var weights: Int
    /// Their bytes.
    public internal(set) var bytes: Int
  }

  /// A token with a meaning of its own.
  public struct SpecialToken: Equatable, Sendable {
    /// What it is for: `bos`, `eos`, `unknown`.
    public let role: String
    /// Its number.
    public let id: Int
    /// Its text; nil where the vocabulary has no such number.
    public let text: String?
  }

  /// The name of the architecture, if the file says one.
  public let architecture: String?
  /// The architecture's keys without their first word, in the order of the file.
  public let hyperParameters: [GGUFMetadata.Entry]
  /// Types of tensors, the one with the most bytes first.
  public let tallies: [Tally]
  /// The tokens that keys name, in the order of the file.
  public let specialTokens: [SpecialToken]
  /// The longest sequence that the model was made for, where the file says it.
  public let contextLength: Int?
  /// Tokens in the vocabulary of the tokenizer; nil if the file has none.
  public let vocabularySize: Int?
  /// Per layer the heads of keys and values, and the widths of a key and of a value; nil where the keys do not say.
  private let layers: [(heads: Int, key: Int, value: Int)]?

  /// Looks through a file.
  public init(_ file: GGUFFile) {
    let metadata = file.metadata
    let architecture = metadata.text(Architecture.key)
    let prefix = architecture.map { $0 + "." } ?? ""
    self.architecture = architecture
    hyperParameters =
      prefix.isEmpty
      ? []
      : metadata.entries.filter { $0.key.hasPrefix(prefix) }
        .map { .init(key: String($0.key.dropFirst(prefix.count)), value: $0.value) }
    tallies = ModelOutline.tallies(file.tensors)
    contextLength = metadata[prefix + "context_length"]?.integer
    let vocabulary = try? metadata.strings("tokenizer.ggml.tokens")
    vocabularySize = vocabulary?.count
    specialTokens = metadata.entries.compactMap { entry in
      let (start, end) = ("tokenizer.ggml.", "_token_id")
      guard entry.key.hasPrefix(start), entry.key.hasSuffix(end), entry.key.count > start.count + end.count,
        let id = entry.value.integer
      else { return nil }
      let text = vocabulary.flatMap { $0.indices.contains(id) ? $0[id].text : nil }
      return SpecialToken(role: String(entry.key.dropFirst(start.count).dropLast(end.count)), id: id, text: text)
    }
    layers = ModelOutline.layers(metadata, prefix)
  }

  private static func tallies(_ tensors: [Tensor]) -> [Tally] {
    var tallies: [TensorType: Tally] = [:]
    for tensor in tensors {
      var tally = tallies[tensor.type] ?? Tally(type: tensor.type, tensors: 0, weights: 0, bytes: 0)
      tally.tensors += 1
      tally.weights += tensor.weightCount
      tally.bytes += tensor.byteCount
      tallies[tensor.type] = tally
    }
    return tallies.values.sorted { ($1.bytes, $0.type.rawValue) < ($0.bytes, $1.type.rawValue) }
  }

  private static func layers(_ metadata: GGUFMetadata, _ prefix: String) -> [(heads: Int, key: Int, value: Int)]? {
    /// One number for each layer: the same for all, or an array of them.
    func numbers(_ name: String, layers: Int) -> [Int]? {
      guard let value = metadata[prefix + name] else { return nil }
      var numbers: [Int]?
      if case .array(let array) = value {
        numbers = array.integers
      } else {
        numbers = value.integer.map { Array(repeating: $0, count: layers) }
      }
      guard let numbers, numbers.count == layers, numbers.allSatisfy({ (0...1 << 20).contains($0) }) else { return nil }
      return numbers
    }
    guard let count = metadata[prefix + "block_count"]?.integer, (1...Blueprint.mostLayers).contains(count),
      let heads = numbers("attention.head_count", layers: count)
    else { return nil }
    let kvHeads = numbers("attention.head_count_kv", layers: count) ?? heads
    let hidden = metadata[prefix + "embedding_length"]?.integer
    func width(_ name: String, _ layer: Int) -> Int? {
      if let width = metadata[prefix + name]?.integer { return (1...1 << 20).contains(width) ? width : nil }
      guard let hidden, (1...1 << 24).contains(hidden), heads[layer] > 0 else { return nil }
      return hidden / heads[layer]
    }
    var layers: [(heads: Int, key: Int, value: Int)] = []
    for layer in 0..<count {
      guard let key = width("attention.key_length", layer), let value = width("attention.value_length", layer) else {
        return nil
      }
      layers.append((kvHeads[layer], key, value))
    }
    return layers
  }

  /// Weights of all tensors.
  public var weightCount: Int { tallies.reduce(0) { $0 + $1.weights } }

  /// Bytes of all tensors.
  public var weightBytes: Int { tallies.reduce(0) { $0 + $1.bytes } }

  /// Stored bits for one weight, over all tensors; nil where there are none.
  public var bitsPerWeight: Double? { weightCount > 0 ? Double(weightBytes) * 8 / Double(weightCount) : nil }

  /// Bytes that keys and values of one token take over all layers; nil where the keys do not say enough.
  ///
  /// A layer that sees only a window needs no more than the window; that is not taken off.
  public func kvBytesPerToken(_ type: KVType) -> Int? {
    layers?.reduce(0) { sum, layer in
      sum + layer.heads * (type.bytesPerPosition(width: layer.key) + type.bytesPerPosition(width: layer.value))
    }
  }
}
