import Foundation
import Inference

/// The bytes of a GGUF file put together by hand, so that they can be wrong: not by the writer under test.
struct RawGGUF {
  var bytes: [UInt8] = []

  /// Magic, version and counts.
  init(version: UInt32 = 3, tensors: UInt64 = 0, keys: UInt64 = 0) {
    bytes += Array("GGUF".utf8)
    number(version)
    number(tensors)
    number(keys)
  }

  /// Something else.
  init(_ text: String) { bytes += Array(text.utf8) }

  mutating func number<Number: FixedWidthInteger>(_ number: Number) {
    for byte in 0..<Number.bitWidth / 8 { bytes.append(UInt8(truncatingIfNeeded: number >> (8 * byte))) }
  }

  mutating func text(_ text: String) {
    number(UInt64(text.utf8.count))
    bytes += Array(text.utf8)
  }

  /// A key with a 32-bit number.
  mutating func key(_ key: String, uint32 value: UInt32) {
    text(key)
    number(UInt32(4))
    number(value)
  }

  /// The beginning of a key with an array.
  mutating func key(_ key: String, arrayOf type: UInt32, count: UInt64) {
    text(key)
    number(UInt32(9))
    number(type)
    number(count)
  }

  mutating func tensor(_ name: String, type: UInt32 = 0, shape: [UInt64], offset: UInt64 = 0) {
    text(name)
    number(UInt32(shape.count))
    for length in shape { number(length) }
    number(type)
    number(offset)
  }

  /// Zeros up to a multiple of the alignment, and then some.
  mutating func weights(_ count: Int, alignment: Int = 32) {
    bytes += [UInt8](repeating: 0, count: (alignment - bytes.count % alignment) % alignment + count)
  }

  func changed(_ change: (inout RawGGUF) -> Void) -> RawGGUF {
    var copy = self
    change(&copy)
    return copy
  }
}

extension GGUFFile {
  /// The file of bytes, called `model.gguf`.
  init(_ bytes: [UInt8]) throws(ReadError) {
    let memory = AlignedMemory(count: bytes.count)
    memory.start.copyMemory(from: bytes, byteCount: bytes.count)
    try self.init(bytes: memory.tensorBytes, name: "model.gguf")
  }

  /// Why bytes are no file; nil if they are one.
  static func reason(_ bytes: [UInt8]) -> ReadError.Reason? {
    do throws(ReadError) {
      _ = try GGUFFile(bytes)
      return nil
    } catch {
      return error.reason
    }
  }
}

extension Tensor {
  /// All stored bytes.
  var storedBytes: [UInt8] { Array(UnsafeRawBufferPointer(start: bytes.start, count: byteCount)) }

  /// A tensor with bytes of its own.
  static func filled(_ name: String, _ type: TensorType, _ shape: [Int], by byte: (Int) -> UInt8) -> Tensor {
    let rows = shape.dropFirst().reduce(1, *)
    let count = (type.byteCount(weights: shape[0]) ?? 0) * rows
    let memory = AlignedMemory(count: count)
    for place in 0..<count { memory.start.storeBytes(of: byte(place), toByteOffset: place, as: UInt8.self) }
    return Tensor(name: name, type: type, shape: shape, bytes: memory.tensorBytes)
  }
}

/// A folder that goes when the test does.
final class TemporaryFolder {
  let url: URL

  init() throws {
    url = FileManager.default.temporaryDirectory.appendingPathComponent("strata-gguf-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: url) }

  func path(_ name: String) -> String { url.appendingPathComponent(name).path }

  func write(_ bytes: [UInt8], _ name: String) throws -> String {
    try Data(bytes).write(to: url.appendingPathComponent(name))
    return path(name)
  }

  func read(_ name: String) throws -> [UInt8] { [UInt8](try Data(contentsOf: url.appendingPathComponent(name))) }

  /// All names, hidden ones too.
  var names: [String] { ((try? FileManager.default.contentsOfDirectory(atPath: url.path)) ?? []).sorted() }
}

/// Small files by the writer, with everything that the format has.
enum GGUFCorpus {
  private static let scalars: [(String, GGUFValue)] = [
    ("general.architecture", .string("llama")), ("u8", .uint8(200)), ("i8", .int8(-100)), ("u16", .uint16(60_000)),
    ("i16", .int16(-30_000)), ("u32", .uint32(4_000_000_000)), ("i32", .int32(-2_000_000_000)),
    ("f32", .float32(-0.1)), ("yes", .bool(true)), ("no", .bool(false)), ("u64", .uint64(UInt64.max)),
    ("i64", .int64(Int64.min)), ("f64", .float64(1e300)), ("text", .string("größe ☃")), ("nothing", .string("")),
    ("bytes", .string(GGUFText(bytes: [0xFF, 0, 0x80]))),
  ]

  private static let nested: [GGUFArray] = [.int32([1, 2]), .string(["x"]), .array([GGUFArray.bool([])])]

  private static let arrays: [(String, GGUFArray)] = [
    ("a.u8", .uint8([0, 255])), ("a.i8", .int8([-128, 127])), ("a.u16", .uint16([1, 65_535])), ("a.i16", .int16([-1])),
    ("a.u32", .uint32([7])), ("a.i32", .int32([-7, 0, 7])), ("a.f32", .float32([0.5, -Float.infinity])),
    ("a.bool", .bool([true, false, true])), ("a.text", .string(["a", "", "ccc"])), ("a.u64", .uint64([UInt64.max])),
    ("a.i64", .int64([Int64.min])), ("a.f64", .float64([0.25])), ("a.empty", .float32([])),
    ("a.arrays", .array(nested)),
  ]

  static let everyValue = GGUFMetadata(
    scalars.map { GGUFMetadata.Entry(key: $0.0, value: $0.1) }
      + arrays.map { GGUFMetadata.Entry(key: $0.0, value: .array($0.1)) })

  static let tensors: [Tensor] = TensorType.allCases.enumerated().map { place, type in
    Tensor.filled("blk.\(place).\(type.name)", type, [type.weightsPerBlock, 2]) { UInt8(truncatingIfNeeded: $0 * 7) }
  }

  /// A file of such keys and tensors.
  static func bytes(_ metadata: GGUFMetadata, _ tensors: [Tensor]) throws -> [UInt8] {
    var writer = try GGUFWriter(metadata: metadata)
    for tensor in tensors { try writer.add(tensor) }
    return try writer.bytes()
  }
}

extension GGUFFile {
  /// The tensor of a name.
  func tensor(_ name: String) -> Tensor? { tensors.first { $0.name == name } }
}
