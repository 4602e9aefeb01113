#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Draws the next token from logits.
public struct Sampler: Sendable {
  /// How it draws.
  public let parameters: SamplingParameters
  private var random: SeededRandom

  /// A token with its probability.
  public struct Candidate: Equatable, Sendable {
    /// The token.
    public let token: TokenID
    /// How likely it is to be drawn.
    public let probability: Double
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
    let candidates = distribution(logits, after: recent)
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
    var logits = logits
    penalize(&logits, recent.suffix(parameters.repetitionWindow))
    guard let best = logits.indices.max(by: { logits[$0] < logits[$1] }) else { return [] }
    if parameters.temperature <= 0 { return [Candidate(token: TokenID(best), probability: 1)] }

    var order = Array(logits.indices)
    // Equal logits keep the order of the vocabulary, so that the same seed draws the same token.
    order.sort { logits[$0] != logits[$1] ? logits[$0] > logits[$1] : $0 < $1 }
    if parameters.topK > 0 { order = Array(order.prefix(parameters.topK)) }
    let kept = cut(order, softmax(order.map { Double(logits[$0]) }))
    let shaped = softmax(kept.map { Double(logits[$0]) / parameters.temperature })
    return zip(kept, shaped).map { Candidate(token: TokenID($0), probability: $1) }
  }

  /// Top-p and min-p; the most likely token always stays.
  private func cut(_ order: [Int], _ probabilities: [Double]) -> [Int] {
    guard let largest = probabilities.first else { return order }
    var count = order.count
    if parameters.topP < 1 {
      var sum = 0.0
      count = 0
      while count < order.count, sum < parameters.topP {
        sum += probabilities[count]
        count += 1
      }
      count = max(count, 1)
    }
    while count > 1, probabilities[count - 1] < parameters.minP * largest { count -= 1 }
    return Array(order.prefix(count))
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
