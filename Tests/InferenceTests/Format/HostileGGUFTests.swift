import Inference
import Testing

/// Files that are well formed up to one lie.
@Suite struct HostileGGUFTests {
  private typealias Reason = GGUFFile.ReadError.Reason

  /// The reason for one key whose beginning the closure writes.
  private func key(_ write: (inout RawGGUF) -> Void) -> Reason? {
    GGUFFile.reason(RawGGUF(keys: 1).changed(write).bytes)
  }

  /// The reason for tensors that the closure writes, before 64 bytes of weights.
  private func tensors(_ count: UInt64, _ write: (inout RawGGUF) -> Void) -> Reason? {
    var raw = RawGGUF(tensors: count).changed(write)
    raw.weights(64)
    return GGUFFile.reason(raw.bytes)
  }

  @Test(arguments: [1 << 32, 1 << 60, .max] as [UInt64])
  func `a count that the file cannot hold is refused before anything is reserved for it`(count: UInt64) {
    let (keys, overflow) = count.multipliedReportingOverflow(by: 14)
    #expect(
      GGUFFile.reason(RawGGUF(keys: count).bytes)
        == .endsEarly(.keys, offset: 24, needed: overflow ? .max : keys, available: 0))
    #expect(
      GGUFFile.reason(RawGGUF(tensors: count).bytes)
        == .endsEarly(.tensorList, offset: 24, needed: count == 1 << 32 ? 33 << 32 : .max, available: 0))
    for type in [UInt32](0...12) {
      let reason = key { $0.key("k", arrayOf: type, count: count) }
      guard case .endsEarly(.value(key: "k"), offset: 49, needed: count..., available: 0) = reason else {
        Issue.record("type \(type): \(String(describing: reason))")
        continue
      }
    }
    #expect(
      key { raw in
        raw.text("k")
        raw.number(UInt32(8))
        raw.number(count)
      } == .endsEarly(.value(key: "k"), offset: 45, needed: count, available: 0))
  }

  @Test func `names must be there, be UTF-8 and not too long`() {
    #expect(
      key {
        $0.number(UInt64.max); $0.weights(64)
      }
        == .badName(.key(number: 1), offset: 24, length: .max, most: 65_535))
    #expect(
      key {
        $0.key("", uint32: 1); $0.weights(64)
      } == .badName(.key(number: 1), offset: 24, length: 0, most: 65_535))
    #expect(
      key { raw in
        raw.number(UInt64(2))
        raw.bytes += [0xC3, 0x28]
        raw.weights(64)
      } == .badName(.key(number: 1), offset: 24, length: 2, most: 65_535))
    #expect(
      tensors(1) { $0.tensor(String(repeating: "n", count: 256), shape: [8]) }
        == .badName(.tensor(number: 1), offset: 24, length: 256, most: 255))
  }

  @Test func `values must be of a known type, truth values 0 or 1, arrays not nested without end`() {
    #expect(
      key { raw in
        raw.text("k")
        raw.number(UInt32(13))
        raw.weights(64)
      } == .unknownValueType(.value(key: "k"), offset: 33, type: 13))
    #expect(key { $0.key("k", arrayOf: 99, count: 0) } == .unknownValueType(.value(key: "k"), offset: 37, type: 99))
    #expect(
      key { raw in
        raw.key("k", arrayOf: 7, count: 3)
        raw.bytes += [1, 0, 2]
      } == .notABool(key: "k", offset: 51, byte: 2))
    #expect(
      key { raw in
        raw.key("k", arrayOf: 9, count: 1)
        for _ in 0..<100_000 {
          raw.number(UInt32(9))
          raw.number(UInt64(1))
        }
      } == .nestedTooDeep(key: "k", offset: 85, most: 4))
  }

  @Test func `a key or a tensor must not come twice`() {
    var raw = RawGGUF(keys: 2)
    raw.key("k", uint32: 1)
    raw.key("k", uint32: 1)
    #expect(GGUFFile.reason(raw.bytes) == .duplicateKey(key: "k", offset: 41))
    #expect(
      tensors(2) { raw in
        raw.tensor("t", shape: [8])
        raw.tensor("t", shape: [8], offset: 32)
      } == .duplicateTensor(name: "t"))
  }

  @Test(arguments: [0, 1, 4, 24, 48, 1 << 22, 1 << 31, 0x8000_0001] as [UInt32])
  func `an alignment that is no power of two from 8 to 2 MiB is refused`(alignment: UInt32) {
    #expect(key { $0.key("general.alignment", uint32: alignment) } == .badAlignment(value: "\(alignment)"))
  }

  @Test func `an alignment larger than the file leaves no room for weights`() {
    var raw = RawGGUF(tensors: 1, keys: 1)
    raw.key("general.alignment", uint32: 1 << 21)
    raw.tensor("t", shape: [8])
    raw.weights(64)
    guard case .endsEarly(.weights(tensor: "t"), offset: 90, _, _) = GGUFFile.reason(raw.bytes) else {
      Issue.record("\(String(describing: GGUFFile.reason(raw.bytes)))")
      return
    }
  }

  @Test(
    arguments: [
      [0], [8, 0], [1 << 62, 1 << 62], [8, .max], [.max], [1 << 61, 8], [1 << 60, 4, 4, 4], [1 << 32, 1 << 32],
    ] as [[UInt64]])
  func `dimensions must not be zero, nor more than can be counted`(shape: [UInt64]) {
    #expect(tensors(1) { $0.tensor("t", shape: shape) } == .badShape(tensor: "t", offset: 37, shape: shape))
  }

  @Test func `a tensor has one to four dimensions and whole blocks`() {
    for count in [0, 5, 1 << 31] as [UInt32] {
      #expect(
        tensors(1) { raw in
          raw.text("t")
          raw.number(count)
        } == .badDimensionCount(tensor: "t", offset: 33, count: count, most: 4))
    }
    #expect(
      tensors(1) { $0.tensor("t", type: 12, shape: [32, 8]) } == .brokenRow(tensor: "t", type: .q4_K, columns: 32))
  }

  @Test func `weights lie aligned, apart, and within the file`() {
    #expect(
      tensors(1) { $0.tensor("t", shape: [8], offset: 8) } == .misaligned(tensor: "t", offset: 8, alignment: 32))
    #expect(
      tensors(2) { raw in
        raw.tensor("late", shape: [8], offset: 32)
        raw.tensor("long", shape: [9], offset: 0)
      } == .overlap(tensor: "late", offset: 128, with: "long", end: 132))
    for offset in [64, 1 << 40, UInt64.max - 31] {
      let reason = tensors(1) { $0.tensor("t", shape: [8], offset: offset) }
      let expected = offset > 1 << 62 ? Int.max : 64 + Int(offset)
      #expect(reason == .endsEarly(.weights(tensor: "t"), offset: expected, needed: 32, available: 0))
    }
    #expect(
      tensors(1) { $0.tensor("t", shape: [1 << 40]) }
        == .endsEarly(.weights(tensor: "t"), offset: 64, needed: 1 << 42, available: 64))
  }
}
