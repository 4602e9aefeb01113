import Inference

/// A rule by which a drafted token is taken or another one is drawn.
enum AcceptanceRule: String, CaseIterable {
  /// Taken with min(1, p/q), replaced from what p has more than q.
  case right
  /// Whatever the draft says is taken.
  case takesEveryToken = "takes-every-token"
  /// A refused token is replaced by a draw from all of p, so that what was likely to be taken comes too often.
  case redrawsFromAll = "redraws-from-all"
  /// A refused token is replaced by a draw from p without that token.
  case redrawsFromOthers = "redraws-from-others"

  static let wrong = AcceptanceRule.allCases.filter { $0 != .right }

  /// What is wrong with it.
  var fault: String {
    switch self {
    case .right: "nothing is wrong with it"
    case .takesEveryToken: "it takes every token, so what comes out is the draft's text"
    case .redrawsFromAll:
      "in the place of a refused token it draws from the whole distribution, so that tokens which were likely to be "
        + "taken get a second chance"
    case .redrawsFromOthers:
      "in the place of a refused token it draws from all other tokens, in place of those that the draft gives too little"
    }
  }

  func decide(_ guess: DraftedToken, _ target: [Sampler.Candidate], _ sampler: inout Sampler) -> TokenID {
    let token = sampler.accept(guess, target: target)
    if self == .takesEveryToken { return guess.token }
    // What was drawn in the place of another one never is that one.
    guard self != .right, token != guess.token else { return token }
    guard self == .redrawsFromOthers else { return sampler.draw(from: target) }
    let others = target.filter { $0.token != guess.token }
    let total = others.reduce(0) { $0 + $1.probability }
    return sampler.draw(from: others.map { .init(token: $0.token, probability: $0.probability / total) })
  }

  /// How often each token comes out, when tokens are drawn from the draft and the rule decides.
  func outcome(
    draft: [Sampler.Candidate], target: [Sampler.Candidate], draws: Int, seed: UInt64, goOn: (Double) -> Bool
  ) throws(ExperimentError) -> [TokenID: Int] {
    var sampler = Sampler(SamplingParameters(temperature: 1), seed: seed)
    var counts: [TokenID: Int] = [:]
    for draw in 0..<draws {
      if draw % 500 == 0, !goOn(Double(draw) / Double(draws)) { throw .stopped }
      let guess = DraftedToken(sampler.draw(from: draft), drawnFrom: draft)
      counts[decide(guess, target, &sampler), default: 0] += 1
    }
    return counts
  }
}

/// How far counts are from what a distribution lets expect (Pearson 1900).
struct DistributionTest {
  /// Σ (count − expected)² / expected; infinite if something came that cannot.
  let statistic: Double
  /// Cells that were free to differ.
  let degrees: Int

  /// Cells of fewer expected counts are put together.
  private static let leastExpected = 8.0

  init(_ counts: [TokenID: Int], against target: [Sampler.Candidate]) {
    let total = Double(counts.values.reduce(0, +))
    var rare = (count: 0.0, expected: 0.0)
    var (sum, cells) = (0.0, 0)
    func add(_ count: Double, _ expected: Double) {
      sum += (count - expected) * (count - expected) / expected
      cells += 1
    }
    var possible = 0
    var least: (count: Double, expected: Double)?
    for candidate in target where candidate.probability > 0 {
      let (count, expected) = (Double(counts[candidate.token] ?? 0), candidate.probability * total)
      possible += counts[candidate.token] ?? 0
      if expected < DistributionTest.leastExpected {
        rare = (rare.count + count, rare.expected + expected)
      } else if let last = least, last.expected <= expected {
        add(count, expected)
      } else {
        if let last = least { add(last.count, last.expected) }
        least = (count, expected)
      }
    }
    // What is rare altogether is told with the least likely of the others: one draw of it would decide alone.
    if rare.expected < DistributionTest.leastExpected, let last = least {
      rare = (rare.count + last.count, rare.expected + last.expected)
    } else if let last = least {
      add(last.count, last.expected)
    }
    if rare.expected > 0 { add(rare.count, rare.expected) }
    statistic = Double(possible) < total ? .infinity : sum
    degrees = max(0, cells - 1)
  }

  /// What draws from the distribution itself exceed once in a thousand tests.
  ///
  /// Its cube root is nearly normal (Wilson and Hilferty 1931).
  var critical: Double {
    guard degrees > 0 else { return 0 }
    let spread = 2 / (9 * Double(degrees))
    let root = 1 - spread + 3.0902 * spread.squareRoot()
    return Double(degrees) * root * root * root
  }

  var isPlausible: Bool { statistic <= critical }
}
