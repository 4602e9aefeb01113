public import CostModel

/// When requests come.
public enum Arrivals: Hashable, Sendable {
  /// Independent of each other, at a steady rate.
  case poisson(rate: RequestsPerSecond)
  /// Gaps with a gamma distribution: a coefficient of variation of 1 is Poisson, above it requests come in bursts.
  case gamma(rate: RequestsPerSecond, coefficientOfVariation: Double)
  /// Poisson with a rate that swings as a sine around its mean; `peakToMean` from 1 to 2. The run begins at the mean, on
  /// the way up.
  case diurnal(rate: RequestsPerSecond, peakToMean: Double, period: Seconds)
  /// So many clients, each of which sends its next request the moment the last one is answered.
  case closedLoop(clients: Int)
  /// The times of a trace, sped up or slowed down to a mean rate if one is given. The run ends with the trace.
  case replay(Trace, rate: RequestsPerSecond?)
}

/// How many tokens one side of a request has.
public enum LengthDistribution: Hashable, Sendable {
  case fixed(Int)
  /// The coefficient of variation is the deviation divided by the mean.
  case lognormal(mean: Tokens, coefficientOfVariation: Double)
  case exponential(mean: Tokens)

  /// A lognormal by the mean and deviation of the logarithm, as fits report it.
  public static func lognormal(mu: Double, sigma: Double) -> LengthDistribution {
    let variance = sigma * sigma
    return .lognormal(
      mean: Tokens(Elementary.exp(mu + variance / 2)),
      coefficientOfVariation: (Elementary.exp(variance) - 1).squareRoot())
  }

  /// The mean before rounding to whole tokens.
  public var mean: Tokens {
    switch self {
    case .fixed(let count): Tokens(Double(count))
    case .lognormal(let mean, _), .exponential(let mean): mean
    }
  }
}

/// How long requests are.
public enum Lengths: Hashable, Sendable {
  /// Prompt and output drawn apart: in the traces that we know their rank correlation is about zero.
  case independent(prompt: LengthDistribution, output: LengthDistribution)
  /// Pairs drawn from a trace, each as likely as any other.
  case resampled(Trace)
  /// The pairs of a trace in their order, from the beginning again after the last.
  case replayed(Trace)
}

/// A beginning that many prompts have in common: a system prompt, a set of tools.
public struct SharedPrefix: Hashable, Sendable {
  /// Tokens of it; a shorter prompt has only its own length in common.
  public var tokens: Int
  /// The share of the requests that begin with it, from 0 to 1.
  public var share: Double

  public init(tokens: Int, share: Double) {
    self.tokens = tokens
    self.share = share
  }
}

/// Requests as they come to a fleet.
public struct Workload: Hashable, Sendable {
  public var arrivals: Arrivals
  public var lengths: Lengths
  public var sharedPrefix: SharedPrefix?

  public init(arrivals: Arrivals, lengths: Lengths, sharedPrefix: SharedPrefix? = nil) {
    self.arrivals = arrivals
    self.lengths = lengths
    self.sharedPrefix = sharedPrefix
  }
}
