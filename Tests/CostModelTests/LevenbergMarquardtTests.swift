import StrataTesting
import Testing

@testable import CostModel

@Suite struct LevenbergMarquardtTests {
  @Test func `it finds the minimum of Rosenbrock's valley`() {
    let found = LevenbergMarquardt(iterations: 200, tolerance: 0)
      .minimise([-1.2, 1], robust: []) { [10 * ($0[1] - $0[0] * $0[0]), 1 - $0[0]] }
    #expect(abs(found[0] - 1) < 1e-5 && abs(found[1] - 1) < 1e-5, "\(found)")
  }

  @Test func `a line through noise is the line of least squares`() {
    var random = SplitMix64(seed: 5)
    let x = (0..<50).map { Double($0) / 10 }
    let y = x.map { 2 + 3 * $0 + Double.random(in: -0.5...0.5, using: &random) }
    let found = LevenbergMarquardt().minimise([0, 0], robust: []) { p in zip(x, y).map { p[0] + p[1] * $0 - $1 } }
    let n = Double(x.count)
    let (meanX, meanY) = (x.reduce(0, +) / n, y.reduce(0, +) / n)
    let slope =
      zip(x, y).reduce(0) { $0 + ($1.0 - meanX) * ($1.1 - meanY) } / x.reduce(0) { $0 + ($1 - meanX) * ($1 - meanX) }
    #expect(abs(found[1] - slope) < 1e-4 && abs(found[0] - (meanY - slope * meanX)) < 1e-4)
  }

  @Test func `one wild point moves the robust line little`() {
    let x = (0..<20).map(Double.init)
    var y = x.map { 1 + 0.5 * $0 }
    y[10] += 1000
    let found = LevenbergMarquardt().minimise([0, 0], robust: Array(repeating: 1, count: 20)) { p in
      zip(x, y).map { p[0] + p[1] * $0 - $1 }
    }
    #expect(abs(found[0] - 1) < 0.5 && abs(found[1] - 0.5) < 0.05, "\(found)")
  }

  @Test func `Cholesky solves what it was given, and refuses what is not positive definite`() throws {
    let matrix = [[4.0, 2, 0.6], [2, 5, 1], [0.6, 1, 3]]
    let found = try #require(NormalEquations.solve(matrix, [1, 2, 3]))
    for (row, right) in zip(matrix, [1.0, 2, 3]) {
      #expect(abs(zip(row, found).reduce(0) { $0 + $1.0 * $1.1 } - right) < 1e-12)
    }
    #expect(NormalEquations.solve([[1, 2], [2, 1]], [1, 1]) == nil)
  }
}
