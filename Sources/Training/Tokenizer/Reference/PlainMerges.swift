/// Learns merges as the definition says it: before each one all pairs are counted again.
///
/// The slow twin of ``MergeLearner``, to read and to test against: O(merges · text), with symbols that are their bytes.
struct PlainMerges {
  /// Two neighbours.
  struct Pair: Hashable {
    var left: [UInt8]
    var right: [UInt8]
  }

  /// A merge with the number of times that its pair occurred.
  struct Merge: Equatable {
    var pair: Pair
    var count: Int
  }

  /// The words as symbols, each word with the number of times that it occurs.
  private(set) var words: [(symbols: [[UInt8]], count: Int)]

  /// Learns at most so many merges.
  mutating func learn(most: Int, leastCount: Int) -> [Merge] {
    var merges: [Merge] = []
    while merges.count < most {
      var counts: [Pair: Int] = [:]
      for word in words {
        for (left, right) in zip(word.symbols, word.symbols.dropFirst()) {
          counts[Pair(left: left, right: right), default: 0] += word.count
        }
      }
      guard let best = counts.min(by: PlainMerges.isOrdered), best.value >= leastCount else { break }
      merges.append(Merge(pair: best.key, count: best.value))
      for place in words.indices { words[place].symbols = PlainMerges.joined(words[place].symbols, best.key) }
    }
    return merges
  }

  private static func isOrdered(_ first: (key: Pair, value: Int), _ second: (key: Pair, value: Int)) -> Bool {
    if first.value != second.value { return first.value > second.value }
    let (a, b) = (first.key, second.key)
    return a.left == b.left ? a.right.lexicographicallyPrecedes(b.right) : a.left.lexicographicallyPrecedes(b.left)
  }

  /// Symbols with each occurrence of a pair joined, from left to right.
  private static func joined(_ symbols: [[UInt8]], _ pair: Pair) -> [[UInt8]] {
    var out: [[UInt8]] = []
    var place = 0
    while place < symbols.count {
      if place + 1 < symbols.count, symbols[place] == pair.left, symbols[place + 1] == pair.right {
        out.append(pair.left + pair.right)
        place += 2
      } else {
        out.append(symbols[place])
        place += 1
      }
    }
    return out
  }
}
