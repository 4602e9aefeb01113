public import Inference

extension TrainingShape {
  /// The keys by which a GGUF file tells this shape, behind those of a tokenizer.
  public func metadata(name: String, tokenizer: GGUFMetadata, type: TensorType) -> GGUFMetadata {
    var out = GGUFMetadata()
    out["general.architecture"] = .string("llama")
    out["general.name"] = .string(GGUFText(name))
    // 0: all F32, 1: mostly F16, as the format's specification numbers them.
    out["general.file_type"] = .uint32(type == .f32 ? 0 : 1)
    let counts = [
      ("block_count", layerCount), ("context_length", contextLength), ("embedding_length", hiddenSize),
      ("feed_forward_length", feedForwardSize), ("attention.head_count", headCount),
      ("attention.head_count_kv", kvHeadCount), ("rope.dimension_count", headDimension),
      ("vocab_size", vocabularySize),
    ]
    for (key, count) in counts { out["llama.\(key)"] = .uint32(UInt32(count)) }
    out["llama.attention.layer_norm_rms_epsilon"] = .float32(epsilon)
    out["llama.rope.freq_base"] = .float32(rotaryBase)
    for entry in tokenizer.entries { out[entry.key] = entry.value }
    return out
  }

  /// The shape that a file's keys tell.
  init(_ blueprint: Blueprint) {
    self.init(
      vocabularySize: blueprint.vocabularySize, hiddenSize: blueprint.hiddenSize, layerCount: blueprint.layerCount,
      headCount: blueprint.headCount, kvHeadCount: blueprint.kvHeadCount, feedForwardSize: blueprint.feedForwardSize,
      contextLength: blueprint.contextLength, rotaryBase: blueprint.rotary.base, epsilon: blueprint.epsilon)
  }
}

/// Why a file holds no model that can be trained.
public enum ModelFileError: Error, Equatable, CustomStringConvertible {
  case training(TrainingError)
  case load(LoadError)
  /// Only the llama family is trained.
  case architecture(String)
  /// Something that the trained pass does not have: scaled positions, an output matrix of its own, heads of another width.
  case unlike(String)
  /// A tensor is missing or has another shape.
  case tensor(String, needed: [Int], found: [Int]?)
  /// The file is no adapter of low rank.
  case noAdapter
  /// An adapter's tensor stands beside no matrix of the base model that can have one.
  case noMatrix(String)
  /// A key of a checkpoint is missing.
  case noCheckpoint(key: String)

  public var description: String {
    switch self {
    case .training(let error): "\(error)"
    case .load(let error): "\(error)"
    case .architecture(let name): "is a \(name) model; models of the llama family can be trained"
    case .unlike(let what): "cannot be trained: it has \(what)"
    case .tensor(let name, let needed, let found):
      found.map { "tensor \(name) is \($0), not \(needed)" } ?? "has no tensor \(name), which must be \(needed)"
    case .noAdapter: "is no adapter of low rank: adapter.type must be lora, and all its factors have one rank"
    case .noMatrix(let name): "is no adapter for this base model: it has no matrix for \(name)"
    case .noCheckpoint(let key): "is no checkpoint: it has no key \(key)"
    }
  }
}

extension TrainableModel {
  /// The model of a file, in whatever type it stores its weights.
  public convenience init(_ file: GGUFFile) throws(ModelFileError) {
    let shape = try TrainableModel.shape(of: file)
    do { try self.init(shape) } catch { throw .training(error) }
    try parameters.read(file)
  }

  /// The shape of a model's file.
  public static func shape(of file: GGUFFile) throws(ModelFileError) -> TrainingShape {
    if file.metadata.isOfAdapter { throw .load(.adapter) }
    let embedding = file.tensors.first { $0.name == "token_embd.weight" }
    let blueprint: Blueprint
    do {
      blueprint = try Blueprint(metadata: file.metadata, vocabularySize: embedding?.rows ?? 0)
    } catch {
      throw .load(error)
    }
    guard blueprint.architecture == .llama else { throw .architecture(blueprint.architecture.rawValue) }
    let shape = TrainingShape(blueprint)
    do { try shape.check() } catch { throw .training(.shape(error)) }
    if file.tensors.contains(where: { $0.name == "output.weight" }) { throw .unlike("an output matrix of its own") }
    if file.tensors.contains(where: { $0.name == "rope_freqs.weight" }) || blueprint.rotary.scalingFactor != 1 {
      throw .unlike("scaled positions")
    }
    if blueprint.headDimension != shape.headDimension || blueprint.rotary.dimension != shape.headDimension {
      throw .unlike("heads of another width than hidden size ÷ heads")
    }
    return shape
  }

  /// Writes a model that the engine and llama.cpp load.
  ///
  /// - Parameter type: of its matrices, `.f32` or `.f16`.
  public func write(to path: String, metadata: GGUFMetadata, type: TensorType) throws(GGUFWriter.WriteError) {
    var writer = try GGUFWriter(metadata: metadata)
    try parameters.add(to: &writer, type: type)
    try writer.write(to: path)
  }

  /// The bytes of such a file, to run it without writing one.
  public func bytes(metadata: GGUFMetadata, type: TensorType) throws(GGUFWriter.WriteError) -> [UInt8] {
    var writer = try GGUFWriter(metadata: metadata)
    try parameters.add(to: &writer, type: type)
    return try writer.bytes()
  }
}

extension Parameters {
  /// Takes the numbers of tensors whose names begin with a prefix.
  func read(_ file: GGUFFile, prefix: String = "") throws(ModelFileError) {
    let tensors = Dictionary(file.tensors.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    for own in layout.tensors {
      let needed = own.isVector ? [own.columns] : [own.columns, own.rows]
      guard let tensor = tensors[prefix + own.name], tensor.shape == needed else {
        throw .tensor(prefix + own.name, needed: needed, found: tensors[prefix + own.name]?.shape)
      }
      for row in 0..<own.rows {
        tensor.type.dequantizeRow(
          tensor.bytes.start + row * tensor.bytesPerRow, into: memory.start + own.offset + row * own.columns,
          count: own.columns)
      }
    }
  }

  /// Adds all tensors to a file; vectors always in full.
  func add(to writer: inout GGUFWriter, type: TensorType, prefix: String = "") throws(GGUFWriter.WriteError) {
    for own in layout.tensors {
      let stored = own.isVector ? TensorType.f32 : type
      try writer.add(
        name: prefix + own.name, type: stored, shape: own.isVector ? [own.columns] : [own.columns, own.rows]
      ) { [self] put throws(GGUFWriter.WriteError) in
        let row = AlignedMemory(count: stored.bytesPerBlock * own.columns / stored.weightsPerBlock)
        for index in 0..<own.rows {
          stored.quantizeRow(memory.start + own.offset + index * own.columns, into: row.start, count: own.columns)
          try put(UnsafeRawBufferPointer(start: row.start, count: row.count))
        }
      }
    }
  }
}
