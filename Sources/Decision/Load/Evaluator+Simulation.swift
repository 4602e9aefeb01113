import CostModel
import Serving
import Simulation

extension Evaluator {
  /// Tokens that share a block of the KV cache; engines' usual size.
  static let blockTokens = 16

  /// What a simulation must be asked to learn an option's capacity; nil for options without machines of their own.
  ///
  /// Lengths are lognormal with the scenario's means and spread; the repeated part of prompts is one prefix that all
  /// share; arrivals are as bursty as the scenario says.
  func question(_ id: String, seed: UInt64 = 1) -> CapacityQuestion? {
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
}
