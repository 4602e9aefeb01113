import Inference
import Training

/// The plainest way to store weights in few bits: a block shares one scale of 16 bits, and has a whole number for each
/// weight.
///
///     weight ≈ scale · integer        integers from −(2^(bits−1) − 1) to 2^(bits−1) − 1
///
/// The weight farthest from zero gets the largest integer. A block is a run of weights as they follow one another,
/// across rows too; the last one of a matrix may be shorter.
struct PlainBlocks: Equatable {
  /// Bits of an integer, from 2 to 8.
  let bits: Int
  /// Weights that share a scale.
  let blockSize: Int

  /// Bits of a scale: half precision.
  static let scaleBits = 16

  /// The integer of the weight farthest from zero.
  var greatest: Float { Float(1 << (bits - 1) - 1) }

  /// Stored bits for one weight, where blocks are full.
  var bitsPerWeight: Double { Double(bits) + Double(PlainBlocks.scaleBits) / Double(blockSize) }

  /// Stored bits of a matrix.
  func bitCount(weights: Int) -> Int {
    bits * weights + PlainBlocks.scaleBits * ((weights + blockSize - 1) / blockSize)
  }

  /// Stores weights, and puts back what can be read again.
  func round(_ weights: UnsafeMutableBufferPointer<Float>) {
    for start in stride(from: 0, to: weights.count, by: blockSize) {
      let block = start..<min(start + blockSize, weights.count)
      var farthest: Float = 0
      for place in block { farthest = max(farthest, weights[place].magnitude) }
      let scale = F16.float(F16.bits(min(farthest / greatest, F16.limit)))
      for place in block {
        let integer = scale > 0 ? (weights[place] / scale).rounded() : 0
        weights[place] = scale * max(-greatest, min(greatest, integer))
      }
    }
  }

  /// The relative error that weights from a bell curve would have, found by rounding so many of them.
  func errorOnBellCurve(samples: Int = 1 << 16, seed: UInt64) -> Double {
    var random = SeededRandom(seed: seed)
    let drawn = (0..<samples).map { _ in random.normal() }
    var stored = drawn
    stored.withUnsafeMutableBufferPointer { round($0) }
    var error = WeightError()
    for (weight, back) in zip(drawn, stored) { error.add(weight, back) }
    return error.relative
  }
}

/// How far stored weights are from what they were.
struct WeightError: Equatable {
  private var weights = 0.0
  private var errors = 0.0

  mutating func add(_ weight: Float, _ stored: Float) {
    weights += Double(weight) * Double(weight)
    errors += Double(weight - stored) * Double(weight - stored)
  }

  static func + (one: WeightError, other: WeightError) -> WeightError {
    var sum = one
    sum.weights += other.weights
    sum.errors += other.errors
    return sum
  }

  /// Root mean square of the errors ÷ that of the weights; 0 where all weights are 0.
  var relative: Double { weights > 0 ? (errors / weights).squareRoot() : 0 }
}
