import Serving
import StrataTesting
import Testing

@Suite struct LatencyTests {
  private let record = LatencyRecord(
    id: RequestID(1), promptTokens: 10, outputTokens: 5, arrival: 2, scheduled: 2.5, firstToken: 3, lastToken: 5)

  @Test func `latencies are what their definitions say`() {
    #expect(record.queueTime == 0.5)
    #expect(record.timeToFirstToken == 1)
    #expect(record.endToEndLatency == 3)
    #expect(record.timePerOutputToken == 0.5)
  }

  @Test func `a single token has no time per output token, and breaks no promise about it`() {
    var single = record
    single.outputTokens = 1
    #expect(single.timePerOutputToken == nil)
    #expect(ServiceLevel(timePerOutputToken: 0.1).isMet(by: single))
    #expect(!ServiceLevel(timePerOutputToken: 0.1).isMet(by: record))
  }

  @Test func `a service level is met when every limit is kept`() {
    #expect(ServiceLevel(timeToFirstToken: 1, timePerOutputToken: 0.5, endToEndLatency: 3).isMet(by: record))
    #expect(!ServiceLevel(timeToFirstToken: 0.99, timePerOutputToken: 0.5).isMet(by: record))
    #expect(!ServiceLevel(endToEndLatency: 2.9).isMet(by: record))
    #expect(ServiceLevel().isMet(by: record) && ServiceLevel().isEmpty)
  }

  @Test func `percentiles differ from sorted ones by less than the stated error`() throws {
    try withEverySeed(0..<40) { _, rng in
      var histogram = LatencyHistogram()
      let values = (0..<rng.int(200...2000)).map { _ in
        Double.random(in: 0.001...1, using: &rng) * Double(1 << rng.int(0...12))
      }
      for value in values { histogram.add(value) }
      let sorted = values.sorted()
      for share in [0.01, 0.5, 0.9, 0.99, 1] {
        let rank = Int((share * Double(sorted.count)).rounded(.up))
        let low = sorted[max(0, rank - 2)] * (1 - LatencyHistogram.relativeError)
        let high = sorted[min(sorted.count - 1, rank)] * (1 + LatencyHistogram.relativeError)
        try #require(low...high ~= histogram.percentile(share))
      }
      try #require(histogram.maximum == sorted.last)
      try #require(abs(histogram.mean - values.reduce(0, +) / Double(values.count)) < 1e-9 * histogram.maximum)
    }
  }

  @Test func `zeros, nothing and the very large have percentiles too`() {
    var histogram = LatencyHistogram()
    #expect(histogram.percentile(0.5) == 0)
    histogram.add(0, weight: 9)
    #expect(histogram.percentile(0.9) == 0)
    histogram.add(1e15)
    #expect(histogram.percentile(1) >= 0x1p32)
    histogram.removeAll()
    #expect(histogram.count == 0 && histogram.percentile(1) == 0)
  }

  @Test func `a weight counts as so many values`() {
    var weighted = LatencyHistogram()
    var single = LatencyHistogram()
    weighted.add(0.25, weight: 3)
    for _ in 0..<3 { single.add(0.25) }
    #expect(weighted == single)
  }
}
