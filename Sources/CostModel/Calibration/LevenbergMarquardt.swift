/// Finds parameters that make residuals small, in the sense of robust least squares.
///
/// The damping of Marquardt (SIAM J. Appl. Math. 11, 1963) with the scaling of Moré (1978): the normal equations'
/// diagonal. Outliers are held down by the loss `2(√(1 + r²) − 1)` ("soft L1", Triggs et al., "Bundle adjustment",
/// 2000), which counts as r² near zero and as 2|r| far away. Derivatives are forward differences.
struct LevenbergMarquardt {
  /// How many times derivatives are taken at most.
  var iterations = 40
  /// Ends when a step lowers the loss by less than this share.
  var tolerance = 1e-5
  /// Step of the forward differences; parameters are logarithms, so it is a share of the value.
  var difference = 1e-5
  /// No parameter moves further in one step.
  var longestStep = 1.0

  /// The parameters that minimise the loss, started from a guess.
  ///
  /// - Parameters:
  ///   - start: where to begin.
  ///   - robust: weights of the first residuals, which are held down by the loss; the others (priors) count squared.
  ///   - residuals: the residuals at given parameters; always as many.
  func minimise(_ start: [Double], robust: [Double], _ residuals: ([Double]) -> [Double]) -> [Double] {
    var place = start
    var here = residuals(place)
    var loss = LevenbergMarquardt.loss(here, robust: robust)
    var damping = 1e-2
    for _ in 0..<iterations {
      let equations = NormalEquations(
        columns: columns(place, here, residuals), residuals: here, weights: slopes(here, robust: robust))
      var isBetter = false
      for _ in 0..<12 {
        guard let step = equations.step(damping: damping) else {
          damping *= 10
          continue
        }
        let next = zip(place, step).map { $0 - max(-longestStep, min($1, longestStep)) }
        let there = residuals(next)
        let nextLoss = LevenbergMarquardt.loss(there, robust: robust)
        if nextLoss.isFinite, nextLoss < loss {
          let gain = (loss - nextLoss) / loss
          (place, here, loss) = (next, there, nextLoss)
          damping = max(damping / 5, 1e-9)
          if gain < tolerance { return place }
          isBetter = true
          break
        }
        damping *= 4
      }
      if !isBetter { return place }
    }
    return place
  }

  /// What is minimised: losses of the first residuals, squares of the others.
  static func loss(_ residuals: [Double], robust: [Double]) -> Double {
    var sum = 0.0
    for (index, r) in residuals.enumerated() {
      sum += index < robust.count ? robust[index] * 2 * ((1 + r * r).squareRoot() - 1) : r * r
    }
    return sum
  }

  /// The weight of each residual: the slope of its loss.
  private func slopes(_ residuals: [Double], robust: [Double]) -> [Double] {
    residuals.enumerated().map { index, r in index < robust.count ? robust[index] / (1 + r * r).squareRoot() : 1 }
  }

  /// The derivatives of all residuals by each parameter.
  private func columns(_ place: [Double], _ here: [Double], _ residuals: ([Double]) -> [Double]) -> [[Double]] {
    place.indices.map { index in
      var moved = place
      moved[index] += difference
      var column = residuals(moved)
      for row in column.indices { column[row] = (column[row] - here[row]) / difference }
      return column
    }
  }
}

/// `JᵀWJ` and `JᵀWr`.
struct NormalEquations {
  private var matrix: [[Double]]
  private var gradient: [Double]

  init(columns: [[Double]], residuals: [Double], weights: [Double]) {
    let count = columns.count
    matrix = Array(repeating: Array(repeating: 0, count: count), count: count)
    gradient = Array(repeating: 0, count: count)
    // A factor of one engine or one family moves few rows: the others are passed over.
    let moved = columns.map { column in column.indices.filter { column[$0] != 0 } }
    for i in 0..<count {
      let weighted = moved[i].map { columns[i][$0] * weights[$0] }
      for (place, row) in moved[i].enumerated() { gradient[i] += weighted[place] * residuals[row] }
      for j in 0...i {
        var sum = 0.0
        columns[j].withUnsafeBufferPointer { column in
          for (place, row) in moved[i].enumerated() { sum += weighted[place] * column[row] }
        }
        matrix[i][j] = sum
        matrix[j][i] = sum
      }
    }
  }

  /// The step down, its diagonal raised by a share; nil when there is none.
  func step(damping: Double) -> [Double]? {
    var damped = matrix
    for index in damped.indices { damped[index][index] += damping * max(matrix[index][index], 1e-12) }
    return NormalEquations.solve(damped, gradient)
  }

  /// Solves a symmetric positive definite system by Cholesky's factors; nil when it isn't positive definite.
  static func solve(_ matrix: [[Double]], _ right: [Double]) -> [Double]? {
    let count = right.count
    var factor = matrix
    for i in 0..<count {
      for j in 0...i {
        var sum = factor[i][j]
        for k in 0..<j { sum -= factor[i][k] * factor[j][k] }
        if i == j {
          guard sum > 0, sum.isFinite else { return nil }
          factor[i][i] = sum.squareRoot()
        } else {
          factor[i][j] = sum / factor[j][j]
        }
      }
    }
    var out = right
    for i in 0..<count {
      for k in 0..<i { out[i] -= factor[i][k] * out[k] }
      out[i] /= factor[i][i]
    }
    for i in (0..<count).reversed() {
      for k in (i + 1)..<max(count, i + 1) { out[i] -= factor[k][i] * out[k] }
      out[i] /= factor[i][i]
    }
    return out
  }
}
