/// What fits into the memory of one replica.
public struct MemoryPlan: Equatable, Sendable {
  /// All GPUs of the replica.
  public var total: Bytes
  public var weights: Bytes
  /// What the engine keeps for itself: buffers, graphs, fragmentation.
  public var overhead: Bytes
  /// Keys and values of one token, over all GPUs.
  public var perToken: BytesPerToken

  /// What is left for keys and values; negative when the weights do not fit.
  public var cache: Bytes { total - weights - overhead }
  /// Whether the weights leave room for a cache at all.
  public var fits: Bool { cache > .zero }
  /// By how much the weights do not fit; zero when they do.
  public var missing: Bytes { max(.zero, .zero - cache) }
  /// Tokens whose keys and values fit; zero when the weights do not.
  public var tokens: Tokens { fits ? Tokens((cache.value / perToken.value).rounded(.down)) : .zero }
  /// Tokens in the cache of a set-up that is known to run: where the plan finds no room, its estimate errs, and a
  /// little is left.
  var tokensOfRunning: Double { max(cache.value, total.value * 0.02) / perToken.value }

  /// Sequences of a length that fit at once.
  public func largestBatch(of length: Tokens) -> Int {
    length > .zero && tokens > .zero ? Int(min(tokens / length, 1e9)) : 0
  }
}

extension MemoryPlan {
  /// What fits, told without the work of compiling step times.
  public init(_ deployment: Deployment, _ factors: Factors) {
    self = StepModel(deployment, factors).memory
  }
}

extension StepModel {
  /// The share of a GPU's memory that engines are told to use.
  static let usedShare = 0.9

  /// The memory of one replica; with attention divided by sequences, each GPU holds all of the dense weights.
  var memory: MemoryPlan {
    let count = facts.count
    let experts =
      Double(count.expertLayers) * count.expert * Double(facts.experts?.count ?? 0) * facts.weights.bytesPerWeight
    let dense = count.dense * facts.densePrecision.bytesPerWeight * facts.sequenceShares
    let tables = count.head * 2 * (facts.tiedEmbeddings ? 1 : 2)
    let total = Bytes(facts.memory * facts.gpus)
    // More GPUs than heads of keys hold copies; a latent is copied to all.
    let copies = facts.splitsSequences ? 1 : facts.isLatent ? facts.gpus : max(facts.gpus / facts.kvHeads, 1)
    return MemoryPlan(
      total: total, weights: Bytes(dense + tables + experts),
      overhead: total * (1 - StepModel.usedShare) + Bytes(reserve * 1e9 * facts.gpus),
      perToken: BytesPerToken(count.cacheValues * facts.cache.bytesPerValue * copies))
  }
}
