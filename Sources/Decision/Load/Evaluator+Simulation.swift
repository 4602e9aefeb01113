import CostModel
import Serving
public import Simulation

extension Evaluator {
  /// Tokens that share a block of the KV cache; engines' usual size.
  static let blockTokens = 16

  /// What a simulation must be asked to learn an option's capacity; nil for options without machines of their own.
  ///
  /// Lengths are lognormal with the scenario's means and spread; the repeated part of prompts is one prefix that all
  /// share; arrivals are as bursty as the scenario says.
  public func question(_ id: String, seed: UInt64 = 1) -> CapacityQuestion? {
    guard let place = place(of: id) else { return nil }
    let resolved = options[place]
    if case .hybrid(let base, _) = resolved.means { return question(options[base].option.id, seed: seed) }
    guard case .gpus(let replica, let price) = resolved.means, replica.memory.fits else { return nil }
    let workload = scenario.workload
    let blocks = Int(min(replica.memory.tokens.value / Double(Evaluator.blockTokens), 1e9))
    guard blocks > 0 else { return nil }
    let shared = workload.sharedPrefix
    let fleet = SimulatedFleet(
      costs: replica.costs,
      limits: SchedulerLimits(
        policy: .chunkedPrefill(tokens: Decision.Capacity.stepTokens), maximumSequences: Decision.Capacity.batchLimit,
        kvBlocks: blocks, tokensPerBlock: Evaluator.blockTokens, sharesPrefixes: shared > 0))
    func length(_ mean: Tokens, _ variation: Double) -> LengthDistribution {
      variation > 0
        ? .lognormal(mean: mean, coefficientOfVariation: variation)
        : .fixed(max(1, Int(mean.value.rounded())))
    }
    let objectives = scenario.objectives
    // Long answers take many steps each: fewer of them, so that an answer comes within seconds all the same.
    let fewest = Int(min(max(2e6 / workload.output.value, 50), 1000))
    return CapacityQuestion(
      fleet,
      lengths: .independent(
        prompt: length(workload.prompt, workload.promptVariation),
        output: length(workload.output, workload.outputVariation)),
      sharedPrefix: shared > 0 ? SharedPrefix(tokens: shared, share: 1) : nil,
      serviceLevel: ServiceLevel(
        timeToFirstToken: objectives.ttft?.value, timePerOutputToken: objectives.tpot?.value,
        endToEndLatency: objectives.endToEnd?.value, percentile: objectives.percentile / 100),
      burstiness: workload.burstiness, price: (price.onDemand ?? .zero) * Double(replica.deployment.gpus), seed: seed,
      fewestRequests: fewest, mostRequests: fewest * 8)
  }

  /// The load that one replica of an option carries, found by simulation.
  ///
  /// Nil for options without machines, or when not even a little load meets the objectives.
  ///
  /// - Throws: `SimulationError` when the scenario holds a value that a simulation cannot work with.
  public func simulatedCapacity(_ id: String, seed: UInt64 = 1) throws(SimulationError) -> Decision.Capacity? {
    guard let question = question(id, seed: seed),
      let answer = try Simulation.Capacity.maximumRate(question, precision: 0.03)
    else { return nil }
    let report = answer.report
    return Decision.Capacity(
      rate: answer.rate, batch: report.meanBatchSize, ttft: Seconds(report.timeToFirstToken.p99),
      tpot: Seconds(report.timePerOutputToken.p99), basis: .simulated(requests: answer.simulatedRequests),
      limit: limit(report))
  }

  /// What would be missed first by a little more load.
  private func limit(_ report: SimulationReport) -> Decision.Capacity.Limit {
    let objectives = scenario.objectives
    let shares: [(Decision.Capacity.Limit, Double, Bool)] = [
      (.ttft, report.attainment.timeToFirstToken, objectives.ttft != nil),
      (.tpot, report.attainment.timePerOutputToken, objectives.tpot != nil),
      (.endToEnd, report.attainment.endToEndLatency, objectives.endToEnd != nil),
    ]
    return shares.filter(\.2).min { $0.1 < $1.1 }?.0 ?? (report.meanKVUse > 0.9 ? .memory : .batchLimit)
  }
}
