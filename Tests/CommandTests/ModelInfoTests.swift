import Foundation
import Inference
import StrataTesting
import Testing

/// `strata model info` on small files that the tests write.
@Suite struct ModelInfoTests {
  private let home: Home

  init() throws {
    home = try Home()
  }

  private func info(_ arguments: String...) throws -> Outcome {
    try home.run(Home.program.path, ["model", "info"] + arguments)
  }

  private static let keys: [(String, GGUFValue)] = [
    ("general.architecture", .string("llama")), ("general.name", .string("Tiny \u{1B}[31mred")),
    ("llama.block_count", .uint32(2)), ("llama.context_length", .uint32(1024)),
    ("llama.embedding_length", .uint32(64)), ("llama.feed_forward_length", .uint32(128)),
    ("llama.attention.head_count", .uint32(4)), ("llama.attention.head_count_kv", .array(.int32([2, 2]))),
    ("llama.attention.layer_norm_rms_epsilon", .float32(1e-5)), ("tokenizer.ggml.model", .string("llama")),
    ("tokenizer.ggml.tokens", .array(.string(["<unk>", "<s>", "</s>", "a"]))),
    ("tokenizer.ggml.bos_token_id", .uint32(1)), ("tokenizer.ggml.eos_token_id", .uint32(9)),
    ("tokenizer.chat_template", .string("{{ messages }}")),
  ]

  private static let tensors: [(String, TensorType, [Int])] = [
    ("token_embd.weight", .f16, [64, 4]), ("blk.0.ffn_up.weight", .q8_0, [64, 128]),
    ("blk.1.ffn_up.weight", .q8_0, [64, 128]), ("output_norm.weight", .f32, [64]),
  ]

  /// Writes a file and returns its path.
  private func write(
    _ name: String = "tiny.gguf", keys: [(String, GGUFValue)] = Self.keys,
    tensors: [(String, TensorType, [Int])] = Self.tensors
  ) throws -> String {
    var writer = try GGUFWriter(metadata: GGUFMetadata(keys.map { GGUFMetadata.Entry(key: $0.0, value: $0.1) }))
    for (name, type, shape) in tensors {
      let rows = shape.dropFirst().reduce(1, *)
      let bytes = AlignedMemory(count: (type.byteCount(weights: shape[0]) ?? 0) * rows).tensorBytes
      try writer.add(Tensor(name: name, type: type, shape: shape, bytes: bytes))
    }
    let path = home.folder.appendingPathComponent(name).path
    try writer.write(to: path)
    return path
  }

  @Test func `the JSON has every figure, and they add up`() throws {
    let path = try write()
    let value = try info(path, "--context", "100", "--json").object()
    #expect(
      value.keys.sorted() == [
        "alignment", "architecture", "bytes", "file", "hyper_parameters", "kv_bytes_per_token", "memory", "name",
        "parts",
        "runs", "tensors", "tokenizer", "version", "vocabulary_only", "why_not",
      ])
    #expect(value["version"] as? Int == 3 && value["alignment"] as? Int == 32)
    #expect(value["runs"] as? Bool == false && (value["why_not"] as? String)?.contains("blk.0.") == true)
    let hyper = try #require(value["hyper_parameters"] as? [String: Any])
    #expect(hyper["attention.layer_norm_rms_epsilon"] as? Double == 1e-5)
    #expect(hyper["attention.head_count_kv"] as? [Int] == [2, 2])
    let tensors = try #require(value["tensors"] as? [String: Any])
    // Two of 128 rows of two blocks, 256 halves, 64 singles.
    let bytes = 2 * 128 * 2 * 34 + 256 * 2 + 64 * 4
    #expect(tensors["bytes"] as? Int == bytes && tensors["weights"] as? Int == 2 * 64 * 128 + 256 + 64)
    let types = try #require(tensors["types"] as? [[String: Any]])
    #expect(types.map { $0["type"] as? String } == ["Q8_0", "F16", "F32"])
    #expect(types.map { $0["tensors"] as? Int } == [2, 1, 1])
    // Two layers, two heads, a key and a value of 16 numbers each.
    #expect(value["kv_bytes_per_token"] as? [String: Int] == ["f32": 512, "f16": 256, "q8_0": 144])
    let memory = try #require(value["memory"] as? [String: Any])
    #expect(memory["context"] as? Int == 100 && memory["weights_bytes"] as? Int == bytes)
    #expect(memory["kv_bytes"] as? [String: Int] == ["f32": 51_200, "f16": 25_600, "q8_0": 14_400])
    #expect((memory["total_bytes"] as? [String: Int])?["f16"] == bytes + 25_600)
    let tokenizer = try #require(value["tokenizer"] as? [String: Any])
    #expect(tokenizer["size"] as? Int == 4 && tokenizer["has_chat_template"] as? Bool == true)
    let special = try #require(tokenizer["special"] as? [String: [String: Any]])
    #expect(special["bos"]?["text"] as? String == "<s>" && special["eos"]?["text"] is NSNull)
  }

  @Test func `the text shows the same in aligned columns, and nothing harmful from the file`() throws {
    let outcome = try info(try write(), "--context", "100")
    #expect(outcome.status == 0 && outcome.errors.isEmpty)
    #expect(!outcome.output.contains("\u{1B}"))
    let text = outcome.lines.dropFirst(9).joined(separator: "\n")
    #expect(
      text.contains(
        """
        Tensors
          type  tensors  weights       size  bits per weight
          Q8_0        2   16,384     17 KiB             8.50
          F16         1      256      512 B            16.00
          F32         1       64      256 B            32.00
          all         4   16,704  17.75 KiB             8.70

        Memory
          keys and values as        F32        F16       Q8_0
          one token               512 B      256 B      144 B
          100 tokens             50 KiB     25 KiB  14.06 KiB
          in all              67.75 KiB  42.75 KiB  31.81 KiB
          In all counts the weights (17.75 KiB).

        Tokenizer
          model          llama
          vocabulary     4 tokens
          bos            1  <s>
          eos            9, which the vocabulary does not have
          chat template  in the file, of no family that is known
        """))
  }

  @Test func `a vocabulary alone, and an architecture that nobody knows, are shown as what they are`() throws {
    let alone = try info(try write("vocab.gguf", tensors: []), "--json").object()
    #expect(alone["vocabulary_only"] as? Bool == true && alone["runs"] as? Bool == false)
    let text = try info(try write("vocab.gguf", tensors: [])).output
    #expect(text.contains("none: the file has a vocabulary alone"))
    let unknown = try info(try write(keys: [("general.architecture", .string("mamba9"))]), "--json").object()
    #expect((unknown["why_not"] as? String)?.contains("mamba9") == true)
    #expect(unknown["tokenizer"] is NSNull)
    #expect((unknown["kv_bytes_per_token"] as? [String: Any])?["f16"] is NSNull)
  }

  @Test func `keys with absurd numbers are shown and not counted with`() throws {
    let wild = Self.keys.map { key, value -> (String, GGUFValue) in
      switch key {
      case "llama.block_count": (key, .uint64(.max))
      case "llama.attention.head_count": (key, .int64(.min))
      case "tokenizer.ggml.bos_token_id": (key, .int64(-1))
      case "llama.context_length": (key, .uint64(1 << 62))
      default: (key, value)
      }
    }
    let path = try write(keys: wild)
    #expect(try info(path).status == 0)
    let value = try info(path, "--json").object()
    #expect((value["memory"] as? [String: Any])?["context"] is NSNull)
  }

  @Test func `a broken file is an error, a wrong option wrong usage`() throws {
    let path = try write()
    let whole = try Data(contentsOf: URL(fileURLWithPath: path))
    try whole.prefix(whole.count - 200).write(to: URL(fileURLWithPath: path))
    let cut = try info(path)
    #expect(cut.status == 1 && cut.output.isEmpty)
    #expect(cut.errors.contains("tensor output_norm.weight needs 256 bytes at offset 18,848, 56 remain"))
    #expect(try info(home.folder.path).errors.contains("is a directory"))
    #expect(try info(path, "--context", "0").status == 64)
  }
}
