import Inference

/// Learns merges from words: again and again the most frequent pair of neighbours becomes a token.
///
/// The text is never counted again. For each pair the learner knows how often and where it occurs; a merge visits these
/// places only, and changes the counts of the pairs beside them. All merges together take O(n log n) steps for n bytes
/// of distinct words, however long a word is. ``PlainMerges`` does the same in a few lines, slowly.
///
/// Two facts make it simple. Every pair that a merge brings forth contains the new token; so a pair's count only falls
/// once that merge is done, and one entry in the queue is enough, whose count is put right when it comes up. And no two
/// tokens have the same bytes: as long as a stretch of text is merged with nothing outside it, each merge changes it
/// in the same way wherever it stands, so that it becomes one token everywhere by the same merge.
struct MergeLearner {
  private struct Pair {
    let left: TokenID
    let right: TokenID
    /// How often it occurs.
    var count = 0
    /// Where it occurred first and perhaps occurs no more: places of the left symbol, ascending.
    var places: [Int32] = []
  }

  private static let nowhere: Int32 = -1
  /// What stands where a symbol was joined to its left neighbour.
  private static let joined: TokenID = -1

  /// The merges, in the order in which they were learnt.
  private(set) var merges: [BytePairVocabulary.Merge] = []
  /// The bytes of each token so far.
  private(set) var spellings = TokenSpellings()

  /// The token at each place of the words.
  private var symbols: [TokenID]
  /// The place of the neighbour within the word.
  private var previous: [Int32]
  private var next: [Int32]
  /// The word of each place.
  private var words: [Int32] = []
  /// How often each word occurs.
  private let wordCounts: [Int]

  private var pairs: [Pair] = []
  private var numbers: [UInt64: Int] = [:]
  private var queue = PairQueue()
  private let leastCount: Int

  /// Begins with words of bytes.
  ///
  /// - Parameter leastCount: how often a pair must occur to be merged; from 1 on.
  init(_ text: WordCounts, leastCount: Int) {
    self.leastCount = leastCount
    wordCounts = text.counts
    symbols = text.bytes.map { TokenID($0) }
    let count = Int32(symbols.count)
    previous = (0..<count).map { $0 - 1 }
    next = (0..<count).map { $0 + 1 }
    words.reserveCapacity(symbols.count)
    for word in 0..<text.count {
      let range = text.range(of: word)
      previous[range.lowerBound] = MergeLearner.nowhere
      next[range.upperBound - 1] = MergeLearner.nowhere
      words.append(contentsOf: repeatElement(Int32(word), count: range.count))
    }
    for place in symbols.indices where next[place] != MergeLearner.nowhere {
      add(wordCounts[Int(words[place])], symbols[place], symbols[place + 1], at: Int32(place))
    }
    enqueue(pairs.indices)
  }

  /// Learns so many merges, or as many as there are.
  mutating func learn(most: Int) {
    while merges.count < most, let pair = mostFrequent() { merge(pair) }
  }

  private mutating func mostFrequent() -> Int? {
    while var entry = queue.pop(spellings) {
      let count = pairs[entry.pair].count
      if entry.count == count { return entry.pair }
      if count < leastCount { continue }
      entry.count = count
      queue.push(entry, spellings)
    }
    return nil
  }

  private mutating func merge(_ number: Int) {
    let pair = pairs[number]
    merges.append(BytePairVocabulary.Merge(left: pair.left, right: pair.right, count: pair.count))
    let token = spellings.join(pair.left, pair.right)
    let known = pairs.count
    for place in pair.places { join(Int(place), pair, token) }
    pairs[number].places = []
    enqueue(known..<pairs.count)
  }

  /// Joins the symbol at a place with the one behind it, if they are still the pair.
  private mutating func join(_ left: Int, _ pair: Pair, _ token: TokenID) {
    let nowhere = MergeLearner.nowhere
    guard symbols[left] == pair.left, next[left] != nowhere else { return }
    let right = Int(next[left])
    guard symbols[right] == pair.right else { return }
    let count = wordCounts[Int(words[left])]
    let (before, after) = (previous[left], next[right])
    add(-count, pair.left, pair.right)
    if before != nowhere {
      add(-count, symbols[Int(before)], pair.left)
      add(count, symbols[Int(before)], token, at: before)
    }
    if after != nowhere {
      add(-count, pair.right, symbols[Int(after)])
      add(count, token, symbols[Int(after)], at: Int32(left))
      previous[Int(after)] = Int32(left)
    }
    symbols[left] = token
    symbols[right] = MergeLearner.joined
    next[left] = after
  }

  // MARK: Pairs

  /// Counts a pair more or less often.
  ///
  /// - Parameter place: where it occurs from now on.
  private mutating func add(_ count: Int, _ left: TokenID, _ right: TokenID, at place: Int32? = nil) {
    let key = UInt64(UInt32(bitPattern: left)) << 32 | UInt64(UInt32(bitPattern: right))
    let number: Int
    if let known = numbers[key] {
      number = known
    } else {
      number = pairs.count
      numbers[key] = number
      pairs.append(Pair(left: left, right: right))
    }
    pairs[number].count += count
    if let place { pairs[number].places.append(place) }
  }

  private mutating func enqueue(_ new: Range<Int>) {
    for number in new where pairs[number].count >= leastCount {
      let pair = pairs[number]
      queue.push(PairQueue.Entry(count: pair.count, left: pair.left, right: pair.right, pair: number), spellings)
    }
  }
}
