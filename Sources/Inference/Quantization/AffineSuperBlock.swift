/// The choice of scales for 256 weights in sub-blocks that have a scale and a minimum each: Q2_K, Q4_K and Q5_K.
///
/// weight ≈ scale · sub-scale · integer − minimum · sub-minimum, where nothing is negative.
///
/// Sought is the least sum of squared errors, in three steps. Each sub-block finds scale and minimum for itself; the
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
  init(_ weights: borrowing SuperBlockWeights, _ shape: Shape) {
    let starts = stride(from: 0, to: SuperBlockWeights.count, by: shape.partCount).map { [start = weights.start] in
      start + $0
    }
    let lines = starts.map { Line(fitting: $0, shape) }
    scale = F16.rounded(lines.reduce(0) { max($0, $1.scale) } / shape.greatestScale)
    minimum = F16.rounded(lines.reduce(0) { max($0, $1.minimum) } / shape.greatestScale)
    integers.reserveCapacity(SuperBlockWeights.count)
    for (start, line) in zip(starts, lines) {
      let (subScale, subMinimum) = best(near: line, for: start, shape)
      subScales.append(Int32(subScale))
      subMinimums.append(Int32(subMinimum))
      let line = Line(scale: scale * subScale, minimum: minimum * subMinimum)
      let inverse = line.scale.usableInverse
      for weight in 0..<shape.partCount {
        integers.append(Int32(((start[weight] + line.minimum) * inverse).wholeNumber(from: 0, to: shape.greatest)))
      }
    }
  }

  /// The sub-scale and sub-minimum with the least error among the nearest to a line and their neighbours.
  private func best(
    near line: Line, for weights: UnsafePointer<Float>, _ shape: Shape
  ) -> (subScale: Float, subMinimum: Float) {
    let nearScale = (line.scale * scale.usableInverse).wholeNumber(from: 0, to: shape.greatestScale)
    let nearMinimum = (line.minimum * minimum.usableInverse).wholeNumber(from: 0, to: shape.greatestScale)
    var best = (subScale: nearScale, subMinimum: nearMinimum)
    var least = Float.infinity
    for subScale in max(nearScale - 1, 0).through(min(nearScale + 1, shape.greatestScale)) {
      for subMinimum in max(nearMinimum - 1, 0).through(min(nearMinimum + 1, shape.greatestScale)) {
        let line = Line(scale: scale * subScale, minimum: minimum * subMinimum)
        let error = line.squaredError(weights, shape)
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

    /// The line with the least squared error for some weights, of several tries.
    ///
    /// A try takes a spacing of levels, rounds the weights to them, and solves for the line that fits these integers
    /// best. The first spacings lie around the one by which the levels just span the weights: a wider one leaves the
    /// ends unused, a narrower one cuts off the extremes for the sake of the many. Then the best line itself says how
    /// to round, as long as that helps.
    init(fitting weights: UnsafePointer<Float>, _ shape: Shape) {
      var least: Float = 0
      var most = -Float.infinity
      for weight in 0..<shape.partCount {
        least = min(least, weights[weight])
        most = max(most, weights[weight])
      }
      self.init(scale: 0, minimum: -least)
      guard most - least > 0x1p-40 else { return }  // Far below what half precision holds.
      var error = squaredError(weights, shape)
      for fifth in -5...5 {
        let inverse = (shape.greatest + Float(fifth) / 5) / (most - least)
        _ = improve(&error, weights, shape, inverse: inverse, offset: -least)
      }
      for _ in 0..<3 {
        guard improve(&error, weights, shape, inverse: scale.usableInverse, offset: minimum) else { return }
      }
    }

    /// Fits a line to weights that are rounded on levels so far apart, and takes it if its error is less.
    private mutating func improve(
      _ error: inout Float, _ weights: UnsafePointer<Float>, _ shape: Shape, inverse: Float, offset: Float
    ) -> Bool {
      // Sums of: integers, their squares, their products with the weights, weights, their squares.
      var q: Float = 0, qq: Float = 0, qx: Float = 0, x: Float = 0, xx: Float = 0
      for weight in 0..<shape.partCount {
        let value = weights[weight]
        let integer = ((value + offset) * inverse).wholeNumber(from: 0, to: shape.greatest)
        q += integer
        qq += integer * integer
        qx += integer * value
        x += value
        xx += value * value
      }
      let count = Float(shape.partCount)
      let determinant = count * qq - q * q
      guard determinant > 0 else { return false }
      var slope = (count * qx - q * x) / determinant
      var low = (qq * x - q * qx) / determinant
      if low > 0 { (slope, low) = (qx / qq, 0) }
      let remaining = xx - slope * qx - low * x
      guard slope > 0, remaining < error else { return false }
      (error, scale, minimum) = (remaining, slope, -low)
      return true
    }

    /// The error that is left when each weight takes the nearest level.
    func squaredError(_ weights: UnsafePointer<Float>, _ shape: Shape) -> Float {
      let inverse = scale.usableInverse
      var sum: Float = 0
      for weight in 0..<shape.partCount {
        let integer = ((weights[weight] + minimum) * inverse).wholeNumber(from: 0, to: shape.greatest)
        let error = scale * integer - minimum - weights[weight]
        sum += error * error
      }
      return sum
    }
  }
}

extension Float {
  /// Whole steps up to a number that is not less.
  fileprivate func through(_ last: Float) -> StrideThrough<Float> { stride(from: self, through: last, by: 1) }
}
