import Foundation

/// A measured set-up in plain numbers, so that a fit can predict it ten thousand times.
struct RunFacts: Sendable {
  let kind: PublishedRun.Kind
  let facts: DeploymentFacts
  /// The other layout of the experts, where the publishers chose the better one.
  let alternative: DeploymentFacts?
  let years: Double
  let copies: Double
  let prompt: Double
  let output: Double
  let nominalOutput: Double
  /// In flight in one copy; nil where the engine decided.
  let concurrency: Double?
  /// Requests a second that come to one copy.
  let arrivals: Double?
  let isDerived: Bool
  let hasLengths: Bool

  init(_ run: PublishedRun) {
    kind = run.kind
    facts = DeploymentFacts(run.deployment)
    let deployment = run.deployment
    if run.kind == .offline, deployment.model.isMixtureOfExperts, deployment.layout != .dataParallelAttention,
      deployment.gpus > 1
    {
      var other = deployment
      other.layout = .dataParallelAttention
      alternative = DeploymentFacts(other)
    } else {
      alternative = nil
    }
    years = run.engineYears
    copies = Double(max(1, run.copies))
    prompt = run.prompt.value
    output = run.output.value
    nominalOutput = run.nominalOutput.value
    concurrency = run.concurrency.map { $0 / Double(max(1, run.copies)) }
    arrivals = run.arrivals.map { $0.value / Double(max(1, run.copies)) }
    isDerived = run.isDerived
    hasLengths = run.hasLengths
  }

  // MARK: Steady load

  /// What a steady load comes to; nil for runs that are none, or whose lengths are not known.
  func prediction(_ factors: Factors) -> Prediction? {
    guard hasLengths else { return nil }
    let found: Prediction
    switch kind {
    case .closedLoop, .offline:
      let first = steady(facts, factors)
      let second = alternative.map { steady($0, factors) }
      found = second.map { $0.rate > first.rate ? $0 : first } ?? first
    case .microbenchmark, .staticBatch:
      guard let batch = concurrency else { return nil }
      found = batchAtOnce(max(batch, 1), factors)
    case .openLoop: return nil
    }
    return found.rate.value.isFinite && found.rate > .zero ? found : nil
  }

  private func steady(_ facts: DeploymentFacts, _ factors: Factors) -> Prediction {
    let model = StepModel(facts, factors, years: years)
    let shares = facts.sequenceShares
    let inFlight = concurrency ?? max(1000, factors[.jobTokens] * 1e6 / (prompt + output)) * shares
    let batch = batch(model, factors, inFlight: inFlight)
    let load = SteadyState.Load(
      batch: batch, prompt: prompt, output: output, bunching: factors[.bunching],
      budget: StepModel.prefillBudget * shares)
    let state = SteadyState(load) { model.parts(decodes: $0, context: $1, prefill: $2, attended: $3).total }
    var rate = batch * output / state.cycle
    if concurrency == nil { rate *= inFlight / (inFlight + factors[.drain] * batch) }
    if isDerived, batch >= inFlight * 0.999 {
      rate = inFlight * nominalOutput / (state.prefill + state.tpot * (nominalOutput - 1))
    }
    var bound = facts.bound(batch: max(batch, concurrency == nil ? 0 : inFlight), prompt: prompt, output: output)
    if isDerived { bound *= nominalOutput / output }
    let waiting = concurrency == nil ? 0 : max(inFlight / batch - 1, 0) * state.cycle
    return Prediction(
      rate: TokensPerSecond(min(rate, bound) * copies), ttft: Seconds(state.prefill + waiting),
      tpot: Seconds(state.tpot), batch: batch, bound: TokensPerSecond(bound * copies))
  }

  /// Sequences that decode together: those in flight, as far as memory holds them and prompts are read fast enough.
  private func batch(_ model: StepModel, _ factors: Factors, inFlight: Double) -> Double {
    let shares = model.facts.sequenceShares
    var fitting = model.memory.tokensOfRunning / (prompt + output)
    if concurrency == nil { fitting = min(fitting, factors[.offlineBatch] * shares) }
    let fed = output * StepModel.prefillBudget * shares / prompt
    return max(min(inFlight, fitting, fed), 1)
  }

  /// All prompts of a batch in one step, then all answers, step by step.
  private func batchAtOnce(_ batch: Double, _ factors: Factors) -> Prediction {
    let model = StepModel(facts, factors, years: years)
    let first = model.parts(decodes: 0, context: 0, prefill: batch * prompt, attended: prompt / 2).total
    let later = model.parts(decodes: batch, context: prompt + output / 2).total
    let bound = facts.bound(batch: batch, prompt: prompt, output: output)
    let rate = batch * output / (first + later * max(output - 1, 0))
    return Prediction(
      rate: TokensPerSecond(min(rate, bound) * copies), ttft: Seconds(first), tpot: Seconds(later), batch: batch,
      bound: TokensPerSecond(bound * copies))
  }

  // MARK: Open loop

  /// Whether the replayed prompts of a harness are not found in a cache: they do not fit, or the GPUs cannot reach each
  /// other, where servers show a start in their first tokens as if they computed them.
  func isCold(_ memory: MemoryPlan, requests: Double) -> Bool {
    memory.tokensOfRunning < requests * (prompt + output) || (!facts.reachesPeers && facts.gpus > 1)
  }

  /// Median time from token to token at a low rate of arrivals, where waiting plays no part: Little's law gives the
  /// batch, the batch gives the time.
  ///
  /// - Parameter requests: of the whole run; half of them have come when the batch is looked at.
  func quietTPOT(_ factors: Factors, requests: Double = 200) -> Seconds? {
    guard kind == .openLoop, hasLengths, let arrivals, arrivals > 0 else { return nil }
    let model = StepModel(facts, factors, years: years)
    let memory = model.memory
    let most = max(min(memory.tokensOfRunning / (prompt + output / 2), requests), 1)
    let isCold = isCold(memory, requests: requests)
    let context = prompt + output / 2
    var batch = 1.0
    var time = 0.0
    for _ in 0..<12 {
      let step = model.parts(decodes: batch, context: context).total
      var added = 0.0
      if isCold {
        added = model.parts(decodes: batch, context: context, prefill: prompt, attended: prompt / 2).total - step
      }
      time = step / max(1 - arrivals * added, 0.3)
      let present = arrivals * output * time
      batch = 0.5 * batch + 0.5 * min(max(present * (1 - exp(-requests / 2 / present)), 1), most)
    }
    return time.isFinite ? Seconds(time) : nil
  }
}
