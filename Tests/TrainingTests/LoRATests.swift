import Inference
import StrataTesting
import Testing
@testable import Training

@Suite struct LoRATests {
  private static let shape = GradientTests.shapes[0]

  private func base(_ seed: UInt64) throws -> TrainableModel {
    let model = try TrainableModel(LoRATests.shape)
    var random = SeededRandom(seed: seed)
    for index in model.parameters.memory.all.indices { model.parameters.memory.start[index] = random.normal() * 0.4 }
    return model
  }

  private func batch(_ seed: UInt64) -> Batch {
    var random = SplitMix64(seed: seed)
    let tokens = (0..<13).map { _ in Int32(random.int(0...10)) }
    return Batch(inputs: Array(tokens.prefix(12)), targets: Array(tokens.suffix(12)), length: 6)
  }

  @Test func `a new adapter changes nothing, and what it learns leaves the base as it was`() throws {
    let base = try base(1)
    let before = Array(base.parameters.memory.all)
    let lora = try LoRA(base, rank: 2, alpha: 4, targets: [.query, .down], seed: 5)
    let plain = try TrainingPass(base, capacity: 12, threads: 1)
    let loss = plain.run(batch(2), scale: nil)
    let stream = try TokenStream((0..<200).map { Int32($0 * $0 % 11) }, length: 6, seed: 0)
    let trainer = try Trainer(
      TrainingPlan(
        steps: 60, sequences: 2, rate: LearningRate(peak: 0.05, warmup: 2, steps: 60), optimizer: AdamW(decay: 0)),
      lora, training: stream, validation: nil, threads: 2)
    #expect(trainer.pass.run(batch(2), scale: nil) == loss)
    let (first, untouched) = (trainer.loss(of: stream), Array(lora.model.parameters[base.tensors.layers[0].gate]))
    try trainer.run { _ in true }
    #expect(trainer.loss(of: stream) < 0.8 * first)
    #expect(Array(base.parameters.memory.all) == before)
    #expect(Array(lora.model.parameters[base.tensors.layers[0].gate]) == untouched, "no adapter is on this matrix")
  }

  @Test func `an adapter of no rank or on no matrix is refused`() throws {
    let base = try base(1)
    #expect(throws: TrainingError.emptyAdapter(rank: 0, targets: 1)) {
      try LoRA(base, rank: 0, alpha: 1, targets: [.key], seed: 1)
    }
    #expect(throws: TrainingError.emptyAdapter(rank: 4, targets: 0)) {
      try LoRA(base, rank: 4, alpha: 1, targets: [], seed: 1)
    }
  }

  @Test func `gradients of the factors are the slopes of the loss`() throws {
    let lora = try LoRA(try base(3), rank: 3, alpha: 6, targets: Set(LoRA.Target.allCases), seed: 6)
    var random = SeededRandom(seed: 9)
    for index in lora.learned.memory.all.indices { lora.learned.memory.start[index] = random.normal() * 0.2 }
    let pass = try TrainingPass(lora.model, capacity: 12, threads: 1)
    lora.didMove(pass)
    let batch = batch(4)
    _ = pass.run(batch, scale: 1)
    let slopes = Array(lora.gradients(after: pass).memory.all)
    for tensor in lora.learned.layout.tensors {
      let place = tensor.offset + tensor.count / 2
      let value = lora.learned.memory.start[place]
      func loss(_ offset: Float) -> Double {
        lora.learned.memory.start[place] = value + offset
        lora.didMove(pass)
        return DoubleModel(lora.model).loss(batch)
      }
      let expected = (loss(0.01) - loss(-0.01)) / 0.02
      _ = loss(0)
      #expect(abs(Double(slopes[place]) - expected) < 0.01 * (abs(expected) + 0.1), "\(tensor.name)")
    }
  }

  @Test func `an adapter that is read back makes the model that it made`() throws {
    let folder = try TemporaryFolder()
    let base = try base(1)
    let lora = try LoRA(base, rank: 2, alpha: 3, targets: [.query, .down, .gate], seed: 5)
    var random = SeededRandom(seed: 9)
    for index in lora.learned.memory.all.indices { lora.learned.memory.start[index] = random.normal() * 0.2 }
    try lora.merge(threads: 2)
    try lora.write(to: folder.path("a.gguf"), name: "test")
    let read = try LoRA(base, try GGUFFile.open(folder.path("a.gguf")))
    #expect(read.rank == 2 && read.alpha == 3)
    #expect(Array(read.model.parameters.memory.all) == Array(base.parameters.memory.all), "not merged yet")
    try read.merge(threads: 1)
    #expect(Array(read.model.parameters.memory.all) == Array(lora.model.parameters.memory.all))
  }

  @Test func `what is no adapter, or one for another model, is refused by name`() throws {
    let folder = try TemporaryFolder()
    let base = try base(1)
    let metadata = LoRATests.shape.metadata(name: "x", tokenizer: GGUFMetadata(), type: .f32)
    try base.write(to: folder.path("model.gguf"), metadata: metadata, type: .f32)
    #expect(throws: ModelFileError.noAdapter) { try LoRA(base, try GGUFFile.open(folder.path("model.gguf"))) }
    try LoRA(base, rank: 1, alpha: 1, targets: [.key], seed: 1).write(to: folder.path("a.gguf"), name: "a")
    var shallow = LoRATests.shape
    shallow.layerCount = 1
    #expect(throws: ModelFileError.noMatrix("blk.1.attn_k.weight.lora_a")) {
      try LoRA(try TrainableModel(shallow), try GGUFFile.open(folder.path("a.gguf")))
    }
    var wide = LoRATests.shape
    wide.hiddenSize = 16
    #expect(throws: ModelFileError.self) {
      try LoRA(try TrainableModel(wide), try GGUFFile.open(folder.path("a.gguf")))
    }
  }

  @Test func `an adapter's training goes on from a checkpoint to the same bits`() throws {
    let folder = try TemporaryFolder()
    let stream = try TokenStream((0..<200).map { Int32($0 * $0 % 11) }, length: 6, seed: 0)
    let plan = TrainingPlan(steps: 20, sequences: 2, rate: LearningRate(peak: 0.05, warmup: 2, steps: 20))
    func lora() throws -> LoRA { try LoRA(try base(1), rank: 2, alpha: 4, targets: [.query, .down], seed: 5) }
    let whole = try lora()
    try Trainer(plan, whole, training: stream, validation: nil, threads: 1).run { _ in true }
    let half = try lora()
    let trainer = try Trainer(plan, half, training: stream, validation: nil, threads: 1)
    try trainer.run { if case .step(9, _, _, _) = $0 { false } else { true } }
    try Checkpoint.write(half, step: 9, metadata: GGUFMetadata(), to: folder.path("c.gguf"))
    let rest = try lora()
    let step = try Checkpoint.restore(rest, from: try GGUFFile.open(folder.path("c.gguf")))
    try Trainer(plan, rest, training: stream, validation: nil, step: step, threads: 1).run { _ in true }
    #expect(step == 9 && Array(rest.learned.memory.all) == Array(whole.learned.memory.all))
    #expect(Array(rest.model.parameters.memory.all) == Array(whole.model.parameters.memory.all))
  }

  @Test func `the file has the names, shapes and keys by which llama.cpp knows an adapter`() throws {
    let folder = try TemporaryFolder()
    let lora = try LoRA(try base(1), rank: 2, alpha: 16, targets: [.key], seed: 5)
    try lora.write(to: folder.path("a.gguf"), name: "test")
    let file = try GGUFFile.open(folder.path("a.gguf"))
    #expect(file.metadata.text("general.type") == "adapter" && file.metadata.text("adapter.type") == "lora")
    #expect(file.metadata["adapter.lora.alpha"] == .float32(16))
    #expect(file.tensors.map(\.name).prefix(2) == ["blk.0.attn_k.weight.lora_a", "blk.0.attn_k.weight.lora_b"])
    // Lengths of rows first: the model's width in, two heads of two out.
    #expect(file.tensors.map(\.shape).prefix(2) == [[8, 2], [2, 4]])
  }
}
