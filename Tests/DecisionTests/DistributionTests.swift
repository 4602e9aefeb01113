import Decision
import StrataTesting
import Testing

@Suite struct DistributionTests {
  @Test(arguments: [
    (0.5, 0.0), (0.975, 1.959963984540054), (0.9, 1.2815515655446004), (0.01, -2.3263478740408408),
    (1e-9, -5.997807015007686), (0.99999, 4.264890793922602),
  ])
  func `the normal quantile equals the tables`(_ share: Double, _ value: Double) {
    #expect(abs(Normal.quantile(share) - value) < 1e-9 * max(1, abs(value)), "\(Normal.quantile(share))")
  }

  @Test func `a triangle's mode divides it as its area says`() {
    let triangle = Distribution.triangular(low: 1, mode: 2, high: 5)
    #expect(abs(triangle.quantile(0.25) - 2) < 1e-12)
    #expect(abs(triangle.quantile(0.625) - (5 - (0.375 * 4 * 3).squareRoot())) < 1e-12)
    #expect(triangle.quantile(0) >= 1 && triangle.quantile(1) <= 5)
  }

  @Test func `draws have the mean of their distribution`() {
    var random = SplitMix64(seed: 11)
    let triangle = Distribution.triangular(low: 0.4, mode: 1, high: 1.6)
    let count = 20_000
    let mean =
      (0..<count).reduce(0.0) { sum, _ in sum + triangle.quantile(Double.random(in: 0..<1, using: &random)) }
      / Double(count)
    let deviation = (0.6 * 0.6 / 6.0).squareRoot()
    #expect(abs(mean - 1) < 4 * deviation / Double(count).squareRoot())
  }

  @Test func `one seed draws one world, and another another`() {
    var first = SplitMix64(seed: 3)
    var again = SplitMix64(seed: 3)
    var other = SplitMix64(seed: 4)
    let draw = Draw(using: &first)
    #expect(draw == Draw(using: &again))
    #expect(draw != Draw(using: &other))
    for driver in Driver.allCases { #expect(draw[driver] > 0 && Draw.base[driver] == 1, "\(driver)") }
  }

  @Test func `setting one driver leaves the others`() {
    var draw = Draw.base
    draw[.gpuPrice] = 2
    #expect(Driver.allCases.filter { draw[$0] != 1 } == [.gpuPrice])
  }
}
