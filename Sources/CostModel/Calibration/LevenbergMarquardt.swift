/// Finds parameters that make residuals small, in the sense of robust least squares.
///
/// The damping of Marquardt (SIAM J. Appl. Math. 11, 1963) with the scaling of Moré (1978): the normal equations'
/// diagonal. Outliers are held down by the loss `2(√(1 + r²) − 1)` ("soft L1", Triggs et al., "Bundle adjustment",
/// 2000), which counts as r² near zero and as 2|r| far away. Derivatives are forward differences.
struct LevenbergMarquardt {
  /// How many times derivatives are taken at most.
  var iterations = 60
  /// Ends when a step lowers the loss by less than this share.
  var tolerance = 1e-6
  /// Step of the forward differences; parameters are logarithms, so it is a share of the value.
  var difference = 1e-5

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
    var damping = 1e-3
    for _ in 0..<iterations {
      let (matrix, gradient) = normalEquations(place, here, robust: robust, residuals)
      var isBetter = false
      for _ in 0..<12 {
        var damped = matrix
        for index in damped.indices { damped[index][index] += damping * max(matrix[index][index], 1e-12) }
        guard let step = LevenbergMarquardt.solve(damped, gradient) else {
          damping *= 10
          continue
        }
        let next = zip(place, step).map { $0 - $1 }
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

  /// Half of what is minimised, times two: losses of the first residuals, squares of the others.
  private static func loss(_ residuals: [Double], robust: [Double]) -> Double {
    var sum = 0.0
    for (index, r) in residuals.enumerated() {
      sum += index < robust.count ? robust[index] * 2 * ((1 + r * r).squareRoot() - 1) : r * r
    }
    return sum
  }

  /// `JᵀWJ` and `JᵀWr`, where the weight of a residual is the loss' slope.
  private func normalEquations(
    _ place: [Double], _ here: [Double], robust: [Double], _ residuals: ([Double]) -> [Double]
  ) -> ([[Double]], [Double]) {
    let weights = here.enumerated().map { index, r in
      index < robust.count ? robust[index] / (1 + r * r).squareRoot() : 1
    }
    let columns = place.indices.map { index in
      var moved = place
      moved[index] += difference
      return zip(residuals(moved), here).map { ($0 - $1) / difference }
    }
    var matrix = Array(repeating: Array(repeating: 0.0, count: place.count), count: place.count)
    var gradient = Array(repeating: 0.0, count: place.count)
    for i in place.indices {
      let weighted = zip(columns[i], weights).map { $0 * $1 }
      gradient[i] = zip(weighted, here).reduce(0) { $0 + $1.0 * $1.1 }
      for j in 0...i {
        let entry = zip(weighted, columns[j]).reduce(0) { $0 + $1.0 * $1.1 }
        matrix[i][j] = entry
        matrix[j][i] = entry
      }
    }
    return (matrix, gradient)
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
