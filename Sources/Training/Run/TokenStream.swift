import Inference

/// Tokens to learn from, cut into sequences that come in another order in each epoch.
///
/// Which sequences a step gets follows from the seed and the number of the step alone: a run that goes on where it was left sees what it would have
/// seen without the pause.
public struct TokenStream: Sendable {
  public let tokens: [Int32]
  /// Whether a token is one that a model is to learn to say; empty: all are.
  public let learned: [Bool]
  /// Tokens in a sequence.
  public let length: Int
  private let seed: UInt64

  /// Why a stream has no sequences.
  public struct TooShort: Error, Equatable, CustomStringConvertible {
    public let tokens: Int
    public let needed: Int
    public var description: String {
      "there are \(tokens) tokens to learn from, a sequence and the token after it need \(needed); give more text or shorten the sequences"
    }
  }

  public init(_ tokens: [Int32], learned: [Bool] = [], length: Int, seed: UInt64) throws(TooShort) {
    guard length > 0, tokens.count > length else { throw TooShort(tokens: tokens.count, needed: length + 1) }
    precondition(learned.isEmpty || learned.count == tokens.count, "every token is learned or is not")
    self.tokens = tokens
    self.learned = learned
    self.length = length
    self.seed = seed
  }

  /// A number that another text or another cut would hardly have (FNV-1a of 64 bits).
  public var fingerprint: UInt64 {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    func add(_ value: UInt64) { hash = (hash ^ value) &* 0x100_0000_01B3 }
    add(UInt64(length))
    for token in tokens { add(UInt64(UInt32(bitPattern: token))) }
    for isLearned in learned { add(isLearned ? 1 : 0) }
    return hash
  }

  /// Sequences of an epoch.
  public var sequenceCount: Int { (tokens.count - 1) / length }

  /// Where the sequences of an epoch begin, in their order.
  ///
  /// Every epoch cuts at other places: what stood at the end of a sequence stands within one the next time.
  private func order(epoch: Int) -> [Int] {
    var random = SeededRandom(seed: seed &+ UInt64(epoch) &* 0xD134_2543_DE82_EF95)
    let slack = tokens.count - 1 - sequenceCount * length
    let shift = slack > 0 ? Int(random.next() % UInt64(slack + 1)) : 0
    var order = (0..<sequenceCount).map { shift + $0 * length }
    random.shuffle(&order)
    return order
  }

  /// The sequences of a step, counted from 0.
  public func batch(step: Int, sequences: Int) -> Batch {
    var batch = Batch(inputs: [], targets: [], length: length)
    var (epoch, known) = (-1, [Int]())
    for number in step * sequences..<(step + 1) * sequences {
      if number / sequenceCount != epoch {
        epoch = number / sequenceCount
        known = order(epoch: epoch)
      }
      append(known[number % sequenceCount], to: &batch)
    }
    return batch
  }

  /// All sequences once, in their order, so many at a time: for measuring.
  public func batches(of sequences: Int) -> [Batch] {
    stride(from: 0, to: sequenceCount, by: sequences).map { first in
      var batch = Batch(inputs: [], targets: [], length: length)
      for number in first..<min(sequenceCount, first + sequences) { append(number * length, to: &batch) }
      return batch
    }
  }

  private func append(_ start: Int, to batch: inout Batch) {
    batch.inputs += tokens[start..<start + length]
    for place in start + 1...start + length {
      batch.targets.append(learned.isEmpty || learned[place] ? tokens[place] : -1)
    }
  }
}
