import CostModel
import Decision
import Testing

@Suite struct UncertaintyTests {
  @Test func `of two equal options each is the cheapest in half of the worlds`() throws {
    let found = try #require(
      MonteCarlo(options: ["a", "b"], draws: 20_000, seed: 1) { [100 * $0[.gpuPrice], 100 * $0[.pay] / 1.03] })
    let shares = found.spreads.map(\.probabilityCheapest)
    #expect(abs(shares[0] + shares[1] - 1) < 1e-9)
    let closed = Distribution.lognormal(sigma: 0.25)
    #expect(abs(found.spreads[0].p10.value / (100 * closed.quantile(0.1)) - 1) < 0.01)
    #expect(abs(found.spreads[0].p50.value / 100 - 1) < 0.01)
    #expect(abs(found.spreads[0].p90.value / (100 * closed.quantile(0.9)) - 1) < 0.01)
  }

  @Test func `the probability of winning equals the closed form`() throws {
    // gpuPrice < 1.1 is normal: log 1.1 / 0.25 standard deviations.
    let found = try #require(MonteCarlo(options: ["a", "b"], draws: 40_000, seed: 2) { [$0[.gpuPrice], 1.1] })
    let expected = 0.64850  // Φ(0.38124)
    let error = (expected * (1 - expected) / 40_000).squareRoot()
    #expect(abs(found.spreads[0].probabilityCheapest - expected) < 4 * error)
  }

  @Test func `the same seed gives the same result, and a cancelled run none`() {
    func run(_ seed: UInt64) -> MonteCarlo? { MonteCarlo(options: ["a"], draws: 500, seed: seed) { [$0[.volume]] } }
    #expect(run(3) == run(3) && run(3) != run(4))
    #expect(MonteCarlo(options: ["a"], draws: 500, seed: 1, isCancelled: { true }) { _ in [1] } == nil)
  }

  @Test func `an option that cannot serve never wins and does not spoil the histogram`() throws {
    let found = try #require(MonteCarlo(options: ["a", "b"], draws: 100, seed: 1) { [.infinity, $0[.pay]] })
    #expect(found.spreads.map(\.probabilityCheapest) == [0, 1])
    #expect(found.spreads[1].histogram.reduce(0, +) >= 96)
    #expect(found.spreads[0].histogram.allSatisfy { $0 == 0 })
    #expect(found.spreads[0].p90.value == .infinity)
    // In some worlds it serves, in the dearest tenth it doesn't.
    let some = try #require(
      MonteCarlo(options: ["a"], draws: 101, seed: 1) { [$0[.volume] > 1 ? .infinity : $0[.volume]] })
    #expect(some.spreads[0].p10.value.isFinite && some.spreads[0].p90.value == .infinity)
  }

  @Test func `the tornado ranks by swing and finds where the decision flips`() throws {
    let found = Sensitivity(favourite: "own", rival: "api") { draw in
      1000 * draw[.volume] - 400 * draw[.gpuPrice] - 300 * draw[.pay]
    }
    #expect(found.base == DollarsPerMonth(300))
    #expect(found.bars.map(\.driver) == [.volume, .gpuPrice, .pay])
    let flip = try #require(found.bars.first?.flipsAt)
    #expect(abs(flip - 0.7) < 1e-6)
    let gpu = try #require(found.bars.first { $0.driver == .gpuPrice }?.flipsAt)
    #expect(abs(gpu - 1.75) < 1e-6)
    #expect(found.bars.last?.flipsAt == nil && found.bars.last?.flips == false)
  }
}
