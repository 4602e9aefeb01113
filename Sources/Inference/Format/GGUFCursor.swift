/// Reads a GGUF file from front to back, and never past its end: every length is held against the bytes that remain
/// before anything is touched or reserved.
struct GGUFCursor {
  typealias Reason = GGUFFile.ReadError.Reason
  typealias Place = GGUFFile.ReadError.Place

  /// Arrays in arrays that are followed.
  static let mostLevels = 4

  private let start: UnsafeRawPointer
  /// Bytes of the file.
  let count: Int
  /// Bytes read so far.
  private(set) var offset = 0

  /// At the beginning of bytes that outlive the cursor.
  init(_ bytes: TensorBytes) {
    start = bytes.start
    count = bytes.count
  }

  /// Bytes left.
  var remaining: Int { count - offset }

  /// Makes sure that so many bytes are left, without reading them.
  func require(_ needed: UInt64, _ place: @autoclosure () -> Place) throws(Reason) {
    guard needed <= UInt64(remaining) else {
      throw .endsEarly(place(), offset: offset, needed: needed, available: remaining)
    }
  }

  /// The place of the next bytes, which are passed.
  mutating func take(_ needed: UInt64, _ place: @autoclosure () -> Place) throws(Reason) -> UnsafeRawPointer {
    try require(needed, place())
    defer { offset += Int(needed) }
    return start + offset
  }

  /// A number of fixed width, lowest byte first.
  mutating func number<Number: BitwiseCopyable>(
    _ place: @autoclosure () -> Place, as type: Number.Type = Number.self
  ) throws(Reason) -> Number {
    try take(UInt64(MemoryLayout<Number>.size), place()).loadUnaligned(as: Number.self)
  }

  /// A length and so many bytes.
  mutating func text(_ place: @autoclosure () -> Place) throws(Reason) -> GGUFText {
    let length = try number(place(), as: UInt64.self)
    let bytes = try take(length, place())
    return GGUFText(bytes: Array(UnsafeRawBufferPointer(start: bytes, count: Int(length))))
  }

  /// The name of a key or tensor.
  mutating func name(_ place: @autoclosure () -> Place, most: Int) throws(Reason) -> String {
    let begin = offset
    let length = try number(place(), as: UInt64.self)
    guard (1...UInt64(most)).contains(length) else {
      throw .badName(place(), offset: begin, length: length, most: most)
    }
    let bytes = UnsafeRawBufferPointer(start: try take(length, place()), count: Int(length))
    guard let name = String(validating: bytes, as: UTF8.self) else {
      throw .badName(place(), offset: begin, length: length, most: most)
    }
    return name
  }
}

// MARK: Values

extension GGUFCursor {
  /// The type of a value and the value.
  mutating func value(key: String, place: Place) throws(Reason) -> GGUFValue {
    let begin = offset
    let here = Place.value(key: key)
    let type = try valueType(place, here, begin: begin)
    switch type {
    case .uint8: return .uint8(try number(here))
    case .int8: return .int8(try number(here))
    case .uint16: return .uint16(try number(here))
    case .int16: return .int16(try number(here))
    case .uint32: return .uint32(try number(here))
    case .int32: return .int32(try number(here))
    case .float32: return .float32(try number(here))
    case .bool: return .bool(try bools(1, key: key)[0])
    case .string: return .string(try text(here))
    case .array: return .array(try array(key: key, level: 1))
    case .uint64: return .uint64(try number(here))
    case .int64: return .int64(try number(here))
    case .float64: return .float64(try number(here))
    }
  }

  /// - Parameters:
  ///   - place: what is read, in the words of the error when the file ends.
  ///   - owner: what has an unknown type, in the words of the error.
  private mutating func valueType(_ place: Place, _ owner: Place, begin: Int) throws(Reason) -> GGUFValueType {
    let number = try number(place, as: UInt32.self)
    guard let type = GGUFValueType(rawValue: number) else {
      throw .unknownValueType(owner, offset: begin, type: number)
    }
    return type
  }

  /// The type of the elements, their number, and the elements.
  private mutating func array(key: String, level: Int) throws(Reason) -> GGUFArray {
    let (begin, here) = (offset, Place.value(key: key))
    guard level <= GGUFCursor.mostLevels else {
      throw .nestedTooDeep(key: key, offset: begin, most: GGUFCursor.mostLevels)
    }
    let type = try valueType(here, here, begin: begin)
    let count = try number(here, as: UInt64.self)
    switch type {
    case .uint8: return .uint8(try numbers(count, here))
    case .int8: return .int8(try numbers(count, here))
    case .uint16: return .uint16(try numbers(count, here))
    case .int16: return .int16(try numbers(count, here))
    case .uint32: return .uint32(try numbers(count, here))
    case .int32: return .int32(try numbers(count, here))
    case .float32: return .float32(try numbers(count, here))
    case .bool: return .bool(try bools(count, key: key))
    case .string: return .string(try texts(count, here))
    case .array: return .array(try arrays(count, key: key, level: level + 1))
    case .uint64: return .uint64(try numbers(count, here))
    case .int64: return .int64(try numbers(count, here))
    case .float64: return .float64(try numbers(count, here))
    }
  }

  private mutating func numbers<Number: BitwiseCopyable>(
    _ count: UInt64, _ here: Place
  ) throws(Reason) -> [Number] {
    let source = try take(Figures.product(count, UInt64(MemoryLayout<Number>.size)), here)
    // The library would write the count 0 into the one empty array that all threads share.
    guard count > 0 else { return [] }
    let size = Int(count) * MemoryLayout<Number>.size
    return Array(unsafeUninitializedCapacity: Int(count)) { numbers, used in
      UnsafeMutableRawBufferPointer(numbers).copyMemory(from: UnsafeRawBufferPointer(start: source, count: size))
      used = Int(count)
    }
  }

  private mutating func bools(_ count: UInt64, key: String) throws(Reason) -> [Bool] {
    let begin = offset
    let bytes: [UInt8] = try numbers(count, .value(key: key))
    if let wrong = bytes.firstIndex(where: { $0 > 1 }) {
      throw .notABool(key: key, offset: begin + wrong, byte: bytes[wrong])
    }
    return bytes.map { $0 == 1 }
  }

  private mutating func texts(_ count: UInt64, _ here: Place) throws(Reason) -> [GGUFText] {
    // The shortest text is a length of zero.
    try require(Figures.product(count, 8), here)
    var texts: [GGUFText] = []
    texts.reserveCapacity(Int(count))
    for _ in 0..<Int(count) { texts.append(try text(here)) }
    return texts
  }

  private mutating func arrays(_ count: UInt64, key: String, level: Int) throws(Reason) -> [GGUFArray] {
    // The shortest array is a type and a length of zero.
    try require(Figures.product(count, 12), .value(key: key))
    var arrays: [GGUFArray] = []
    arrays.reserveCapacity(Int(count))
    for _ in 0..<Int(count) { arrays.append(try array(key: key, level: level)) }
    return arrays
  }
}
