import Foundation
import Inference
import Testing

@Suite struct GGUFWriterTests {
  private typealias WriteError = GGUFWriter.WriteError

  @Test func `the bytes are those of the format`() throws {
    var expected = RawGGUF(tensors: 2, keys: 3)
    expected.text("general.name")
    expected.number(UInt32(8))
    expected.text("tiny")
    expected.key("general.alignment", uint32: 16)
    expected.key("list", arrayOf: 5, count: 2)
    expected.number(Int32(-1))
    expected.number(Int32(2))
    expected.tensor("a", type: 8, shape: [32, 1], offset: 0)
    expected.tensor("b", type: 0, shape: [2], offset: 48)
    expected.weights(0, alignment: 16)
    expected.bytes += [UInt8](repeating: 7, count: 34) + [UInt8](repeating: 0, count: 14)
    expected.bytes += [UInt8](repeating: 9, count: 8) + [UInt8](repeating: 0, count: 8)
    let metadata = GGUFMetadata([
      .init(key: "general.name", value: .string("tiny")), .init(key: "general.alignment", value: .uint32(16)),
      .init(key: "list", value: .array(.int32([-1, 2]))),
    ])
    let tensors = [Tensor.filled("a", .q8_0, [32, 1]) { _ in 7 }, Tensor.filled("b", .f32, [2]) { _ in 9 }]
    #expect(try GGUFCorpus.bytes(metadata, tensors) == expected.bytes)
  }

  @Test func `a file on the disk has the same bytes as one in memory, however the weights come`() throws {
    let folder = try TemporaryFolder()
    let big = Tensor.filled("big", .f32, [1024, 700]) { UInt8(truncatingIfNeeded: $0 &* 31 >> 3) }
    var whole = try GGUFWriter(metadata: GGUFCorpus.everyValue)
    var pieces = whole
    for tensor in GGUFCorpus.tensors + [big] {
      try whole.add(tensor)
      try pieces.add(name: tensor.name, type: tensor.type, shape: tensor.shape) { put throws(WriteError) in
        let all = UnsafeRawBufferPointer(start: tensor.bytes.start, count: tensor.byteCount)
        for start in stride(from: 0, to: all.count, by: 1000) {
          try put(UnsafeRawBufferPointer(rebasing: all[start..<min(all.count, start + 1000)]))
        }
      }
    }
    let bytes = try whole.bytes()
    try whole.write(to: folder.path("whole.gguf"))
    try pieces.write(to: folder.path("pieces.gguf"))
    #expect(try folder.read("whole.gguf") == bytes)
    #expect(try folder.read("pieces.gguf") == bytes)
    #expect(folder.names == ["pieces.gguf", "whole.gguf"])
    #expect(try GGUFFile.open(folder.path("pieces.gguf")).tensor("big")?.storedBytes == big.storedBytes)
  }

  @Test func `what goes wrong on the way leaves the old file and nothing else`() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write([1, 2, 3], "model.gguf")
    let sources: [(GGUFWriter.WeightSource, WriteError)] = [
      ({ _ throws(WriteError) in throw .interrupted(path: path) }, .interrupted(path: path)),
      ({ _ in }, .wrongByteCount(tensor: "t", needed: 8, given: 0)),
      (
        { put throws(WriteError) in
          let nine = AlignedMemory(count: 9)
          try put(UnsafeRawBufferPointer(start: nine.start, count: 9))
        }, .wrongByteCount(tensor: "t", needed: 8, given: 9)
      ),
    ]
    for (source, expected) in sources {
      var writer = try GGUFWriter(metadata: GGUFMetadata())
      try writer.add(name: "t", type: .f32, shape: [2], source: source)
      #expect(throws: expected) { try writer.write(to: path) }
      #expect(folder.names == ["model.gguf"])
      #expect(try folder.read("model.gguf") == [1, 2, 3])
    }
  }

  @Test func `a model that does not fit on the disk is refused with figures before it is begun`() throws {
    let folder = try TemporaryFolder()
    var writer = try GGUFWriter(metadata: GGUFMetadata())
    try writer.add(name: "t", type: .f32, shape: [1 << 30, 1 << 20]) { _ in Issue.record("the weights were asked for") }
    let error = try #require(throws: WriteError.self) { try writer.write(to: folder.path("m.gguf")) }
    guard case .noSpace(folder.path("m.gguf"), let needed, let available) = error else { throw error }
    #expect(needed > 1 << 52 && available < needed)
    #expect(error.description.contains("4 PiB are still to be written"))
    #expect(folder.names == [])
  }

  @Test func `only a file is replaced, and a link stays a link`() throws {
    let folder = try TemporaryFolder()
    let writer = try GGUFWriter(metadata: GGUFMetadata())
    #expect(throws: WriteError.notAFile(path: folder.url.path, kind: "a directory")) {
      try writer.write(to: folder.url.path)
    }
    #expect(throws: WriteError.notAFile(path: "/dev/null", kind: "a device")) { try writer.write(to: "/dev/null") }
    #expect(throws: WriteError.noName) { try writer.write(to: "") }
    let nowhere = folder.path("none/m.gguf")
    #expect(throws: WriteError.refused(path: nowhere, why: "No such file or directory")) {
      try writer.write(to: nowhere)
    }
    let target = try folder.write([1], "target.gguf")
    try FileManager.default.createSymbolicLink(atPath: folder.path("link.gguf"), withDestinationPath: target)
    try writer.write(to: folder.path("link.gguf"))
    #expect(try folder.read("target.gguf") == writer.bytes())
    #expect(try FileManager.default.destinationOfSymbolicLink(atPath: folder.path("link.gguf")) == target)
  }

  @Test func `what no reader would take is not written`() throws {
    func metadata(_ key: String, _ value: GGUFValue) -> GGUFMetadata { GGUFMetadata([.init(key: key, value: value)]) }
    #expect(throws: WriteError.badAlignment(value: "12")) {
      try GGUFWriter(metadata: metadata("general.alignment", .uint32(12)))
    }
    #expect(throws: WriteError.badKey(key: "", bytes: 0, most: 65_535)) {
      try GGUFWriter(metadata: metadata("", .bool(true)))
    }
    var writer = try GGUFWriter(metadata: GGUFMetadata())
    func add(_ name: String, _ type: TensorType, _ shape: [Int]) throws(WriteError) {
      try writer.add(name: name, type: type, shape: shape) { _ in }
    }
    let long = String(repeating: "n", count: 64)
    #expect(throws: WriteError.badName(tensor: long, bytes: 64, most: 63)) { try add(long, .f32, [1]) }
    for shape in [[], [0], [1, -1], [1, 1, 1, 1, 1], [.max], [1 << 40, 1 << 40]] {
      #expect(throws: WriteError.badShape(tensor: "t", type: .f32, shape: shape)) { try add("t", .f32, shape) }
    }
    #expect(throws: WriteError.badShape(tensor: "t", type: .q4_0, shape: [33])) { try add("t", .q4_0, [33]) }
    try add("t", .f32, [1])
    #expect(throws: WriteError.duplicateTensor(name: "t")) { try add("t", .f32, [1]) }
  }
}
