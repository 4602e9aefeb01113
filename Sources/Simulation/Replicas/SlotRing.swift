/// A request inside a `CountingReplica`.
struct Slot {
  var number = 0
  var arrival = 0.0
  var scheduled = 0.0
  var firstToken = 0.0
  /// When its newest token came, unless a step of decoding has passed since.
  var lastToken = 0.0
  var promptTokens = 0
  var outputTokens = 0
  var generated = 0
  var preemptions = 0
  /// Blocks at its beginning that others may know.
  var chain = 0
  /// Blocks at its beginning that it holds together with others, or that others may find.
  var sharedBlocks = 0
  /// Tokens whose keys and values are in the cache; while it decodes, those at `begun`.
  var computed = 0
  /// The count of decoding steps at which it began to decode; nil while it does not.
  var begun: Int?
  /// Neighbours in the running or the waiting line.
  var next = 0
  var previous = 0
  /// Neighbours among those that end at the same step.
  var nextEnding = 0
  var previousEnding = 0
  /// The decoding step with which it ends.
  var ending = 0

  var length: Int { promptTokens + generated }
}

/// Requests in memory that is used again, joined into two lines, the running and the waiting.
///
/// A line is a ring through a slot that holds no request: `next` of it is the first, `previous` the last.
struct SlotRing {
  static let running = 0
  static let waiting = 1

  var slots: [Slot]
  private var free: [Int] = []

  init() {
    slots = [Slot(), Slot()]
    for line in slots.indices { (slots[line].next, slots[line].previous) = (line, line) }
  }

  /// Stores a request, in no line.
  mutating func insert(_ slot: Slot) -> Int {
    guard let index = free.popLast() else {
      slots.append(slot)
      return slots.count - 1
    }
    slots[index] = slot
    return index
  }

  /// Gives back the memory of a request that is in no line.
  mutating func remove(_ index: Int) {
    free.append(index)
  }

  mutating func append(_ index: Int, to line: Int) {
    let last = slots[line].previous
    slots[last].next = index
    slots[index].previous = last
    slots[index].next = line
    slots[line].previous = index
  }

  mutating func prepend(_ index: Int, to line: Int) {
    let first = slots[line].next
    slots[first].previous = index
    slots[index].next = first
    slots[index].previous = line
    slots[line].next = index
  }

  mutating func unlink(_ index: Int) {
    let next = slots[index].next
    let previous = slots[index].previous
    slots[previous].next = next
    slots[next].previous = previous
  }
}
