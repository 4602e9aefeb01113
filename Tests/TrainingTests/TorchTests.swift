import Foundation
import Inference
import Testing
@testable import Training

/// Gradients and steps of AdamW as PyTorch has them.
@Suite struct TorchTests {
  private static let shape = TrainingShape(
    vocabularySize: 29, hiddenSize: 16, layerCount: 2, headCount: 4, kvHeadCount: 2, feedForwardSize: 24,
    contextLength: 7)

  /// As in Reference/training-figures.py.
  private func begun() throws -> TrainableModel {
    let model = try TrainableModel(TorchTests.shape)
    let parameters = model.parameters
    for (number, tensor) in parameters.layout.tensors.enumerated() {
      let values = parameters[tensor]
      for index in values.indices {
        values[index] = Float(0.3 * sin(Double(index) * 0.7 + Double(number) * 1.3) + (tensor.isVector ? 1 : 0))
      }
    }
    return model
  }

  private func batch(_ step: Int) -> Batch {
    var (inputs, targets): ([Int32], [Int32]) = ([], [])
    for b in 0..<3 {
      for t in 0..<7 {
        let token = (5 * b + 3 * t * t + 7 * t + 11 * step) % 29
        inputs.append(Int32(token))
        targets.append((b + t + step) % 5 == 0 ? -1 : Int32((token * 3 + t) % 29))
      }
    }
    return Batch(inputs: inputs, targets: targets, length: 7)
  }

  private func isNear(_ found: Float, _ expected: Double, _ tolerance: Double) -> Bool {
    abs(Double(found) - expected) <= tolerance * (abs(expected) + 0.01)
  }

  @Test(arguments: InstructionSet.available)
  func `losses, gradients and the parameters after four steps are PyTorch's`(instructions: InstructionSet) throws {
    let model = try begun()
    let parameters = model.parameters
    let pass = try TrainingPass(model, capacity: 21, threads: 2, instructions: instructions)
    let moments = try Moments(parameters.layout)
    let tensors = Dictionary(uniqueKeysWithValues: parameters.layout.tensors.map { ($0.name, $0) })
    for step in 0..<4 {
      let batch = batch(step)
      pass.clearGradients()
      let loss = pass.run(batch, scale: 1 / Float(batch.targetCount)) / Double(batch.targetCount)
      #expect(abs(loss - TorchFigures.losses[step]) < 2e-5, "loss of step \(step)")
      if step == 0 {
        for (name, index, value) in TorchFigures.gradients {
          let tensor = try #require(tensors[name])
          #expect(isNear(pass.gradients[tensor][index], value, 1e-4), "\(name)[\(index)]")
        }
      }
      let norm = pass.crew.norm(pass.gradients)
      #expect(abs(norm - TorchFigures.norms[step]) < 1e-4 * norm, "norm of step \(step)")
      let adam = AdamW(first: 0.9, second: 0.95, epsilon: 1e-8, decay: 0.1, clip: 0.5)
      pass.crew.update(
        parameters, by: pass.gradients, moments, adam, rate: 0.01 * Float(step + 1), step: step + 1, norm: norm)
    }
    // Adam's first steps go by the sign of a gradient: where that is hardly more than rounding, so is the difference.
    for (name, index, value) in TorchFigures.stepped {
      let tensor = try #require(tensors[name])
      #expect(isNear(parameters[tensor][index], value, 2e-3), "\(name)[\(index)]")
    }
  }
}
