import Inference
import StrataTesting
import Testing

@Suite struct ProportionTests {
  @Test(arguments: [
    // Wilson's interval, by hand: ((p + z²/2n) ± z √(p(1−p)/n + z²/4n²)) / (1 + z²/n) with z = 1.96.
    (8, 10, 0.4902, 0.9433), (0, 20, 0.0, 0.1611), (20, 20, 0.8389, 1.0), (1, 1, 0.2065, 1.0),
    (50, 100, 0.4038, 0.5962),
  ])
  func `the interval is Wilson's`(successes: Int, count: Int, low: Double, high: Double) {
    let interval = Proportion(successes, of: count).interval
    #expect(abs(interval.lowerBound - low) < 1e-4 && abs(interval.upperBound - high) < 1e-4, "\(interval)")
  }

  @Test func `of nothing everything is possible`() {
    #expect(Proportion(0, of: 0).interval == 0...1 && Proportion(0, of: 0).share == 0)
  }

  @Test func `in 95 of 100 draws the share lies in the interval`() {
    var random = SplitMix64(seed: 1)
    var inside = 0
    for _ in 0..<2_000 {
      let hits = (0..<60).count { _ in random.oneIn(5) }
      if Proportion(hits, of: 60).interval.contains(0.2) { inside += 1 }
    }
    #expect((1_840...1_960).contains(inside), "\(inside) of 2000")
  }

  @Test(
    arguments: [
      // Two times the tail of a fair coin: 1 of 10: 2 · 11 / 1024; 0 of 5: 2 / 32; 5 of 10: more than all.
      (1, 9, 22.0 / 1_024), (0, 5, 2.0 / 32), (9, 1, 22.0 / 1_024), (5, 5, 1.0), (0, 0, 1.0),
      (3, 12, 2 * 576.0 / 32_768),
    ] as [(Int, Int, Double)])
  func `the probability of luck is that of a fair coin`(first: Int, second: Int, expected: Double) {
    let pairs = PairedComparison(
      [Bool](repeating: true, count: first) + [Bool](repeating: false, count: second) + [true, false],
      [Bool](repeating: false, count: first) + [Bool](repeating: true, count: second) + [true, false])
    #expect(abs(pairs.probabilityOfLuck - expected) < 1e-9)
    #expect(pairs.onlyFirst == first && pairs.onlySecond == second && pairs.count == first + second + 2)
    #expect(abs(pairs.difference - Double(second - first) / Double(first + second + 2)) < 1e-12)
  }

  @Test func `models without a difference seem to differ as often as promised`() {
    var random = SplitMix64(seed: 2)
    var (found, outside) = (0, 0)
    for _ in 0..<1_000 {
      let pairs = PairedComparison(
        (0..<100).map { _ in random.oneIn(3) }, (0..<100).map { _ in random.oneIn(3) })
      if pairs.probabilityOfLuck < 0.05 { found += 1 }
      if !pairs.interval.contains(0) { outside += 1 }
    }
    // The exact test is careful: five in a hundred at the most.
    #expect((5...50).contains(found) && outside < 70, "\(found), \(outside) of 1000")
  }
}
