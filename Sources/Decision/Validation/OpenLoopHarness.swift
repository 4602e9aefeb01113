import CostModel
import Foundation
import Serving
import Simulation

/// How the harness behind an open-loop measurement sends its requests.
///
/// What the publishers do not say (the spread of lengths) was chosen once to fit what they measured.
struct OpenLoopHarness: Sendable {
  /// Requests of one copy, in one run.
  var requests: Int
  /// Of those, at each end: not measured.
  var margin = 0
  var policy: BatchingPolicy
  /// Sequences that decode together.
  var sequences: Int
  /// Deviations of the logarithm of a length, before it is cut.
  var promptSigma: Double
  var outputSigma: Double
  /// No prompt and no answer is longer.
  var longest = 1024.0
  /// The same prompts in every run: the cache knows them if it holds them.
  var repeatsPrompts: Bool

  /// Two hundred requests with lengths of ShareGPT, replayed at one rate after the other (the campaign `iog`).
  static let replayed = OpenLoopHarness(
    requests: 200, policy: .chunkedPrefill(tokens: 2048), sequences: 256, promptSigma: 1.4, outputSigma: 0.9,
    repeatsPrompts: true)
  /// Ten minutes of requests that all differ, with lengths of OpenORCA (MLPerf, Server scenario).
  static let tenMinutes = OpenLoopHarness(
    requests: 3000, margin: 500, policy: .chunkedPrefill(tokens: 8192), sequences: 1024, promptSigma: 0.8,
    outputSigma: 0.8,
    repeatsPrompts: false)

  init(
    requests: Int, margin: Int = 0, policy: BatchingPolicy, sequences: Int, promptSigma: Double, outputSigma: Double,
    repeatsPrompts: Bool
  ) {
    self.requests = requests
    self.margin = margin
    self.policy = policy
    self.sequences = sequences
    self.promptSigma = promptSigma
    self.outputSigma = outputSigma
    self.repeatsPrompts = repeatsPrompts
  }

  init(_ run: PublishedRun) {
    self = run.group == "iog" ? .replayed : .tenMinutes
    // vLLM let prompts into the steps of others by default from 2025 on; before, decoding stood still for them.
    if run.deployment.engine == .vLLM, run.engineYears < -1, case .chunkedPrefill(let tokens) = policy {
      policy = .continuous(tokens: tokens)
    }
  }

  /// At this rate, in requests a second of one copy, replayed prompts had not been cached.
  ///
  /// First tokens take twice as long there on every machine: it came first.
  static let coldRate = 32.0

  /// Lengths around a mean that is kept: lognormal, cut, and stretched back.
  func lengths(mean: Double, sigma: Double, _ chance: inout SeededChance) -> [Int] {
    func average(_ values: [Double]) -> Double { values.reduce(0, +) / Double(max(values.count, 1)) }
    let drawn = (0..<requests).map { _ in exp(sigma * Normal.quantile(chance.unit())) }
    let scale = mean / average(drawn)
    let most = max(longest, mean)
    let cut = drawn.map { min(max($0 * scale, 4), most) }
    let stretch = mean / average(cut)
    return cut.map { max(1, Int((min($0 * stretch, 1e8)).rounded())) }
  }

  /// Moments of arrival, Poisson, the first at 0; the last comes when it does on average, so that no seed's luck is
  /// taken for the machine's speed.
  func arrivals(rate: Double, _ chance: inout SeededChance) -> [Double] {
    var clock = 0.0
    let moments = (0..<requests).map { index in
      if index > 0 { clock -= log(1 - chance.unit()) }
      return clock
    }
    return moments.map { $0 / max(clock, 1e-9) * Double(requests - 1) / rate }
  }
}
