/// A stock of random weights in the blocks of a type, from which rows are put together.
///
/// Quantising a billion weights of a K type takes minutes. So a million are drawn from a bell curve and quantised, and
/// each row takes its pieces from them by chance: every block is a true one, and no two rows of a matrix are alike.
final class RandomStore {
  /// What weights of one store have in common.
  struct Kind: Hashable {
    let type: TensorType
    /// Weights in a row: they deviate from 0 by 1 / √columns, so that a product has the size of what was multiplied.
    let columns: Int
  }

  /// Bytes of a row.
  let bytesPerRow: Int
  private let bytesPerPiece: Int
  private let piecesPerRow: Int
  private let memory: AlignedMemory

  /// Pieces in stock: a power of two.
  private static let pieceCount = 1 << 12
  private static let mostWeightsPerPiece = 256

  /// Fills the stock.
  init(_ kind: Kind, seed: UInt64) {
    // The largest power of two that divides a row; 256 weights are a whole number of blocks of every type.
    let weights = min(kind.columns & -kind.columns, RandomStore.mostWeightsPerPiece)
    precondition(weights % kind.type.weightsPerBlock == 0, "a row is a whole number of blocks")
    bytesPerPiece = weights / kind.type.weightsPerBlock * kind.type.bytesPerBlock
    piecesPerRow = kind.columns / weights
    bytesPerRow = piecesPerRow * bytesPerPiece
    memory = AlignedMemory(count: RandomStore.pieceCount * bytesPerPiece)
    var chance = SeededRandom(seed: seed &+ UInt64(kind.columns))
    let deviation = 1 / Float(kind.columns).squareRoot()
    withUnsafeTemporaryAllocation(of: Float.self, capacity: weights) { piece in
      guard let start = piece.baseAddress else { return }
      for place in 0..<RandomStore.pieceCount {
        for weight in 0..<weights { start[weight] = chance.bell() * deviation }
        kind.type.quantizeRow(start, into: memory.start + place * bytesPerPiece, count: weights)
      }
    }
  }

  /// Puts a row together.
  func draw(into row: UnsafeMutableRawPointer, _ chance: inout SeededRandom) {
    var to = row
    for _ in 0..<piecesPerRow {
      let place = Int(truncatingIfNeeded: chance.next() & UInt64(RandomStore.pieceCount - 1))
      to.copyMemory(from: memory.start + place * bytesPerPiece, byteCount: bytesPerPiece)
      to += bytesPerPiece
    }
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
