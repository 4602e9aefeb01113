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

  /// Sequences of a length that fit at once.
  public func largestBatch(of length: Tokens) -> Int {
    length > .zero ? Int(min(tokens / length, 1e9)) : 0
  }
}

extension StepModel {
  /// The share of a GPU's memory that engines are told to use.
  static let usedShare = 0.9

  /// The memory of one replica; with attention divided by sequences, each GPU holds all of the dense weights.
  var memory: MemoryPlan {
    let gpus = Double(deployment.gpus)
    let model = deployment.model
    let isSplit = deployment.layout == .dataParallelAttention && model.isMixtureOfExperts
    let experts =
      Double(count.expertLayers) * count.expert * Double(model.experts?.count ?? 0) * deployment.weights.bytesPerWeight
    let dense = count.dense * densePrecision.bytesPerWeight * (isSplit ? gpus : 1)
    let tables = count.head * 2 * (model.tiedEmbeddings ? 1 : 2)
    // More GPUs than heads of keys hold copies; a latent is copied to all.
    let copies =
      isSplit ? 1 : model.attention.isLatent ? gpus : max(gpus / Double(max(model.kvHeads, 1)), 1)
    return MemoryPlan(
      total: deployment.accelerator.memory * gpus, weights: Bytes(dense + tables + experts),
      overhead: deployment.accelerator.memory * gpus * (1 - StepModel.usedShare)
        + Bytes(reserve * 1e9 * gpus),
      perToken: BytesPerToken(count.cacheValues * deployment.cache.bytesPerValue * copies))
  }
}
