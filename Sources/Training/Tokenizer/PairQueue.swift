import Inference

/// Pairs in the order in which they would be merged: a binary heap.
///
/// The most frequent pair is first, of equally frequent ones the first by its bytes (``TokenSpellings``).
struct PairQueue {
  /// A pair that waits.
  struct Entry {
    /// How often it occurred when it was put in; meanwhile it may occur less often.
    var count: Int
    var left: TokenID
    var right: TokenID
    /// Its number in the table of pairs.
    var pair: Int
  }

  private var heap: [Entry] = []

  mutating func push(_ entry: Entry, _ spellings: TokenSpellings) {
    var place = heap.count
    heap.append(entry)
    while place > 0 {
      let parent = (place - 1) / 2
      guard PairQueue.isOrdered(entry, heap[parent], spellings) else { break }
      heap[place] = heap[parent]
      place = parent
    }
    heap[place] = entry
  }

  mutating func pop(_ spellings: TokenSpellings) -> Entry? {
    guard let first = heap.first, let last = heap.popLast() else { return nil }
    if heap.isEmpty { return first }
    var place = 0
    while true {
      var child = 2 * place + 1
      if child >= heap.count { break }
      if child + 1 < heap.count, PairQueue.isOrdered(heap[child + 1], heap[child], spellings) { child += 1 }
      guard PairQueue.isOrdered(heap[child], last, spellings) else { break }
      heap[place] = heap[child]
      place = child
    }
    heap[place] = last
    return first
  }

  private static func isOrdered(_ first: Entry, _ second: Entry, _ spellings: TokenSpellings) -> Bool {
    if first.count != second.count { return first.count > second.count }
    return spellings.isOrdered((first.left, first.right), (second.left, second.right))
  }
}
