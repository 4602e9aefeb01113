/// A replica under a constant load of equal requests, in closed form.
///
/// With `b` sequences decoding, each request needs one prefill of its prompt in every `output` decode steps. Prompts
/// arrive in bunches, so prefill is spread over fewer steps of more tokens; those steps take longer. One cycle is the
/// time in which every sequence gives all its tokens.
struct SteadyState: Equatable, Sendable {
  /// Sequences that decode together.
  var batch: Double
  /// Seconds in which each of them gives all its tokens.
  var cycle: Double
  /// Seconds until the first token, once work on the prompt has begun.
  var prefill: Double
  /// Mean seconds from token to token.
  var tpot: Double

  /// Output tokens a second.
  func rate(output: Double) -> Double { batch * output / cycle }
}

extension StepModel {
  /// The most prompt tokens that engines put into a step, for each share of sequences.
  static let prefillBudget = 8192.0

  /// - Parameters:
  ///   - batch: sequences that decode together.
  ///   - prompt: tokens of each prompt that are not in a prefix cache.
  ///   - output: tokens of each answer.
  ///   - bunching: ``Factor/bunching``.
  func steadyState(batch: Double, prompt: Double, context: Double, output: Double, bunching: Double) -> SteadyState {
    let decode = parts(decodes: batch, context: context + output / 2, prefill: 0, attended: 0).total
    guard prompt > 0 else {
      let cycle = output * decode
      return SteadyState(batch: batch, cycle: cycle, prefill: decode, tpot: decode)
    }
    let budget = StepModel.prefillBudget * sequenceShares
    let chunk = min(max(prompt * (1 + bunching * batch / output), 1), budget, batch * prompt)
    let mixed =
      parts(decodes: batch, context: context + output / 2, prefill: chunk, attended: prompt / 2 + context - prompt)
      .total
    let mixedSteps = batch * prompt / chunk
    let cycle = mixedSteps <= output ? (output - mixedSteps) * decode + mixedSteps * mixed : mixedSteps * mixed
    let first = min((prompt / chunk).rounded(.up) * mixed, cycle * 0.9)
    return SteadyState(batch: batch, cycle: cycle, prefill: first, tpot: (cycle - first) / max(output - 1, 1))
  }

  /// Into how many parts the sequences are divided, each with a budget of its own.
  var sequenceShares: Double {
    deployment.layout == .dataParallelAttention && deployment.model.isMixtureOfExperts ? Double(deployment.gpus) : 1
  }
}
