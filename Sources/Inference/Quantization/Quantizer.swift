/// Stores a whole model in other types, tensor after tensor, without ever holding more than some rows in memory.
public struct Quantizer: Sendable {
  /// What becomes of a tensor.
  public struct Choice: Sendable {
    /// The tensor as it is.
    public let tensor: Tensor
    /// What it becomes.
    public let type: TensorType
    /// The type that the mixture has for it, if its rows are no whole number of that type's blocks.
    public let insteadOf: TensorType?

    /// Whether weights are rounded that were rounded to blocks before: worse than from the original.
    public var isRequantized: Bool { tensor.type.isQuantized && type != tensor.type }
  }

  /// How far the work is.
  public struct Progress: Sendable {
    /// The tensor that is at work.
    public let tensor: String
    /// Weights that are done.
    public let done: Int
    /// Weights in all.
    public let total: Int
  }

  /// What the model becomes.
  public let mix: QuantizationMix
  /// What becomes of each tensor, in the order of the file.
  public let choices: [Choice]
  private let metadata: GGUFMetadata

  /// The version of the block formats that files name, unchanged since 2023.
  static let formatVersion: UInt32 = 2

  /// Chooses the types of all tensors.
  ///
  /// - Parameter output: what the output tensor becomes, or the embedding where it is the output too; nil leaves it to
  ///   the mixture.
  public init(_ file: GGUFFile, to mix: QuantizationMix, output: TensorType? = nil) throws(QuantizeError) {
    if file.metadata.isOfAdapter { throw .model(.adapter) }
    guard file.hasTensors else { throw .model(.vocabularyOnly) }
    var metadata = file.metadata
    let architecture: Architecture
    do { architecture = try Architecture(metadata) } catch { throw .model(error) }
    let rules: MixRules
    do {
      rules = try MixRules(mix, output: output, metadata: metadata, architecture: architecture)
    } catch {
      throw .model(.metadata(error))
    }
    let choices = rules.choices(file.tensors)
    metadata["general.quantization_version"] = .uint32(Quantizer.formatVersion)
    metadata["general.file_type"] = .uint32(UInt32(mix.rawValue))
    self.mix = mix
    self.metadata = metadata
    self.choices = zip(file.tensors, choices).map { Choice(tensor: $0, type: $1.type, insteadOf: $1.instead) }
  }

  /// Weights of all tensors.
  public var weightCount: Int { choices.reduce(0) { $0 + $1.tensor.weightCount } }

  /// Writes the new file, which appears under its name when it is complete.
  ///
  /// - Parameters:
  ///   - threads: how many work at once.
  ///   - progress: called some hundred times or more from this thread; false gives up.
  public func write(
    to path: String, threads: Int, progress: @escaping (Progress) -> Bool = { _ in true }
  ) throws(QuantizeError) {
    let run = QuantizerRun(path: path, threads: threads, weightCount: weightCount, progress: progress)
    do { try writer(run).write(to: path) } catch { throw run.failure ?? .write(error) }
  }

  /// The bytes of the new file, for models that are small enough.
  ///
  /// - Parameters:
  ///   - name: what errors call the file.
  ///   - threads: how many work at once.
  ///   - progress: as for a file.
  public func bytes(
    name: String, threads: Int, progress: @escaping (Progress) -> Bool = { _ in true }
  ) throws(QuantizeError) -> [UInt8] {
    let run = QuantizerRun(path: name, threads: threads, weightCount: weightCount, progress: progress)
    do { return try writer(run).bytes() } catch { throw run.failure ?? .write(error) }
  }

  private func writer(_ run: QuantizerRun) throws(GGUFWriter.WriteError) -> GGUFWriter {
    var writer = try GGUFWriter(metadata: metadata)
    for choice in choices {
      try writer.add(name: choice.tensor.name, type: choice.type, shape: choice.tensor.shape) {
        put throws(GGUFWriter.WriteError) in try run.convert(choice, put)
      }
    }
    return writer
  }
}

/// One run over all tensors: threads, buffers, and what went wrong.
private final class QuantizerRun {
  /// Weights that a thread works on at once, if rows are short.
  private static let weightsPerPiece = 1 << 14
  private static let piecesPerThread = 4

  private let path: String
  private let pool: WorkerPool
  private let progress: (Quantizer.Progress) -> Bool
  private let weightCount: Int
  private var done = 0
  private var weights: [AlignedMemory] = []
  private var output = AlignedMemory(count: 0)
  /// Why the run ended, if not for a reason of writing.
  private(set) var failure: Quantizer.QuantizeError?

  init(path: String, threads: Int, weightCount: Int, progress: @escaping (Quantizer.Progress) -> Bool) {
    self.path = path
    pool = WorkerPool(threads: threads)
    self.weightCount = weightCount
    self.progress = progress
  }

  /// Gives all bytes of a tensor in its new type.
  func convert(_ choice: Quantizer.Choice, _ put: GGUFWriter.Put) throws(GGUFWriter.WriteError) {
    let (tensor, columns) = (choice.tensor, choice.tensor.columns)
    let rowsPerPiece = max(1, QuantizerRun.weightsPerPiece / columns)
    let rowsAtOnce = rowsPerPiece * pool.threadCount * QuantizerRun.piecesPerThread
    let bytesPerRow = columns / choice.type.weightsPerBlock * choice.type.bytesPerBlock
    reserve(weights: rowsPerPiece * columns, bytes: min(rowsAtOnce, tensor.rows) * bytesPerRow)
    for first in stride(from: 0, to: tensor.rows, by: rowsAtOnce) {
      let report = Quantizer.Progress(tensor: tensor.name, done: done, total: weightCount)
      guard progress(report) else { throw .interrupted(path: path) }
      let rows = first..<min(first + rowsAtOnce, tensor.rows)
      if tensor.type == choice.type, tensor.type.isQuantized {
        try put(
          UnsafeRawBufferPointer(start: tensor.bytes.start + first * bytesPerRow, count: rows.count * bytesPerRow))
      } else {
        let pieces = stride(from: rows.lowerBound, to: rows.upperBound, by: rowsPerPiece).map {
          $0..<min($0 + rowsPerPiece, rows.upperBound)
        }
        if let failure = convert(pieces, of: choice, bytesPerRow: bytesPerRow) {
          self.failure = failure
          throw .interrupted(path: path)
        }
        try put(UnsafeRawBufferPointer(start: output.start, count: rows.count * bytesPerRow))
      }
      done += rows.count * columns
    }
  }

  private func reserve(weights count: Int, bytes: Int) {
    if weights.first.map({ $0.count < count * 4 }) ?? true {
      weights = (0..<pool.threadCount).map { _ in AlignedMemory(count: count * 4) }
    }
    if output.count < bytes { output = AlignedMemory(count: bytes) }
  }

  /// Fills the output with pieces of a tensor; returns the first thing that is wrong with its weights.
  private func convert(
    _ pieces: [Range<Int>], of choice: Quantizer.Choice, bytesPerRow: Int
  ) -> Quantizer.QuantizeError? {
    let (tensor, columns) = (choice.tensor, choice.tensor.columns)
    let first = pieces.first?.lowerBound ?? 0
    return withUnsafeTemporaryAllocation(of: Int.self, capacity: pieces.count) { unusable in
      unusable.initialize(repeating: -1)
      pool.forEach(pieces.count) { piece, worker in
        let rows = pieces[piece]
        let buffer = weights[worker].start.assumingMemoryBound(to: Float.self)
        tensor.type.dequantizeRow(
          tensor.bytes.start + rows.lowerBound * tensor.bytesPerRow, into: buffer, count: rows.count * columns)
        unusable[piece] = choice.type.firstUnusable(buffer, count: rows.count * columns) ?? -1
        choice.type.quantizeRow(
          buffer, into: output.start + (rows.lowerBound - first) * bytesPerRow, count: rows.count * columns)
      }
      guard let piece = unusable.firstIndex(where: { $0 >= 0 }) else { return nil }
      let (row, column) = unusable[piece].quotientAndRemainder(dividingBy: columns)
      return error(in: choice, row: pieces[piece].lowerBound + row, column: column)
    }
  }

  private func error(in choice: Quantizer.Choice, row: Int, column: Int) -> Quantizer.QuantizeError {
    let tensor = choice.tensor
    var weights = [Float](repeating: 0, count: tensor.columns)
    tensor.type.dequantizeRow(
      tensor.bytes.start + row * tensor.bytesPerRow, into: &weights, count: tensor.columns)
    let value = weights[column]
    return value.isFinite
      ? .tooLarge(tensor: tensor.name, row: row, column: column, value: "\(value)", type: choice.type)
      : .notFinite(tensor: tensor.name, row: row, column: column, value: value.isNaN ? "no number" : "infinite")
  }
}

extension TensorType {
  /// The place of the first weight that this type cannot store; nil if there is none.
  fileprivate func firstUnusable(_ weights: UnsafePointer<Float>, count: Int) -> Int? {
    // From here on they round to infinity; formats with scales hold what is too large at their limit.
    let limit: Float =
      switch self {
      case .f16: 65520
      case .bf16: 0x1.FFp127
      default: .infinity
      }
    for weight in 0..<count where !(weights[weight].magnitude < limit) { return weight }
    return nil
  }
}
