import Foundation
import Inference
import StrataTesting
import Testing

/// A model of a few thousand weights, and a folder to write to.
private struct Workshop: ~Copyable {
  let folder: String
  var path: String { folder + "/new.gguf" }
  var files: [String] { (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [] }

  init() throws {
    folder = NSTemporaryDirectory() + "quantizer-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: folder) }

  static let model = SmallModel(hiddenSize: 288, layers: 1, heads: 2, kvHeads: 1)

  /// The model in memory; `change` sees each tensor's weights before they are stored.
  static func file(
    _ type: TensorType = .f32, _ model: SmallModel = model, change: (String, inout [Float]) -> Void = { _, _ in }
  ) throws -> GGUFFile {
    var rng = SplitMix64(seed: 3)
    let pattern = (0..<1_009).map { _ in rng.bell() }
    var writer = try GGUFWriter(metadata: model.metadata)
    for (name, shape) in model.shapes {
      let first = rng.int(0...1_008)
      var weights = (first..<first + shape.reduce(1, *)).map { pattern[$0 % 1_009] }
      change(name, &weights)
      let type = shape.count > 1 ? type : .f32
      let stored = type.quantized(weights)
      let memory = AlignedMemory(count: stored.count)
      memory.start.copyMemory(from: stored, byteCount: stored.count)
      try writer.add(Tensor(name: name, type: type, shape: shape, bytes: memory.tensorBytes))
    }
    return try read(writer.bytes())
  }

  static func read(_ bytes: [UInt8]) throws -> GGUFFile {
    let memory = AlignedMemory(count: bytes.count)
    memory.start.copyMemory(from: bytes, byteCount: bytes.count)
    return try GGUFFile(bytes: memory.tensorBytes, name: "model.gguf")
  }

  static func bytes(_ tensor: Tensor) -> [UInt8] {
    Array(UnsafeRawBufferPointer(start: tensor.bytes.start, count: tensor.byteCount))
  }
}

@Suite struct QuantizerTests {
  @Test(arguments: [.q4_K_M, .q8_0, .f16, .bf16, .f32, .q2_K] as [QuantizationMix], [1, 3])
  func `each row is written as its type writes it, on any number of threads`(mix: QuantizationMix, threads: Int) throws
  {
    let workshop = try Workshop()
    let file = try Workshop.file()
    let quantizer = try Quantizer(file, to: mix)
    try quantizer.write(to: workshop.path, threads: threads)
    let new = try GGUFFile.open(workshop.path)
    #expect(new.tensors.map(\.name) == file.tensors.map(\.name))
    for (tensor, choice) in zip(new.tensors, quantizer.choices) {
      let old = try #require(file.tensor(tensor.name))
      #expect(tensor.type == choice.type && tensor.shape == old.shape)
      #expect(Workshop.bytes(tensor) == choice.type.quantized(old.type.dequantized(Workshop.bytes(old))))
    }
  }

  @Test func `the keys stay, and say what the file is now`() throws {
    let workshop = try Workshop()
    try Quantizer(Workshop.file(), to: .q5_K_S).write(to: workshop.path, threads: 1)
    var expected = Workshop.model.metadata
    expected["general.quantization_version"] = .uint32(2)
    expected["general.file_type"] = .uint32(16)
    #expect(try GGUFFile.open(workshop.path).metadata == expected)
  }

  @Test func `a row that is no whole number of blocks says what it should have been`() throws {
    let choices = try Quantizer(Workshop.file(), to: .q4_K_M).choices
    func choice(_ name: String) throws -> Quantizer.Choice { try #require(choices.first { $0.tensor.name == name }) }
    #expect(try choice("blk.0.attn_q.weight").type == .q5_0)
    #expect(try choice("blk.0.attn_q.weight").insteadOf == .q4_K)
    #expect(try choice("blk.0.ffn_down.weight").type == .q6_K)
    #expect(try choice("blk.0.ffn_down.weight").insteadOf == nil)
    #expect(try choice("output_norm.weight").type == .f32)
  }

  @Test(arguments: [false, true])
  func `the output becomes what was asked for, also where the embedding is the output`(isTied: Bool) throws {
    var model = Workshop.model
    model.isTied = isTied
    let choices = try Quantizer(Workshop.file(.f32, model), to: .q4_0, output: .f16).choices
    func type(_ name: String) -> TensorType? { choices.first { $0.tensor.name == name }?.type }
    #expect(type("token_embd.weight") == (isTied ? .f16 : .q4_0))
    #expect(type("output.weight") == (isTied ? nil : .f16))
  }

  @Test func `what is quantized can be quantized again, and is copied where the type stays`() throws {
    let workshop = try Workshop()
    let file = try Workshop.file(.q8_0)
    let quantizer = try Quantizer(file, to: .q4_0)
    #expect(quantizer.choices.filter(\.isRequantized).count == 8)
    try quantizer.write(to: workshop.path, threads: 2)
    let new = try GGUFFile.open(workshop.path)
    let (before, after) = try (#require(file.tensor("output.weight")), #require(new.tensor("output.weight")))
    #expect(after.type == .q8_0 && Workshop.bytes(before) == Workshop.bytes(after))
    #expect(new.tensor("blk.0.attn_q.weight")?.type == .q4_0)
  }

  @Test(arguments: [(Float.infinity, "infinite"), (-.infinity, "infinite"), (.nan, "no number")])
  func `a weight that is no finite number is refused by its place`(odd: Float, word: String) throws {
    let workshop = try Workshop()
    let file = try Workshop.file { name, weights in
      if name == "blk.0.ffn_up.weight" { weights[288 * 200 + 7] = odd }
    }
    #expect(
      throws: Quantizer.QuantizeError.notFinite(tensor: "blk.0.ffn_up.weight", row: 200, column: 7, value: word)
    ) {
      try Quantizer(file, to: .q4_0).write(to: workshop.path, threads: 2)
    }
    #expect(workshop.files == [])
  }

  @Test func `a weight too large for half precision is refused, and held at the limit by a type with scales`() throws {
    let workshop = try Workshop()
    let file = try Workshop.file { name, weights in if name == "output.weight" { weights[0] = 65520 } }
    #expect(
      throws: Quantizer.QuantizeError.tooLarge(
        tensor: "output.weight", row: 0, column: 0, value: "65520.0", type: .f16)
    ) {
      try Quantizer(file, to: .f16).write(to: workshop.path, threads: 1)
    }
    #expect(workshop.files == [])
    try Quantizer(file, to: .q4_0).write(to: workshop.path, threads: 1)
    #expect(workshop.files == ["new.gguf"])
  }

  @Test func `giving up leaves the old file and nothing else`() throws {
    let workshop = try Workshop()
    try Data("old".utf8).write(to: URL(fileURLWithPath: workshop.path))
    let quantizer = try Quantizer(Workshop.file(), to: .q8_0)
    let path = workshop.path
    #expect(throws: Quantizer.QuantizeError.write(.interrupted(path: path))) {
      try quantizer.write(to: path, threads: 1) { $0.done == 0 }
    }
    #expect(workshop.files == ["new.gguf"])
    #expect(try Data(contentsOf: URL(fileURLWithPath: workshop.path)) == Data("old".utf8))
  }

  @Test func `progress grows from nothing and names the tensors in their order`() throws {
    let workshop = try Workshop()
    let file = try Workshop.file()
    let quantizer = try Quantizer(file, to: .q4_1)
    var reports: [Quantizer.Progress] = []
    try quantizer.write(to: workshop.path, threads: 1) {
      reports.append($0)
      return true
    }
    #expect(reports.first?.done == 0)
    #expect(zip(reports, reports.dropFirst()).allSatisfy { $0.done < $1.done })
    #expect(reports.allSatisfy { $0.total == quantizer.weightCount && $0.done < $0.total })
    var names: [String] = []
    for report in reports where names.last != report.tensor { names.append(report.tensor) }
    #expect(names == file.tensors.map(\.name))
  }

  @Test func `models that the engine does not run are refused`() throws {
    func refusal(_ metadata: GGUFMetadata, tensors: Bool = true) throws -> Quantizer.QuantizeError? {
      var writer = try GGUFWriter(metadata: metadata)
      if tensors {
        try writer.add(Tensor(name: "a", type: .f32, shape: [1], bytes: AlignedMemory(count: 4).tensorBytes))
      }
      let file = try Workshop.read(writer.bytes())
      return #expect(throws: Quantizer.QuantizeError.self) { _ = try Quantizer(file, to: .q4_0) }
    }
    let metadata = Workshop.model.metadata
    #expect(try refusal(metadata, tensors: false) == .model(.vocabularyOnly))
    var other = metadata
    other["general.architecture"] = .string("gpt2")
    let known = Architecture.allCases.map(\.rawValue)
    #expect(try refusal(other) == .model(.unknownArchitecture("gpt2", known: known)))
    other["general.architecture"] = nil
    #expect(try refusal(other) == .model(.metadata(.missing(key: "general.architecture"))))
    other = metadata
    other["llama.block_count"] = .string("many")
    let error = GGUFMetadata.KeyError.wrongType(
      key: "llama.block_count", needed: "a whole number", found: "a string")
    #expect(try refusal(other) == .model(.metadata(error)))
  }
}
