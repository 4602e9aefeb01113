/// What stands before the weights of a GGUF file: version, keys, and where each tensor lies.
///
/// Layout: magic `GGUF`, version (4 bytes), number of tensors (8), number of keys (8), the keys with their values, then
/// name, dimensions, type and offset of each tensor; from the next multiple of the alignment on the weights.
struct GGUFHeader {
  typealias Reason = GGUFFile.ReadError.Reason

  /// The longest key; a limit of the format.
  static let mostKeyBytes = 65535
  /// The longest name of a tensor that is read; the format speaks of 64, and some writers of longer ones.
  static let mostNameBytes = 255
  /// The most dimensions; a limit of the format.
  static let mostDimensions = 4
  /// The alignment where no key says another.
  static let defaultAlignment = 32
  /// From what any number needs to the largest page of memory in use: a damaged key must not ask for endless padding.
  static let alignments = 8...1 << 21

  let version: UInt32
  let metadata: GGUFMetadata
  let alignment: Int
  let tensors: [TensorPlace]

  /// Where a tensor lies.
  struct TensorPlace {
    let name: String
    let type: TensorType
    let shape: [Int]
    /// In the file.
    let offset: Int
    let byteCount: Int
  }

  /// Reads all that stands before the weights, and holds the weights' places against the file's size.
  init(_ bytes: TensorBytes) throws(Reason) {
    var cursor = GGUFCursor(bytes)
    version = try GGUFHeader.version(&cursor)
    let tensorCount = try cursor.number(.header, as: UInt64.self)
    let keyCount = try cursor.number(.header, as: UInt64.self)
    metadata = try GGUFHeader.metadata(&cursor, count: keyCount)
    alignment = try GGUFHeader.alignment(metadata)
    tensors = try GGUFTensorTable(&cursor, count: tensorCount).places(&cursor, alignment: alignment)
  }

  // MARK: Magic and version

  private static func version(_ cursor: inout GGUFCursor) throws(Reason) -> UInt32 {
    let start = try cursor.take(4, .header)
    let magic = Array(UnsafeRawBufferPointer(start: start, count: 4))
    if magic == Array("FUGG".utf8) { throw .bigEndian }
    guard magic == Array("GGUF".utf8) else { throw .notGGUF(magic: magic, looksLike: kind(of: magic)) }
    let version = try cursor.number(.header, as: UInt32.self)
    // A small number with its bytes turned round is a multiple of 65,536.
    if version != 0, version & 0xFFFF == 0 { throw .bigEndian }
    guard version == 2 || version == 3 else { throw .unsupportedVersion(version) }
    return version
  }

  /// What a file is that begins so, for those that are taken for models most often.
  private static func kind(of magic: [UInt8]) -> String? {
    switch String(decoding: magic, as: UTF8.self) {
    case "lmgg": "an old GGML file; convert the model again from its source"
    case "fmgg": "an old GGMF file; convert the model again from its source"
    case "tjgg": "an old GGJT file; convert the model again from its source"
    case "algg": "an old adapter file (GGLA)"
    case "nsgg": "a saved session (GGSN)"
    case "vers": "a text, perhaps a Git LFS pointer; fetch the file that it stands for"
    case "<!DO", "<!do", "<htm": "a web page; download the file itself"
    case "PK\u{3}\u{4}": "a ZIP archive, perhaps of PyTorch weights; convert it to GGUF first"
    default: nil
    }
  }

  // MARK: Keys

  private static func metadata(_ cursor: inout GGUFCursor, count: UInt64) throws(Reason) -> GGUFMetadata {
    // The shortest key has a length, one letter, a type and one byte of value.
    try cursor.require(Figures.product(count, 14), .keys)
    var entries: [GGUFMetadata.Entry] = []
    var known: Set<String> = []
    for number in 0..<Int(count) {
      let begin = cursor.offset
      let place = GGUFFile.ReadError.Place.key(number: number + 1)
      let key = try cursor.name(place, most: mostKeyBytes)
      guard known.insert(key).inserted else { throw .duplicateKey(key: key, offset: begin) }
      entries.append(GGUFMetadata.Entry(key: key, value: try cursor.value(key: key, place: place)))
    }
    return GGUFMetadata(entries)
  }

  /// The alignment that keys ask for.
  static func alignment(_ metadata: GGUFMetadata) throws(Reason) -> Int {
    guard let value = metadata["general.alignment"] else { return defaultAlignment }
    guard let alignment = value.integer else { throw .badAlignment(value: value.kind) }
    guard alignments.contains(alignment), alignment & (alignment - 1) == 0 else {
      throw .badAlignment(value: String(alignment))
    }
    return alignment
  }
}
