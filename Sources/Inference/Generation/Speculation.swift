/// How a target and its drafter got on.
public struct Speculation: Equatable, Sendable {
  /// Passes of the target after the prompt.
  public var passes = 0
  /// Tokens that came of these passes, the one that ends a text included.
  public var tokens = 0
  /// How many drafts had a token at each position.
  public var drafted: [Int]
  /// How many of these tokens were taken.
  public var accepted: [Int]
  /// Drafts of which a token was refused; what came after it was never looked at.
  public var refusals = 0
  /// What the drafter needed to look at the prompt.
  public var draftPrefill = Duration.zero
  /// What drafts took.
  public var drafting = Duration.zero
  /// What the target's passes took, and the drawing from their logits.
  public var checking = Duration.zero

  /// The most tokens of a draft.
  public var draftLength: Int { drafted.count }

  /// Nothing yet.
  public init(draftLength: Int) {
    drafted = Array(repeating: 0, count: draftLength)
    accepted = drafted
  }

  /// The share of the tokens looked at that was taken; nil if there was none.
  public var acceptance: Double? {
    let taken = accepted.reduce(0, +)
    return taken + refusals > 0 ? Double(taken) / Double(taken + refusals) : nil
  }

  /// Tokens that a pass of the target brought; nil if there was none.
  public var tokensPerPass: Double? { passes > 0 ? Double(tokens) / Double(passes) : nil }

  /// Tokens that a pass brings on average if each drafted token is taken with the same probability: (1 − aᵍ⁺¹) / (1 − a).
  ///
  /// It is 1 + a + … + aᵍ: the token of the pass itself, and the i-th of the draft if all before it were taken, too. Source: Leviathan,
  /// Kalman and Matias, Fast inference from transformers via speculative decoding, 2023, equation 1.
  ///
  /// - Parameters:
  ///   - acceptance: From 0 to 1.
  ///   - draftLength: Tokens of each draft.
  public static func expectedTokensPerPass(acceptance: Double, draftLength: Int) -> Double {
    // The sum is exact where the quotient has lost its digits: at 1, and near it.
    (0..<draftLength).reduce(1) { sum, _ in sum * acceptance + 1 }
  }

  /// Takes a draft and what came of it into the figures.
  mutating func count(_ draft: [DraftedToken], drawn: [TokenID]) {
    passes += 1
    tokens += drawn.count
    let taken = zip(draft, drawn).lazy.prefix { $0.token == $1 }.count
    for position in draft.indices { drafted[position] += 1 }
    for position in 0..<taken { accepted[position] += 1 }
    if taken < min(draft.count, drawn.count) { refusals += 1 }
  }
}
