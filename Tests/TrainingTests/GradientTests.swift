import Inference
import StrataTesting
import Testing
@testable import Training

@Suite struct GradientTests {
  /// Shapes with every kind of head sharing, and widths that no vector of sixteen divides.
  static let shapes = [
    TrainingShape(
      vocabularySize: 11, hiddenSize: 8, layerCount: 2, headCount: 4, kvHeadCount: 2, feedForwardSize: 12,
      contextLength: 8),
    TrainingShape(
      vocabularySize: 37, hiddenSize: 24, layerCount: 1, headCount: 2, kvHeadCount: 2, feedForwardSize: 40,
      contextLength: 8, rotaryBase: 500, epsilon: 1e-6),
    TrainingShape(
      vocabularySize: 20, hiddenSize: 36, layerCount: 2, headCount: 3, kvHeadCount: 1, feedForwardSize: 20,
      contextLength: 8),
  ]

  private func batch(_ shape: TrainingShape, length: Int, sequences: Int, _ random: inout SplitMix64) -> Batch {
    let tokens = (0..<length * sequences).map { _ in Int32(random.int(0...(shape.vocabularySize - 1))) }
    let targets = tokens.indices.map { _ in random.oneIn(5) ? -1 : Int32(random.int(0...(shape.vocabularySize - 1))) }
    return Batch(inputs: tokens, targets: targets, length: length)
  }

  /// Parameters large enough that every path matters.
  private func model(_ shape: TrainingShape, _ seed: UInt64) throws -> TrainableModel {
    let model = try TrainableModel(shape)
    let parameters = model.parameters
    var random = SeededRandom(seed: seed)
    for tensor in parameters.layout.tensors {
      let values = parameters[tensor]
      for index in values.indices { values[index] = random.normal() * 0.4 + (tensor.isVector ? 1 : 0) }
    }
    return model
  }

  @Test(arguments: shapes.indices, InstructionSet.available)
  func `every parameter's gradient is the slope of the loss`(number: Int, instructions: InstructionSet) throws {
    let shape = GradientTests.shapes[number]
    try withEverySeed(0..<1) { seed, random in
      let batch = batch(shape, length: 5, sequences: 2, &random)
      let model = try model(shape, seed)
      let pass = try TrainingPass(model, capacity: 16, threads: 2, instructions: instructions)
      var twin = DoubleModel(model)
      let loss = pass.run(batch, scale: 1)
      #expect(abs(loss - twin.loss(batch)) < 1e-5 * abs(loss))
      for tensor in model.parameters.layout.tensors {
        for _ in 0..<2 {
          let index = random.int(0...(tensor.count - 1))
          let (found, expected) = (Double(pass.gradients[tensor][index]), twin.slope(tensor.name, index, batch))
          #expect(
            abs(found - expected) <= 1e-4 * (abs(expected) + 0.1), "\(tensor.name)[\(index)]: \(found), not \(expected)"
          )
        }
      }
    }
  }

  @Test func `gradients of several passes add up, and the scale multiplies them`() throws {
    let shape = GradientTests.shapes[0]
    var random = SplitMix64(seed: 7)
    let batches = (0..<2).map { _ in batch(shape, length: 6, sequences: 2, &random) }
    let model = try model(shape, 1)
    let pass = try TrainingPass(model, capacity: 32, threads: 1)
    let both = Batch(
      inputs: batches.flatMap(\.inputs), targets: batches.flatMap(\.targets), length: 6)
    _ = pass.run(both, scale: 0.5)
    let expected = Array(pass.gradients.memory.all)
    pass.clearGradients()
    for batch in batches { _ = pass.run(batch, scale: 0.5) }
    for (one, other) in zip(expected, pass.gradients.memory.all) { #expect(abs(one - other) < 1e-4 * (abs(one) + 0.1)) }
    pass.clearGradients()
    _ = pass.run(both, scale: nil)
    #expect(pass.gradients.memory.all.allSatisfy { $0 == 0 })
  }

  @Test func `with dropout the gradients are the slopes of the loss with the same numbers left out`() throws {
    let shape = GradientTests.shapes[0]
    var random = SplitMix64(seed: 11)
    let batch = batch(shape, length: 6, sequences: 2, &random)
    let model = try model(shape, 3)
    let pass = try TrainingPass(model, capacity: 12, threads: 2)
    func loss() -> Double { pass.run(batch, scale: 1, dropout: 0.3, seed: 5) }
    let first = loss()
    let gradients = Array(pass.gradients.memory.all)
    #expect(loss() == first && pass.run(batch, scale: 1, dropout: 0.3, seed: 6) != first)
    #expect(pass.run(batch, scale: nil, dropout: 0.3, seed: 5) == pass.run(batch, scale: 1))
    for tensor in model.parameters.layout.tensors {
      let place = tensor.offset + random.int(0...(tensor.count - 1))
      let value = model.parameters.memory.start[place]
      model.parameters.memory.start[place] = value + 0.01
      let above = loss()
      model.parameters.memory.start[place] = value - 0.01
      let slope = (above - loss()) / 0.02
      model.parameters.memory.start[place] = value
      #expect(abs(Double(gradients[place]) - slope) < 0.01 * (abs(slope) + 0.2), "\(tensor.name): \(gradients[place])")
    }
  }

  @Test func `dropout leaves out its share, and the mean stays`() throws {
    let kernels = try MatrixCrew(threads: 1, instructions: .widest, columns: 16, turned: 16).kernels
    var (zeros, sum) = (0, 0.0)
    for number in 0..<200 {
      var row = [Float](repeating: 1, count: 300)
      Dropout(rate: 0.25, seed: 1).thin(&row, count: 300, place: 3, number: number, kernels)
      zeros += row.count { $0 == 0 }
      sum += row.reduce(0) { $0 + Double($1) }
    }
    #expect(abs(Double(zeros) / 60_000 - 0.25) < 0.01 && abs(sum / 60_000 - 1) < 0.015)
  }

  @Test func `sequences longer than a tile of queries, and several of them, are each a sequence of its own`() throws {
    var shape = GradientTests.shapes[0]
    shape.contextLength = 90
    var random = SplitMix64(seed: 3)
    let batch = batch(shape, length: 90, sequences: 2, &random)
    let model = try model(shape, 4)
    let pass = try TrainingPass(model, capacity: 300, threads: 2)
    let together = pass.run(batch, scale: 1)
    let gradients = Array(pass.gradients.memory.all)
    pass.clearGradients()
    var alone = 0.0
    for half in [0..<90, 90..<180] {
      alone += pass.run(
        Batch(inputs: Array(batch.inputs[half]), targets: Array(batch.targets[half]), length: 90), scale: 1)
    }
    #expect(abs(together - alone) < 1e-5 * together && abs(together - DoubleModel(model).loss(batch)) < 1e-5 * together)
    for (one, other) in zip(gradients, pass.gradients.memory.all) { #expect(abs(one - other) < 1e-4 * (abs(one) + 1)) }
    var twin = DoubleModel(model)
    for tensor in model.parameters.layout.tensors.prefix(3) {
      let (found, expected) = (Double(gradients[tensor.offset + 1]), twin.slope(tensor.name, 1, batch))
      #expect(abs(found - expected) <= 1e-4 * (abs(expected) + 1), "\(tensor.name)")
    }
  }

  @Test func `the same bits come out of any number of threads`() throws {
    var shape = GradientTests.shapes[2]
    shape.contextLength = 70
    var random = SplitMix64(seed: 5)
    let batch = batch(shape, length: 70, sequences: 3, &random)
    let model = try model(shape, 2)
    var seen: [[UInt32]] = []
    for threads in [1, 2, 3] {
      let pass = try TrainingPass(model, capacity: 256, threads: threads)
      let loss = pass.run(batch, scale: 0.01)
      seen.append(pass.gradients.memory.all.map(\.bitPattern) + [Float(loss).bitPattern])
    }
    #expect(seen[0] == seen[1] && seen[1] == seen[2])
  }
}
