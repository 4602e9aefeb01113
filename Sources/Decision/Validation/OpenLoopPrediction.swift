public import CostModel
import Foundation
import Serving
import Simulation

/// What a simulation says about a measured open loop; each figure is the median of three seeds.
public struct OpenLoopPrediction: Equatable, Sendable {
  /// All copies together.
  public var rate: TokensPerSecond
  public var ttft: PublishedRun.Latency
  public var tpot: PublishedRun.Latency
  /// Whether the prompts were taken to be computed, and not found in a cache.
  public var isCold: Bool

  /// Simulates a run as its harness made it.
  ///
  /// - Returns: nil for other kinds of runs, where lengths or the rate are missing, and where a run has more requests
  ///   than its rate allows to come.
  public init?(_ run: PublishedRun, _ factors: Factors) {
    guard run.kind == .openLoop, let arrivals = run.arrivals, (1...1e5).contains(run.prompt.value),
      (1...1e5).contains(run.output.value)
    else { return nil }
    let rate = arrivals.value / Double(max(1, run.copies))
    guard (1e-4...1e5).contains(rate) else { return nil }
    let harness = OpenLoopHarness(run)
    let room = run.cacheRoom(factors, requests: harness.requests)
    isCold = !harness.repeatsPrompts || room.isCold || rate >= OpenLoopHarness.coldRate
    let replica = Replica(run.deployment, factors, years: run.engineYears)
    let server = Server(
      costs: isCold ? replica.costs : replica.costs.withCachedPrompts, cacheTokens: room.tokens.value, isCold: isCold)
    let runs = (0..<3).compactMap { seed in
      OpenLoopRun(harness, server, rate: rate, prompt: run.prompt.value, output: run.output.value, seed: seed)
    }
    guard !runs.isEmpty else { return nil }
    func middle(_ figure: (OpenLoopRun) -> Double) -> Double { Validation.quantile(0.5, runs.map(figure).sorted()) }
    func latency(_ figures: (OpenLoopRun) -> [Double]) -> PublishedRun.Latency {
      PublishedRun.Latency(
        mean: Seconds(middle { figures($0).reduce(0, +) / Double(max(figures($0).count, 1)) }),
        median: Seconds(middle { Validation.quantile(0.5, figures($0)) }),
        p99: Seconds(middle { Validation.quantile(0.99, figures($0)) }))
    }
    self.rate = TokensPerSecond(middle(\.rate) * Double(max(1, run.copies)))
    ttft = latency(\.ttft)
    tpot = latency(\.tpot)
  }

  struct Server {
    var costs: StepCosts
    var cacheTokens: Double
    var isCold: Bool
  }
}

/// One run of a harness against one copy.
private struct OpenLoopRun {
  /// Output tokens a second.
  let rate: Double
  /// Seconds, sorted.
  let ttft: [Double]
  let tpot: [Double]

  init?(
    _ harness: OpenLoopHarness, _ server: OpenLoopPrediction.Server, rate: Double, prompt: Double, output: Double,
    seed: UInt64
  ) {
    var chance = SeededChance(seed: seed)
    let arrivals = harness.arrivals(rate: rate, &chance)
    let prompts = harness.lengths(mean: prompt, sigma: harness.promptSigma, &chance)
    let outputs = harness.lengths(mean: output, sigma: harness.outputSigma, &chance)
    var entries = zip(arrivals, zip(prompts, outputs)).map {
      Trace.Entry(arrival: $0, promptTokens: $1.0, outputTokens: $1.1)
    }
    let longest = prompts.max() ?? 1
    // A request long before the others fills the cache with a beginning that all prompts are taken to share.
    let fill = server.isCold ? 0 : 1
    if fill == 1 { entries.insert(Trace.Entry(arrival: -1000, promptTokens: longest, outputTokens: 1), at: 0) }
    let (first, measured) = (fill + harness.margin, max(1, harness.requests - 2 * harness.margin))
    let blocks = server.cacheTokens.isFinite ? Int(min(max(server.cacheTokens / 16, 1), 1e7)) : 1
    let fleet = SimulatedFleet(
      costs: server.costs,
      limits: SchedulerLimits(
        policy: harness.policy, maximumSequences: harness.sequences, kvBlocks: blocks,
        sharesPrefixes: !server.isCold))
    guard let trace = try? Trace(entries),
      let simulation = try? ServingSimulation(
        Simulation.Workload(
          arrivals: .replay(trace, rate: nil), lengths: .replayed(trace),
          sharedPrefix: server.isCold ? nil : SharedPrefix(tokens: longest, share: 1)),
        on: fleet,
        options: SimulationOptions(
          requests: measured, warmUp: first, ending: harness.margin == 0 ? .drained : .steady))
    else { return nil }
    let records = simulation.records().filter { (first..<first + measured).contains($0.id.number) }
    guard records.count > 1 else { return nil }
    self.rate = simulation.run().outputTokensPerSecond
    ttft = records.map(\.timeToFirstToken).sorted()
    tpot = records.compactMap(\.timePerOutputToken).sorted()
  }
}
