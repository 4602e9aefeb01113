#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A model in several files, `NAME-00001-of-0000N.gguf` and so on: the first has the keys, each has some tensors.
struct GGUFSplit {
  private let stem: String
  private let count: Int
  private let tensorCount: Int?

  /// How the first part says that there are more; nil if there is one file only.
  init?(_ first: GGUFFile, path: String) throws(GGUFFile.ReadError) {
    func fail(_ reason: GGUFFile.ReadError.Reason) -> GGUFFile.ReadError { .init(file: path, reason: reason) }
    guard let value = first.metadata["split.count"] else { return nil }
    guard let count = value.integer, (0...99_999).contains(count) else {
      throw fail(.wrongPart(key: "split.count", expected: 1, found: GGUFSplit.shown(value)))
    }
    guard count > 1 else { return nil }
    let number = first.metadata["split.no"]?.integer ?? 0
    guard number == 0 else { throw fail(.notTheFirstPart(number: number &+ 1, count: count)) }
    let ending = "-00001-of-\(GGUFFile.fiveDigits(count)).gguf"
    guard path.hasSuffix(ending) else { throw fail(.unnumberedPart(count: count)) }
    stem = String(path.dropLast(ending.count))
    self.count = count
    tensorCount = first.metadata["split.tensors.count"]?.integer
  }

  /// All tensors of all parts.
  func joined(to first: GGUFFile) throws(GGUFFile.ReadError) -> GGUFFile {
    let names = (2...count).map { "\(stem)-\(GGUFFile.fiveDigits($0))-of-\(GGUFFile.fiveDigits(count)).gguf" }
    let missing = names.filter { access($0, F_OK) != 0 }
    guard missing.isEmpty else {
      throw GGUFFile.ReadError(file: first.parts[0].name, reason: .missingParts(missing, of: count))
    }
    var (tensors, parts) = (first.tensors, first.parts)
    var known = Set(tensors.map(\.name))
    for (place, name) in names.enumerated() {
      let part = try GGUFFile.mapped(name)
      try check(part, key: "split.no", expected: place + 1)
      try check(part, key: "split.count", expected: count)
      for tensor in part.tensors where !known.insert(tensor.name).inserted {
        throw GGUFFile.ReadError(file: name, reason: .duplicateTensor(name: tensor.name))
      }
      tensors += part.tensors
      parts += part.parts
    }
    if let tensorCount, tensorCount != tensors.count {
      throw GGUFFile.ReadError(
        file: first.parts[0].name,
        reason: .wrongTensorCount(said: tensorCount, found: tensors.count, parts: count))
    }
    var metadata = first.metadata
    for key in ["split.no", "split.count", "split.tensors.count"] { metadata[key] = nil }
    return GGUFFile(first, metadata: metadata, tensors: tensors, parts: parts)
  }

  private func check(_ part: GGUFFile, key: String, expected: Int) throws(GGUFFile.ReadError) {
    let value = part.metadata[key]
    guard value?.integer != expected else { return }
    throw GGUFFile.ReadError(
      file: part.parts[0].name,
      reason: .wrongPart(key: key, expected: expected, found: value.map(GGUFSplit.shown) ?? "not there"))
  }

  private static func shown(_ value: GGUFValue) -> String { value.integer.map { String($0) } ?? value.kind }
}

extension GGUFFile {
  /// `00003`.
  static func fiveDigits(_ number: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, 5 - digits.count)) + digits
  }
}
