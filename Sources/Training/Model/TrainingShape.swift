/// The shape of a model that is trained: the llama family, its output matrix being its embedding.
public struct TrainingShape: Equatable, Sendable {
  /// Tokens of the vocabulary.
  public var vocabularySize: Int
  /// Width of the residual stream.
  public var hiddenSize: Int
  public var layerCount: Int
  /// Query heads.
  public var headCount: Int
  /// Heads of keys and values, which query heads share in equal groups.
  public var kvHeadCount: Int
  /// Width of the feed-forward layer.
  public var feedForwardSize: Int
  /// The longest sequence.
  public var contextLength: Int
  /// Pair i of n of a head turns by position × base^(−i/n).
  public var rotaryBase: Float
  /// Added to the mean square in every normalisation.
  public var epsilon: Float

  public init(
    vocabularySize: Int, hiddenSize: Int, layerCount: Int, headCount: Int, kvHeadCount: Int, feedForwardSize: Int,
    contextLength: Int, rotaryBase: Float = 10_000, epsilon: Float = 1e-5
  ) {
    self.vocabularySize = vocabularySize
    self.hiddenSize = hiddenSize
    self.layerCount = layerCount
    self.headCount = headCount
    self.kvHeadCount = kvHeadCount
    self.feedForwardSize = feedForwardSize
    self.contextLength = contextLength
    self.rotaryBase = rotaryBase
    self.epsilon = epsilon
  }

  /// Width of one head.
  public var headDimension: Int { hiddenSize / headCount }
  /// Width of all keys, or all values, of a position.
  public var kvWidth: Int { kvHeadCount * headDimension }
  /// Query heads that share one head of keys and values.
  public var groupSize: Int { headCount / kvHeadCount }
  /// All that is learned.
  public var parameterCount: Int { ModelTensors(self).layout.count }

  /// Why a shape is none.
  public enum ShapeError: Error, Equatable, CustomStringConvertible {
    /// A number below one, or so large that no memory would hold it.
    case outOfRange(String, Int, allowed: ClosedRange<Int>)
    /// A number that another one must divide.
    case notDivisible(String, Int, by: String, Int)
    case oddHead(Int)

    public var description: String {
      switch self {
      case .outOfRange(let name, let value, let allowed):
        "\(name) is \(value); it must be from \(allowed.lowerBound) to \(allowed.upperBound)"
      case .notDivisible(let name, let value, let divisor, let by):
        "\(name) is \(value), which \(divisor), \(by), does not divide"
      case .oddHead(let dimension): "heads are \(dimension) wide; positions turn pairs, so it must be an even number"
      }
    }
  }

  /// Checks that a model of this shape can be; errors name numbers as recipes and options do.
  public func check() throws(ShapeError) {
    let limits: [(String, Int, Int)] = [
      ("vocabulary", vocabularySize, 1 << 20), ("hidden", hiddenSize, 1 << 14),
      ("layers", layerCount, 1_000), ("heads", headCount, 1_024), ("kv_heads", kvHeadCount, 1_024),
      ("feed_forward", feedForwardSize, 1 << 16), ("context", contextLength, 1 << 16),
    ]
    for (name, value, most) in limits where !(1...most).contains(value) {
      throw .outOfRange(name, value, allowed: 1...most)
    }
    guard hiddenSize % headCount == 0 else { throw .notDivisible("hidden", hiddenSize, by: "heads", headCount) }
    guard headCount % kvHeadCount == 0 else { throw .notDivisible("heads", headCount, by: "kv_heads", kvHeadCount) }
    guard headDimension % 2 == 0 else { throw .oddHead(headDimension) }
  }

  /// Floating-point operations of one training step for a token at the mean position of a sequence.
  ///
  /// Two for each weight that a token meets and two for each pair of attention, forward; twice as many backward.
  /// The embedding counts once: as output matrix. (Hoffmann et al. 2022, appendix F.)
  public func operationsPerToken(sequenceLength: Int) -> Double {
    let weights = ModelTensors(self).layout.tensors.filter { !$0.isVector }.reduce(0) { $0 + $1.count }
    let attention = layerCount * 2 * hiddenSize * (sequenceLength + 1) / 2
    return 6 * Double(weights + attention)
  }
}
