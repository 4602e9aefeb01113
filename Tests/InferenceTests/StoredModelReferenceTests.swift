import Inference
import Testing

/// Models in quantised and half-precision types against the F32 models that hold the weights those types stand for.
@Suite struct StoredModelReferenceTests {
  /// What rounding activations to 8 bits may do to the logits, as shares of the largest.
  ///
  /// Root of the mean square over all logits, and the farthest logit: twice what rounding them in the reference did to
  /// its logits; `Reference/README.md` has the figures.
  private static func roundingBound(for type: TensorType) -> (rootMeanSquare: Double, farthest: Double) {
    switch type.weightsPerBlock {
    case 1: (TransformerReferenceTests.singlePrecisionBound, TransformerReferenceTests.singlePrecisionBound)
    case 32: (0.032, 0.22)
    default: (0.04, 0.32)
    }
  }

  @Test(arguments: TensorType.allCases.filter { $0 != .f32 })
  func `stored in any type, a model computes what its stored weights say`(type: TensorType) throws {
    try checkStored(as: type, "llama-gqa")
  }

  @Test(arguments: ReferenceModel.quantizableNames.dropFirst(), [TensorType.q8_0, .q4_K])
  func `stored in blocks, every architecture computes what its stored weights say`(
    name: String, type: TensorType
  ) throws {
    try checkStored(as: type, name)
  }

  @Test(arguments: ReferenceModel.names.filter { !ReferenceModel.quantizableNames.contains($0) })
  func `models whose rows are not all whole blocks compute with what could be stored so`(name: String) throws {
    try checkStored(as: .q4_0, name)
  }

  /// A stored model's logits lie about those of the F32 model that holds the dequantised weights.
  private func checkStored(as type: TensorType, _ name: String) throws {
    let model = try ReferenceModel.named(name)
    let keys = try model.fileMetadata()
    let stored = model.fileTensors(as: type)
    try #require(stored.contains { $0.type == type })
    let rows = try ReferenceEngine.logits(of: model.ids, metadata: keys, tensors: stored).flatMap {
      $0.map(Double.init)
    }
    let expected = try ReferenceEngine.logits(of: model.ids, metadata: keys, tensors: stored.map(\.dequantized))
      .flatMap { $0.map(Double.init) }
    try #require(rows.count == expected.count && !rows.isEmpty)
    let errors = zip(rows, expected).map { abs($0 - $1) }
    let bound = StoredModelReferenceTests.roundingBound(for: type)
    let rootMeanSquare = (errors.reduce(0) { $0 + $1 * $1 } / Double(errors.count)).squareRoot()
    #expect(rootMeanSquare <= bound.rootMeanSquare * largest(expected))
    #expect(largest(errors) <= bound.farthest * largest(expected))
  }

  private func largest(_ values: [Double]) -> Double {
    values.map(abs).max() ?? 0
  }
}
