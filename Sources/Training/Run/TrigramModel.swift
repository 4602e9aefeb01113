#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// What comes next by the two tokens before, counted: the yardstick that a trained model has to beat.
///
/// Interpolated Kneser–Ney with one discount an order (Chen and Goodman 1999, "An empirical study of smoothing techniques for language modeling").
public struct TrigramModel: Sendable {
  /// Counts of one order: of words behind contexts.
  private struct Order: Sendable {
    /// By context and token.
    var counts: [UInt64: Int32] = [:]
    /// By context: the sum of its counts, and how many tokens follow it.
    var contexts: [UInt64: (sum: Int32, followers: Int32)] = [:]
    var discount = 0.0

    mutating func add(_ context: UInt64, _ token: Int32) {
      let key = TrigramModel.key(context, token)
      counts[key, default: 0] += 1
    }

    /// Sums up, once all is counted.
    mutating func finish() {
      var (ones, twos) = (0.0, 0.0)
      for (key, count) in counts {
        let entry = contexts[key >> 21] ?? (0, 0)
        contexts[key >> 21] = (entry.sum + count, entry.followers + 1)
        ones += count == 1 ? 1 : 0
        twos += count == 2 ? 1 : 0
      }
      discount = ones > 0 ? ones / (ones + 2 * twos) : 0.5
    }

    func probability(_ context: UInt64, _ token: Int32, below: Double) -> Double {
      guard let (sum, followers) = contexts[context] else { return below }
      let count = Double(counts[TrigramModel.key(context, token)] ?? 0)
      return (max(0, count - discount) + discount * Double(followers) * below) / Double(sum)
    }
  }

  private var trigrams = Order()
  private var bigrams = Order()
  private var unigrams = Order()
  private let vocabularySize: Int

  /// A token of at most 21 bits behind what comes before.
  private static func key(_ context: UInt64, _ token: Int32) -> UInt64 {
    context << 21 | UInt64(UInt32(bitPattern: token))
  }

  /// Counts a text.
  ///
  /// - Parameter vocabularySize: at most 2²¹; every token is below it.
  public init(_ tokens: [Int32], vocabularySize: Int) {
    self.vocabularySize = vocabularySize
    for place in tokens.indices.dropFirst(2) {
      trigrams.add(TrigramModel.key(UInt64(UInt32(bitPattern: tokens[place - 2])), tokens[place - 1]), tokens[place])
    }
    // Lower orders count in how many contexts a token has been seen, not how often.
    for key in trigrams.counts.keys { bigrams.add(key >> 21 & 0x1F_FFFF, Int32(key & 0x1F_FFFF)) }
    for key in bigrams.counts.keys { unigrams.add(0, Int32(key & 0x1F_FFFF)) }
    trigrams.finish()
    bigrams.finish()
    unigrams.finish()
  }

  /// The probability of a token.
  ///
  /// - Parameter before: the tokens before it; only the last two count.
  public func probability(of token: Int32, after before: ArraySlice<Int32>) -> Double {
    let alone = unigrams.probability(0, token, below: 1 / Double(vocabularySize))
    guard let last = before.last else { return alone }
    let context = UInt64(UInt32(bitPattern: last))
    let pair = bigrams.probability(context, token, below: alone)
    guard let first = before.dropLast().last else { return pair }
    return trigrams.probability(TrigramModel.key(UInt64(UInt32(bitPattern: first)), last), token, below: pair)
  }

  /// The mean of −ln p(target) over the targets of a stream: what ``Trainer/loss(of:)`` is for a model.
  public func loss(of stream: TokenStream) -> Double {
    var (sum, targets) = (0.0, 0)
    for batch in stream.batches(of: 1) {
      for (place, target) in batch.targets.enumerated() where target >= 0 {
        sum -= log(probability(of: target, after: batch.inputs[max(0, place - 1)...place]))
        targets += 1
      }
    }
    return sum / Double(max(1, targets))
  }
}
