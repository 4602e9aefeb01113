import Foundation
import Testing

@testable import Inference

@Suite struct PerplexityTests {
  @Test func `the figure is the exponential of the mean surprise over the second halves of the windows`() throws {
    let (model, ids) = try SequenceTests.model()
    let text = ids + ids.reversed()
    let found = try Perplexity(of: text, beginning: nil, window: 32, model: Transformer(model, threads: 2))
    var surprises: [Double] = []
    for start in [0, 32, 64] {
      var context = try InferenceContext(model, contextLength: 32, threads: 1)
      let rows = try context.rows(of: Array(text[start..<start + 32]))
      for position in 16..<31 {
        let row = rows[position].map(Double.init)
        let total = log(row.reduce(0) { $0 + exp($1) })
        surprises.append(total - row[Int(text[start + position + 1])])
      }
    }
    let mean = surprises.reduce(0, +) / Double(surprises.count)
    let variance = surprises.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(surprises.count - 1)
    #expect(found.tokenCount == 45)
    #expect(abs(found.meanSurprise.value - mean) < 1e-4)
    #expect(abs(found.meanSurprise.standardError - (variance / 45).squareRoot()) < 1e-4)
    #expect(abs(found.perplexity / exp(mean) - 1) < 1e-4)
  }

  @Test func `a model does not differ from itself`() throws {
    let (model, ids) = try SequenceTests.model()
    let transformer = try Transformer(model, threads: 1)
    let found = try Perplexity(of: ids, beginning: ids[0], window: 24, model: transformer, base: transformer)
    let divergence = try #require(found.divergence)
    #expect(divergence.maximum < 1e-5 && divergence.sameTop.value == 1)
    #expect(abs(divergence.basePerplexity - found.perplexity) < 1e-6 * found.perplexity)
  }

  @Test func `the divergence of another model is that of its definition`() throws {
    let (model, ids) = try SequenceTests.model()
    let reference = try ReferenceModel.named("llama-gqa")
    var other = try reference.fileMetadata()
    other["llama.attention.layer_norm_rms_epsilon"] = .float32(0.3)
    let changed = try Model(metadata: other, tensors: reference.fileTensors())
    let found = try Perplexity(
      of: ids, beginning: nil, window: 32, model: Transformer(changed, threads: 1), base: Transformer(model, threads: 1)
    )
    var base = try InferenceContext(model, contextLength: 32, threads: 1)
    var own = try InferenceContext(changed, contextLength: 32, threads: 1)
    let p = try base.rows(of: Array(ids.prefix(32))).map(probabilities)
    let q = try own.rows(of: Array(ids.prefix(32))).map(probabilities)
    let divergences = (16..<31).map { row in zip(p[row], q[row]).reduce(0) { $0 + $1.0 * log($1.0 / $1.1) } }
    let divergence = try #require(found.divergence)
    #expect(abs(divergence.mean.value - divergences.reduce(0, +) / 15) < 1e-5)
    #expect(abs(divergence.maximum - (divergences.max() ?? 0)) < 1e-5)
  }

  @Test func `a text shorter than a window, and a base with another vocabulary, are refused with both figures`() throws
  {
    let (model, ids) = try SequenceTests.model()
    let transformer = try Transformer(model, threads: 1)
    #expect(throws: Perplexity.TextError.tooShort(tokens: 11, window: 16)) {
      try Perplexity(of: Array(ids.prefix(10)), beginning: ids[0], window: 16, model: transformer)
    }
  }

  private func probabilities(_ logits: [Float]) -> [Double] {
    let weights = logits.map { exp(Double($0)) }
    let total = weights.reduce(0, +)
    return weights.map { $0 / total }
  }
}
