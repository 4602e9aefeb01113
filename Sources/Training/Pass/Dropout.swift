import CKernels
import Inference

/// Numbers that are left out by chance while a model learns, so that it relies on none of them.
///
/// Srivastava et al. 2014, "Dropout: a simple way to prevent neural networks from overfitting"; here of what attention and
/// feed-forward add to the residual stream. Which numbers follows from the seed alone: the way back leaves out the same.
struct Dropout {
  /// The share that is left out, from 0 to below 1.
  let rate: Float
  let seed: UInt64

  /// Leaves out numbers of a row; the others grow, so that the mean stays.
  ///
  /// - Parameter place: Of the matrix in the pass.
  func thin(_ row: UnsafeMutablePointer<Float>, count: Int, place: Int, number: Int, _ kernels: ck_kernels) {
    var random = SeededRandom(seed: seed &+ UInt64(place) << 40 &+ UInt64(number))
    kernels.drop_out(row, UInt32(truncatingIfNeeded: random.next()), UInt32(rate * 0x1p32), 1 / (1 - rate), count)
  }
}
