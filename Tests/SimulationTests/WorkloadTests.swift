import CostModel
import StrataTesting
import Testing

@testable import Simulation

@Suite struct WorkloadTests {
  private func draw(
    _ arrivals: Arrivals, _ lengths: Lengths = .independent(prompt: .fixed(10), output: .fixed(10)),
    prefix: SharedPrefix? = nil, seed: UInt64 = 1, count: Int = 30_000
  ) -> [SimulatedRequest] {
    var source = RequestSource(
      Workload(arrivals: arrivals, lengths: lengths, sharedPrefix: prefix), seed: seed, limit: count)
    var out: [SimulatedRequest] = []
    while let request = source.next() { out.append(request) }
    return out
  }

  private func gaps(_ requests: [SimulatedRequest]) -> [Double] {
    zip(requests.dropFirst(), requests).map { $0.arrival - $1.arrival }
  }

  @Test(arguments: [1.0, 0.5, 3.0])
  func `bursts have the rate and the coefficient of variation that was asked for`(variation: Double) {
    let arrivals: Arrivals =
      variation == 1
      ? .poisson(rate: RequestsPerSecond(4)) : .gamma(rate: RequestsPerSecond(4), coefficientOfVariation: variation)
    let gaps = gaps(draw(arrivals))
    let mean = Estimate(gaps)
    let square = Estimate(gaps.map { ($0 - 0.25) * ($0 - 0.25) })
    #expect(abs(mean.mean - 0.25) < 4 * mean.standardError)
    #expect(abs(square.mean - 0.0625 * variation * variation) < 4 * square.standardError)
  }

  @Test func `a day swings around its mean and reaches its peak`() {
    let requests = draw(.diurnal(rate: RequestsPerSecond(10), peakToMean: 1.8, period: Seconds(100)))
    let days = (requests.last?.arrival ?? 0) / 100
    func rate(_ range: Range<Double>) -> Double {  // of the part of each day
      Double(requests.count { range ~= ($0.arrival / 100).truncatingRemainder(dividingBy: 1) })
        / (days * 100 * (range.upperBound - range.lowerBound))
    }
    let error = 4 * (10 / (days * 5)).squareRoot()
    #expect(abs(rate(0..<1) - 10) < error)
    #expect(abs(rate(0.225..<0.275) - 17.97) < error)
    #expect(abs(rate(0.725..<0.775) - 2.03) < error)
  }

  @Test func `lengths have the mean and the spread that was asked for`() {
    let requests = draw(
      .poisson(rate: RequestsPerSecond(1)),
      .independent(
        prompt: .lognormal(mean: Tokens(1155), coefficientOfVariation: 1), output: .exponential(mean: Tokens(211))))
    let prompt = Estimate(requests.map { Double($0.promptTokens) })
    let spread = Estimate(requests.map { (Double($0.promptTokens) - 1155) * (Double($0.promptTokens) - 1155) })
    let output = Estimate(requests.map { Double($0.outputTokens) })
    #expect(abs(prompt.mean - 1155) < 4 * prompt.standardError)
    #expect(abs(spread.mean - 1155 * 1155) < 4 * spread.standardError)
    #expect(abs(output.mean - 211) < 4 * output.standardError)
  }

  @Test func `a lognormal is the same by its logarithm`() {
    guard case .lognormal(let mean, let variation) = LengthDistribution.lognormal(mu: 6, sigma: 1) else {
      Issue.record("not a lognormal")
      return
    }
    #expect(abs(mean.value - 665.1416) < 1e-3)
    #expect(abs(variation - 1.310832) < 1e-5)
  }

  @Test func `lengths come from a trace in pairs, drawn or in order`() throws {
    let trace = try Trace(
      (1...7).map { Trace.Entry(arrival: Double($0), promptTokens: $0 * 100, outputTokens: $0) })
    let drawn = draw(.poisson(rate: RequestsPerSecond(1)), .resampled(trace), count: 7000)
    #expect(drawn.allSatisfy { $0.promptTokens == 100 * $0.outputTokens })
    for output in 1...7 { #expect(abs(drawn.count { $0.outputTokens == output } - 1000) < 120) }
    let replayed = draw(.poisson(rate: RequestsPerSecond(1)), .replayed(trace), count: 9)
    #expect(replayed.map(\.outputTokens) == [1, 2, 3, 4, 5, 6, 7, 1, 2])
  }

  @Test func `a replayed trace keeps its times, or its shape at another rate`() throws {
    let trace = try Trace([5, 6, 8, 9].map { Trace.Entry(arrival: $0, promptTokens: 1, outputTokens: 1) })
    #expect(draw(.replay(trace, rate: nil)).map(\.arrival) == [0, 1, 3, 4])
    #expect(trace.rate == 0.75)
    #expect(draw(.replay(trace, rate: RequestsPerSecond(1.5))).map(\.arrival) == [0, 0.5, 1.5, 2])
  }

  @Test func `the share of requests with the common beginning is the one asked for`() {
    let requests = draw(
      .poisson(rate: RequestsPerSecond(1)), .independent(prompt: .exponential(mean: Tokens(100)), output: .fixed(1)),
      prefix: SharedPrefix(tokens: 80, share: 0.3))
    let sharing = requests.count { $0.sharedTokens > 0 }
    #expect(abs(Double(sharing) - 9000) < 4 * (30_000 * 0.21).squareRoot())
    #expect(requests.allSatisfy { $0.sharedTokens == 0 || $0.sharedTokens == min(80, $0.promptTokens) })
  }

  @Test func `another rate changes neither the lengths nor who shares`() {
    let lengths = Lengths.independent(
      prompt: .lognormal(mean: Tokens(100), coefficientOfVariation: 1), output: .exponential(mean: Tokens(9)))
    let prefix = SharedPrefix(tokens: 8, share: 0.5)
    let slow = draw(.poisson(rate: RequestsPerSecond(1)), lengths, prefix: prefix, count: 200)
    let fast = draw(.gamma(rate: RequestsPerSecond(9), coefficientOfVariation: 2), lengths, prefix: prefix, count: 200)
    #expect(slow.map(\.promptTokens) == fast.map(\.promptTokens))
    #expect(slow.map(\.outputTokens) == fast.map(\.outputTokens))
    #expect(slow.map(\.sharedTokens) == fast.map(\.sharedTokens))
  }
}
