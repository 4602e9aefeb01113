extension GGUFFile {
  /// Why a file cannot be read as GGUF: which file, which key or tensor, at which byte, how much is missing.
  public struct ReadError: Error, Equatable, Sendable {
    /// The file, as it was named; of a split file the part.
    public let file: String
    /// What is wrong with it.
    public let reason: Reason

    /// An error of a file.
    public init(file: String, reason: Reason) {
      self.file = file
      self.reason = reason
    }
  }
}

extension GGUFFile.ReadError {
  /// A place of the file, by what is written there.
  public enum Place: Equatable, Sendable {
    /// Magic, version and counts.
    case header
    /// The list of all keys.
    case keys
    /// The name and type of a key, counted from 1.
    case key(number: Int)
    /// The value of a key.
    case value(key: String)
    /// The list of all tensors.
    case tensorList
    /// The name of a tensor, counted from 1.
    case tensor(number: Int)
    /// Dimensions, type and offset of a tensor.
    case tensorShape(name: String)
    /// The weights of a tensor.
    case weights(tensor: String)
  }

  /// What is wrong.
  public enum Reason: Error, Equatable, Sendable {
    /// The system does not open it.
    case cannotOpen(MappedFile.OpenError)
    /// The first four bytes are others; what they look like, where that is known.
    case notGGUF(magic: [UInt8], looksLike: String?)
    /// Written for machines that put the highest byte first.
    case bigEndian
    /// A version that is too old (1) or too new.
    case unsupportedVersion(UInt32)
    /// The file ends before what it says it holds.
    case endsEarly(Place, offset: Int, needed: UInt64, available: Int)
    /// A value type that the format does not have.
    case unknownValueType(Place, offset: Int, type: UInt32)
    /// Arrays of arrays of arrays …
    case nestedTooDeep(key: String, offset: Int, most: Int)
    /// A truth value is neither 0 nor 1.
    case notABool(key: String, offset: Int, byte: UInt8)
    /// A name of a key or tensor is empty, too long or no UTF-8.
    case badName(Place, offset: Int, length: UInt64, most: Int)
    /// The same key a second time.
    case duplicateKey(key: String, offset: Int)
    /// The same tensor a second time.
    case duplicateTensor(name: String)
    /// `general.alignment` is no power of two from 8 to 2 MiB.
    case badAlignment(value: String)
    /// A tensor has no dimensions, or more than four.
    case badDimensionCount(tensor: String, offset: Int, count: UInt32, most: Int)
    /// A dimension is zero, or the weights are too many to count.
    case badShape(tensor: String, offset: Int, shape: [UInt64])
    /// A type that the engine does not compute with; nil where the format has none of that number.
    case unsupportedType(tensor: String, offset: Int, number: UInt32, name: String?)
    /// A row is no whole number of quantization blocks.
    case brokenRow(tensor: String, type: TensorType, columns: Int)
    /// Weights begin where the alignment does not let them.
    case misaligned(tensor: String, offset: UInt64, alignment: Int)
    /// Two tensors have weights in common.
    case overlap(tensor: String, offset: Int, with: String, end: Int)
    /// A part of a split file that is not the first was opened.
    case notTheFirstPart(number: Int, count: Int)
    /// The file is the first of several, and its name does not say what the others are called.
    case unnumberedPart(count: Int)
    /// Parts of a split file are not there.
    case missingParts([String], of: Int)
    /// A part of a split file says of itself what does not fit the first part.
    case wrongPart(key: String, expected: Int, found: String)
    /// The parts of a split file together have more or fewer tensors than the first one says.
    case wrongTensorCount(said: Int, found: Int, parts: Int)
  }
}

extension GGUFFile.ReadError: CustomStringConvertible {
  /// What is wrong, where, how much, and what to do; not yet safe for a terminal.
  public var description: String { reason.sentence(file) }
}

extension GGUFFile.ReadError.Place {
  /// `tensor blk.3.ffn_up.weight`.
  var name: String {
    switch self {
    case .header: "the header"
    case .keys: "the list of keys"
    case .key(let number): "key \(number)"
    case .value(let key): "the value of key \(key)"
    case .tensorList: "the list of tensors"
    case .tensor(let number): "the name of tensor \(number)"
    case .tensorShape(let name): "the shape of tensor \(name)"
    case .weights(let tensor): "tensor \(tensor)"
    }
  }
}

extension GGUFFile.ReadError.Reason {
  fileprivate func sentence(_ file: String) -> String {
    switch self {
    case .cannotOpen(.refused) where file.isEmpty: "the name of a model's file is an empty text"
    case .cannotOpen(.refused(let why)): "\(file) cannot be read: \(why)"
    case .cannotOpen(.notAFile(let kind)): "\(file) is \(kind); a model is a file whose name ends in .gguf"
    case .cannotOpen(.empty): "\(file) is empty. Download it again"
    case .notGGUF(let magic, let kind): Self.foreign(file, magic, kind)
    case .bigEndian:
      "\(file) is a GGUF file for big-endian machines; get the little-endian one, or convert it with gguf_convert_endian"
    case .unsupportedVersion(let version):
      "\(file) is GGUF version \(version), read are 2 and 3"
        + (version < 2 ? "; convert the model again from its source" : "; a newer program may read it")
    case .endsEarly(let place, let offset, let needed, let available):
      "\(file) ends early: \(place.name) needs \(Figures.grouped(needed)) bytes at offset \(Figures.grouped(offset)), "
        + "\(Figures.grouped(max(0, available))) remain. Download it again"
    case .missingParts, .notTheFirstPart, .unnumberedPart, .wrongPart, .wrongTensorCount: splitSentence(file)
    default: "\(file) is damaged or not meant for this program: " + detail
    }
  }

  private static func foreign(_ file: String, _ magic: [UInt8], _ kind: String?) -> String {
    if let kind { return "\(file) is no GGUF file but \(kind)" }
    let digits = magic.map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }
    return "\(file) is no GGUF file: it begins with the bytes \(digits.joined(separator: " ")), not with GGUF"
  }

  private func splitSentence(_ file: String) -> String {
    switch self {
    case .notTheFirstPart(let number, let count):
      "\(file) is part \(number) of \(count); open the first part, and the others are found beside it"
    case .unnumberedPart(let count):
      "\(file) is the first of \(count) parts, and its name does not end in -00001-of-\(GGUFFile.fiveDigits(count)).gguf;"
        + " give the parts their names back"
    case .missingParts(let names, let count):
      "\(file) is one of \(count) parts, and \(names.count == 1 ? "one is" : "\(names.count) are") not there: "
        + names.prefix(4).joined(separator: ", ") + (names.count > 4 ? ", …" : "") + ". Download what is missing"
    case .wrongPart(let key, let expected, let found):
      "\(file) does not belong to the first part: \(key) must be \(Figures.grouped(expected)), is \(found)"
    case .wrongTensorCount(let said, let found, let parts):
      "\(file) says that its \(parts) parts have \(Figures.grouped(said)) tensors, and they have "
        + "\(Figures.grouped(found)). Download all parts again, from one place"
    default: ""
    }
  }

  /// The part of the sentence for files that are whole and wrong.
  private var detail: String {
    switch self {
    case .unknownValueType(let place, let offset, let type):
      "\(place.name) has the value type \(type) at offset \(Figures.grouped(offset)), known are 0 to 12"
    case .nestedTooDeep(let key, let offset, let most):
      "key \(key) holds arrays in arrays deeper than \(most) levels at offset \(Figures.grouped(offset))"
    case .notABool(let key, let offset, let byte):
      "key \(key) has the truth value \(byte) at offset \(Figures.grouped(offset)), allowed are 0 and 1"
    case .badName(let place, let offset, let length, let most):
      "\(place.name) at offset \(Figures.grouped(offset)) has \(Figures.grouped(length)) bytes, "
        + "and must be UTF-8 of 1 to \(Figures.grouped(most))"
    case .duplicateKey(let key, let offset): "key \(key) comes a second time at offset \(Figures.grouped(offset))"
    case .badAlignment(let value): "general.alignment is \(value), and must be a power of two from 8 to 2,097,152"
    default: tensorDetail
    }
  }

  private var tensorDetail: String {
    switch self {
    case .duplicateTensor(let name): "tensor \(name) is there twice"
    case .badDimensionCount(let tensor, let offset, let count, let most):
      "tensor \(tensor) has \(Figures.grouped(count)) dimensions at offset \(Figures.grouped(offset)), "
        + "allowed are 1 to \(most)"
    case .badShape(let tensor, let offset, let shape):
      "tensor \(tensor) has the dimensions \(shape.map(String.init).joined(separator: " × ")) at offset "
        + "\(Figures.grouped(offset)): " + (shape.contains(0) ? "none may be zero" : "more weights than can be counted")
    case .unsupportedType(let tensor, let offset, let number, let name):
      "tensor \(tensor) is of type \(name ?? "number \(number)") at offset \(Figures.grouped(offset)); read are "
        + TensorType.allCases.map(\.name).joined(separator: ", ")
    case .brokenRow(let tensor, let type, let columns):
      "tensor \(tensor) has rows of \(Figures.grouped(columns)) weights, which is no multiple of the "
        + "\(type.weightsPerBlock) in a block of \(type.name)"
    case .misaligned(let tensor, let offset, let alignment):
      "tensor \(tensor) begins at \(Figures.grouped(offset)) in the data, which is no multiple of the alignment "
        + Figures.grouped(alignment)
    case .overlap(let tensor, let offset, let other, let end):
      "tensor \(tensor) begins at offset \(Figures.grouped(offset)), and \(other) ends only at \(Figures.grouped(end))"
    default: ""
    }
  }
}
