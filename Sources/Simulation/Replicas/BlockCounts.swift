import Serving

/// `KVBlockPool` as numbers, for the case that all shared beginnings are beginnings of one prefix.
///
/// Then the known blocks are always the first `known` ones of the prefix, and of those the first `held` are in use: a
/// sequence holds the beginning, lets go of the end first, and the block that was free for longest, which is the first
/// to be forgotten, is the last one.
struct BlockCounts {
  let tokensPerBlock: Int
  let total: Int
  /// Free and without content.
  private(set) var clean: Int
  private(set) var known = 0
  private(set) var held = 0
  /// Sequences that hold exactly so many blocks of the prefix.
  private var holders: [Int] = [0]

  init(_ limits: SchedulerLimits) {
    tokensPerBlock = limits.tokensPerBlock
    total = limits.kvBlocks
    clean = total
  }

  @inline(__always) var available: Int { clean + known - held }
  var inUse: Int { total - available }

  @inline(__always)
  func blocks(for tokens: Int) -> Int { (tokens + tokensPerBlock - 1) / tokensPerBlock }

  /// Holds the known beginning of a prompt and as many blocks as the rest of it needs, if there are so many.
  mutating func admit(known hits: Int, needed: Int) -> Bool {
    guard needed <= clean + known - max(held, hits) else { return false }
    if hits > 0 {
      holders[hits] += 1
      held = max(held, hits)
    }
    take(needed)
    return true
  }

  /// Gives out blocks: clean ones, then those that are known and not held.
  @inline(__always)
  mutating func take(_ count: Int) {
    let fromClean = min(clean, count)
    clean -= fromClean
    known -= count - fromClean
  }

  /// Takes back all blocks of a sequence.
  mutating func release(shared: Int, of count: Int) {
    clean += count - shared
    guard shared > 0 else { return }
    holders[shared] -= 1
    while held > 0, holders[held] == 0 { held -= 1 }
  }

  /// Makes the blocks findable that a piece of prompt has filled; returns how many of the sequence's now are.
  mutating func register(from first: Int, to end: Int, shared: Int) -> Int {
    var shared = shared
    for block in first..<max(first, end) {
      guard block == shared, known == shared else { break }
      if shared > 0 { holders[shared] -= 1 }
      shared += 1
      known = shared
      held = max(held, shared)
      while holders.count <= shared { holders.append(0) }
      holders[shared] += 1
    }
    return shared
  }
}
