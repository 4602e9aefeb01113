/// A token that somebody guessed, and how they came to it.
public struct DraftedToken: Equatable, Sendable {
  /// The guess.
  public let token: TokenID
  /// What it was drawn from; the probabilities add to 1.
  public let distribution: [Sampler.Candidate]

  /// A guess that was drawn from a distribution.
  public init(_ token: TokenID, drawnFrom distribution: [Sampler.Candidate]) {
    self.token = token
    self.distribution = distribution
  }

  /// A guess without chance.
  public init(certain token: TokenID) {
    self.init(token, drawnFrom: [Sampler.Candidate(token: token, probability: 1)])
  }
}

extension Sampler {
  /// Takes a drafted token, or draws another one, so that what comes out is distributed exactly as if drawn from the target.
  ///
  /// With q the drafter's distribution and p the target's, the token is taken with probability min(1, p/q); otherwise one is drawn from
  /// max(0, p − q), made to add to 1. A token is then taken with min(p, q) and drawn with p − min(p, q): together p, whatever q is.
  /// Sources: Leviathan, Kalman and Matias, Fast inference from transformers via speculative decoding, 2023 (section 2.3, appendix A.1);
  /// Chen et al., Accelerating large language model decoding with speculative sampling, 2023 (theorem 1).
  ///
  /// - Returns: The drafted token if it was taken.
  public mutating func accept(_ drafted: DraftedToken, target: [Candidate]) -> TokenID {
    let p = target.first { $0.token == drafted.token }?.probability ?? 0
    let q = drafted.distribution.first { $0.token == drafted.token }?.probability ?? 0
    // A certain answer takes no chance, so greedy text is the same with any seed.
    if p >= q || (p > 0 && random.unit() * q < p) { return drafted.token }
    let rest = Sampler.surplus(of: target, over: drafted.distribution)
    // Nothing is left over only where p and q differ by a rounding.
    return draw(from: rest.isEmpty ? target : rest)
  }

  /// max(0, p − q), made to add to 1.
  static func surplus(of target: [Candidate], over draft: [Candidate]) -> [Candidate] {
    // By place, for a whole vocabulary takes long to put into a dictionary.
    var drafted = [Double](repeating: 0, count: 1 + Int(target.map(\.token).max() ?? 0))
    for candidate in draft where drafted.indices.contains(Int(candidate.token)) {
      drafted[Int(candidate.token)] = candidate.probability
    }
    let rest = target.filter { $0.probability > drafted[Int($0.token)] }
    let total = rest.reduce(0) { $0 + $1.probability - drafted[Int($1.token)] }
    return rest.map {
      Candidate(token: $0.token, probability: ($0.probability - drafted[Int($0.token)]) / total)
    }
  }
}
