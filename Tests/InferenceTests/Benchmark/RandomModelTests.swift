import Foundation
import Inference
import StrataTesting
import Testing

/// A shape whose rows hold every type, small enough to be written in a moment.
let smallShape = ModelShape(
  name: "small", hiddenSize: 256, layerCount: 2, headCount: 4, kvHeadCount: 2, feedForwardSize: 512,
  vocabularySize: 320, contextLength: 256)

extension RandomModel {
  /// The model, written and read again.
  func opened() throws -> GGUFFile {
    let bytes = try bytes()
    let memory = AlignedMemory(count: bytes.count)
    memory.start.copyMemory(from: bytes, byteCount: bytes.count)
    return try GGUFFile(bytes: memory.tensorBytes, name: "random.gguf")
  }
}

@Suite struct RandomModelTests {
  @Test func `one seed gives one file, to the last byte`() throws {
    let bytes = try RandomModel(smallShape, .q4_K_M, seed: 1).bytes()
    #expect(try RandomModel(smallShape, .q4_K_M, seed: 1).bytes() == bytes)
    #expect(try RandomModel(smallShape, .q4_K_M, seed: 2).bytes() != bytes)
  }

  @Test(arguments: QuantizationMix.allCases)
  func `weights of every type have mean zero and keep the size of what they multiply`(mix: QuantizationMix) throws {
    let file = try RandomModel(smallShape, mix, seed: 3).opened()
    _ = try Model(metadata: file.metadata, tensors: file.tensors)
    for tensor in file.tensors where tensor.shape.count > 1 {
      var weights = [Float](repeating: 0, count: tensor.weightCount)
      tensor.type.dequantizeRow(tensor.bytes.start, into: &weights, count: weights.count)
      let mean = weights.reduce(0, +) / Float(weights.count)
      let square = weights.reduce(0) { $0 + $1 * $1 } / Float(weights.count) * Float(tensor.columns)
      // 32,768 weights at least: five standard errors of the mean are 0.03 deviations; the rest is the type's own error.
      #expect(abs(mean) * Float(tensor.columns).squareRoot() < 0.05, "\(tensor.name) \(tensor.type.name)")
      #expect(abs(square - 1) < 0.1, "\(tensor.name) \(tensor.type.name): \(square)")
    }
  }

  @Test func `matrices are stored as the mixture has them, vectors in full`() throws {
    let file = try RandomModel(smallShape, .q4_K_M, seed: 1).opened()
    #expect(file.tensor("output.weight")?.type == .q6_K)
    #expect(file.tensor("token_embd.weight")?.type == .q4_K)
    #expect(file.tensor("blk.0.attn_q.weight")?.type == .q4_K)
    #expect(file.tensor("blk.0.attn_norm.weight")?.type == .f32)
    let quantizer = try Quantizer(RandomModel(smallShape, .f16, seed: 1).opened(), to: .q4_K_M)
    #expect(file.tensors.map(\.type) == quantizer.choices.map(\.type))
  }

  @Test(arguments: [.q4_0, .f16, .q4_K_M] as [QuantizationMix])
  func `no two rows of a matrix are alike`(mix: QuantizationMix) throws {
    for tensor in try RandomModel(smallShape, mix, seed: 5).opened().tensors where tensor.shape.count > 1 {
      let rows = (0..<tensor.rows).map { row in
        Array(UnsafeRawBufferPointer(start: tensor.bytes.start + row * tensor.bytesPerRow, count: tensor.bytesPerRow))
      }
      #expect(Set(rows).count == tensor.rows, "\(tensor.name)")
    }
  }

  @Test func `the file says of itself that it is for measuring speed only`() throws {
    let metadata = try RandomModel(smallShape, .q8_0, seed: 9).opened().metadata
    #expect(metadata["strata.speed_only"] == .bool(true) && metadata["strata.seed"] == .uint64(9))
    #expect(try metadata.string("general.name")?.contains("speed only") == true)
    #expect(try metadata.string("general.description")?.contains("means nothing") == true)
  }

  @Test func `its tokenizer knows every byte`() throws {
    let tokenizer = try Tokenizer(metadata: RandomModel(smallShape, .f16, seed: 1).metadata)
    let text = "Grüße, 世界\n🙂"
    let tokens = tokenizer.tokens(of: text, special: false)
    #expect(tokens.allSatisfy { (0..<320).contains($0) } && tokens.count >= text.utf8.count)
    #expect(String(decoding: tokenizer.bytes(of: tokens), as: UTF8.self).hasSuffix(text))
    #expect(tokenizer.beginningOfText == 1 && tokenizer.endOfGeneration == [2])
  }

  @Test(arguments: [("1b", 1_100_048_384), ("8b", 8_030_261_248), ("3b", 3_212_749_824 + 3_072 * 128_256)])
  func `shapes have the weights of the models that they are named for`(name: String, count: Int) throws {
    // TinyLlama 1.1B, Llama 3.1 8B, and Llama 3.2 3B with an output of its own, as published.
    #expect(try #require(ModelShape(named: name)).weightCount == count)
  }

  @Test func `given up, it leaves no file`() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("random-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let path = folder.path + "/new.gguf"
    #expect(throws: GGUFWriter.WriteError.interrupted(path: path)) {
      try RandomModel(smallShape, .f32, seed: 1).write(to: path) { $0 < 0.5 }
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == [])
  }
}
