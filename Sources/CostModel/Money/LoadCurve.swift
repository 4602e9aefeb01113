import Foundation

/// How a load swings around its mean over a day or a week, by equal steps of time.
public struct LoadCurve: Hashable, Sendable {
  /// The load in each step as a multiple of the mean; their mean is one.
  public let factors: [Double]

  /// Scales the steps so that their mean is one; fails without steps, with a negative one, or when all are zero.
  public init?(_ steps: [Double]) {
    let sum = steps.reduce(0, +)
    guard !steps.isEmpty, steps.allSatisfy({ $0 >= 0 && $0.isFinite }), sum > 0, sum.isFinite else { return nil }
    factors = steps.map { $0 / sum * Double(steps.count) }
  }

  /// The same load at all hours.
  public static let flat = LoadCurve(exact: [1])

  private init(exact factors: [Double]) {
    self.factors = factors
  }

  /// A day with one smooth peak of so many times the mean, by the hour.
  ///
  /// The shape is exp(κ·cos t), the von Mises curve, which is never negative; κ is found by bisection.
  ///
  /// - Parameter peakToMean: from 1 to 12; what lies outside is taken as the nearer end.
  public static func daily(peakToMean: Double) -> LoadCurve {
    let wanted = min(12, max(1, peakToMean.isNaN ? 1 : peakToMean))
    func curve(_ kappa: Double) -> LoadCurve {
      let steps = (0..<24).map { exp(kappa * (cos(2 * .pi * Double($0 - 14) / 24) - 1)) }
      return LoadCurve(steps) ?? .flat
    }
    var low = 0.0
    var high = 200.0
    for _ in 0..<60 {
      let middle = (low + high) / 2
      if curve(middle).peak < wanted { low = middle } else { high = middle }
    }
    return curve(high)
  }

  /// The highest step as a multiple of the mean.
  public var peak: Double { factors.max() ?? 1 }
}
