import Foundation
import Inference
import StrataTesting
import Testing
@testable import Training

@Suite struct TeachingTests {
  private static let shape = GradientTests.shapes[1]
  /// Another shape with the same tokens.
  private static let teacherShape = TrainingShape(
    vocabularySize: 37, hiddenSize: 16, layerCount: 2, headCount: 2, kvHeadCount: 1, feedForwardSize: 20,
    contextLength: 8)

  private func model(_ shape: TrainingShape, _ seed: UInt64) throws -> TrainableModel {
    let model = try TrainableModel(shape)
    var random = SeededRandom(seed: seed)
    for tensor in model.parameters.layout.tensors {
      let values = model.parameters[tensor]
      for index in values.indices { values[index] = random.normal() * 0.4 + (tensor.isVector ? 1 : 0) }
    }
    return model
  }

  private func batch(_ seed: UInt64) -> Batch {
    var random = SplitMix64(seed: seed)
    let tokens = (0..<12).map { _ in Int32(random.int(0...36)) }
    return Batch(inputs: tokens, targets: tokens.map { $0 % 5 == 0 ? -1 : ($0 * 7 + 3) % 37 }, length: 6)
  }

  private func logSoftmax(_ row: [Double], _ temperature: Double) -> [Double] {
    let cool = row.map { $0 / temperature }
    let most = cool.max() ?? 0
    let total = most + log(cool.reduce(0) { $0 + exp($1 - most) })
    return cool.map { $0 - total }
  }

  /// The loss by its definition, in double precision.
  private func loss(_ student: DoubleModel, _ teacher: DoubleModel, _ batch: Batch, _ t: Double, _ hard: Double)
    -> Double
  {
    var sum = 0.0
    for sequence in 0..<batch.sequenceCount {
      let range = sequence * batch.length..<(sequence + 1) * batch.length
      let (own, wanted) = (student.logits(batch.inputs[range]), teacher.logits(batch.inputs[range]))
      for (place, target) in batch.targets[range].enumerated() where target >= 0 {
        let (p, q) = (logSoftmax(wanted[place], t), logSoftmax(own[place], t))
        sum -= hard * logSoftmax(own[place], 1)[Int(target)]
        sum += (1 - hard) * t * t * zip(p, q).reduce(0) { $0 + exp($1.0) * ($1.0 - $1.1) }
      }
    }
    return sum
  }

  @Test(arguments: [(1.0, 0.0), (2.0, 0.3), (0.7, 0.9)], InstructionSet.available)
  func `the loss and its gradients are those of the definition`(
    setting: (temperature: Double, hard: Double), instructions: InstructionSet
  ) throws {
    let (student, teacher) = (try model(TeachingTests.shape, 1), try model(TeachingTests.teacherShape, 2))
    let batch = batch(3)
    let teaching = Teaching(teacher, temperature: Float(setting.temperature), hardShare: Float(setting.hard))
    let pass = try TrainingPass(student, capacity: 12, threads: 2, instructions: instructions, teaching: teaching)
    var twin = DoubleModel(student)
    func expected() -> Double { loss(twin, DoubleModel(teacher), batch, setting.temperature, setting.hard) }
    let found = pass.run(batch, scale: 1)
    #expect(abs(found - expected()) < 1e-5 * abs(expected()))
    var random = SplitMix64(seed: 4)
    for tensor in student.parameters.layout.tensors {
      let index = random.int(0...(tensor.count - 1))
      let value = try #require(twin.values[tensor.name]?[index])
      twin.values[tensor.name]?[index] = value + 1e-4
      let above = expected()
      twin.values[tensor.name]?[index] = value - 1e-4
      let slope = (above - expected()) / 2e-4
      twin.values[tensor.name]?[index] = value
      let gradient = Double(pass.gradients[tensor][index])
      #expect(abs(gradient - slope) <= 2e-4 * (abs(slope) + 0.1), "\(tensor.name)[\(index)]: \(gradient), not \(slope)")
    }
  }

  @Test func `without gradients the loss is that of the text alone`() throws {
    let (student, teacher) = (try model(TeachingTests.shape, 1), try model(TeachingTests.teacherShape, 2))
    let pass = try TrainingPass(
      student, capacity: 12, threads: 1, teaching: Teaching(teacher, temperature: 2, hardShare: 0))
    #expect(abs(pass.run(batch(3), scale: nil) - DoubleModel(student).loss(batch(3))) < 1e-3)
  }

  @Test func `a student comes to predict what its teacher predicts`() throws {
    let teacher = try model(TeachingTests.teacherShape, 5)
    var random = SplitMix64(seed: 6)
    let stream = try TokenStream((0..<400).map { _ in Int32(random.int(0...36)) }, length: 6, seed: 0)
    let student = try WholeModel(TrainableModel(TeachingTests.shape, seed: 7))
    let trainer = try Trainer(
      TrainingPlan(
        steps: 300, sequences: 8, rate: LearningRate(peak: 0.01, warmup: 10, steps: 300), optimizer: AdamW(decay: 0)),
      student, training: stream, validation: nil, teaching: Teaching(teacher, temperature: 1, hardShare: 0), threads: 2)
    func divergence() -> Double { loss(DoubleModel(student.model), DoubleModel(teacher), batch(8), 1, 0) }
    let before = divergence()
    try trainer.run { _ in true }
    #expect(divergence() < 0.5 * before, "\(before) before")
  }

  @Test func `a teacher with other tokens is refused`() throws {
    let (student, teacher) = (try model(GradientTests.shapes[0], 1), try model(TeachingTests.teacherShape, 2))
    #expect(throws: TrainingError.vocabularies(teacher: 37, student: 11)) {
      try TrainingPass(student, capacity: 8, threads: 1, teaching: Teaching(teacher, temperature: 2, hardShare: 0.5))
    }
  }
}
