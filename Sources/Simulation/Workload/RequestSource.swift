import CostModel

/// A request as the simulation knows it.
struct SimulatedRequest {
  /// Counted over all replicas, in order of arrival.
  var number: Int
  var arrival: Double
  var promptTokens: Int
  var outputTokens: Int
  /// Tokens at its beginning that it has in common with others.
  var sharedTokens: Int
}

/// Draws the requests of a workload one after the other.
struct RequestSource {
  private let workload: Workload
  private let limit: Int
  private var clock = 0.0
  private var arrivals: Chance
  private var prefixes: Chance
  private var lengths: LengthSource
  private(set) var count = 0

  /// - Parameter limit: after so many requests no more come.
  init(_ workload: Workload, seed: UInt64, limit: Int) {
    self.workload = workload
    self.limit = limit
    arrivals = Chance(seed: seed, .arrivals)
    prefixes = Chance(seed: seed, .prefixes)
    lengths = LengthSource(workload.lengths, seed: seed)
  }

  /// The next request that comes by itself; nil when there are no more, or when clients wait for answers.
  mutating func next() -> SimulatedRequest? {
    guard count < limit else { return nil }
    switch workload.arrivals {
    case .poisson(let rate): clock += arrivals.exponential() / rate.value
    case .gamma(let rate, let variation):
      let shape = 1 / (variation * variation)
      clock += arrivals.gamma(shape: shape) / (shape * rate.value)
    case .diurnal(let rate, let peakToMean, let period):
      // Thinning (Lewis, Shedler 1979): candidates at the peak's rate, kept with the odds of their moment.
      repeat {
        clock += arrivals.exponential() / (rate.value * peakToMean)
      } while arrivals.unit() * peakToMean > 1 + (peakToMean - 1) * Elementary.sine(turns: clock / period.value)
    case .closedLoop(let clients):
      guard count < clients else { return nil }
    case .replay(let trace, let rate):
      guard count < trace.entries.count else { return nil }
      clock = trace.entries[count].arrival * (rate.map { trace.rate / $0.value } ?? 1)
    }
    return make(at: clock)
  }

  /// The request that a client sends when it has its answer; nil where clients do not wait for it.
  mutating func answer(at now: Double) -> SimulatedRequest? {
    guard case .closedLoop = workload.arrivals, count < limit else { return nil }
    return make(at: now)
  }

  private mutating func make(at time: Double) -> SimulatedRequest {
    let (prompt, output) = lengths.next()
    var shared = 0
    if let prefix = workload.sharedPrefix, prefixes.unit() < prefix.share { shared = min(prefix.tokens, prompt) }
    defer { count += 1 }
    return SimulatedRequest(
      number: count, arrival: time, promptTokens: prompt, outputTokens: output, sharedTokens: shared)
  }
}

/// Draws pairs of lengths.
private struct LengthSource {
  private enum Side {
    case fixed(Int)
    case lognormal(mu: Double, sigma: Double)
    case exponential(mean: Double)

    init(_ distribution: LengthDistribution) {
      switch distribution {
      case .fixed(let count): self = .fixed(count)
      case .exponential(let mean): self = .exponential(mean: mean.value)
      case .lognormal(let mean, let variation):
        let variance = Elementary.log(1 + variation * variation)
        self = .lognormal(mu: Elementary.log(mean.value) - variance / 2, sigma: variance.squareRoot())
      }
    }

    /// Rounded to the nearest whole number of tokens, at least 1.
    func draw(_ chance: inout Chance) -> Int {
      switch self {
      case .fixed(let count): count
      case .lognormal(let mu, let sigma): whole(Elementary.exp(mu + sigma * chance.normal()))
      case .exponential(let mean): whole(mean * chance.exponential())
      }
    }

    private func whole(_ tokens: Double) -> Int { max(1, Int(min(tokens, 1e8).rounded())) }
  }

  private enum Source {
    case sides(prompt: Side, output: Side)
    case resampled([Trace.Entry])
    case replayed([Trace.Entry])
  }

  private let source: Source
  private var chance: Chance
  private var index = 0

  init(_ lengths: Lengths, seed: UInt64) {
    chance = Chance(seed: seed, .lengths)
    switch lengths {
    case .independent(let prompt, let output): source = .sides(prompt: Side(prompt), output: Side(output))
    case .resampled(let trace): source = .resampled(trace.entries)
    case .replayed(let trace): source = .replayed(trace.entries)
    }
  }

  mutating func next() -> (prompt: Int, output: Int) {
    switch source {
    case .sides(let prompt, let output): return (prompt.draw(&chance), output.draw(&chance))
    case .resampled(let entries):
      let entry = entries[chance.index(below: entries.count)]
      return (entry.promptTokens, entry.outputTokens)
    case .replayed(let entries):
      let entry = entries[index]
      index = index + 1 < entries.count ? index + 1 : 0
      return (entry.promptTokens, entry.outputTokens)
    }
  }
}
