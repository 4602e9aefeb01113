/// A model whose weights are left to chance: it says nothing, but as slowly as a real one of its shape.
///
/// The file has everything that other programs ask for, with a tokenizer of 256 bytes and words that stand for nothing,
/// and says of itself that it is for measuring speed only.
public struct RandomModel: Sendable {
  /// The shape.
  public let shape: ModelShape
  /// What the matrices are stored as.
  public let mix: QuantizationMix
  /// One seed gives one file, to the last byte.
  public let seed: UInt64

  /// A model of a shape.
  public init(_ shape: ModelShape, _ mix: QuantizationMix, seed: UInt64) {
    self.shape = shape
    self.mix = mix
    self.seed = seed
  }

  /// The key by which a file says that it is of this kind.
  public static let mark = "strata.speed_only"

  /// Weights that are asked for at once.
  private static let weightsAtOnce = 1 << 18

  /// Writes the file.
  ///
  /// - Parameter progress: gets the share that is done, some hundred times for a large model; false gives up, and then
  ///   `interrupted` is thrown.
  public func write(
    to path: String, progress: @escaping (Double) -> Bool = { _ in true }
  ) throws(GGUFWriter.WriteError) {
    try writer(path, progress).write(to: path)
  }

  /// The bytes of the file.
  public func bytes() throws(GGUFWriter.WriteError) -> [UInt8] { try writer("") { _ in true }.bytes() }

  // MARK: Keys

  /// The keys of the file.
  public var metadata: GGUFMetadata {
    var out = GGUFMetadata()
    out["general.architecture"] = .string("llama")
    out["general.name"] = .string(GGUFText("random \(shape.name), for speed only"))
    out["general.description"] = .string("Random weights, made to measure speed only: what it generates means nothing.")
    out[RandomModel.mark] = .bool(true)
    out["strata.seed"] = .uint64(seed)
    out["general.file_type"] = .uint32(UInt32(mix.rawValue))
    out["general.quantization_version"] = .uint32(Quantizer.formatVersion)
    let counts = [
      ("block_count", shape.layerCount), ("context_length", shape.contextLength),
      ("embedding_length", shape.hiddenSize), ("feed_forward_length", shape.feedForwardSize),
      ("attention.head_count", shape.headCount), ("attention.head_count_kv", shape.kvHeadCount),
      ("rope.dimension_count", shape.hiddenSize / shape.headCount), ("vocab_size", shape.vocabularySize),
    ]
    for (key, count) in counts { out["llama.\(key)"] = .uint32(UInt32(count)) }
    out["llama.attention.layer_norm_rms_epsilon"] = .float32(1e-5)
    out["llama.rope.freq_base"] = .float32(shape.rotaryBase)
    addTokenizer(&out)
    return out
  }

  /// Every byte is a token, so that every text can be told apart; the rest of the vocabulary are placeholders.
  private func addTokenizer(_ metadata: inout GGUFMetadata) {
    enum Kind: Int32 { case normal = 1, unknown = 2, control = 3, byte = 6 }
    var tokens: [GGUFText] = ["<unk>", "<s>", "</s>"]
    var kinds: [Kind] = [.unknown, .control, .control]
    let digits = Array("0123456789ABCDEF")
    for byte in 0..<256 { tokens.append(GGUFText("<0x\(digits[byte / 16])\(digits[byte % 16])>")) }
    kinds += Array(repeating: .byte, count: 256)
    let words = max(0, shape.vocabularySize - tokens.count)
    // U+2581 stands for a blank.
    for word in 0..<words { tokens.append(word == 0 ? "\u{2581}" : GGUFText("\u{2581}w\(word)")) }
    kinds += Array(repeating: .normal, count: words)
    let scores = Array(repeating: Float(0), count: tokens.count - words) + (0..<words).map { -Float($0) }
    metadata["tokenizer.ggml.model"] = .string("llama")
    metadata["tokenizer.ggml.tokens"] = .array(.string(tokens))
    metadata["tokenizer.ggml.scores"] = .array(.float32(scores))
    metadata["tokenizer.ggml.token_type"] = .array(.int32(kinds.map(\.rawValue)))
    metadata["tokenizer.ggml.unknown_token_id"] = .uint32(0)
    metadata["tokenizer.ggml.bos_token_id"] = .uint32(1)
    metadata["tokenizer.ggml.eos_token_id"] = .uint32(2)
    metadata["tokenizer.ggml.add_bos_token"] = .bool(true)
  }

  // MARK: Weights

  /// What each tensor is stored as: matrices as the mixture has them, vectors in full.
  var tensors: [(name: String, type: TensorType, shape: [Int])] {
    let outlines = shape.tensors.map { MixRules.Outline(name: $0.name, type: .f32, shape: $0.shape) }
    do {
      let rules = try MixRules(mix, output: nil, metadata: metadata, architecture: .llama)
      return zip(outlines, rules.choices(outlines)).map { ($0.name, $1.type, $0.shape) }
    } catch {
      preconditionFailure("the keys are written above: \(error)")
    }
  }

  private func writer(
    _ path: String, _ progress: @escaping (Double) -> Bool
  ) throws(GGUFWriter.WriteError) -> GGUFWriter {
    let total = Double(shape.weightCount)
    let work = Work(seed: seed) { done throws(GGUFWriter.WriteError) in
      if !progress(Double(done) / total) { throw .interrupted(path: path) }
    }
    var writer = try GGUFWriter(metadata: metadata)
    for (index, tensor) in tensors.enumerated() {
      try writer.add(name: tensor.name, type: tensor.type, shape: tensor.shape) {
        put throws(GGUFWriter.WriteError) in
        try work.give(tensor.type, tensor.shape, index: index, put)
      }
    }
    return writer
  }

  /// The making of one file: tensors come one after the other, and share the stores of weights.
  private final class Work {
    private let seed: UInt64
    private let report: (_ done: Int) throws(GGUFWriter.WriteError) -> Void
    private var stores: [RandomStore.Kind: RandomStore] = [:]
    private var done = 0

    init(seed: UInt64, report: @escaping (_ done: Int) throws(GGUFWriter.WriteError) -> Void) {
      self.seed = seed
      self.report = report
    }

    func give(
      _ type: TensorType, _ shape: [Int], index: Int, _ put: GGUFWriter.Put
    ) throws(GGUFWriter.WriteError) {
      guard let columns = shape.first, let rows = shape.dropFirst().first else { return try giveOnes(shape, put) }
      let kind = RandomStore.Kind(type: type, columns: columns)
      let store = stores[kind] ?? RandomStore(kind, seed: seed)
      stores[kind] = store
      var chance = SeededRandom(seed: seed &+ UInt64(index + 1) &* 0xD134_2543_DE82_EF95)
      let rowsAtOnce = max(1, RandomModel.weightsAtOnce / columns)
      let memory = AlignedMemory(count: rowsAtOnce * store.bytesPerRow)
      for first in stride(from: 0, to: rows, by: rowsAtOnce) {
        try report(done)
        let count = min(rowsAtOnce, rows - first)
        for row in 0..<count { store.draw(into: memory.start + row * store.bytesPerRow, &chance) }
        try put(UnsafeRawBufferPointer(start: memory.start, count: count * store.bytesPerRow))
        done += count * columns
      }
    }

    /// Normalisations scale nothing.
    private func giveOnes(_ shape: [Int], _ put: GGUFWriter.Put) throws(GGUFWriter.WriteError) {
      let memory = AlignedMemory(count: 4 * (shape.first ?? 0))
      memory.start.initializeMemory(as: Float.self, repeating: 1, count: shape.first ?? 0)
      try put(UnsafeRawBufferPointer(start: memory.start, count: memory.count))
      done += shape.first ?? 0
    }
  }
}
