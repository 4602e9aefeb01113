/// Evenly spaced levels around zero: how the formats with one scale choose it.
struct SymmetricLevels {
  /// The distance of two levels; negative if the weight farthest from zero is positive and its integer negative.
  let scale: Float
  /// One divided by the scale, or 0 where all weights are so small that the scale vanishes.
  let inverse: Float

  /// Levels on which the weight farthest from zero is the integer `farthest`.
  ///
  /// - Parameter signed: whether the scale takes the sign of that weight, or its magnitude alone counts.
  init(_ weights: UnsafePointer<Float>, count: Int, farthest integer: Float, signed: Bool = true) {
    var farthest: Float = 0
    for weight in 0..<count where weights[weight].magnitude > farthest.magnitude { farthest = weights[weight] }
    scale = ((signed ? farthest : farthest.magnitude) / integer).held(to: F16.limit)
    inverse = scale.usableInverse
  }

  /// The integer of a weight: half a level is added and the rest cut off, so that halves go up.
  func integer(_ weight: Float, from lowest: Float, to highest: Float) -> Int32 {
    level(weight * inverse + (0.5 - lowest), highest: highest - lowest) + Int32(lowest)
  }

  /// The nearest integer to a weight: halves go away from zero.
  func nearestInteger(_ weight: Float, limit: Float) -> Int32 {
    let scaled = weight * inverse
    return scaled.isNaN ? 0 : Int32(scaled.held(to: limit).rounded())
  }
}

/// Evenly spaced levels from a minimum on: how the formats with a scale and a minimum choose them.
struct AffineLevels {
  /// The distance of two levels.
  let scale: Float
  /// The lowest level.
  let minimum: Float
  /// One divided by the scale, or 0 where the weights are so alike that the scale vanishes.
  let inverse: Float
  /// The integer of the highest level.
  let greatest: Float

  /// Levels on which the least weight is 0 and the greatest the integer `greatest`.
  init(_ weights: UnsafePointer<Float>, count: Int, greatest: Float) {
    var least = Float.infinity
    var most = -Float.infinity
    for weight in 0..<count {
      if weights[weight] < least { least = weights[weight] }
      if weights[weight] > most { most = weights[weight] }
    }
    if least > most { (least, most) = (0, 0) }
    minimum = least.held(to: F16.limit)
    scale = ((most - minimum) / greatest).held(to: F16.limit)
    inverse = scale.usableInverse
    self.greatest = greatest
  }

  /// The integer of a weight: half a level is added and the rest cut off, so that halves go up.
  func integer(_ weight: Float) -> Int32 {
    level((weight - minimum) * inverse + 0.5, highest: greatest)
  }
}

/// A number without its fraction, from 0 to the highest level; 0 if it is no number.
private func level(_ number: Float, highest: Float) -> Int32 {
  number >= highest ? Int32(highest) : number > 0 ? Int32(number) : 0
}

extension Float {
  /// The number, or the limit with its sign.
  func held(to limit: Float) -> Float { Swift.max(-limit, Swift.min(limit, self)) }

  /// One divided by the number, or 0 where that is none: below 2^−128 a scale is zero in every format.
  var usableInverse: Float {
    let inverse = 1 / self
    return inverse.isFinite ? inverse : 0
  }
}
