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

  /// What a replica works on.
  struct Load {
    /// Sequences that decode together.
    var batch: Double
    /// Tokens of a prompt.
    var prompt: Double
    /// Those of them whose keys and values were kept from an earlier prompt.
    var cached = 0.0
    /// Tokens of an answer.
    var output: Double
    /// ``Factor/bunching``.
    var bunching: Double
    /// The most prompt tokens in a step.
    var budget: Double
  }

  /// - Parameter step: seconds of a step, by decoding sequences, mean context, prompt tokens, and tokens that a prompt
  ///   token attends to.
  init(_ load: Load, step: (Double, Double, Double, Double) -> Double) {
    batch = load.batch
    let context = load.prompt + load.output / 2
    let fresh = load.prompt - load.cached
    let decode = step(load.batch, context, 0, 0)
    guard fresh > 0 else {
      (cycle, prefill, tpot) = (load.output * decode, decode, decode)
      return
    }
    let chunk = min(
      max(fresh * (1 + load.bunching * load.batch / load.output), 1), load.budget, load.batch * fresh)
    let mixed = step(load.batch, context, chunk, load.cached + fresh / 2)
    let mixedSteps = load.batch * fresh / chunk
    cycle = max(load.output - mixedSteps, 0) * decode + mixedSteps * mixed
    prefill = min((fresh / chunk).rounded(.up) * mixed, cycle * 0.9)
    tpot = (cycle - prefill) / max(load.output - 1, 1)
  }
}
