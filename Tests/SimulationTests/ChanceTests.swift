import Foundation
import StrataTesting
import Testing

@testable import Simulation

@Suite struct ChanceTests {
  @Test func `seeded chance gives the published numbers of SplitMix64`() {
    var chance = SeededChance(seed: 1_234_567)
    let known: [UInt64] = [
      6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423, 4_593_380_528_125_082_431,
    ]
    #expect(known.map { _ in chance.next() } == known)
  }

  @Test func `elementary functions agree with the C library to some units in the last place`() throws {
    try withEverySeed(0..<200) { _, rng in
      let x = Double.random(in: -600...600, using: &rng)
      let positive = Foundation.exp(x)
      try #require(abs(Elementary.log(positive) - Foundation.log(positive)) <= 2e-15 * (1 + abs(x)))
      try #require(abs(Elementary.exp(x) / positive - 1) < 1e-13)
      let turns = Double.random(in: -3...3, using: &rng)
      try #require(abs(Elementary.sine(turns: turns) - Foundation.sin(2 * .pi * turns)) < 5e-15)
    }
    #expect(Elementary.log(1) == 0 && Elementary.exp(0) == 1 && Elementary.exp(-1000) == 0)
    #expect(abs(Elementary.power(2, 10) - 1024) < 1e-9)
  }

  /// The mean and the deviation of draws are within four standard errors.
  private func check(mean: Double, deviation: Double, _ draw: (inout Chance) -> Double) {
    var chance = Chance(seed: 5, .lengths)
    let count = 40_000
    let values = (0..<count).map { _ in draw(&chance) }
    let estimate = Estimate(values)
    let squares = Estimate(values.map { ($0 - mean) * ($0 - mean) })
    #expect(abs(estimate.mean - mean) < 4 * estimate.standardError)
    #expect(abs(squares.mean - deviation * deviation) < 4 * squares.standardError)
  }

  @Test func `draws have the moments of their distributions`() {
    check(mean: 0.5, deviation: 1 / 12.0.squareRoot()) { $0.unit() }
    check(mean: 1, deviation: 1) { $0.exponential() }
    check(mean: 0, deviation: 1) { $0.normal() }
    check(mean: 4, deviation: 2) { $0.gamma(shape: 4) }
    check(mean: 0.25, deviation: 0.5) { $0.gamma(shape: 0.25) }
    check(mean: 4.5, deviation: 8.25.squareRoot()) { Double($0.index(below: 10)) }
  }

  @Test func `streams of one seed have nothing in common`() {
    var arrivals = Chance(seed: 1, .arrivals)
    var lengths = Chance(seed: 1, .lengths)
    let a = Set((0..<1000).map { _ in arrivals.bits() })
    #expect(a.isDisjoint(with: (0..<1000).map { _ in lengths.bits() }))
    #expect(a.count == 1000)
  }
}
