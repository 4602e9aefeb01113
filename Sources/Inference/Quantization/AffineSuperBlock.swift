/// The choice of scales for 256 weights in sub-blocks that have a scale and a minimum each: Q2_K, Q4_K and Q5_K.
///
/// weight ≈ scale · sub-scale · integer − minimum · sub-minimum, where nothing is negative.
///
/// Sought is the least sum of squared errors, each times its importance, in three steps. Each sub-block finds scale and minimum for itself; the
/// largest of them set those of the whole; then each sub-block takes the best whole numbers near what it found.
struct AffineSuperBlock {
  /// What the formats differ in.
  struct Shape {
    /// Weights in a sub-block.
    let partCount: Int
    /// The greatest integer of a weight.
    let greatest: Float
    /// The greatest sub-scale and sub-minimum.
    let greatestScale: Float
  }

  /// The scale of the whole, as half precision holds it.
  let scale: Float
  /// The minimum of the whole, as half precision holds it.
  let minimum: Float
  /// The sub-scale of each sub-block.
  private(set) var subScales: [Int32] = []
  /// The sub-minimum of each sub-block.
  private(set) var subMinimums: [Int32] = []
  /// The integer of each weight.
  private(set) var integers: [Int32] = []

  /// The best scales that the search finds.
  init(_ weights: UnsafePointer<Float>, _ shape: Shape) {
    let block = SuperBlockWeights(weights, partCount: shape.partCount)
    let parts = block.parts
    let lines = parts.map { Line(fitting: $0, shape) }
    scale = F16.rounded(lines.reduce(0) { max($0, $1.scale) } / shape.greatestScale)
    minimum = F16.rounded(lines.reduce(0) { max($0, $1.minimum) } / shape.greatestScale)
    integers.reserveCapacity(SuperBlockWeights.count)
    for (part, line) in zip(parts, lines) {
      let (subScale, subMinimum) = best(near: line, for: part, shape)
      subScales.append(Int32(subScale))
      subMinimums.append(Int32(subMinimum))
      let line = Line(scale: scale * subScale, minimum: minimum * subMinimum)
      let inverse = line.scale.usableInverse
      for place in 0..<part.count {
        let steps = (part.weights[place] + line.minimum) * inverse
        integers.append(Int32(steps.wholeNumber(from: 0, to: shape.greatest)))
      }
    }
    withExtendedLifetime(block) {}
  }

  /// The sub-scale and sub-minimum with the least error among the nearest to a line and their neighbours.
  private func best(
    near line: Line, for part: SuperBlockWeights.Part, _ shape: Shape
  ) -> (subScale: Float, subMinimum: Float) {
    let nearScale = (line.scale * scale.usableInverse).wholeNumber(from: 0, to: shape.greatestScale)
    let nearMinimum = (line.minimum * minimum.usableInverse).wholeNumber(from: 0, to: shape.greatestScale)
    var best = (subScale: nearScale, subMinimum: nearMinimum)
    var least = Float.infinity
    for subScale in max(nearScale - 1, 0).through(min(nearScale + 1, shape.greatestScale)) {
      for subMinimum in max(nearMinimum - 1, 0).through(min(nearMinimum + 1, shape.greatestScale)) {
        let line = Line(scale: scale * subScale, minimum: minimum * subMinimum)
        let error = line.squaredError(part, shape)
        if error < least { (least, best) = (error, (subScale, subMinimum)) }
      }
    }
    return best
  }
}

extension AffineSuperBlock {
  /// A straight line from integers to weights: weight = scale · integer − minimum.
  fileprivate struct Line {
    private(set) var scale: Float
    private(set) var minimum: Float

    init(scale: Float, minimum: Float) {
      self.scale = scale
      self.minimum = minimum
    }

    /// The line with the least error for some weights, of several tries.
    ///
    /// A try takes a spacing of levels, rounds the weights to them, and solves for the line that fits these integers
    /// best. The first spacings lie around the one by which the levels just span the weights: a wider one leaves the
    /// ends unused, a narrower one cuts off the extremes for the sake of the many. Then the best line itself says how
    /// to round, as long as that helps.
    init(fitting part: SuperBlockWeights.Part, _ shape: Shape) {
      var least: Float = 0
      var most = -Float.infinity
      for place in 0..<part.count {
        least = min(least, part.weights[place])
        most = max(most, part.weights[place])
      }
      self.init(scale: 0, minimum: -least)
      guard most - least > 0x1p-40 else { return }  // Far below what half precision holds.
      var error = squaredError(part, shape)
      for fifth in -5...5 {
        let inverse = (shape.greatest + Float(fifth) / 5) / (most - least)
        _ = improve(&error, part, shape, inverse: inverse, offset: -least)
      }
      for _ in 0..<3 {
        guard improve(&error, part, shape, inverse: scale.usableInverse, offset: minimum) else { return }
      }
    }

    /// Fits a line to weights that are rounded on levels so far apart, and takes it if its error is less.
    private mutating func improve(
      _ error: inout Float, _ part: SuperBlockWeights.Part, _ shape: Shape, inverse: Float, offset: Float
    ) -> Bool {
      // Sums, each term times its importance, of: 1, integers, their squares, their products with the weights, weights,
      // their squares.
      var w: Float = 0, q: Float = 0, qq: Float = 0, qx: Float = 0, x: Float = 0, xx: Float = 0
      for place in 0..<part.count {
        let (weight, importance) = (part.weights[place], part.importance[place])
        let integer = ((weight + offset) * inverse).wholeNumber(from: 0, to: shape.greatest)
        w += importance
        q += importance * integer
        qq += importance * integer * integer
        qx += importance * integer * weight
        x += importance * weight
        xx += importance * weight * weight
      }
      let determinant = w * qq - q * q
      guard determinant > 0 else { return false }
      var slope = (w * qx - q * x) / determinant
      var low = (qq * x - q * qx) / determinant
      if low > 0 { (slope, low) = (qx / qq, 0) }
      let remaining = xx - slope * qx - low * x
      guard slope > 0, remaining < error else { return false }
      (error, scale, minimum) = (remaining, slope, -low)
      return true
    }

    /// The error that is left when each weight takes the nearest level.
    func squaredError(_ part: SuperBlockWeights.Part, _ shape: Shape) -> Float {
      let inverse = scale.usableInverse
      var sum: Float = 0
      for place in 0..<part.count {
        let weight = part.weights[place]
        let integer = ((weight + minimum) * inverse).wholeNumber(from: 0, to: shape.greatest)
        let error = scale * integer - minimum - weight
        sum += part.importance[place] * error * error
      }
      return sum
    }
  }
}

extension Float {
  /// Whole steps up to a number that is not less.
  fileprivate func through(_ last: Float) -> StrideThrough<Float> { stride(from: self, through: last, by: 1) }
}
