import Foundation
import Inference
import Testing

@Suite struct GGUFFileTests {
  @Test func `every type of value comes back as it was written`() throws {
    let file = try GGUFFile(try GGUFCorpus.bytes(GGUFCorpus.everyValue, []))
    #expect(file.metadata == GGUFCorpus.everyValue)
    #expect(file.version == 3)
    #expect(!file.hasTensors)
  }

  @Test func `every type of tensor comes back with its bytes, each at a multiple of the alignment`() throws {
    let bytes = try GGUFCorpus.bytes(GGUFCorpus.everyValue, GGUFCorpus.tensors)
    let file = try GGUFFile(bytes)
    #expect(file.tensors.map(\.name) == GGUFCorpus.tensors.map(\.name))
    for (read, written) in zip(file.tensors, GGUFCorpus.tensors) {
      #expect(read.type == written.type)
      #expect(read.shape == written.shape)
      #expect(read.storedBytes == written.storedBytes, "\(read.name)")
      #expect(Int(bitPattern: read.bytes.start) % 32 == 0)
      #expect(file.tensor(read.name)?.bytes.start == read.bytes.start)
    }
    #expect(file.tensor("blk") == nil)
    #expect(file.byteCount == bytes.count)
  }

  @Test(arguments: [2, 3] as [UInt32]) func `a file of version 2 or 3 put together by hand is read`(version: UInt32)
    throws
  {
    var raw = RawGGUF(version: version, tensors: 2, keys: 2)
    raw.key("general.alignment", uint32: 64)
    raw.key("llama.block_count", uint32: 22)
    raw.tensor("b", type: 8, shape: [32, 3], offset: 64)
    raw.tensor("a", shape: [4], offset: 0)
    raw.weights(64 + 102, alignment: 64)
    let file = try GGUFFile(raw.bytes)
    #expect(file.version == version)
    #expect(file.alignment == 64)
    #expect(try file.metadata.integer("llama.block_count") == 22)
    #expect(file.tensors.map(\.name) == ["b", "a"])
    #expect(file.tensor("b")?.type == .q8_0)
    #expect(file.tensor("b")?.byteCount == 102)
    #expect(file.tensor("a")?.shape == [4])
  }

  @Test func `a mapped file outlives the value that opened it as long as a tensor is held`() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write(try GGUFCorpus.bytes(GGUFMetadata(), GGUFCorpus.tensors), "m.gguf")
    let tensor = try #require(try GGUFFile.open(path).tensor(GGUFCorpus.tensors[5].name))
    try FileManager.default.removeItem(atPath: path)
    #expect(tensor.storedBytes == GGUFCorpus.tensors[5].storedBytes)
  }

  // MARK: What is no model

  @Test func `what is no file, or an empty one, is refused as what it is`() throws {
    let folder = try TemporaryFolder()
    func reason(_ path: String) -> GGUFFile.ReadError.Reason? {
      do throws(GGUFFile.ReadError) {
        _ = try GGUFFile.open(path)
        return nil
      } catch {
        #expect(error.file == path)
        return error.reason
      }
    }
    #expect(reason(folder.url.path) == .cannotOpen(.notAFile(kind: "a directory")))
    #expect(reason("/dev/null") == .cannotOpen(.notAFile(kind: "a device")))
    #expect(reason(try folder.write([], "empty.gguf")) == .cannotOpen(.empty))
    #expect(reason(folder.path("none.gguf")) == .cannotOpen(.refused(why: "No such file or directory")))
    #expect(mkfifo(folder.path("pipe"), 0o600) == 0)
    #expect(reason(folder.path("pipe")) == .cannotOpen(.notAFile(kind: "a pipe")))
  }

  @Test(arguments: [
    ("lmgg", "GGML"), ("fmgg", "GGMF"), ("tjgg", "GGJT"), ("algg", "GGLA"), ("version https://git-lfs", "LFS"),
    ("<!DOCTYPE html>", "web page"), ("PK\u{3}\u{4}", "ZIP"),
  ])
  func `other kinds of files are told by their first bytes`(beginning: String, word: String) throws {
    let raw = RawGGUF(beginning)
    let error = try #require(throws: GGUFFile.ReadError.self) { try GGUFFile(raw.bytes) }
    #expect(error.description.contains(word), "\(error)")
  }

  @Test func `byte order and version are refused by name`() {
    #expect(GGUFFile.reason(RawGGUF(version: 1).bytes) == .unsupportedVersion(1))
    #expect(GGUFFile.reason(RawGGUF(version: 4).bytes) == .unsupportedVersion(4))
    #expect(GGUFFile.reason(RawGGUF(version: 0).bytes) == .unsupportedVersion(0))
    #expect(GGUFFile.reason(RawGGUF(version: 0x0300_0000).bytes) == .bigEndian)
    #expect(GGUFFile.reason(RawGGUF("FUGG").bytes) == .bigEndian)
    #expect(GGUFFile.reason(RawGGUF("GGUg").bytes) == .notGGUF(magic: [71, 71, 85, 103], looksLike: nil))
    #expect(GGUFFile.reason(Array("GGU".utf8)) == .endsEarly(.header, offset: 0, needed: 4, available: 3))
  }

  // MARK: What is said of it

  @Test func `an error says which file and tensor, where, how much is needed and how much there is`() throws {
    var raw = RawGGUF(tensors: 1)
    raw.tensor("blk.3.ffn_up.weight", shape: [1024, 2304])
    raw.weights(1204)
    let error = try #require(throws: GGUFFile.ReadError.self) { try GGUFFile(raw.bytes) }
    #expect(
      error.description
        == "model.gguf ends early: tensor blk.3.ffn_up.weight needs 9,437,184 bytes at offset 96, 1,204 remain. "
        + "Download it again")
  }

  @Test func `a type that is not read is refused by its name, and those that are read are listed`() throws {
    let names: [(UInt32, String)] = [(16, "IQ2_XXS"), (34, "TQ1_0"), (39, "MXFP4"), (24, "I8"), (77, "number 77")]
    for (number, name) in names {
      var raw = RawGGUF(tensors: 1)
      raw.tensor("t", type: number, shape: [256])
      let error = try #require(throws: GGUFFile.ReadError.self) { try GGUFFile(raw.bytes) }
      #expect(
        error.description
          == "model.gguf is damaged or not meant for this program: tensor t is of type \(name) at offset 45; read are "
          + "F32, F16, Q4_0, Q4_1, Q5_0, Q5_1, Q8_0, Q2_K, Q3_K, Q4_K, Q5_K, Q6_K, BF16")
    }
  }
}
