import Foundation
import Inference
import StrataTesting
import Testing
@testable import Training

@Suite struct TrainerTests {
  private static let shape = TrainingShape(
    vocabularySize: 32, hiddenSize: 32, layerCount: 2, headCount: 4, kvHeadCount: 2, feedForwardSize: 64,
    contextLength: 16)

  /// Tokens in which each follows from the one before the last.
  private func tokens(_ count: Int, seed: UInt64) -> [Int32] {
    var random = SplitMix64(seed: seed)
    var out: [Int32] = [Int32(random.int(0...31)), Int32(random.int(0...31))]
    while out.count < count { out.append((out[out.count - 2] * 5 + 7) % 32) }
    return out
  }

  private func streams() throws -> (training: TokenStream, validation: TokenStream) {
    let text = (0..<40).flatMap { tokens(40, seed: UInt64($0)) }
    return (
      try TokenStream(text, length: 16, seed: 1),
      try TokenStream((100..<104).flatMap { tokens(40, seed: UInt64($0)) }, length: 16, seed: 1)
    )
  }

  private func plan(_ steps: Int, peak: Float = 0.01, interval: Int = 0, patience: Int = 0) -> TrainingPlan {
    TrainingPlan(
      steps: steps, sequences: 8, sequencesPerPass: 4, rate: LearningRate(peak: peak, warmup: 10, steps: steps),
      optimizer: AdamW(decay: 0.01), validationInterval: interval, patience: patience)
  }

  private func trainer(_ plan: TrainingPlan, threads: Int = 1, seed: UInt64 = 3) throws -> Trainer {
    let streams = try streams()
    return try Trainer(
      plan, try WholeModel(TrainableModel(TrainerTests.shape, seed: seed)),
      training: streams.training, validation: streams.validation, threads: threads)
  }

  private func bits(_ parameters: Parameters) -> [UInt32] { parameters.memory.all.map(\.bitPattern) }

  @Test func `a rule is learned, and holds on what was never seen`() throws {
    let trainer = try trainer(plan(500, interval: 100))
    var validations: [Double] = []
    try trainer.run {
      if case .validation(_, let loss) = $0 { validations.append(loss) }
      return true
    }
    let begun = log(32.0)
    #expect(validations.count == 5 && (validations.last ?? .infinity) < 0.35 * begun, "\(validations)")
    #expect(trainer.looks?.best == validations.min())
  }

  @Test func `the first loss is that of chance`() throws {
    let first = try trainer(plan(1)).advance()
    guard case .step(1, let loss, _, _) = first else { return #expect(Bool(false), "\(first)") }
    #expect(abs(loss - log(32.0)) < 0.1)
  }

  @Test func `a checkpoint goes on to the same bits`() throws {
    let folder = try TemporaryFolder()
    let path = folder.path("checkpoint.gguf")
    let plan = plan(30)
    let whole = try trainer(plan)
    try whole.run { _ in true }

    let half = try trainer(plan, threads: 2)
    try half.run { if case .step(13, _, _, _) = $0 { false } else { true } }
    let metadata = TrainerTests.shape.metadata(name: "half", tokenizer: GGUFMetadata(), type: .f32)
    try Checkpoint.write(half.learner, step: half.step, metadata: metadata, to: path)

    let read = try WholeModel(TrainableModel(TrainerTests.shape))
    let step = try Checkpoint.restore(read, from: try GGUFFile.open(path))
    #expect(step == 13 && bits(read.model.parameters) == bits(half.pass.parameters))
    let streams = try streams()
    let rest = try Trainer(
      plan, read, training: streams.training, validation: streams.validation, step: step, threads: 1)
    try rest.run { _ in true }
    #expect(rest.step == 30 && bits(rest.pass.parameters) == bits(whole.pass.parameters))
    #expect(bits(rest.learner.moments.squares) == bits(whole.learner.moments.squares))
  }

  @Test func `a file that is no checkpoint is told by the key that it lacks`() throws {
    let folder = try TemporaryFolder()
    let model = try TrainableModel(TrainerTests.shape, seed: 1)
    try model.write(
      to: folder.path("model.gguf"),
      metadata: TrainerTests.shape.metadata(name: "x", tokenizer: GGUFMetadata(), type: .f16), type: .f16)
    let file = try GGUFFile.open(folder.path("model.gguf"))
    #expect(throws: ModelFileError.noCheckpoint(key: "strata.training.step")) {
      try Checkpoint.restore(WholeModel(model), from: file)
    }
  }

  @Test func `training stops when the validation loss has not fallen for as long as the plan waits`() throws {
    let trainer = try trainer(plan(400, peak: 0, interval: 5, patience: 3))
    var seen: [Trainer.Observation] = []
    try trainer.run {
      seen.append($0)
      return true
    }
    guard case .stoppedEarly(20, let best)? = seen.last else { return #expect(Bool(false), "\(seen.suffix(3))") }
    #expect(trainer.step == 20 && best == trainer.looks?.best)
  }

  @Test(arguments: [7, 10, 13])
  func `patience is remembered by a checkpoint, also where a look was due`(pause: Int) throws {
    let folder = try TemporaryFolder()
    let plan = plan(400, peak: 0, interval: 5, patience: 3)
    let half = try trainer(plan)
    try half.run { if case .step(pause, _, _, _) = $0 { false } else { true } }
    let path = folder.path("checkpoint.gguf")
    try Checkpoint.write(
      half.learner, step: half.step, looks: half.looks,
      metadata: TrainerTests.shape.metadata(name: "half", tokenizer: GGUFMetadata(), type: .f32), to: path)
    let file = try GGUFFile.open(path)
    let streams = try streams()
    let rest = try Trainer(
      plan, try WholeModel(TrainableModel(TrainerTests.shape, seed: 3)), training: streams.training,
      validation: streams.validation, step: pause, looks: Checkpoint.looks(in: file), threads: 1)
    #expect(rest.looks == half.looks && rest.looks != nil)
    var isStopped = false
    try rest.run {
      if case .stoppedEarly = $0 { isStopped = true }
      return true
    }
    #expect(isStopped && rest.step == 20)
  }

  @Test func `a loss that is no number ends the training with the step and the rate`() throws {
    let trainer = try trainer(plan(200, peak: 1e30))
    #expect(throws: Trainer.RunError.self) { try trainer.run { _ in true } }
    #expect("\(Trainer.RunError.diverged(step: 3, rate: 2))".contains("step 3"))
  }

  @Test func `what was trained is what the engine runs`() throws {
    let folder = try TemporaryFolder()
    let trainer = try trainer(plan(40))
    try trainer.run { _ in true }
    let path = folder.path("model.gguf")
    try trainer.pass.model.write(
      to: path, metadata: TrainerTests.shape.metadata(name: "x", tokenizer: GGUFMetadata(), type: .f32), type: .f32)
    let file = try GGUFFile.open(path)
    let model = try Model(metadata: file.metadata, tensors: file.tensors)
    var context = try InferenceContext(model, contextLength: 16, kvType: .f32, threads: 1)
    let tokens = Array(tokens(17, seed: 200))
    let logits = try context.logits(of: Array(tokens.prefix(16)))
    var loss = 0.0
    for (place, target) in tokens.dropFirst().enumerated() {
      let row = logits[place * 32..<(place + 1) * 32].map(Double.init)
      loss += log(row.reduce(0) { $0 + exp($1) }) - row[Int(target)]
    }
    let batch = Batch(inputs: Array(tokens.prefix(16)), targets: Array(tokens.dropFirst()), length: 16)
    #expect(abs(trainer.pass.run(batch, scale: nil) - loss) < 1e-3)
  }
}

@Suite struct TokenStreamTests {
  @Test func `an epoch has every sequence once, and each epoch another order`() throws {
    let stream = try TokenStream((0..<101).map { Int32($0) }, length: 10, seed: 4)
    #expect(stream.sequenceCount == 10)
    let epochs = (0..<3).map { epoch in (0..<5).flatMap { stream.batch(step: epoch * 5 + $0, sequences: 2).inputs } }
    for epoch in epochs { #expect(epoch.sorted() == (0..<100).map { Int32($0) }) }
    #expect(epochs[0] != epochs[1] && epochs[1] != epochs[2])
    for batch in [stream.batch(step: 3, sequences: 4)] {
      #expect(zip(batch.inputs, batch.targets).allSatisfy { $0 + 1 == $1 })
    }
    #expect(stream.batch(step: 7, sequences: 3) == stream.batch(step: 7, sequences: 3))
  }

  @Test func `what is not learned is no target`() throws {
    let stream = try TokenStream([5, 6, 7, 8, 9], learned: [true, false, true, false, true], length: 4, seed: 0)
    #expect(stream.batches(of: 1) == [Batch(inputs: [5, 6, 7, 8], targets: [-1, 7, -1, 9], length: 4)])
  }

  @Test func `a text shorter than a sequence is told with what is needed`() throws {
    #expect(throws: TokenStream.TooShort.self) { try TokenStream([1, 2, 3], length: 3, seed: 0) }
  }
}

@Suite struct LearningRateTests {
  @Test func `it rises in a line, and falls along half a cosine to its floor`() {
    let rate = LearningRate(peak: 2, warmup: 10, steps: 110, floor: 0.1)
    #expect(rate.at(1) == 0.2 && rate.at(5) == 1 && rate.at(10) == 2)
    #expect(abs(rate.at(60) - 1.1) < 1e-6)  // half way: the mean of peak and floor
    #expect(abs(rate.at(110) - 0.2) < 1e-6 && abs(rate.at(500) - 0.2) < 1e-6)
  }
}
