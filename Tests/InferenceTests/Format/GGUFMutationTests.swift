import Foundation
import Inference
import StrataTesting
import Testing

/// Whatever becomes of a file's bytes: reading them gives a file whose tensors can be walked, or a typed error.
@Suite struct GGUFMutationTests {
  /// Bytes before a page that nobody may touch, so that one read too far ends the tests.
  private final class GuardedBytes: Sendable {
    let bytes: TensorBytes

    init?(_ content: [UInt8]) {
      let page = Int(sysconf(Int32(_SC_PAGESIZE)))
      let size = (content.count + page - 1) / page * page
      guard let start = mmap(nil, size + page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0),
        start != MAP_FAILED, mprotect(start + size, page, PROT_NONE) == 0
      else { return nil }
      let first = start + (size - content.count)
      first.copyMemory(from: content, byteCount: content.count)
      bytes = TensorBytes(
        start: first, count: content.count, owner: Mapping(start: UInt(bitPattern: start), size: size + page))
    }

    private final class Mapping: Sendable {
      let start: UInt
      let size: Int
      init(start: UInt, size: Int) { (self.start, self.size) = (start, size) }
      deinit { munmap(UnsafeMutableRawPointer(bitPattern: start), size) }
    }
  }

  private let corpus: [[UInt8]]

  init() throws {
    var wide = GGUFCorpus.everyValue
    wide["general.alignment"] = .uint32(64)
    let words = (0..<300).map { GGUFText("word\($0)") }
    let vocabulary = GGUFMetadata([
      .init(key: "tokenizer.ggml.tokens", value: .array(.string(words))),
      .init(key: "tokenizer.ggml.scores", value: .array(.float32(words.indices.map(Float.init)))),
    ])
    corpus = [
      try GGUFCorpus.bytes(GGUFCorpus.everyValue, GGUFCorpus.tensors),
      try GGUFCorpus.bytes(wide, Array(GGUFCorpus.tensors.prefix(3))), try GGUFCorpus.bytes(vocabulary, []),
      try GGUFCorpus.bytes(GGUFMetadata(), Array(GGUFCorpus.tensors.suffix(1))),
    ]
  }

  /// Reads bytes and, if they are a file, everything that it has; returns why they are none.
  @discardableResult
  private func outcome(_ content: [UInt8]) throws -> GGUFFile.ReadError.Reason? {
    let guarded = try #require(GuardedBytes(content))
    do throws(GGUFFile.ReadError) {
      let file = try GGUFFile(bytes: guarded.bytes, name: "m")
      for tensor in file.tensors {
        let bytes = UnsafeRawBufferPointer(start: tensor.bytes.start, count: tensor.byteCount)
        _ = bytes.reduce(0) { $0 ^ $1 }
      }
      return nil
    } catch {
      #expect(!error.description.isEmpty)
      return error.reason
    }
  }

  /// Where the last byte lies that is no padding at the end.
  private func end(_ bytes: [UInt8]) throws -> Int {
    let memory = AlignedMemory(count: bytes.count)
    memory.start.copyMemory(from: bytes, byteCount: bytes.count)
    let file = try GGUFFile(bytes: memory.tensorBytes, name: "m")
    guard let last = file.tensors.last else { return (bytes.lastIndex { $0 != 0 } ?? 0) + 1 }
    return last.bytes.start - UnsafeRawPointer(memory.start) + last.byteCount
  }

  @Test func `a file cut off anywhere before its padding ends early, and says so`() throws {
    for bytes in corpus {
      try #require(try outcome(bytes) == nil)
      for length in 1..<(try end(bytes)) {
        let reason = try outcome(Array(bytes[..<length]))
        guard case .endsEarly(_, let offset, let needed, let available) = reason else {
          Issue.record("cut at \(length): \(String(describing: reason))")
          return
        }
        #expect(needed > UInt64(available), "cut at \(length)")
        #expect(available == max(0, length - offset), "cut at \(length)")
      }
    }
  }

  @Test func `a file with turned bits is a file or an error`() throws {
    var refused = 0
    try withEverySeed(0..<3000) { seed, rng in
      var bytes = corpus[Int(seed) % corpus.count]
      for _ in 0..<rng.int(1...6) {
        // Most of the lies that matter are told at the beginning.
        let place = rng.int(0...(rng.oneIn(3) ? bytes.count - 1 : min(bytes.count, 1500) - 1))
        bytes[place] ^= 1 << UInt8(rng.int(0...7))
      }
      if try outcome(bytes) != nil { refused += 1 }
    }
    #expect((300...2990).contains(refused))
  }

  @Test func `a file of pieces of files is a file or an error`() throws {
    try withEverySeed(0..<2000) { seed, rng in
      let (into, from) = (corpus[rng.int(0...corpus.count - 1)], corpus[rng.int(0...corpus.count - 1)])
      let (start, end) = (rng.int(0...from.count - 1), rng.int(0...into.count - 1))
      let piece = from[start..<min(from.count, start + rng.int(1...200))]
      var bytes = into
      bytes.replaceSubrange(end..<min(into.count, end + (rng.oneIn(2) ? piece.count : rng.int(0...200))), with: piece)
      try outcome(bytes)
    }
  }

  @Test func `a file with monstrous numbers in it is a file or an error`() throws {
    let monsters: [UInt64] = [
      0, 1, 1 << 31, 1 << 32, 1 << 60, 1 << 61, 1 << 62, 1 << 63, .max, .max - 1, .max - 31, UInt64(Int.max) - 63,
    ]
    try withEverySeed(0..<3000) { seed, rng in
      var bytes = corpus[Int(seed) % corpus.count]
      for _ in 0..<rng.int(1...3) {
        let width = [1, 2, 4, 8][rng.int(0...3)]
        let place = rng.int(0...min(bytes.count, 1800) - 9)
        let monster = monsters[rng.int(0...monsters.count - 1)]
        for byte in 0..<width { bytes[place + byte] = UInt8(truncatingIfNeeded: monster >> (8 * byte)) }
      }
      try outcome(bytes)
    }
  }
}
