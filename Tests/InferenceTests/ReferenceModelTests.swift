import Foundation
import Inference
import Testing

@Suite struct ReferenceModelTests {
  @Test func `hashes and weights are those that the reference's generator makes`() throws {
    #expect(ReferenceModel.hash("") == 0xCBF2_9CE4_8422_2325)
    #expect(ReferenceModel.hash("a") == 0xAF63_DC4C_8601_EC8C)
    let model = try ReferenceModel.named("llama-gqa")
    let query = try #require(model.tensors.first { $0.name == "blk.0.attn_q.weight" })
    #expect(Array(model.weights(of: query).prefix(4)) == [0.247173697, -0.162482083, -0.025770247, -0.0589862466])
    let norm = try #require(model.tensors.first { $0.name == "blk.2.ffn_norm.weight" })
    #expect(Array(model.weights(of: norm).prefix(4)) == [1.10200202, 0.849487841, 1.00130653, 0.92598474])
  }

  @Test(arguments: ReferenceModel.names)
  func `every weight of a model equals the reference's to the bit`(name: String) throws {
    let model = try ReferenceModel.named(name)
    for tensor in model.tensors {
      var (digest, place) = (UInt64(0), UInt64(0))
      for weight in model.weights(of: tensor) {
        place &+= 1
        digest &+= UInt64(weight.bitPattern) &* place
      }
      let text = String(digest, radix: 16)
      #expect(String(repeating: "0", count: 16 - text.count) + text == tensor.digest, "\(tensor.name)")
    }
  }

  @Test(arguments: ReferenceModel.names)
  func `a fixture is complete: its shapes, its positions, and one name for each token`(name: String) throws {
    let model = try ReferenceModel.named(name)
    let keys = try model.fileMetadata()
    let embedding = try #require(model.tensors.first { $0.name == "token_embd.weight" })
    let vocabulary = embedding.shape[1]
    #expect(try keys.strings("tokenizer.ggml.tokens")?.count == vocabulary)
    #expect(try keys.integers("tokenizer.ggml.token_type")?.count == vocabulary)
    #expect(try keys.floats("tokenizer.ggml.scores")?.count == vocabulary)
    #expect(model.last.count == vocabulary)
    #expect(model.ids.count == 48 && model.greedy.count == 32)
    #expect((model.ids + model.greedy).allSatisfy { (0..<vocabulary).contains($0) })
    #expect(model.samples.map(\.position) == [0, 8, 16, 24, 32, 40])
    #expect(model.samples.allSatisfy { $0.logits.count == 32 })
    let hidden = try #require(try keys.integer("\(keys.string("general.architecture") ?? "").embedding_length"))
    #expect(embedding.shape[0] == hidden)
  }

  @Test(arguments: ReferenceModel.quantizableNames)
  func `the matrices of a quantizable model are rows of whole blocks of every type`(name: String) throws {
    let model = try ReferenceModel.named(name)
    let matrices = model.tensors.filter { $0.shape.count > 1 }
    #expect(matrices.allSatisfy { $0.shape[0] % 256 == 0 })
    #expect(!matrices.isEmpty)
  }
}
