/// Keys and the list of tensors as the bytes of a GGUF file, version 3.
struct GGUFEncoder {
  private(set) var bytes: [UInt8] = []

  mutating func number<Number: BitwiseCopyable>(_ number: Number) {
    withUnsafeBytes(of: number) { bytes.append(contentsOf: $0) }
  }

  mutating func text(_ text: [UInt8]) {
    number(UInt64(text.count))
    bytes += text
  }

  /// Zeros up to the next multiple.
  mutating func pad(to alignment: Int) {
    bytes.append(contentsOf: repeatElement(0, count: (alignment - bytes.count % alignment) % alignment))
  }

  // MARK: Values

  /// The type and the value.
  mutating func value(_ value: GGUFValue) {
    number(value.type.rawValue)
    switch value {
    case .uint8(let value): number(value)
    case .int8(let value): number(value)
    case .uint16(let value): number(value)
    case .int16(let value): number(value)
    case .uint32(let value): number(value)
    case .int32(let value): number(value)
    case .float32(let value): number(value)
    case .bool(let value): bytes.append(value ? 1 : 0)
    case .string(let value): text(value.bytes)
    case .array(let value): array(value)
    case .uint64(let value): number(value)
    case .int64(let value): number(value)
    case .float64(let value): number(value)
    }
  }

  private mutating func array(_ array: GGUFArray) {
    number(array.elementType.rawValue)
    number(UInt64(array.count))
    switch array {
    case .uint8(let values): numbers(values)
    case .int8(let values): numbers(values)
    case .uint16(let values): numbers(values)
    case .int16(let values): numbers(values)
    case .uint32(let values): numbers(values)
    case .int32(let values): numbers(values)
    case .float32(let values): numbers(values)
    case .bool(let values): bytes += values.map { $0 ? 1 : 0 }
    case .string(let values): for value in values { text(value.bytes) }
    case .array(let values): for value in values { self.array(value) }
    case .uint64(let values): numbers(values)
    case .int64(let values): numbers(values)
    case .float64(let values): numbers(values)
    }
  }

  private mutating func numbers<Number: BitwiseCopyable>(_ numbers: [Number]) {
    numbers.withUnsafeBytes { bytes.append(contentsOf: $0) }
  }
}
