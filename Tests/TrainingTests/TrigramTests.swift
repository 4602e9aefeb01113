import Foundation
import StrataTesting
import Testing
import Training

@Suite struct TrigramTests {
  private func text(_ count: Int, _ seed: UInt64) -> [Int32] {
    var random = SplitMix64(seed: seed)
    var tokens: [Int32] = [0, 1]
    // What comes next depends on the two before, most of the time.
    for place in 2..<count {
      let rule = (3 * tokens[place - 2] + 5 * tokens[place - 1] + 1) % 12
      tokens.append(random.oneIn(4) ? Int32(random.int(0...11)) : rule)
    }
    return tokens
  }

  @Test func `behind anything the probabilities of all tokens sum to one`() {
    let model = TrigramModel(text(300, 1), vocabularySize: 12)
    // Pairs that occur, pairs that do not, one token, none, and a token that never came.
    for before: [Int32] in [[0, 1], [11, 11], [5], [], [3, 4, 5, 6]] {
      let sum = (0..<12).reduce(0.0) { $0 + model.probability(of: Int32($1), after: before[...]) }
      #expect(abs(sum - 1) < 1e-12, "after \(before)")
    }
    let sparse = TrigramModel([1, 2, 3, 1, 2, 4], vocabularySize: 20)
    for before: [Int32] in [[1, 2], [9, 9], [2]] {
      let sum = (0..<20).reduce(0.0) { $0 + sparse.probability(of: Int32($1), after: before[...]) }
      #expect(abs(sum - 1) < 1e-12 && sparse.probability(of: 19, after: before[...]) > 0, "after \(before)")
    }
  }

  @Test func `a probability is that of the definition`() {
    // Trigrams 1 2 3, 2 3 1, 3 1 2 (twice), 1 2 4: by hand, with D = n₁ / (n₁ + 2 n₂) of each order.
    let model = TrigramModel([1, 2, 3, 1, 2, 4, 3, 1, 2], vocabularySize: 5)
    // Counts: 123 1, 231 1, 312 2, 124 1, 243 1, 431 1: n₁ = 5, n₂ = 1, D₃ = 5/7.
    // Continuations: 23 1, 31 2 (behind 2 and 4), 12 1, 24 1, 43 1: n₁ = 4, n₂ = 1, D₂ = 4/6.
    // Of single tokens: 3 2 (behind 2 and 4), 1 1, 2 1, 4 1: n₁ = 3, n₂ = 1, D₁ = 3/5.
    let one = (2 - 0.6) / 5 + 0.6 * 4 / 5 / 5
    let two = (1 - 2.0 / 3) / 2 + 2.0 / 3 * 2 / 2 * one
    let three = (1 - 5.0 / 7) / 2 + 5.0 / 7 * 2 / 2 * two
    #expect(abs(model.probability(of: 3, after: []) - one) < 1e-12)
    #expect(abs(model.probability(of: 3, after: [2]) - two) < 1e-12)
    #expect(abs(model.probability(of: 3, after: [0, 1, 2]) - three) < 1e-12)
  }

  @Test func `a rule of two tokens is found, and counted over the targets that a model is scored on`() throws {
    let model = TrigramModel(text(4_000, 2), vocabularySize: 12)
    let loss = model.loss(of: try TokenStream(text(600, 3), length: 16, seed: 0))
    // One in four is drawn from twelve: −¾…ln of the rule's share and −ln of the others'.
    let best = -(0.75 + 0.25 / 12) * log(0.75 + 0.25 / 12) - 0.25 * 11 / 12 * log(0.25 / 12)
    #expect(loss > 0.9 * best && loss < 1.4 * best, "\(loss), at best \(best)")
  }
}
