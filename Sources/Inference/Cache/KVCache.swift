import CKernels

/// How keys and values are stored.
public enum KVType: String, CaseIterable, Sendable {
  case f32
  case f16
  /// Eight bits; 16 numbers share a scale in half precision.
  case q8_0

  var kernelType: UInt32 {
    switch self {
    case .f32: TensorType.f32.rawValue
    case .f16: TensorType.f16.rawValue
    case .q8_0: TensorType.q8_0.rawValue
    }
  }

  /// Bytes that a key or a value of a head takes, at such a width of the head.
  func bytesPerPosition(width: Int) -> Int {
    tileBytes(headDimension: KVCache.storedWidth(width)) / KVCache.tokensPerBlock
  }

  /// Bytes of a tile: 16 positions of a head.
  func tileBytes(headDimension: Int) -> Int {
    switch self {
    case .f32: headDimension * KVCache.tokensPerBlock * 4
    case .f16: headDimension * KVCache.tokensPerBlock * 2
    case .q8_0: headDimension * KVCache.tokensPerBlock + headDimension * 2
    }
  }
}

/// Stored keys and values, in KV blocks of 16 positions that sequences borrow.
///
/// A block holds, for every layer and every head, a tile of keys [head dimension, 16] and a tile of values [16, head dimension].
/// Keys lie across, so that the scores of 16 positions are summed side by side. Blocks are counted: sequences with the same beginning share
/// them, and nothing is copied. (PagedAttention, Kwon et al. 2023.)
public final class KVCache: @unchecked Sendable {
  // Unchecked: one forward pass at a time writes, and only into blocks that belong to one sequence.

  /// Positions in a KV block.
  public static let tokensPerBlock = 16

  /// How keys and values are stored.
  public let type: KVType
  /// Blocks in all.
  public let blockCount: Int
  /// Width of a head as stored: a multiple of 16.
  let headDimension: Int
  private let layerCount: Int
  private let headCount: Int
  private let tileBytes: Int
  private let memory: LazyMemory
  private var freeBlocks: [Int32]
  private var owners: [Int32]

  /// Room for so many positions, in whole blocks.
  public init(blueprint: Blueprint, positions: Int, type: KVType) throws(OutOfMemory) {
    self.type = type
    blockCount = (positions + KVCache.tokensPerBlock - 1) / KVCache.tokensPerBlock
    headDimension = KVCache.storedWidth(blueprint.headDimension)
    layerCount = blueprint.layerCount
    headCount = blueprint.kvHeadCount
    tileBytes = type.tileBytes(headDimension: headDimension)
    memory = try LazyMemory(count: 2 * layerCount * headCount * blockCount * tileBytes)
    freeBlocks = (0..<Int32(blockCount)).reversed()
    owners = Array(repeating: 0, count: blockCount)
  }

  /// Bytes that one position takes.
  public static func bytesPerToken(blueprint: Blueprint, type: KVType) -> Int {
    2 * blueprint.layerCount * blueprint.kvHeadCount * type.bytesPerPosition(width: blueprint.headDimension)
  }

  /// Bytes of all blocks.
  public var byteCount: Int { 2 * layerCount * headCount * blockCount * tileBytes }

  /// The width of a head as it is stored: the next multiple of 16.
  static func storedWidth(_ width: Int) -> Int { (width + 15) / 16 * 16 }

  /// Blocks that no sequence holds.
  public var freeBlockCount: Int { freeBlocks.count }

  /// The keys' tile of a head in a block. [head dimension, 16]
  func keyTile(layer: Int, head: Int, block: Int32) -> UnsafeMutableRawPointer {
    memory.start + (((2 * layer) * headCount + head) * blockCount + Int(block)) * tileBytes
  }

  /// The values' tile of a head in a block. [16, head dimension]
  func valueTile(layer: Int, head: Int, block: Int32) -> UnsafeMutableRawPointer {
    memory.start + (((2 * layer + 1) * headCount + head) * blockCount + Int(block)) * tileBytes
  }

  /// Gives a table the blocks for so many more positions, or changes nothing if there are not enough.
  public func reserve(_ count: Int, for table: inout BlockTable) -> Bool {
    let needed = (table.positions + count + KVCache.tokensPerBlock - 1) / KVCache.tokensPerBlock
    let sharesLast = table.positions % KVCache.tokensPerBlock != 0 && count > 0 && isShared(table.blocks.last)
    guard needed - table.blocks.count + (sharesLast ? 1 : 0) <= freeBlocks.count else { return false }
    if sharesLast, let last = table.blocks.popLast() {
      // The one copy there is: a block that two sequences fill differently from here on.
      let own = takeBlock()
      copy(last, to: own)
      release(last)
      table.blocks.append(own)
    }
    while table.blocks.count < needed { table.blocks.append(takeBlock()) }
    return true
  }

  /// A second sequence with the same first positions: it shares their blocks.
  public func fork(_ table: BlockTable, positions: Int) -> BlockTable {
    precondition((0...table.positions).contains(positions), "a prefix is not longer than its sequence")
    let blocks = table.blocks.prefix((positions + KVCache.tokensPerBlock - 1) / KVCache.tokensPerBlock)
    for block in blocks { owners[Int(block)] += 1 }
    return BlockTable(blocks: Array(blocks), positions: positions)
  }

  /// Forgets positions from `positions` on and gives back the blocks that are no longer needed.
  public func truncate(_ table: inout BlockTable, to positions: Int) {
    let needed = (positions + KVCache.tokensPerBlock - 1) / KVCache.tokensPerBlock
    while table.blocks.count > needed { release(table.blocks.removeLast()) }
    table.positions = min(table.positions, positions)
  }

  private func isShared(_ block: Int32?) -> Bool { block.map { owners[Int($0)] > 1 } ?? false }

  private func takeBlock() -> Int32 {
    let block = freeBlocks.removeLast()
    owners[Int(block)] = 1
    return block
  }

  private func release(_ block: Int32) {
    owners[Int(block)] -= 1
    if owners[Int(block)] == 0 { freeBlocks.append(block) }
  }

  private func copy(_ from: Int32, to: Int32) {
    for layer in 0..<layerCount {
      for head in 0..<headCount {
        keyTile(layer: layer, head: head, block: to)
          .copyMemory(from: keyTile(layer: layer, head: head, block: from), byteCount: tileBytes)
        valueTile(layer: layer, head: head, block: to)
          .copyMemory(from: valueTile(layer: layer, head: head, block: from), byteCount: tileBytes)
      }
    }
  }
}

/// The KV blocks of one sequence, in order.
public struct BlockTable: Equatable, Sendable {
  /// Block of each 16 positions.
  public internal(set) var blocks: [Int32] = []
  /// Positions whose keys and values are stored.
  public internal(set) var positions = 0

  /// An empty sequence.
  public init() {}

  /// A sequence in blocks that somebody else hands out, such as a scheduler that plans for many.
  ///
  /// A cache is used in this way or by `reserve`, not both: it does not learn who holds these blocks.
  public init(blocks: [Int32], positions: Int) {
    precondition(
      (0...blocks.count * KVCache.tokensPerBlock).contains(positions), "\(blocks.count) KV blocks hold no more")
    self.blocks = blocks
    self.positions = positions
  }
}
