import StrataTesting
import Testing

@testable import Inference

@Suite struct SamplerTests {
  /// ln of 0.4, 0.3, 0.2, 0.08, 0.02, in another order.
  static let logits: [Float] = [0.2, 0.02, 0.4, 0.08, 0.3].map { Float(logarithm($0)) }

  @Test func `greedy takes the most likely token, the first of equals`() {
    var sampler = Sampler(SamplingParameters(), seed: 1)
    #expect(sampler.next(SamplerTests.logits) == 2)
    #expect(sampler.next([1, 3, 3]) == 1)
  }

  @Test(arguments: [
    (SamplingParameters(temperature: 1), [2: 0.4, 4: 0.3, 0: 0.2, 3: 0.08, 1: 0.02]),
    (SamplingParameters(temperature: 1, topK: 2), [2: 4.0 / 7, 4: 3.0 / 7]),
    (SamplingParameters(temperature: 1, topP: 0.65), [2: 4.0 / 7, 4: 3.0 / 7]),
    (SamplingParameters(temperature: 1, topP: 0.75), [2: 4.0 / 9, 4: 3.0 / 9, 0: 2.0 / 9]),
    (SamplingParameters(temperature: 1, topP: 0.01), [2: 1]),
    (SamplingParameters(temperature: 1, minP: 0.45), [2: 4.0 / 9, 4: 3.0 / 9, 0: 2.0 / 9]),
    // Probabilities to the power of two: 16, 9, 4 of 29.
    (SamplingParameters(temperature: 0.5, topK: 3), [2: 16.0 / 29, 4: 9.0 / 29, 0: 4.0 / 29]),
  ])
  func `the distribution is what the cuts and the temperature leave`(parameters: SamplingParameters, expected: [TokenID: Double]) {
    let found = Sampler(parameters, seed: 1).distribution(SamplerTests.logits)
    #expect(Set(found.map(\.token)) == Set(expected.keys))
    for candidate in found { #expect(abs(candidate.probability - (expected[candidate.token] ?? 0)) < 1e-6) }
    #expect(found.map(\.probability) == found.map(\.probability).sorted(by: >))
  }

  @Test func `draws follow the distribution`() {
    // Chi-squared with two degrees of freedom: above 13.8 once in a thousand seeds; this seed is fixed.
    var sampler = Sampler(SamplingParameters(temperature: 1, topK: 3), seed: 42)
    var counts: [TokenID: Double] = [:]
    let draws = 20_000
    for _ in 0..<draws { counts[sampler.next(SamplerTests.logits), default: 0] += 1 }
    let expected: [TokenID: Double] = [2: 4.0 / 9, 4: 3.0 / 9, 0: 2.0 / 9]
    let distance = expected.reduce(0) { sum, entry in
      let mean = entry.value * Double(draws)
      return sum + (counts[entry.key, default: 0] - mean) * (counts[entry.key, default: 0] - mean) / mean
    }
    #expect(counts.count == 3 && distance < 13.8, "\(counts)")
  }

  @Test func `a seed draws the same tokens, another seed others`() {
    func draws(_ seed: UInt64) -> [TokenID] {
      var sampler = Sampler(SamplingParameters(temperature: 1), seed: seed)
      return (0..<50).map { _ in sampler.next(SamplerTests.logits) }
    }
    #expect(draws(7) == draws(7))
    #expect(draws(7) != draws(8))
  }

  @Test func `the penalty divides positive logits of recent tokens and multiplies negative ones`() {
    let parameters = SamplingParameters(temperature: 1, repetitionPenalty: 2, repetitionWindow: 2)
    let sampler = Sampler(parameters, seed: 1)
    // Token 0 is out of the window; 2 → 0.5, −1 → −2.
    let found = sampler.distribution([1, 1, -1], after: [0, 1, 2])
    let expected = Sampler(SamplingParameters(temperature: 1), seed: 1).distribution([1, 0.5, -2])
    #expect(found == expected)
  }
}

private func logarithm(_ x: Double) -> Double {
  // ln by its series: the tests need no Foundation for five numbers.
  let y = (x - 1) / (x + 1)
  return 2 * stride(from: 1, through: 199, by: 2).reduce(0) { sum, power in
    sum + (0..<power).reduce(1.0) { product, _ in product * y } / Double(power)
  }
}
