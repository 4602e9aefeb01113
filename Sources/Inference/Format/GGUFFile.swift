/// A model file: its keys, and its tensors over the mapped bytes.
///
/// Nothing of the weights is read when it is opened. Whatever the file holds, opening either gives a value whose tensors
/// all lie within it, or a `ReadError`. The format: https://github.com/ggml-org/ggml/blob/master/docs/gguf.md.
public struct GGUFFile: Sendable {
  /// One file of a model; most models have one.
  public struct Part: Equatable, Sendable {
    /// As it was opened.
    public let name: String
    /// Bytes of the file.
    public let byteCount: Int
  }

  /// The format's version: 2 or 3.
  public let version: UInt32
  /// The keys; of a split file those of the first part, without the ones that number the parts.
  public let metadata: GGUFMetadata
  /// All tensors in the order of the file, part after part.
  public let tensors: [Tensor]
  /// Weights begin at multiples of so many bytes.
  public let alignment: Int
  /// The files.
  public let parts: [Part]

  /// Maps a file, and the other parts where it is the first of several.
  public static func open(_ path: String) throws(ReadError) -> GGUFFile {
    let first = try mapped(path)
    guard let split = try GGUFSplit(first, path: path) else { return first }
    return try split.joined(to: first)
  }

  /// Reads one file that lies in memory, at an address that its alignment divides; other parts are not looked for.
  ///
  /// - Parameter name: what errors call it.
  public init(bytes: TensorBytes, name: String) throws(ReadError) {
    let header: GGUFHeader
    do {
      header = try GGUFHeader(bytes)
    } catch {
      throw ReadError(file: name, reason: error)
    }
    let tensors = header.tensors.map { place in
      Tensor(
        name: place.name, type: place.type, shape: place.shape,
        bytes: bytes.slice(offset: place.offset, count: place.byteCount))
    }
    self.init(header: header, tensors: tensors, parts: [Part(name: name, byteCount: bytes.count)])
  }

  /// The model of which a file is the first part, with the tensors of all parts; their names must differ.
  init(_ first: GGUFFile, metadata: GGUFMetadata, tensors: [Tensor], parts: [Part]) {
    version = first.version
    self.metadata = metadata
    alignment = first.alignment
    self.tensors = tensors
    self.parts = parts
  }

  private init(header: GGUFHeader, tensors: [Tensor], parts: [Part]) {
    version = header.version
    metadata = header.metadata
    alignment = header.alignment
    self.tensors = tensors
    self.parts = parts
  }

  /// Maps one file and reads it.
  static func mapped(_ path: String) throws(ReadError) -> GGUFFile {
    let file: MappedFile
    do {
      file = try MappedFile(path: path)
    } catch {
      throw ReadError(file: path, reason: .cannotOpen(error))
    }
    return try GGUFFile(bytes: file.bytes, name: path)
  }

  /// Bytes of all parts.
  public var byteCount: Int { parts.reduce(0) { $0 + $1.byteCount } }

  /// Whether there is anything to compute with; a file for a tokenizer alone has no tensors.
  public var hasTensors: Bool { !tensors.isEmpty }
}
