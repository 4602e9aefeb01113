import Foundation
import Inference
import Testing

@Suite struct GGUFSplitTests {
  private let folder: TemporaryFolder
  private let tensors = (0..<5).map { number in
    Tensor.filled("blk.\(number).weight", .f32, [4, 2]) { UInt8($0 + number) }
  }

  init() throws { folder = try TemporaryFolder() }

  private func name(_ part: Int, of count: Int = 3) -> String { "m-0000\(part)-of-0000\(count).gguf" }

  /// Writes one part; a number from 1.
  @discardableResult
  private func write(
    part: Int, _ tensors: ArraySlice<Tensor>, count: Int = 3, number: Int? = nil, total: Int = 5
  ) throws -> String {
    var entries: [(String, GGUFValue)] = [
      ("split.no", .uint16(UInt16((number ?? part) - 1))), ("split.count", .uint16(UInt16(count))),
      ("split.tensors.count", .int32(Int32(total))),
    ]
    if part == 1 { entries.append(("general.architecture", .string("llama"))) }
    let metadata = GGUFMetadata(entries.map { GGUFMetadata.Entry(key: $0.0, value: $0.1) })
    return try folder.write(try GGUFCorpus.bytes(metadata, Array(tensors)), name(part))
  }

  private func reason(_ path: String) -> GGUFFile.ReadError? {
    do throws(GGUFFile.ReadError) {
      _ = try GGUFFile.open(path)
      return nil
    } catch {
      return error
    }
  }

  @Test func `all parts are one model, without the keys that number them`() throws {
    let path = try write(part: 1, tensors[0..<2])
    try write(part: 2, tensors[2..<4])
    try write(part: 3, tensors[4...])
    let file = try GGUFFile.open(path)
    #expect(file.tensors.map(\.name) == tensors.map(\.name))
    #expect(file.tensors.map(\.storedBytes) == tensors.map(\.storedBytes))
    #expect(file.tensor("blk.4.weight")?.storedBytes == tensors[4].storedBytes)
    #expect(file.parts.map(\.name) == (1...3).map { folder.path(name($0)) })
    #expect(file.byteCount == file.parts.reduce(0) { $0 + $1.byteCount })
    #expect(file.metadata.entries.map(\.key) == ["general.architecture"])
  }

  @Test func `missing parts are named`() throws {
    let path = try write(part: 1, tensors[0..<2])
    #expect(reason(path)?.reason == .missingParts([folder.path(name(2)), folder.path(name(3))], of: 3))
    try write(part: 3, tensors[4...])
    let error = try #require(reason(path))
    #expect(error.reason == .missingParts([folder.path(name(2))], of: 3))
    #expect(error.description.contains(name(2)))
  }

  @Test func `a part that is not the first, or has lost its name, is refused with what to do`() throws {
    try write(part: 1, tensors[0..<2])
    let second = try write(part: 2, tensors[2..<4])
    #expect(reason(second)?.reason == .notTheFirstPart(number: 2, count: 3))
    try FileManager.default.moveItem(atPath: folder.path(name(1)), toPath: folder.path("model.gguf"))
    let error = try #require(reason(folder.path("model.gguf")))
    #expect(error.reason == .unnumberedPart(count: 3))
    #expect(error.description.contains("-00001-of-00003.gguf"))
  }

  @Test func `a part of another model is found out`() throws {
    let path = try write(part: 1, tensors[0..<2])
    try write(part: 2, tensors[2..<4], number: 3)
    let third = try write(part: 3, tensors[4...])
    #expect(
      reason(path) == .init(file: folder.path(name(2)), reason: .wrongPart(key: "split.no", expected: 1, found: "2")))
    try write(part: 2, tensors[1..<4])
    #expect(reason(path) == .init(file: folder.path(name(2)), reason: .duplicateTensor(name: "blk.1.weight")))
    try write(part: 2, tensors[2..<3])
    #expect(reason(path)?.reason == .wrongTensorCount(said: 5, found: 4, parts: 3))
    try write(part: 2, tensors[2..<4])
    _ = try folder.write(try GGUFCorpus.bytes(GGUFMetadata(), [tensors[4]]), name(3))
    #expect(
      reason(path) == .init(file: third, reason: .wrongPart(key: "split.no", expected: 2, found: "not there")))
  }
}
