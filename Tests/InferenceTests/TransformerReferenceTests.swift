import Inference
import Testing

/// The forward pass against transformers' in float64, on small models of every architecture.
@Suite struct TransformerReferenceTests {
  /// F32 arithmetic against float64, as a share of the largest logit.
  static let singlePrecisionBound = 1e-4

  @Test(arguments: ReferenceModel.names)
  func `F32 logits are those of transformers`(name: String) throws {
    let model = try ReferenceModel.named(name)
    let rows = try ReferenceEngine.logits(of: model.ids, metadata: model.fileMetadata(), tensors: model.fileTensors())
    try #require(rows.count == model.ids.count)
    let bound = try TransformerReferenceTests.singlePrecisionBound * #require(model.last.map(abs).max())
    for sample in model.samples {
      let row = rows[sample.position]
      let places = sample.logits.indices.map { $0 * row.count / sample.logits.count }
      let error = zip(places, sample.logits).map { abs(Double(row[$0]) - $1) }.max() ?? .infinity
      #expect(error <= bound, "position \(sample.position)")
    }
    let error = zip(rows[rows.count - 1], model.last).map { abs(Double($0) - $1) }.max() ?? .infinity
    #expect(error <= bound, "the last position")
  }

  @Test(arguments: ReferenceModel.names)
  func `the most likely continuation is that of transformers`(name: String) throws {
    let model = try ReferenceModel.named(name)
    let chosen = try ReferenceEngine.continuation(
      of: model.ids, count: model.greedy.count, metadata: model.fileMetadata(), tensors: model.fileTensors())
    #expect(chosen == model.greedy)
  }
}

/// The engine under test, in the calls that the reference needs.
enum ReferenceEngine {
  /// All at once: a row of logits for every id.
  static func logits(of ids: [Int], metadata: GGUFMetadata, tensors: [Tensor]) throws -> [[Float]] {
    var context = try context(metadata, tensors)
    return try context.rows(of: ids.map { TokenID($0) })
  }

  /// Step by step: the most likely ids after some, each from the logits after the one before.
  static func continuation(of ids: [Int], count: Int, metadata: GGUFMetadata, tensors: [Tensor]) throws -> [Int] {
    var context = try context(metadata, tensors)
    var next = ids.map { TokenID($0) }
    var chosen: [Int] = []
    for _ in 0..<count {
      let row = try context.advance(next)
      let best = try #require(row.indices.max { row[$0] < row[$1] })
      chosen.append(best)
      next = [TokenID(best)]
    }
    return chosen
  }

  private static func context(_ metadata: GGUFMetadata, _ tensors: [Tensor]) throws -> InferenceContext {
    try InferenceContext(
      Model(metadata: metadata, tensors: tensors), contextLength: 128, kvType: .f32, threads: 1)
  }
}

extension InferenceContext {
  /// The logits of every token. [tokens][vocabulary]
  mutating func rows(of tokens: [TokenID]) throws -> [[Float]] {
    let all = try logits(of: tokens)
    let width = transformer.model.blueprint.vocabularySize
    return stride(from: 0, to: all.count, by: width).map { Array(all[$0..<$0 + width]) }
  }
}
