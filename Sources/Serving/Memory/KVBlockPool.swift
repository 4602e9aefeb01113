/// A fixed number of token slots in the KV cache, by its number.
public struct KVBlock: Hashable, Sendable {
  public let index: Int
}

/// The KV cache as blocks: who holds which, and which of the free ones still hold something worth finding.
///
/// A block is held by one or more sequences, or *cached* (free, with known content), or *clean* (free, content
/// forgotten). Clean ones are given out first, then the cached one that was free for longest.
struct KVBlockPool {
  let tokensPerBlock: Int
  /// Sequences that hold a block.
  private var references: [Int]
  private var hashes: [UInt64?]
  private var clean: [KVBlock]
  private var cached: FreeLine
  private var known: [UInt64: KVBlock] = [:]

  init(blocks: Int, tokensPerBlock: Int) {
    precondition(blocks > 0 && tokensPerBlock > 0, "a pool has at least one block of at least one token")
    self.tokensPerBlock = tokensPerBlock
    references = Array(repeating: 0, count: blocks)
    hashes = Array(repeating: nil, count: blocks)
    clean = (0..<blocks).reversed().map(KVBlock.init)
    cached = FreeLine(blocks: blocks)
  }

  var count: Int { references.count }
  /// Blocks that can be given out.
  var available: Int { clean.count + cached.count }
  var inUse: Int { count - available }

  func blocks(for tokens: Int) -> Int { (tokens + tokensPerBlock - 1) / tokensPerBlock }

  /// The longest known start of a chain.
  func known(_ chain: [UInt64], atMost limit: Int) -> [KVBlock] {
    var found: [KVBlock] = []
    for hash in chain.prefix(max(0, limit)) {
      guard let block = known[hash] else { break }
      found.append(block)
    }
    return found
  }

  /// Blocks that could be given out if some were held first.
  func available(besides blocks: [KVBlock]) -> Int {
    available - blocks.count { references[$0.index] == 0 }
  }

  /// Holds blocks once more.
  mutating func hold(_ blocks: [KVBlock]) {
    for block in blocks {
      if references[block.index] == 0 { cached.remove(block) }
      references[block.index] += 1
    }
  }

  /// Gives out a block that is held by no one.
  mutating func take() -> KVBlock? {
    guard let block = clean.popLast() ?? cached.popFirst() else { return nil }
    if let hash = hashes[block.index] { known[hash] = nil }
    hashes[block.index] = nil
    references[block.index] = 1
    return block
  }

  /// Lets go of a sequence's blocks, the last one first, so that the start of a chain is forgotten last.
  mutating func release(_ table: [KVBlock]) {
    for block in table.reversed() {
      references[block.index] -= 1
      guard references[block.index] == 0 else { continue }
      if hashes[block.index] == nil { clean.append(block) } else { cached.append(block) }
    }
  }

  /// Makes a held block findable, unless another one is known by the same hash.
  mutating func register(_ block: KVBlock, as hash: UInt64) -> Bool {
    guard known[hash] == nil else { return false }
    known[hash] = block
    hashes[block.index] = hash
    return true
  }

  /// What is wrong with the pool if these are the tables in use: nothing, always.
  func faults(tables: [[KVBlock]]) -> [String] {
    var held = Array(repeating: 0, count: count)
    for block in tables.joined() { held[block.index] += 1 }
    var out = (0..<count).filter { held[$0] != references[$0] }
      .map { "block \($0) is held \(held[$0]) times and counted \(references[$0])" }
    let free = clean.map(\.index) + cached.blocks.map(\.index)
    if Set(free).count != free.count { out.append("a block is free twice") }
    if Set(free) != Set((0..<count).filter { held[$0] == 0 }) { out.append("free is not what no one holds") }
    if clean.contains(where: { hashes[$0.index] != nil }) { out.append("a clean block has a hash") }
    if cached.blocks.contains(where: { hashes[$0.index] == nil }) { out.append("a cached block has no hash") }
    if known.contains(where: { hashes[$0.value.index] != $0.key }) { out.append("a hash leads to another block") }
    if known.count != hashes.count(where: { $0 != nil }) { out.append("a block with a hash is not found") }
    return out
  }
}

/// Free blocks in the order in which they became free, with removal from the middle: a doubly linked ring.
private struct FreeLine {
  private var next: [Int]
  private var previous: [Int]
  private let end: Int
  private(set) var count = 0

  init(blocks: Int) {
    next = Array(0...blocks)
    previous = Array(0...blocks)
    end = blocks
  }

  var blocks: [KVBlock] {
    var out: [KVBlock] = []
    var index = next[end]
    while index != end {
      out.append(KVBlock(index: index))
      index = next[index]
    }
    return out
  }

  mutating func append(_ block: KVBlock) {
    let last = previous[end]
    next[last] = block.index
    previous[block.index] = last
    next[block.index] = end
    previous[end] = block.index
    count += 1
  }

  mutating func remove(_ block: KVBlock) {
    next[previous[block.index]] = next[block.index]
    previous[next[block.index]] = previous[block.index]
    count -= 1
  }

  mutating func popFirst() -> KVBlock? {
    guard count > 0 else { return nil }
    let block = KVBlock(index: next[end])
    remove(block)
    return block
  }
}
