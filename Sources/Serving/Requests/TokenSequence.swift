/// A request inside the scheduler: how far it is, and which KV blocks it holds.
struct TokenSequence {
  let request: Request
  /// Output tokens that exist.
  var generated = 0
  /// Tokens whose keys and values are in the blocks of `table`.
  var computed = 0
  /// The prompt (after a preemption: the prompt and what was generated) is computed; from now on a token a step.
  var isDecoding = false
  /// Block `i` holds tokens `i * tokensPerBlock` onwards.
  var table: [KVBlock] = []
  /// So many blocks at the start of the table are the ones that the pool knows by their hash.
  var sharedBlocks = 0
  /// The tokens of the step in progress.
  var planned: Range<Int>?

  var id: RequestID { request.id }
  /// Prompt and output so far.
  var length: Int { request.promptTokens + generated }
}

/// Those who wait, first come first served: the preempted, who came earlier, before the new.
struct WaitingLine {
  /// The next one is the last.
  private var preempted: [TokenSequence] = []
  private var arrived: [TokenSequence] = []
  /// Those of `arrived` before this index are gone.
  private var head = 0

  var count: Int { preempted.count + arrived.count - head }
  var first: TokenSequence? { preempted.last ?? (head < arrived.count ? arrived[head] : nil) }
  var ids: [RequestID] { preempted.reversed().map(\.id) + arrived[head...].map(\.id) }

  mutating func append(_ sequence: TokenSequence) {
    arrived.append(sequence)
  }

  /// Puts one back before all others.
  mutating func prepend(_ sequence: TokenSequence) {
    preempted.append(sequence)
  }

  mutating func popFirst() -> TokenSequence? {
    if let sequence = preempted.popLast() { return sequence }
    guard head < arrived.count else { return nil }
    defer { head += 1 }
    if head > 64, head * 2 > arrived.count {
      arrived.removeFirst(head)
      head = 0
    }
    return arrived[head]
  }

  mutating func remove(_ id: RequestID) -> Bool {
    if let index = preempted.firstIndex(where: { $0.id == id }) {
      preempted.remove(at: index)
      return true
    }
    guard let index = arrived[head...].firstIndex(where: { $0.id == id }) else { return false }
    arrived.remove(at: index)
    return true
  }
}
