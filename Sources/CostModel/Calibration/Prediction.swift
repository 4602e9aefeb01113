/// What the model says about a measured set-up.
public struct Prediction: Equatable, Sendable {
  /// Output tokens a second, all copies together.
  public var rate: TokensPerSecond
  public var ttft: Seconds
  public var tpot: Seconds
  /// Sequences that decode together, in one copy.
  public var batch: Double
}

extension Measurement {
  /// The throughput that the model predicts; nil for kinds of runs that are no steady load.
  ///
  /// Offline runs of a mixture of experts on several GPUs may use either layout of the experts; the publishers show the
  /// better one, so the model takes the better one too.
  public func prediction(_ factors: Factors) -> Prediction? {
    guard kind == .closedLoop || kind == .offline else { return nil }
    let first = prediction(deployment, factors)
    guard kind == .offline, deployment.model.isMixtureOfExperts, deployment.layout == .sliced, deployment.gpus > 1
    else { return first }
    var other = deployment
    other.layout = .dataParallelAttention
    let second = prediction(other, factors)
    return second.rate > first.rate ? second : first
  }

  private func prediction(_ deployment: Deployment, _ factors: Factors) -> Prediction {
    let model = StepModel(deployment, factors)
    let (prompt, output) = (prompt.value, output.value)
    let shares = model.sequenceShares
    let isOffline = concurrency == nil
    let inFlight: Double
    if let concurrency {
      inFlight = concurrency / Double(copies)
    } else {
      inFlight = max(1000, factors[.jobTokens] * 1e6 / (prompt + output)) * shares
    }
    var largest =
      max(model.memory.cache.value, model.memory.total.value * 0.02) / model.memory.perToken.value
      / (prompt + output)
    if isOffline { largest = min(largest, factors[.offlineBatch] * shares) }
    var batch = max(min(inFlight, largest), 1)
    // More sequences than the prompts' budget can feed never decode together.
    batch = max(min(batch, output * StepModel.prefillBudget * shares / prompt), 1)
    let load = SteadyState.Load(
      batch: batch, prompt: prompt, output: output, bunching: factors[.bunching],
      budget: StepModel.prefillBudget * shares)
    let state = SteadyState(load) {
      model.parts(decodes: $0, context: $1, prefill: $2, attended: $3).total
    }
    var rate = batch * output / state.cycle * Double(copies)
    if isOffline { rate *= inFlight / (inFlight + factors[.drain] * batch) }
    if isDerived, batch >= inFlight * 0.999 {
      let nominal = nominalOutput.value
      rate = Double(copies) * inFlight * nominal / (state.prefill + state.tpot * (nominal - 1))
    }
    return Prediction(
      rate: TokensPerSecond(rate), ttft: Seconds(state.prefill), tpot: Seconds(state.tpot), batch: batch)
  }
}
