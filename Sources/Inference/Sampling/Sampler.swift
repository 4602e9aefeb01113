#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Draws the next token from logits.
public struct Sampler: Sendable {
  /// How it draws.
  public let parameters: SamplingParameters
  var random: SeededRandom

  /// A token with its probability.
  public struct Candidate: Equatable, Sendable {
    /// The token.
    public let token: TokenID
    /// How likely it is to be drawn.
    public let probability: Double

    /// A token with its probability.
    public init(token: TokenID, probability: Double) {
      self.token = token
      self.probability = probability
    }
  }

  /// A sampler; the same seed draws the same tokens from the same logits.
  public init(_ parameters: SamplingParameters, seed: UInt64) {
    self.parameters = parameters
    random = SeededRandom(seed: seed)
  }

  /// The next token.
  ///
  /// - Parameters:
  ///   - logits: One for each token of the vocabulary.
  ///   - recent: The tokens so far, whose repetition is penalised.
  public mutating func next(_ logits: [Float], after recent: some BidirectionalCollection<TokenID> = [TokenID]())
    -> TokenID
  {
    draw(from: candidates(logits, recent))
  }

  /// One of the candidates, by their probabilities, which add to 1.
  public mutating func draw(from candidates: [Candidate]) -> TokenID {
    var left = candidates.count == 1 ? 0 : random.unit()
    for candidate in candidates {
      left -= candidate.probability
      if left < 0 { return candidate.token }
    }
    // Rounding may leave a crumb of probability: it falls to the last.
    return candidates.last?.token ?? 0
  }

  /// What a token is drawn from, the most likely first; the probabilities add to 1.
  public func distribution(
    _ logits: [Float], after recent: some BidirectionalCollection<TokenID> = [TokenID]()
  ) -> [Candidate] {
    candidates(logits, recent).sorted { ($1.probability, $0.token) < ($0.probability, $1.token) }
  }

  /// The same in any order, which is always the same for the same logits.
  func candidates(_ logits: [Float], _ recent: some BidirectionalCollection<TokenID>) -> [Candidate] {
    var logits = logits
    penalize(&logits, recent.suffix(parameters.repetitionWindow))
    guard let best = logits.indices.max(by: { logits[$0] < logits[$1] }) else { return [] }
    if parameters.temperature <= 0 { return [Candidate(token: TokenID(best), probability: 1)] }
    let kept = cut(mostLikely(logits), logits)
    let shaped = softmax(kept.map { Double(logits[$0]) / parameters.temperature })
    return zip(kept, shaped).map { Candidate(token: TokenID($0), probability: $1) }
  }

  /// Top-k: the places of the k largest logits, the largest first; all places where there is no such cut.
  ///
  /// A vocabulary is never sorted whole: that would take longer than a small model's pass.
  private func mostLikely(_ logits: [Float]) -> [Int] {
    guard parameters.topK > 0, parameters.topK < logits.count else { return Array(logits.indices) }
    var best: [Int] = []
    for place in logits.indices where best.count < parameters.topK || logits[place] > logits[best[best.count - 1]] {
      // By halves to the first smaller one: of equal logits the earlier token comes first.
      var (low, high) = (0, best.count)
      while low < high {
        let middle = (low + high) / 2
        if logits[best[middle]] < logits[place] { high = middle } else { low = middle + 1 }
      }
      best.insert(place, at: low)
      if best.count > parameters.topK { best.removeLast() }
    }
    return best
  }

  /// Top-p and min-p; the most likely token always stays.
  private func cut(_ places: [Int], _ logits: [Float]) -> [Int] {
    guard parameters.topP < 1 || parameters.minP > 0 else { return places }
    let probabilities = softmax(places.map { Double(logits[$0]) })
    let largest = probabilities.max() ?? 0
    // Tokens less likely than this cannot reach 1 − p together: the nucleus is among the others.
    let least = max(
      parameters.minP * largest, parameters.topP < 1 ? (1 - parameters.topP) / Double(places.count) : 0)
    var order = places.indices.filter { probabilities[$0] >= least || probabilities[$0] == largest }
    guard parameters.topP < 1 else { return order.map { places[$0] } }
    order.sort { (probabilities[$1], $0) < (probabilities[$0], $1) }
    var sum = 0.0
    var count = 0
    while count < order.count, sum < parameters.topP {
      sum += probabilities[order[count]]
      count += 1
    }
    return order.prefix(max(count, 1)).map { places[$0] }
  }

  private func penalize(_ logits: inout [Float], _ recent: some Collection<TokenID>) {
    guard parameters.repetitionPenalty != 1 else { return }
    let penalty = Float(parameters.repetitionPenalty)
    for token in Set(recent) where logits.indices.contains(Int(token)) {
      logits[Int(token)] = logits[Int(token)] > 0 ? logits[Int(token)] / penalty : logits[Int(token)] * penalty
    }
  }

  private func softmax(_ logits: [Double]) -> [Double] {
    let largest = logits.max() ?? 0
    let weights = logits.map { exp($0 - largest) }
    let total = weights.reduce(0, +)
    return weights.map { $0 / total }
  }
}
