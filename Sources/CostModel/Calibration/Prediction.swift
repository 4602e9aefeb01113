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
  /// The throughput and the mean latencies that the model predicts; nil for open loops, and where lengths are missing.
  ///
  /// Offline runs of a mixture of experts on several GPUs may use either layout of the experts; the publishers show the
  /// better one, so the model takes the better one too. Batches that run alone, once, read all prompts in one step.
  /// Nothing is predicted beyond the physical bound.
  public func prediction(_ factors: Factors) -> Prediction? { RunFacts(self).prediction(factors) }

  /// Median time from token to token of a quiet open loop, in closed form; nil for other kinds.
  public func quietTPOT(_ factors: Factors) -> Seconds? { RunFacts(self).quietTPOT(factors) }

  /// The memory of one copy.
  ///
  /// - Parameter requests: that a harness repeats, so that their prompts may be cached.
  /// - Returns: tokens that the cache holds, at least a little, for what was measured did run; and whether the prompts
  ///   have to be computed.
  public func cacheRoom(_ factors: Factors, requests: Int) -> (tokens: Tokens, isCold: Bool) {
    let run = RunFacts(self)
    let memory = StepModel(run.facts, factors, years: engineYears).memory
    return (Tokens(memory.tokensOfRunning), run.isCold(memory, requests: Double(requests)))
  }
}
