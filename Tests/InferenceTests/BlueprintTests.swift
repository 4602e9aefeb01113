import Inference
import Testing

@Suite struct BlueprintTests {
  private func metadata(_ architecture: String, _ changes: [String: GGUFValue?] = [:]) -> GGUFMetadata {
    var keys = GGUFMetadata([
      .init(key: "general.architecture", value: .string(GGUFText(architecture))),
      .init(key: "\(architecture).block_count", value: .uint32(12)),
      .init(key: "\(architecture).embedding_length", value: .uint32(96)),
      .init(key: "\(architecture).attention.head_count", value: .uint32(4)),
      .init(key: "\(architecture).feed_forward_length", value: .uint32(128)),
      .init(key: "\(architecture).context_length", value: .uint32(512)),
      .init(key: "\(architecture).attention.layer_norm_rms_epsilon", value: .float32(1e-5)),
    ])
    for (key, value) in changes { keys["\(architecture).\(key)"] = value }
    return keys
  }

  private func localLayers(_ architecture: String, _ changes: [String: GGUFValue?] = [:]) throws -> [Int] {
    let blueprint = try Blueprint(metadata: metadata(architecture, changes), vocabularySize: 8)
    return (0..<12).filter { blueprint.isLocal(layer: $0) }
  }

  @Test func `which layers see a window follows the architecture, or what the file says`() throws {
    let window: [String: GGUFValue?] = ["attention.sliding_window": .uint32(16)]
    #expect(try localLayers("llama") == [])
    #expect(try localLayers("llama", window) == Array(0..<12))
    #expect(try localLayers("gemma2") == [0, 2, 4, 6, 8, 10])
    #expect(try localLayers("gemma3") == [])
    #expect(try localLayers("gemma3", window) == [0, 1, 2, 3, 4, 6, 7, 8, 9, 10])
    #expect(
      try localLayers("gemma3", window.merging(["attention.sliding_window_pattern": .uint32(4)]) { $1 })
        == [0, 1, 2, 4, 5, 6, 8, 9, 10])
    let pattern = GGUFArray.bool((0..<12).map { $0 < 2 })
    #expect(
      try localLayers("gemma3", window.merging(["attention.sliding_window_pattern": .array(pattern)]) { $1 })
        == [0, 1])
  }

  @Test func `the first Gemma 2 files do not name the window that every Gemma 2 has`() throws {
    #expect(try Blueprint(metadata: metadata("gemma2"), vocabularySize: 8).slidingWindow == 4_096)
    let named = metadata("gemma2", ["attention.sliding_window": .uint32(16)])
    #expect(try Blueprint(metadata: named, vocabularySize: 8).slidingWindow == 16)
  }

  @Test func `an unknown architecture is refused by name, with those that are known`() {
    #expect(throws: LoadError.unknownArchitecture("mamba", known: ["llama", "qwen2", "qwen3", "gemma2", "gemma3"])) {
      try Blueprint(metadata: metadata("mamba"), vocabularySize: 8)
    }
  }

  @Test(arguments: ["block_count", "embedding_length", "attention.head_count", "attention.layer_norm_rms_epsilon"])
  func `a key that must be there is named when it is not`(key: String) {
    #expect(throws: LoadError.metadata(.missing(key: "llama.\(key)"))) {
      try Blueprint(metadata: metadata("llama", [key: GGUFValue?.none]), vocabularySize: 8)
    }
  }

  @Test(arguments: [
    ("attention.head_count_kv", GGUFValue.uint32(3)), ("attention.head_count", .uint32(0)),
    ("attention.head_count", .uint32(7)), ("block_count", .int64(-1)), ("block_count", .uint64(.max)),
    ("rope.dimension_count", .uint32(25)), ("rope.dimension_count", .uint32(30)),
    ("attention.value_length", .uint32(8)), ("rope.freq_base", .float32(-1)), ("rope.freq_base", .float32(.nan)),
    ("attention.sliding_window_pattern", .array(.bool([true]))),
    ("feed_forward_length", .array(.uint32([128, 64]))), ("embedding_length", .string("96")),
  ])
  func `a value that no model can have names its key`(key: String, value: GGUFValue) {
    let error = #expect(throws: LoadError.self) {
      try Blueprint(metadata: metadata("llama", [key: value]), vocabularySize: 8)
    }
    #expect(error?.description.contains("llama.\(key)") == true, "\(String(describing: error))")
  }

  @Test func `an epsilon of zero is called impossible, not missing`() {
    let key = "attention.layer_norm_rms_epsilon"
    #expect(
      throws: LoadError.metadata(.impossible(key: "llama.\(key)", value: "0", reason: "it must be above 0"))
    ) {
      try Blueprint(metadata: metadata("llama", [key: .float32(0)]), vocabularySize: 8)
    }
  }

  @Test func `a scaling of positions that the engine does not know is refused by name`() {
    #expect(throws: LoadError.unknownRotaryScaling("yarn")) {
      try Blueprint(metadata: metadata("llama", ["rope.scaling.type": .string("yarn")]), vocabularySize: 8)
    }
  }

  @Test func `a model with another number of tokens than embedding rows is refused with both`() throws {
    let reference = try ReferenceModel.named("llama-gqa")
    var keys = try reference.fileMetadata()
    let rows = try Model(metadata: keys, tensors: reference.fileTensors()).blueprint.vocabularySize
    let names = (0..<rows + 1).map { GGUFText("t\($0)") }
    keys["tokenizer.ggml.tokens"] = .array(.string(names))
    #expect(throws: LoadError.vocabularyMismatch(tokens: rows + 1, rows: rows)) {
      try Model(metadata: keys, tensors: reference.fileTensors())
    }
  }

  @Test func `an embedding of more rows than there are numbers for tokens is refused`() {
    // Nobody reads the weights, so the bytes need not be there.
    let memory = AlignedMemory(count: 64)
    let bytes = TensorBytes(start: UnsafeRawPointer(memory.start), count: 1 << 40, owner: memory)
    let embedding = Tensor(name: "token_embd.weight", type: .f32, shape: [8, 1 << 32], bytes: bytes)
    #expect(throws: LoadError.tooManyTokens(rows: 1 << 32, most: 1 << 26)) {
      try Model(metadata: metadata("llama"), tensors: [embedding])
    }
  }
}
