/// Writes a model as a GGUF file, version 3, which llama.cpp and others load.
///
/// Weights are asked for when their turn comes, tensor after tensor, so that a large model never lies in memory as a
/// whole. A file appears under its name only when it is complete and on the disk.
public struct GGUFWriter {
  /// Takes the next bytes of a tensor.
  public typealias Put = (UnsafeRawBufferPointer) throws(WriteError) -> Void
  /// Gives all bytes of a tensor, in as many pieces as it likes.
  public typealias WeightSource = (Put) throws(WriteError) -> Void

  private struct Item {
    let name: String
    let type: TensorType
    let shape: [Int]
    let byteCount: Int
    let source: WeightSource
  }

  /// The longest name of a tensor that llama.cpp reads.
  public static let mostNameBytes = 63

  /// What is written at the head of the file.
  public let metadata: GGUFMetadata
  private let alignment: Int
  private var items: [Item] = []
  private var names: Set<String> = []

  /// A file of such keys and no tensors yet; `general.alignment` among them is kept to, 32 is the default.
  public init(metadata: GGUFMetadata) throws(WriteError) {
    for entry in metadata.entries where !(1...GGUFHeader.mostKeyBytes).contains(entry.key.utf8.count) {
      throw .badKey(key: entry.key, bytes: entry.key.utf8.count, most: GGUFHeader.mostKeyBytes)
    }
    do {
      alignment = try GGUFHeader.alignment(metadata)
    } catch {
      throw .badAlignment(value: metadata["general.alignment"]?.integer.map { String($0) } ?? "no whole number")
    }
    self.metadata = metadata
  }

  // MARK: Tensors

  /// Adds a tensor that lies in memory or in a mapped file.
  public mutating func add(_ tensor: Tensor) throws(WriteError) {
    let (bytes, count) = (tensor.bytes, tensor.byteCount)
    try add(name: tensor.name, type: tensor.type, shape: tensor.shape) { put throws(WriteError) in
      try put(UnsafeRawBufferPointer(start: bytes.start, count: count))
    }
  }

  /// Adds a tensor whose weights are made when they are written.
  ///
  /// - Parameters:
  ///   - shape: the length of a row first.
  ///   - source: called each time that the file is written; throws `interrupted` to give up.
  public mutating func add(
    name: String, type: TensorType, shape: [Int], source: @escaping WeightSource
  ) throws(WriteError) {
    guard (1...GGUFWriter.mostNameBytes).contains(name.utf8.count) else {
      throw .badName(tensor: name, bytes: name.utf8.count, most: GGUFWriter.mostNameBytes)
    }
    // Sums of some tensors and their padding must have a number too.
    guard shape.count <= GGUFHeader.mostDimensions, let bytes = type.byteCount(shape: shape), bytes < 1 << 56 else {
      throw .badShape(tensor: name, type: type, shape: shape)
    }
    guard names.insert(name).inserted else { throw .duplicateTensor(name: name) }
    items.append(Item(name: name, type: type, shape: shape, byteCount: bytes, source: source))
  }

  private func padding(after count: Int) -> Int { (alignment - count % alignment) % alignment }

  private var dataByteCount: Int { items.reduce(0) { $0 + $1.byteCount + padding(after: $1.byteCount) } }

  // MARK: Writing

  /// Writes the file; what was there under the name stays until all is on the disk.
  public func write(to path: String) throws(WriteError) {
    let head = head()
    let file = try ReplacingFile(path: path, byteCount: head.count + dataByteCount)
    do {
      try write(head) { bytes throws(WriteError) in try file.put(bytes) }
      try file.finish()
    } catch {
      file.abandon()
      throw error
    }
  }

  /// Whether a file can be made at a place at all: asked before the hours that its content takes.
  public static func check(_ path: String) throws(WriteError) {
    try ReplacingFile(path: path, byteCount: 0).abandon()
  }

  /// The bytes of the file, for models that are small enough.
  public func bytes() throws(WriteError) -> [UInt8] {
    var out: [UInt8] = []
    try write(head()) { bytes throws(WriteError) in out.append(contentsOf: bytes) }
    return out
  }

  private func write(_ head: [UInt8], _ put: Put) throws(WriteError) {
    try GGUFWriter.put(head, put)
    for item in items {
      var given = 0
      try item.source { bytes throws(WriteError) in
        given += bytes.count
        guard given <= item.byteCount else {
          throw .wrongByteCount(tensor: item.name, needed: item.byteCount, given: given)
        }
        try put(bytes)
      }
      guard given == item.byteCount else {
        throw .wrongByteCount(tensor: item.name, needed: item.byteCount, given: given)
      }
      try GGUFWriter.put([UInt8](repeating: 0, count: padding(after: given)), put)
    }
  }

  private static func put(_ bytes: [UInt8], _ put: Put) throws(WriteError) {
    let result = bytes.withUnsafeBytes { bytes -> Result<Void, WriteError> in
      do throws(WriteError) { return .success(try put(bytes)) } catch { return .failure(error) }
    }
    try result.get()
  }

  /// Everything before the weights, padded.
  private func head() -> [UInt8] {
    var encoder = GGUFEncoder()
    encoder.number(UInt32(0x4655_4747))
    encoder.number(UInt32(3))
    encoder.number(UInt64(items.count))
    encoder.number(UInt64(metadata.entries.count))
    for entry in metadata.entries {
      encoder.text(Array(entry.key.utf8))
      encoder.value(entry.value)
    }
    var offset = 0
    for item in items {
      encoder.text(Array(item.name.utf8))
      encoder.number(UInt32(item.shape.count))
      for length in item.shape { encoder.number(UInt64(length)) }
      encoder.number(item.type.rawValue)
      encoder.number(UInt64(offset))
      offset += item.byteCount + padding(after: item.byteCount)
    }
    encoder.pad(to: alignment)
    return encoder.bytes
  }
}
