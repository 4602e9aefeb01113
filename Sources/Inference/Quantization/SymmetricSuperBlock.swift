/// The choice of scales for 256 weights in sub-blocks of 16 that have one signed scale each: Q3_K and Q6_K.
///
/// weight ≈ scale · sub-scale · integer
///
/// Sought is the least sum of squared errors, each times its importance, in three steps. Each sub-block finds a scale for itself; the largest of
/// them sets that of the whole; then each sub-block takes the best whole number near what it found.
struct SymmetricSuperBlock {
  /// What the formats differ in.
  struct Shape {
    /// Integers of weights run from −limit to limit − 1.
    let limit: Float
    /// Sub-scales run from −scaleLimit to scaleLimit − 1.
    let scaleLimit: Float
  }

  /// The scale of the whole, as half precision holds it.
  let scale: Float
  /// The sub-scale of each sub-block.
  private(set) var subScales: [Int32] = []
  /// The integer of each weight.
  private(set) var integers: [Int32] = []

  /// The best scales that the search finds.
  init(_ weights: UnsafePointer<Float>, _ shape: Shape) {
    let block = SuperBlockWeights(weights, partCount: 16)
    let parts = block.parts
    let spacings = parts.map { Spacing(fitting: $0, shape).scale }
    let widest = spacings.reduce(0) { $1.magnitude > $0.magnitude ? $1 : $0 }
    scale = F16.rounded(widest / -shape.scaleLimit)
    integers.reserveCapacity(SuperBlockWeights.count)
    for (part, spacing) in zip(parts, spacings) {
      let subScale = best(near: spacing, for: part, shape)
      subScales.append(Int32(subScale))
      let inverse = (scale * subScale).usableInverse
      for place in 0..<part.count {
        integers.append(Int32((part.weights[place] * inverse).wholeNumber(from: -shape.limit, to: shape.limit - 1)))
      }
    }
    withExtendedLifetime(block) {}
  }

  /// The sub-scale with the least error among the nearest to a spacing and its neighbours.
  private func best(near spacing: Float, for part: SuperBlockWeights.Part, _ shape: Shape) -> Float {
    let highest = shape.scaleLimit - 1
    let near = (spacing * scale.usableInverse).wholeNumber(from: -shape.scaleLimit, to: highest)
    var best = near
    var least = Float.infinity
    for subScale in stride(from: max(near - 1, -shape.scaleLimit), through: min(near + 1, highest), by: 1) {
      let error = SymmetricSuperBlock.squaredError(part, scale: scale * subScale, shape)
      if error < least { (least, best) = (error, subScale) }
    }
    return best
  }

  /// The error that is left when each weight takes the nearest level.
  private static func squaredError(_ part: SuperBlockWeights.Part, scale: Float, _ shape: Shape) -> Float {
    let inverse = scale.usableInverse
    var sum: Float = 0
    for place in 0..<part.count {
      let integer = (part.weights[place] * inverse).wholeNumber(from: -shape.limit, to: shape.limit - 1)
      let error = scale * integer - part.weights[place]
      sum += part.importance[place] * error * error
    }
    return sum
  }
}

extension SymmetricSuperBlock {
  /// A distance of levels, of either sign, and how good it is.
  fileprivate struct Spacing {
    /// The distance of two levels.
    private(set) var scale: Float = 0
    /// By how much it lessens the error from that of all zeros.
    private var gain: Float = 0

    /// The best spacing for some weights, of several tries.
    ///
    /// A try rounds the weights on some spacing and solves for the one that fits these integers best. The first let
    /// the weight farthest from zero become the lowest or the highest integer, or nearly; then the best spacing itself
    /// says how to round, as long as that helps.
    init(fitting part: SuperBlockWeights.Part, _ shape: Shape) {
      var farthest: Float = 0
      for place in 0..<part.count where part.weights[place].magnitude > farthest.magnitude {
        farthest = part.weights[place]
      }
      guard farthest.magnitude > 0x1p-40 else { return }  // Far below what half precision holds.
      for fifth in stride(from: Float(-4), through: 4, by: 2) {
        _ = improve(part, shape, inverse: (fifth / 5 - shape.limit) / farthest)
        _ = improve(part, shape, inverse: (fifth / 5 + shape.limit - 1) / farthest)
      }
      for _ in 0..<3 {
        guard improve(part, shape, inverse: scale.usableInverse) else { return }
      }
    }

    /// Fits a spacing to weights that are rounded on levels so far apart, and takes it if it gains more.
    private mutating func improve(_ part: SuperBlockWeights.Part, _ shape: Shape, inverse: Float) -> Bool {
      var squares: Float = 0
      var products: Float = 0
      for place in 0..<part.count {
        let (weight, importance) = (part.weights[place], part.importance[place])
        let integer = (weight * inverse).wholeNumber(from: -shape.limit, to: shape.limit - 1)
        squares += importance * integer * integer
        products += importance * integer * weight
      }
      guard squares > 0, products / squares * products > gain else { return false }
      gain = products / squares * products
      scale = products / squares
      return true
    }
  }
}
