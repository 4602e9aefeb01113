import StrataTesting
import Testing

@testable import Inference

/// The rule by which drafted tokens are taken or replaced, by itself.
@Suite struct AcceptanceTests {
  typealias Candidates = [Sampler.Candidate]
  typealias Rule = (inout Sampler, DraftedToken, _ target: Candidates) -> TokenID

  static let target = candidates([2: 0.5, 0: 0.3, 1: 0.15, 4: 0.05])
  static let draft = candidates([0: 0.45, 1: 0.35, 2: 0.1, 3: 0.1])

  static func candidates(_ probabilities: KeyValuePairs<TokenID, Double>) -> Candidates {
    probabilities.map { Sampler.Candidate(token: $0.key, probability: $0.value) }
  }

  /// What comes out if tokens are drawn from the draft's distribution and a rule decides.
  private func outcome(_ rule: Rule, seed: UInt64, draft: Candidates = draft, target: Candidates = target)
    -> ChiSquared
  {
    var sampler = Sampler(SamplingParameters(temperature: 1), seed: seed)
    var counts: [TokenID: Int] = [:]
    for _ in 0..<20_000 {
      let guess = DraftedToken(sampler.draw(from: draft), drawnFrom: draft)
      counts[rule(&sampler, guess, target), default: 0] += 1
    }
    return ChiSquared(counts, against: Dictionary(uniqueKeysWithValues: target.map { ($0.token, $0.probability) }))
  }

  @Test func `what is taken and what is drawn instead have the target's distribution together`() throws {
    try withEverySeed(0..<20) { seed, random in
      func some() -> Candidates {
        let weights = (0..<6).map { _ in random.oneIn(3) ? 0 : Double(random.int(1...40)) }
        let total = weights.reduce(0, +)
        guard total > 0 else { return [Sampler.Candidate(token: 3, probability: 1)] }
        return weights.indices.filter { weights[$0] > 0 }
          .map { Sampler.Candidate(token: TokenID($0), probability: weights[$0] / total) }.shuffled(using: &random)
      }
      let found = outcome({ $0.accept($1, target: $2) }, seed: seed, draft: some(), target: some())
      try #require(found.degrees == 0 ? found.statistic == 0 : found.isPlausible, "\(found)")
    }
  }

  /// Rules that look as if they would do.
  enum WrongRule: CaseIterable {
    case takesEveryToken
    /// Not with p/q.
    case takesWithP
    /// Not from what p has more than q.
    case replacesFromP
    case replacesFromPWithoutTheToken

    func decide(_ sampler: inout Sampler, _ guess: DraftedToken, _ target: Candidates) -> TokenID {
      let right = sampler.accept(guess, target: target)
      switch self {
      case .takesEveryToken: return guess.token
      case .takesWithP:
        let p = target.first { $0.token == guess.token }?.probability ?? 0
        if sampler.random.unit() < p { return guess.token }
        return sampler.draw(from: Sampler.surplus(of: target, over: guess.distribution))
      case .replacesFromP: return right == guess.token ? right : sampler.draw(from: target)
      case .replacesFromPWithoutTheToken:
        if right == guess.token { return right }
        return sampler.draw(from: Sampler.surplus(of: target, over: DraftedToken(certain: guess.token).distribution))
      }
    }
  }

  @Test(arguments: WrongRule.allCases)
  func `the test finds out a wrong rule`(rule: WrongRule) {
    let found = outcome({ rule.decide(&$0, $1, $2) }, seed: 1)
    #expect(!found.isPlausible, "\(found)")
  }

  @Test func `as many tokens are taken as both distributions have in common`() {
    var sampler = Sampler(SamplingParameters(temperature: 1), seed: 5)
    var taken = 0
    for _ in 0..<20_000 {
      let token = sampler.draw(from: AcceptanceTests.draft)
      let guess = DraftedToken(token, drawnFrom: AcceptanceTests.draft)
      if sampler.accept(guess, target: AcceptanceTests.target) == token { taken += 1 }
    }
    // Σ min(p, q) = 0.1 + 0.3 + 0.15; four standard deviations are 0.014.
    #expect(abs(Double(taken) / 20_000 - 0.55) < 0.014)
  }

  @Test func `what p has more than q adds to 1`() {
    let rest = Sampler.surplus(of: AcceptanceTests.target, over: AcceptanceTests.draft)
    #expect(rest.map(\.token) == [2, 4])
    #expect(zip(rest, [0.4 / 0.45, 0.05 / 0.45]).allSatisfy { abs($0.probability - $1) < 1e-12 })
    #expect(Sampler.surplus(of: AcceptanceTests.target, over: AcceptanceTests.target).isEmpty)
  }

  @Test func `the most likely token is taken or put in the place of another, without any chance`() {
    var sampler = Sampler(SamplingParameters(), seed: 1)
    let before = sampler.random
    let target = sampler.distribution([0, 3, 1])
    #expect(sampler.accept(DraftedToken(certain: 1), target: target) == 1)
    #expect(sampler.accept(DraftedToken(certain: 2), target: target) == 1)
    var same = before
    #expect(sampler.random.next() == same.next())
  }
}
