/// Sequences of equal length that a step learns from.
public struct Batch: Equatable, Sendable {
  /// The tokens: [sequences, length].
  public var inputs: [Int32]
  /// The token that follows each input; a negative one is not learned. [sequences, length]
  public var targets: [Int32]
  /// Tokens in a sequence.
  public var length: Int

  public init(inputs: [Int32], targets: [Int32], length: Int) {
    self.inputs = inputs
    self.targets = targets
    self.length = length
  }

  public var sequenceCount: Int { length == 0 ? 0 : inputs.count / length }
  /// Targets that are learned.
  public var targetCount: Int { targets.count { $0 >= 0 } }
}
