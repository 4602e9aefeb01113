/// A stock of random weights in the blocks of a type, from which rows are put together.
///
/// Quantising a billion weights of a K type takes a minute or more. So some are drawn from a bell curve and quantised, and
/// each row takes its pieces from them by chance: every block is a true one, and no two rows of a matrix are alike.
/// A row of one or two pieces would meet its like, and is drawn anew.
final class RandomStore {
  /// What weights of one store have in common.
  struct Kind: Hashable {
    let type: TensorType
    /// Weights in a row: they deviate from 0 by 1 / √columns, so that a product has the size of what was multiplied.
    let columns: Int
  }

  /// Bytes of a row.
  let bytesPerRow: Int
  private let kind: Kind
  private let bytesPerPiece: Int
  private let piecesPerRow: Int
  private let pieces: AlignedMemory
  private let weights: AlignedMemory

  /// Pieces in stock: a power of two.
  private static let pieceCount = 1 << 12
  private static let mostWeightsPerPiece = 256

  /// Fills the stock.
  init(_ kind: Kind, seed: UInt64) {
    let weightsPerPiece = RandomStore.weightsPerPiece(kind)
    precondition(weightsPerPiece % kind.type.weightsPerBlock == 0, "a row is a whole number of blocks")
    self.kind = kind
    bytesPerPiece = weightsPerPiece / kind.type.weightsPerBlock * kind.type.bytesPerBlock
    piecesPerRow = kind.columns / weightsPerPiece
    bytesPerRow = piecesPerRow * bytesPerPiece
    weights = AlignedMemory(count: 4 * kind.columns)
    pieces = AlignedMemory(count: piecesPerRow < 3 ? 0 : RandomStore.pieceCount * bytesPerPiece)
    guard piecesPerRow >= 3 else { return }
    var chance = SeededRandom(seed: seed &+ UInt64(kind.columns))
    for place in 0..<RandomStore.pieceCount {
      make(weightsPerPiece, into: pieces.start + place * bytesPerPiece, &chance)
    }
  }

  /// A power of two that divides a row, into eight pieces at least where blocks are small enough.
  private static func weightsPerPiece(_ kind: Kind) -> Int {
    var count = min(kind.columns & -kind.columns, mostWeightsPerPiece)
    while count > kind.type.weightsPerBlock, kind.columns / count < 8 { count /= 2 }
    return count
  }

  /// Puts a row together.
  func draw(into row: UnsafeMutableRawPointer, _ chance: inout SeededRandom) {
    guard piecesPerRow >= 3 else { return make(kind.columns, into: row, &chance) }
    var to = row
    for _ in 0..<piecesPerRow {
      let place = Int(truncatingIfNeeded: chance.next() & UInt64(RandomStore.pieceCount - 1))
      to.copyMemory(from: pieces.start + place * bytesPerPiece, byteCount: bytesPerPiece)
      to += bytesPerPiece
    }
  }

  /// Draws new weights and stores them.
  private func make(_ count: Int, into blocks: UnsafeMutableRawPointer, _ chance: inout SeededRandom) {
    let deviation = 1 / Float(kind.columns).squareRoot()
    let floats = weights.start.assumingMemoryBound(to: Float.self)
    for weight in 0..<count { floats[weight] = chance.bell() * deviation }
    kind.type.quantizeRow(floats, into: blocks, count: count)
  }
}

extension SeededRandom {
  /// A number with mean 0 and deviation 1, by adding four even ones: close to normal, and within ±3.5.
  mutating func bell() -> Float {
    let bits = next()
    let sum = (bits & 0xFFFF) + (bits >> 16 & 0xFFFF) + (bits >> 32 & 0xFFFF) + bits >> 48
    // Four numbers of 0 ... 65535 have the mean 131070 and the deviation 65536 / √3.
    return (Float(sum) - 131_070) * (1.732_050_8 / 65_536)
  }
}
