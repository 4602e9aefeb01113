import Inference

/// What keys and values take, by formula: independent of the cache that the engine has.
enum CacheArithmetic {
  /// How attention keeps what was read.
  enum Attention {
    /// So many heads of keys and as many of values.
    case heads(Int, dimension: Int)
    /// A compressed vector in place of all heads, and the part of the keys that is rotated (DeepSeek-V2, 2024).
    case latent(rank: Int, rotated: Int)

    /// Numbers that a layer keeps of a token.
    var numbers: Int {
      switch self {
      case .heads(let count, let dimension): 2 * count * dimension
      case .latent(let rank, let rotated): rank + rotated
      }
    }
  }

  /// Bytes of a number: 8 bits, and a scale of 16 bits that 16 numbers share, in `q8_0`.
  static func bytesPerNumber(_ type: KVType) -> Double {
    switch type {
    case .f32: 4
    case .f16: 2
    case .q8_0: 1 + 2.0 / 16
    }
  }

  /// Bytes of a token: layers × numbers × bytes.
  static func bytesPerToken(layers: Int, _ attention: Attention, _ type: KVType) -> Double {
    Double(layers * attention.numbers) * bytesPerNumber(type)
  }

  /// Bytes of a token of a model that the engine runs.
  static func bytesPerToken(_ blueprint: Blueprint, _ type: KVType) -> Double {
    bytesPerToken(
      layers: blueprint.layerCount, .heads(blueprint.kvHeadCount, dimension: blueprint.headDimension), type)
  }

  /// Whole users whose tokens fit beside the weights.
  static func users(memory: Double, weights: Double, tokens: Int, bytesPerToken: Double) -> Int {
    max(0, Int((memory - weights) / (Double(tokens) * bytesPerToken)))
  }

  /// Llama 3.1 8B on an H100: users with a context of 8,192 tokens each.
  enum Large {
    static let tokens = 8_192
    /// Bytes of the weights at 16 bits.
    static let weights = 2 * DataCentre.Small.parameters
    /// As it is: eight heads of keys and values that 32 query heads share.
    static let grouped = Attention.heads(DataCentre.Small.kvHeads, dimension: DataCentre.Small.headDimension)
    /// If every query head had keys and values of its own.
    static let own = Attention.heads(DataCentre.Small.heads, dimension: DataCentre.Small.headDimension)
    /// If it kept what a layer of DeepSeek-V2 and V3 keeps: arXiv 2405.04434, section 2.1.
    static let latent = Attention.latent(rank: 512, rotated: 64)

    static func bytesPerToken(_ attention: Attention, _ type: KVType = .f16) -> Double {
      CacheArithmetic.bytesPerToken(layers: DataCentre.Small.layers, attention, type)
    }

    static func users(_ attention: Attention, _ type: KVType = .f16, weightShare: Double = 1) -> Int {
      CacheArithmetic.users(
        memory: DataCentre.memory, weights: weights * weightShare, tokens: tokens,
        bytesPerToken: bytesPerToken(attention, type))
    }
  }
}
