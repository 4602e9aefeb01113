import CKernels
import Inference

/// AdamW: each parameter moves by its mean gradient over the root of its mean square, and matrices are drawn a little towards zero.
///
/// Kingma and Ba 2015; Loshchilov and Hutter 2019, "Decoupled weight decay regularization".
public struct AdamW: Equatable, Sendable {
  /// How much of the mean gradient stays with each step.
  public var first: Float
  /// How much of the mean square stays with each step.
  public var second: Float
  public var epsilon: Float
  /// Share of itself, times the learning rate, that a matrix loses with each step.
  public var decay: Float
  /// Gradients whose norm is larger are shortened to it; 0: they stay.
  public var clip: Float

  public init(
    first: Float = 0.9, second: Float = 0.95, epsilon: Float = 1e-8, decay: Float = 0.1, clip: Float = 1
  ) {
    self.first = first
    self.second = second
    self.epsilon = epsilon
    self.decay = decay
    self.clip = clip
  }
}

/// What AdamW remembers of each parameter.
public final class Moments: Sendable {
  /// Mean gradients.
  public let means: Parameters
  /// Mean squares of gradients.
  public let squares: Parameters

  /// Those before the first step: zeros.
  public init(_ layout: ParameterLayout) throws(TrainingError) {
    means = try Parameters(layout)
    squares = try Parameters(layout)
  }
}

extension MatrixCrew {
  /// Numbers that a thread takes at once.
  private static let stretch = 16_384

  /// The norm of all numbers together.
  func norm(_ numbers: Parameters) -> Double {
    let count = numbers.memory.count
    var sums = [Float](repeating: 0, count: (count + MatrixCrew.stretch - 1) / MatrixCrew.stretch)
    sums.withUnsafeMutableBufferPointer { sums in
      nonisolated(unsafe) let sums = sums  // threads write to places of their own
      forEachShare(of: count, by: MatrixCrew.stretch) { [self] range, _ in
        sums[range.lowerBound / MatrixCrew.stretch] = kernels.sum_of_squares(
          numbers.memory.start + range.lowerBound, range.count)
      }
    }
    return sums.reduce(0) { $0 + Double($1) }.squareRoot()
  }

  /// Moves parameters by their gradients.
  ///
  /// - Parameters:
  ///   - step: Counted from 1: the first steps are corrected for means that began with zero.
  ///   - norm: of the gradients.
  func update(
    _ parameters: Parameters, by gradients: Parameters, _ moments: Moments, _ adam: AdamW, rate: Float, step: Int,
    norm: Double
  ) {
    let scale = adam.clip > 0 && norm > Double(adam.clip) ? Float(Double(adam.clip) / norm) : 1
    for tensor in parameters.layout.tensors {
      var settings = ck_adam(
        rate: rate, decay: tensor.isVector ? 0 : adam.decay, first: adam.first, second: adam.second,
        first_correction: Float(1 - power(adam.first, step)), second_correction: Float(1 - power(adam.second, step)),
        epsilon: adam.epsilon, gradient_scale: scale)
      withUnsafePointer(to: &settings) { settings in
        nonisolated(unsafe) let settings = settings
        forEachShare(of: tensor.count, by: MatrixCrew.stretch) { [self] range, _ in
          let place = tensor.offset + range.lowerBound
          kernels.adam(
            settings, parameters.memory.start + place, gradients.memory.start + place,
            moments.means.memory.start + place, moments.squares.memory.start + place, range.count)
        }
      }
    }
  }

  private func power(_ base: Float, _ exponent: Int) -> Double {
    var (result, factor, left) = (1.0, Double(base), exponent)
    while left > 0 {
      if left & 1 == 1 { result *= factor }
      factor *= factor
      left >>= 1
    }
    return result
  }
}
