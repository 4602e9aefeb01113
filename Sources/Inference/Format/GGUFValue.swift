/// A metadata value of a GGUF file, of exactly the type that the file gives it.
public enum GGUFValue: Equatable, Sendable {
  case uint8(UInt8)
  case int8(Int8)
  case uint16(UInt16)
  case int16(Int16)
  case uint32(UInt32)
  case int32(Int32)
  case float32(Float)
  case bool(Bool)
  case string(GGUFText)
  case array(GGUFArray)
  case uint64(UInt64)
  case int64(Int64)
  case float64(Double)

  /// The value as a whole number, if it is one of the integer types and fits.
  public var integer: Int? {
    switch self {
    case .uint8(let value): Int(value)
    case .int8(let value): Int(value)
    case .uint16(let value): Int(value)
    case .int16(let value): Int(value)
    case .uint32(let value): Int(value)
    case .int32(let value): Int(value)
    case .uint64(let value): Int(exactly: value)
    case .int64(let value): Int(exactly: value)
    case .float32, .float64, .bool, .string, .array: nil
    }
  }

  /// The value as a number, whatever its numeric type.
  public var number: Double? {
    switch self {
    case .float32(let value): Double(value)
    case .float64(let value): value
    default: integer.map(Double.init)
    }
  }

  /// What kind of value this is, in the words of an error: `a string`.
  public var kind: String {
    switch self {
    case .uint8, .int8, .uint16, .int16, .uint32, .int32, .uint64, .int64: "a whole number"
    case .float32, .float64: "a number"
    case .bool: "a truth value"
    case .string: "a string"
    case .array(let array): "an array of \(array.count)"
    }
  }
}

/// A string of a GGUF file: bytes that should be UTF-8, kept as they are.
public struct GGUFText: Hashable, Sendable, ExpressibleByStringLiteral {
  /// The bytes as the file has them.
  public let bytes: [UInt8]

  /// A string of so many bytes.
  public init(bytes: [UInt8]) { self.bytes = bytes }
  /// The UTF-8 of a text.
  public init(_ text: String) { bytes = Array(text.utf8) }
  /// The UTF-8 of a literal.
  public init(stringLiteral text: String) { self.init(text) }

  /// The text, with U+FFFD in place of what is not UTF-8.
  public var text: String { String(decoding: bytes, as: UTF8.self) }
}

/// An array of a GGUF file; its elements are all of one type.
public enum GGUFArray: Equatable, Sendable {
  case uint8([UInt8])
  case int8([Int8])
  case uint16([UInt16])
  case int16([Int16])
  case uint32([UInt32])
  case int32([Int32])
  case float32([Float])
  case bool([Bool])
  case string([GGUFText])
  case array([GGUFArray])
  case uint64([UInt64])
  case int64([Int64])
  case float64([Double])

  /// How many elements there are.
  public var count: Int {
    switch self {
    case .uint8(let values): values.count
    case .int8(let values): values.count
    case .uint16(let values): values.count
    case .int16(let values): values.count
    case .uint32(let values): values.count
    case .int32(let values): values.count
    case .float32(let values): values.count
    case .bool(let values): values.count
    case .string(let values): values.count
    case .array(let values): values.count
    case .uint64(let values): values.count
    case .int64(let values): values.count
    case .float64(let values): values.count
    }
  }

  /// The elements as whole numbers, if they are integers that fit.
  public var integers: [Int]? {
    switch self {
    case .uint8(let values): values.map(Int.init)
    case .int8(let values): values.map(Int.init)
    case .uint16(let values): values.map(Int.init)
    case .int16(let values): values.map(Int.init)
    case .uint32(let values): values.map(Int.init)
    case .int32(let values): values.map(Int.init)
    case .uint64(let values): values.allSatisfy { $0 <= UInt64(Int.max) } ? values.map(Int.init) : nil
    case .int64(let values): values.map(Int.init)
    case .float32, .float64, .bool, .string, .array: nil
    }
  }

  /// The elements as single-precision numbers, if they are floating-point.
  public var floats: [Float]? {
    switch self {
    case .float32(let values): values
    case .float64(let values): values.map(Float.init)
    default: nil
    }
  }

  /// The elements as strings, if they are.
  public var strings: [GGUFText]? {
    if case .string(let values) = self { values } else { nil }
  }

  /// The elements as truth values, if they are.
  public var bools: [Bool]? {
    if case .bool(let values) = self { values } else { nil }
  }
}
