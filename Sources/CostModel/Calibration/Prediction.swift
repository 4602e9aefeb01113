import Foundation

/// What the model says about a measured set-up.
public struct Prediction: Equatable, Sendable {
  /// Output tokens a second, all copies together.
  public var rate: TokensPerSecond
  public var ttft: Seconds
  public var tpot: Seconds
  /// Sequences that decode together, in one copy.
  public var batch: Double
  /// The rate that the data sheet allows at that batch: all FLOP/s and all bandwidth, perfectly overlapped.
  public var bound: TokensPerSecond
}

extension PublishedRun {
  /// The throughput that the model predicts; nil for kinds of runs that are no steady load.
  ///
  /// Offline runs of a mixture of experts on several GPUs may use either layout of the experts; the publishers show the
  /// better one, so the model takes the better one too. Nothing is predicted beyond the physical bound.
  public func prediction(_ factors: Factors) -> Prediction? {
    guard kind == .closedLoop || kind == .offline, prompt > .zero, output > .zero else { return nil }
    let first = prediction(deployment, factors)
    guard kind == .offline, deployment.model.isMixtureOfExperts, deployment.layout == .sliced, deployment.gpus > 1
    else { return first }
    var other = deployment
    other.layout = .dataParallelAttention
    let second = prediction(other, factors)
    return second.rate > first.rate ? second : first
  }

  private func prediction(_ deployment: Deployment, _ factors: Factors) -> Prediction {
    let model = StepModel(deployment, factors, years: engineYears)
    let (prompt, output) = (prompt.value, output.value)
    let shares = model.sequenceShares
    let inFlight =
      concurrency.map { $0 / Double(copies) }
      ?? max(1000, factors[.jobTokens] * 1e6 / (prompt + output)) * shares
    let batch = batch(model, factors, inFlight: inFlight)
    let load = SteadyState.Load(
      batch: batch, prompt: prompt, output: output, bunching: factors[.bunching],
      budget: StepModel.prefillBudget * shares)
    let state = SteadyState(load) { model.parts(decodes: $0, context: $1, prefill: $2, attended: $3).total }
    var rate = batch * output / state.cycle
    if concurrency == nil { rate *= inFlight / (inFlight + factors[.drain] * batch) }
    if isDerived, batch >= inFlight * 0.999 {
      rate = inFlight * nominalOutput.value / (state.prefill + state.tpot * (nominalOutput.value - 1))
    }
    var bound = model.bound(batch: max(batch, concurrency == nil ? 0 : inFlight), prompt: prompt, output: output)
    if isDerived { bound *= nominalOutput.value / output }
    let waiting = concurrency == nil ? 0 : max(inFlight / batch - 1, 0) * state.cycle
    return Prediction(
      rate: TokensPerSecond(min(rate, bound) * Double(copies)), ttft: Seconds(state.prefill + waiting),
      tpot: Seconds(state.tpot), batch: batch, bound: TokensPerSecond(bound * Double(copies)))
  }

  /// Sequences that decode together: those in flight, as far as memory holds them and prompts are read fast enough.
  private func batch(_ model: StepModel, _ factors: Factors, inFlight: Double) -> Double {
    let (prompt, output) = (prompt.value, output.value)
    let memory = model.memory
    // What was measured did run: a plan that finds no room leaves a little.
    var fitting = max(memory.cache.value, memory.total.value * 0.02) / memory.perToken.value / (prompt + output)
    if concurrency == nil { fitting = min(fitting, factors[.offlineBatch] * model.sequenceShares) }
    let fed = output * StepModel.prefillBudget * model.sequenceShares / prompt
    return max(min(inFlight, fitting, fed), 1)
  }

  /// Median time from token to token at a low rate of arrivals, where waiting plays no part: Little's law gives the
  /// batch, the batch gives the time; prompts are taken to be cached, as in the harness that published such rows.
  func quietTPOT(_ factors: Factors) -> Seconds? {
    guard kind == .openLoop, let arrivals else { return nil }
    let model = StepModel(deployment, factors, years: engineYears)
    let rate = arrivals.value / Double(copies)
    var batch = 1.0
    var time = 0.0
    for _ in 0..<12 {
      time = model.parts(decodes: batch, context: prompt.value + output.value / 2, prefill: 0, attended: 0).total
      batch = 0.5 * batch + 0.5 * min(max(rate * output.value * time, 1), 200)
    }
    return Seconds(time)
  }
}

extension StepModel {
  /// Output tokens a second at all of the data sheet's FLOP/s and bandwidth, perfectly overlapped: of experts each
  /// token's own are read once.
  func bound(batch: Double, prompt: Double, output: Double) -> Double {
    let gpus = Double(deployment.gpus)
    let chosen = Double(min(deployment.model.experts?.perToken ?? 0, deployment.model.experts?.count ?? 0))
    let expert = Double(count.expertLayers) * count.expert * chosen
    let context = prompt + output / 2
    let bytes =
      count.dense * densePrecision.bytesPerWeight + 2 * count.head + expert * deployment.weights.bytesPerWeight
      + batch * windowed(context) * count.cacheValues * deployment.cache.bytesPerValue
    let memory = bytes / (gpus * deployment.accelerator.memoryBandwidth.value)
    let perToken = 2 * (count.dense / densePeak + expert / expertPeak)
    let compute =
      (perToken * batch * (1 + prompt / output) + 2 * count.head * batch / deployment.accelerator.peak16.value) / gpus
    return batch / max(memory, compute)
  }
}
