import Inference

/// A way to store a model that is tried out.
enum WeightFormat: Equatable {
  /// A type of the GGUF format, with more bits for some tensors where a mixture says so; the engine computes with it.
  case file(QuantizationMix)
  /// Rounded weights that are put back as single precision: the engine computes with what can be read again.
  case plain(PlainBlocks)

  static let mixes: [QuantizationMix] = [.f32, .f16, .q8_0, .q6_K, .q5_K_M, .q4_K_M, .q4_0, .q3_K_M, .q2_K]
  static let plainBits = [8, 6, 5, 4, 3, 2]

  /// The formats of a parameter's choice: `all`, `gguf`, `plain`.
  static func chosen(_ name: String, blockSize: Int) -> [WeightFormat] {
    let plain = plainBits.map { WeightFormat.plain(PlainBlocks(bits: $0, blockSize: blockSize)) }
    let files = mixes.map { WeightFormat.file($0) }
    return name == "gguf" ? files : name == "plain" ? plain : files + plain
  }

  /// The format of a name: `Q4_K`, `plain-4`.
  static func named(_ name: String, blockSize: Int) -> WeightFormat? {
    chosen("all", blockSize: blockSize).first { $0.name == name }
  }

  /// `Q4_K`, `plain-4`: K types by the name of what most tensors become.
  var name: String {
    switch self {
    case .file(let mix): mix.type.name
    case .plain(let blocks): "plain-\(blocks.bits)"
    }
  }

  /// Bytes of memory that making and running a model of so many weights takes at once.
  func memory(weights: Int) -> Double {
    switch self {
    // A file's bytes are made, then copied to where they are read from.
    case .file(let mix): 2 * Double(weights) * mix.type.bitsPerWeight / 8
    case .plain: 4 * Double(weights)
    }
  }

  var isPlain: Bool { if case .plain = self { true } else { false } }
}

/// A model in another format, with what storing it takes and costs.
struct StoredModel {
  let format: WeightFormat
  let model: Model
  /// The tensors as the engine reads them.
  let tensors: [Tensor]
  /// Bits of all matrices, as the format stores them.
  let matrixBits: Int
  /// Weights of all matrices.
  let matrixWeights: Int
  /// Bytes of what stays as it is: scales of normalisations and the like.
  let otherBytes: Int

  /// Bytes of all weights.
  var bytes: Int { (matrixBits + 7) / 8 + otherBytes }
  /// Bits that a weight of a matrix takes on average.
  var bitsPerWeight: Double { Double(matrixBits) / Double(max(1, matrixWeights)) }

  /// Stores a file's weights in a format.
  ///
  /// - Parameter goesOn: Told the share that is done.
  init(
    _ file: GGUFFile, _ format: WeightFormat, threads: Int, goesOn: @escaping (Double) -> Bool
  ) throws {
    self.format = format
    let matrices = file.tensors.filter(StoredModel.isMatrix)
    matrixWeights = matrices.reduce(0) { $0 + $1.weightCount }
    switch format {
    case .file(let mix):
      tensors = try StoredModel.quantized(file, mix, threads, goesOn)
      matrixBits = tensors.filter(StoredModel.isMatrix).reduce(0) { $0 + 8 * $1.byteCount }
    case .plain(let blocks):
      tensors = try StoredModel.rounded(file, blocks, goesOn)
      matrixBits = matrices.reduce(0) { $0 + blocks.bitCount(weights: $1.weightCount) }
    }
    otherBytes = tensors.reduce(0) { $0 + (StoredModel.isMatrix($1) ? 0 : $1.byteCount) }
    model = try Model(metadata: file.metadata, tensors: tensors)
  }

  /// Vectors are few and stay as they are in every format.
  static func isMatrix(_ tensor: Tensor) -> Bool { tensor.rows > 1 }

  private static func quantized(
    _ file: GGUFFile, _ mix: QuantizationMix, _ threads: Int, _ goesOn: @escaping (Double) -> Bool
  ) throws -> [Tensor] {
    do {
      let bytes = try Quantizer(file, to: mix).bytes(name: mix.name, threads: threads) {
        goesOn(Double($0.done) / Double(max(1, $0.total)))
      }
      return try MemoryFile.open(bytes, name: mix.name).tensors
    } catch Quantizer.QuantizeError.write(.interrupted) {
      throw ExperimentError.stopped
    }
  }

  private static func rounded(
    _ file: GGUFFile, _ blocks: PlainBlocks, _ goesOn: (Double) -> Bool
  ) throws -> [Tensor] {
    try file.tensors.enumerated().map { index, tensor in
      guard goesOn(Double(index) / Double(file.tensors.count)) else { throw ExperimentError.stopped }
      guard isMatrix(tensor) else { return tensor }
      let memory = AlignedMemory(count: 4 * tensor.weightCount)
      let weights = memory.start.bindMemory(to: Float.self, capacity: tensor.weightCount)
      tensor.type.dequantizeRow(tensor.bytes.start, into: weights, count: tensor.weightCount)
      blocks.round(UnsafeMutableBufferPointer(start: weights, count: tensor.weightCount))
      return Tensor(name: tensor.name, type: .f32, shape: tensor.shape, bytes: memory.tensorBytes)
    }
  }

  /// The error of every matrix, by its name.
  func errors(against file: GGUFFile) -> [String: WeightError] {
    let stored = Dictionary(tensors.map { ($0.name, $0) }) { first, _ in first }
    var out: [String: WeightError] = [:]
    for tensor in file.tensors where StoredModel.isMatrix(tensor) {
      guard let other = stored[tensor.name] else { continue }
      var error = WeightError()
      tensor.eachRow(beside: other) { weights, back in
        for (weight, rounded) in zip(weights, back) { error.add(weight, rounded) }
      }
      out[tensor.name] = error
    }
    return out
  }
}

extension Tensor {
  /// Reads this tensor and another one of its shape, row by row.
  func eachRow(beside other: Tensor, _ body: ([Float], [Float]) -> Void) {
    var mine = [Float](repeating: 0, count: columns)
    var theirs = mine
    for row in 0..<rows {
      type.dequantizeRow(bytes.start + row * bytesPerRow, into: &mine, count: columns)
      other.type.dequantizeRow(other.bytes.start + row * other.bytesPerRow, into: &theirs, count: columns)
      body(mine, theirs)
    }
  }
}
