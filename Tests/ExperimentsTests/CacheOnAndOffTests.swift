import Foundation
import Inference
import StrataTesting
import Testing
@testable import Experiments

@Suite struct CacheOnAndOffTests {
  @Test func `the engine's cache takes what the formula says, to the byte`() throws {
    for name in ["260k", "15m", "42m"] {
      let shape = try #require(ModelShape(named: name))
      let file = try MemoryFile.open(try RandomModel(shape, .q8_0, seed: 1).bytes(), name: name)
      let blueprint = try Model(metadata: file.metadata, tensors: file.tensors).blueprint
      // A head's numbers lie in sixteens; those of the smallest shape are only eight.
      guard blueprint.headDimension % 16 == 0 else { continue }
      for type in KVType.allCases {
        let cache = try KVCache(blueprint: blueprint, positions: 64, type: type)
        #expect(Double(cache.byteCount) == 64 * CacheArithmetic.bytesPerToken(blueprint, type), "\(name), \(type)")
        #expect(Double(KVCache.bytesPerToken(blueprint: blueprint, type: type)) * 64 == Double(cache.byteCount))
      }
    }
  }

  @Test func `known models: 13,824 bytes for 15m in single precision, 128 KiB for Llama 3.1 8B in half`() {
    let small = CacheArithmetic.bytesPerToken(layers: 6, .heads(6, dimension: 48), .f32)
    #expect(small == 13_824)
    typealias Large = CacheArithmetic.Large
    #expect(Large.bytesPerToken(Large.grouped) == 131_072 && Large.bytesPerToken(Large.own) == 4 * 131_072)
    #expect(Large.bytesPerToken(Large.latent) == Double(32 * 576 * 2))
    #expect(Large.users(Large.grouped) == 59 && Large.users(Large.own) == 14 && Large.users(Large.latent) == 211)
  }

  @Test func `as many users fit as whole caches do, and none where weights leave nothing`() {
    #expect(CacheArithmetic.users(memory: 100, weights: 10, tokens: 3, bytesPerToken: 10) == 3)
    #expect(CacheArithmetic.users(memory: 99, weights: 10, tokens: 3, bytesPerToken: 10) == 2)
    #expect(CacheArithmetic.users(memory: 5, weights: 10, tokens: 3, bytesPerToken: 10) == 0)
  }

  private func run(
    _ settings: [(String, String)], _ seen: Seen = Seen(), model: String? = nil
  ) throws -> ExperimentResult {
    try Surroundings.run("kv-cache", settings, Surroundings.environment(model: model)) {
      seen.all.append($0)
      return true
    }
  }

  @Test(arguments: KVType.allCases)
  func `with and without the cache the same tokens come out, however it stores them`(type: KVType) throws {
    let folder = try TemporaryFolder()
    let path = folder.path("tiny.gguf")
    try Surroundings.writeModel(to: path)
    let seen = Seen()
    let result = try run([("tokens", "40"), ("kv", type.rawValue)], seen, model: path)
    #expect(result.figure("agreement")?.value == 100 && result.choices["same"] == "yes")
    #expect(result.figure("agreement")?.isAsExpected == true)
    // One layer, two heads of 16 numbers.
    #expect(result.figure("bytes-f16")?.value == 128 && result.figure("bytes-f32")?.value == 256)
    #expect(result.figure("bytes-q8_0")?.value == 72)
    let texts = seen.all.compactMap { if case .sample(_, let text) = $0 { text } else { nil } }
    #expect(texts.count == 2 && texts[0] == texts[1])
    let positions = seen.points("without").map(\.x)
    #expect(positions.count == 39 && zip(positions, positions.dropFirst()).allSatisfy { $1 == $0 + 1 })
    #expect(seen.points("with the cache").map(\.x) == positions)
  }

  @Test func `a shape without a file runs too, and writes as many tokens`() throws {
    let seen = Seen()
    let result = try run([("tokens", "16"), ("model", "15m"), ("memory", "0.1"), ("context", "1000")], seen)
    #expect(result.figure("bytes-f32")?.value == 13_824 && result.figure("agreement")?.value == 100)
    let types = ["f32", "f16", "q8_0"].compactMap { result.figure("users-\($0)")?.value }
    #expect(types == types.sorted() && Set(types).count == 3)
    #expect(!seen.all.contains { if case .sample = $0 { true } else { false } })
  }

  @Test func `the question about StackLM has its numbers`() throws {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let file = try GGUFFile.open(root.path + "/Content/models/stacklm.gguf")
    let blueprint = try Model(metadata: file.metadata, tensors: file.tensors).blueprint
    #expect(blueprint.layerCount == 6 && blueprint.kvHeadCount == 4 && blueprint.headDimension == 32)
    let question = try #require(CacheOnAndOff().description.prediction("bytes-f16")).question
    #expect(question.contains("6 layers with 4 heads of keys and values, 32 numbers"))
  }

  @Test func `a text longer than the model's context is refused with both lengths`() throws {
    let folder = try TemporaryFolder()
    let path = folder.path("tiny.gguf")
    try Surroundings.writeModel(to: path)
    #expect {
      _ = try run([("tokens", "480"), ("model", "model")], model: try CacheOnAndOffTests.shortened(path, folder))
    } throws: {
      "\($0)".contains("a context of 64 tokens")
    }
  }

  /// The same model, said to be for 64 tokens only.
  private static func shortened(_ path: String, _ folder: TemporaryFolder) throws -> String {
    let file = try GGUFFile.open(path)
    var metadata = file.metadata
    metadata["llama.context_length"] = .uint32(64)
    var writer = try GGUFWriter(metadata: metadata)
    for tensor in file.tensors { try writer.add(tensor) }
    let short = folder.path("short.gguf")
    try writer.write(to: short)
    return short
  }
}
