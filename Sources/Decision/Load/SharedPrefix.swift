import CostModel
import Foundation

extension Workload {
  /// The length of a beginning that all prompts share, such that the wanted share of their tokens lies in it.
  ///
  /// Of a prompt that is shorter all is shared: `E[min(P, x)] = share · E[P]` for a lognormal length `P`.
  var sharedPrefix: Int {
    guard cachedShare > 0 else { return 0 }
    let variance = log(1 + promptVariation * promptVariation)
    guard variance > 0 else { return Int((prompt.value * cachedShare).rounded()) }
    let sigma = variance.squareRoot()
    func below(_ z: Double) -> Double { erfc(-z / 2.0.squareRoot()) / 2 }
    // All in multiples of the mean: ln P is normal around −σ²/2.
    func covered(_ x: Double) -> Double {
      below(log(x) / sigma - sigma / 2) + x * below(-(log(x) / sigma + sigma / 2))
    }
    var (low, high) = (1e-6, 1e3)
    for _ in 0..<60 {
      let middle = (low * high).squareRoot()
      if covered(middle) < cachedShare { low = middle } else { high = middle }
    }
    return Int((prompt.value * min(high, 100)).rounded())
  }
}
