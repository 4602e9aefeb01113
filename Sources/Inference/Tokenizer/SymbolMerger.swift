/// A rule that says which neighbouring symbols become one token, and how urgent that is.
protocol MergeRule {
  /// What becomes of two neighbours; nil if nothing does.
  func merge(_ left: SymbolMerger.Symbol, _ right: SymbolMerger.Symbol) -> SymbolMerger.Merge?
}

/// Joins neighbouring symbols of a text into ever longer tokens: the heart of SentencePiece's and of byte-pair
/// tokenizers.
///
/// Always the most urgent merge of the whole text is done next, of equal ones the leftmost. A heap knows the most
/// urgent one, a list linked in both directions knows the neighbours, so n symbols take O(n log n) steps. An entry of
/// the heap whose symbols were joined to others meanwhile is passed over when it comes up.
struct SymbolMerger {
  /// A piece of the text that is one token, or none yet.
  struct Symbol {
    /// Where its bytes begin in the text.
    var start: Int
    /// How many bytes it has; 0 once it was joined to its left neighbour.
    var count: Int
    /// The token that it is, if it is one.
    var token: TokenID?
    fileprivate var previous = SymbolMerger.nowhere
    fileprivate var next = SymbolMerger.nowhere

    init(start: Int, count: Int, token: TokenID?) {
      self.start = start
      self.count = count
      self.token = token
    }
  }

  /// What two symbols become.
  struct Merge {
    /// Lower ones come first.
    var priority: UInt32
    /// The token of both together.
    var token: TokenID
  }

  private struct Candidate {
    /// The priority in the upper half and the left symbol in the lower one: one comparison orders by both.
    var key: UInt64
    var right: Int32
    var token: TokenID
    /// Bytes of both symbols when the merge was found.
    var count: Int

    var left: Int { Int(key & 0xFFFF_FFFF) }
  }

  private static let nowhere: Int32 = -1
  private var symbols: [Symbol] = []
  private var heap: [Candidate] = []

  /// Forgets the symbols of the text before.
  mutating func begin() {
    symbols.removeAll(keepingCapacity: true)
    heap.removeAll(keepingCapacity: true)
  }

  /// Appends the next symbol of the text.
  mutating func append(_ symbol: Symbol) {
    var symbol = symbol
    if let last = symbols.indices.last {
      symbol.previous = Int32(truncatingIfNeeded: last)
      symbols[last].next = Int32(truncatingIfNeeded: last + 1)
    }
    symbols.append(symbol)
  }

  /// Merges as long as the rule finds something, and hands over the symbols that are left, in their order.
  mutating func run(_ rule: borrowing some MergeRule, _ result: (Symbol) -> Void) {
    for right in symbols.indices.dropFirst() { propose(Int32(right - 1), Int32(right), rule) }
    while let candidate = pop() {
      let left = candidate.left
      let right = Int(candidate.right)
      let isStale =
        symbols[left].count == 0 || symbols[right].count == 0
        || symbols[left].count + symbols[right].count != candidate.count
      if isStale { continue }
      symbols[left].count = candidate.count
      symbols[left].token = candidate.token
      symbols[right].count = 0
      let next = symbols[right].next
      symbols[left].next = next
      if next != SymbolMerger.nowhere { symbols[Int(next)].previous = Int32(left) }
      propose(symbols[left].previous, Int32(left), rule)
      propose(Int32(left), next, rule)
    }
    for symbol in symbols where symbol.count > 0 { result(symbol) }
  }

  private mutating func propose(_ left: Int32, _ right: Int32, _ rule: borrowing some MergeRule) {
    guard left != SymbolMerger.nowhere, right != SymbolMerger.nowhere else { return }
    let (first, second) = (symbols[Int(left)], symbols[Int(right)])
    guard let merge = rule.merge(first, second) else { return }
    push(
      Candidate(
        key: UInt64(merge.priority) << 32 | UInt64(UInt32(bitPattern: left)), right: right, token: merge.token,
        count: first.count + second.count))
  }

  // MARK: The heap

  private mutating func push(_ candidate: Candidate) {
    var place = heap.count
    heap.append(candidate)
    while place > 0 {
      let parent = (place - 1) / 2
      if heap[parent].key <= candidate.key { break }
      heap[place] = heap[parent]
      place = parent
    }
    heap[place] = candidate
  }

  private mutating func pop() -> Candidate? {
    guard let first = heap.first, let last = heap.popLast() else { return nil }
    if heap.isEmpty { return first }
    var place = 0
    while true {
      var child = 2 * place + 1
      if child >= heap.count { break }
      if child + 1 < heap.count, heap[child + 1].key < heap[child].key { child += 1 }
      if heap[child].key >= last.key { break }
      heap[place] = heap[child]
      place = child
    }
    heap[place] = last
    return first
  }
}
