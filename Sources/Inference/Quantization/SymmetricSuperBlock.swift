/// The choice of scales for 256 weights in sub-blocks of 16 that have one signed scale each: Q3_K and Q6_K.
///
/// weight ≈ scale · sub-scale · integer
///
/// Sought is the least sum of squared errors, in three steps. Each sub-block finds a scale for itself; the largest of
/// them sets that of the whole; then each sub-block takes the best whole number near what it found.
struct SymmetricSuperBlock {
  /// What the formats differ in.
  struct Shape {
    /// Integers of weights run from −limit to limit − 1.
    let limit: Float
    /// Sub-scales run from −scaleLimit to scaleLimit − 1.
    let scaleLimit: Float
  }

  private static let partCount = 16

  /// The scale of the whole, as half precision holds it.
  let scale: Float
  /// The sub-scale of each sub-block.
  private(set) var subScales: [Int32] = []
  /// The integer of each weight.
  private(set) var integers: [Int32] = []

  /// The best scales that the search finds.
  init(_ weights: borrowing SuperBlockWeights, _ shape: Shape) {
    let starts = stride(from: 0, to: SuperBlockWeights.count, by: SymmetricSuperBlock.partCount).map {
      [start = weights.start] in start + $0
    }
    let spacings = starts.map { Spacing(fitting: $0, shape).scale }
    let widest = spacings.reduce(0) { $1.magnitude > $0.magnitude ? $1 : $0 }
    scale = F16.rounded(widest / -shape.scaleLimit)
    integers.reserveCapacity(SuperBlockWeights.count)
    for (start, spacing) in zip(starts, spacings) {
      let subScale = best(near: spacing, for: start, shape)
      subScales.append(Int32(subScale))
      let inverse = (scale * subScale).usableInverse
      for weight in 0..<SymmetricSuperBlock.partCount {
        integers.append(Int32((start[weight] * inverse).wholeNumber(from: -shape.limit, to: shape.limit - 1)))
      }
    }
  }

  /// The sub-scale with the least error among the nearest to a spacing and its neighbours.
  private func best(near spacing: Float, for weights: UnsafePointer<Float>, _ shape: Shape) -> Float {
    let highest = shape.scaleLimit - 1
    let near = (spacing * scale.usableInverse).wholeNumber(from: -shape.scaleLimit, to: highest)
    var best = near
    var least = Float.infinity
    for subScale in stride(from: max(near - 1, -shape.scaleLimit), through: min(near + 1, highest), by: 1) {
      let error = SymmetricSuperBlock.squaredError(weights, scale: scale * subScale, shape)
      if error < least { (least, best) = (error, subScale) }
    }
    return best
  }

  /// The error that is left when each weight takes the nearest level.
  private static func squaredError(_ weights: UnsafePointer<Float>, scale: Float, _ shape: Shape) -> Float {
    let inverse = scale.usableInverse
    var sum: Float = 0
    for weight in 0..<partCount {
      let integer = (weights[weight] * inverse).wholeNumber(from: -shape.limit, to: shape.limit - 1)
      let error = scale * integer - weights[weight]
      sum += error * error
    }
    return sum
  }
}

extension SymmetricSuperBlock {
  /// A distance of levels, of either sign, and how good it is.
  fileprivate struct Spacing {
    /// The distance of two levels.
    private(set) var scale: Float = 0
    /// By how much it lessens the squared error from that of all zeros.
    private var gain: Float = 0

    /// The best spacing for some weights, of several tries.
    ///
    /// A try rounds the weights on some spacing and solves for the one that fits these integers best. The first let
    /// the weight farthest from zero become the lowest or the highest integer, or nearly; then the best spacing itself
    /// says how to round, as long as that helps.
    init(fitting weights: UnsafePointer<Float>, _ shape: Shape) {
      var farthest: Float = 0
      for weight in 0..<partCount where weights[weight].magnitude > farthest.magnitude { farthest = weights[weight] }
      guard farthest.magnitude > 0x1p-40 else { return }  // Far below what half precision holds.
      for fifth in stride(from: Float(-4), through: 4, by: 2) {
        _ = improve(weights, shape, inverse: (fifth / 5 - shape.limit) / farthest)
        _ = improve(weights, shape, inverse: (fifth / 5 + shape.limit - 1) / farthest)
      }
      for _ in 0..<3 {
        guard improve(weights, shape, inverse: scale.usableInverse) else { return }
      }
    }

    /// Fits a spacing to weights that are rounded on levels so far apart, and takes it if it gains more.
    private mutating func improve(_ weights: UnsafePointer<Float>, _ shape: Shape, inverse: Float) -> Bool {
      var squares: Float = 0
      var products: Float = 0
      for weight in 0..<partCount {
        let integer = (weights[weight] * inverse).wholeNumber(from: -shape.limit, to: shape.limit - 1)
        squares += integer * integer
        products += integer * weights[weight]
      }
      guard squares > 0, products * products > gain * squares else { return false }
      gain = products * products / squares
      scale = products / squares
      return true
    }
  }
}
