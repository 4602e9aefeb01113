import Foundation

/// How long prompts are: what decides how many requests fall into a price band for long ones.
public enum PromptLengths: Hashable, Sendable {
  /// All alike.
  case fixed(Tokens)
  /// Two kinds: a share of long prompts, the others short; each kind alike.
  case split(short: Tokens, long: Tokens, longShare: Share)
  /// Lognormal by its mean and the deviation of the logarithm.
  case lognormal(mean: Tokens, sigma: Double)
  /// As in a list of real prompts, each as likely; zero when it is empty.
  case sample([Tokens])

  public var mean: Tokens {
    switch self {
    case .fixed(let length): length
    case .split(let short, let long, let share): short * share.rest.value + long * share.value
    case .lognormal(let mean, _): mean
    case .sample(let lengths): lengths.isEmpty ? .zero : lengths.reduce(.zero, +) / Double(lengths.count)
    }
  }

  /// The share of prompts longer than a length.
  public func share(above length: Tokens) -> Share {
    switch self {
    case .fixed(let all): all > length ? .all : .none
    case .split(let short, let long, let share):
      Share(clamping: (short > length ? share.rest.value : 0) + (long > length ? share.value : 0))
    case .lognormal(let mean, let sigma): tail(mean, sigma, length, shift: -sigma / 2)
    case .sample(let lengths):
      lengths.isEmpty
        ? .none : Share(clamping: Double(lengths.count { $0 > length }) / Double(lengths.count))
    }
  }

  /// The share of all prompt tokens that lie in prompts longer than a length.
  ///
  /// Long prompts are few and hold many tokens: this is the larger of the two shares.
  public func tokenShare(above length: Tokens) -> Share {
    let mean = mean
    guard mean > .zero else { return .none }
    switch self {
    case .fixed(let all): return all > length ? .all : .none
    case .split(let short, let long, let share):
      let above = (short > length ? short * share.rest : .zero) + (long > length ? long * share : .zero)
      return Share(clamping: above / mean)
    case .lognormal(let mean, let sigma): return tail(mean, sigma, length, shift: sigma / 2)
    case .sample(let lengths):
      let above = lengths.reduce(Tokens.zero) { $1 > length ? $0 + $1 : $0 }
      return Share(clamping: above / (mean * Double(lengths.count)))
    }
  }

  /// P(X > length) under the lognormal, or under it weighted by length: with `ln X` normal around
  /// `ln mean − σ²/2`, the weighted one is normal around `ln mean + σ²/2`.
  private func tail(_ mean: Tokens, _ sigma: Double, _ length: Tokens, shift: Double) -> Share {
    guard length > .zero else { return .all }
    guard sigma > 0, mean > .zero else { return mean > length ? .all : .none }
    let z = (log(length / mean)) / sigma - shift
    return Share(clamping: erfc(z / 2.0.squareRoot()) / 2)
  }
}
