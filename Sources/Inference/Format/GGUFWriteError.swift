extension GGUFWriter {
  /// Why a model cannot be written.
  public enum WriteError: Error, Equatable, Sendable {
    /// `general.alignment` is no power of two from 8 to 2 MiB.
    case badAlignment(value: String)
    /// A key is empty or longer than the format allows.
    case badKey(key: String, bytes: Int, most: Int)
    /// The name of a tensor is empty or longer than other programs read.
    case badName(tensor: String, bytes: Int, most: Int)
    /// The same tensor a second time.
    case duplicateTensor(name: String)
    /// No dimensions, more than four, one below 1, rows that are no whole blocks, or too many bytes to count.
    case badShape(tensor: String, type: TensorType, shape: [Int])
    /// Whoever gives the weights gave more or fewer bytes than the shape needs.
    case wrongByteCount(tensor: String, needed: Int, given: Int)
    /// The disk has no room for what is still to be written.
    case noSpace(path: String, needed: Int, available: Int)
    /// The name of the file is an empty text.
    case noName
    /// The place is taken by something that is no file.
    case notAFile(path: String, kind: String)
    /// The system says why.
    case refused(path: String, why: String)
    /// Whoever gives the weights was asked to stop.
    case interrupted(path: String)
  }
}

extension GGUFWriter.WriteError: CustomStringConvertible {
  /// What is wrong, where, how much, and what to do; not yet safe for a terminal.
  public var description: String {
    switch self {
    case .badAlignment(let value): "general.alignment is \(value), and must be a power of two from 8 to 2,097,152"
    case .badKey(let key, let bytes, let most):
      "the key \(key.prefix(48)) has \(Figures.grouped(bytes)) bytes, allowed are 1 to \(Figures.grouped(most))"
    case .badName(let tensor, let bytes, let most):
      "the tensor name \(tensor.prefix(80)) has \(Figures.grouped(bytes)) bytes, allowed are 1 to \(most)"
    case .duplicateTensor(let name): "tensor \(name) comes twice"
    case .badShape(let tensor, let type, let shape):
      "tensor \(tensor) cannot be \(shape.map(String.init).joined(separator: " × ")) of \(type.name): needed are 1 to "
        + "\(GGUFHeader.mostDimensions) dimensions from 1 on, the first a multiple of \(type.weightsPerBlock)"
    case .wrongByteCount(let tensor, let needed, let given):
      "tensor \(tensor) needs \(Figures.grouped(needed)) bytes of weights, given were \(Figures.grouped(given))"
    case .noSpace(let path, let needed, let available):
      "there is no room for \(path): \(ByteCount(needed)) are still to be written, "
        + "\(ByteCount(available)) are free. Make room, or write it elsewhere"
    case .noName: "the name of the file to write is an empty text"
    case .notAFile(let path, let kind): "\(path) is \(kind), and is not replaced by a model; name another file"
    case .refused(let path, let why): "\(path) cannot be written: \(why)"
    case .interrupted(let path): "\(path) was not written: interrupted"
    }
  }
}
