import Foundation

/// How a factor on an input spreads: 1 is the scenario's own value.
public enum Distribution: Equatable, Sendable {
  /// The logarithm is normal around 0: halving is as likely as doubling.
  case lognormal(sigma: Double)
  /// From `low` over the most likely `mode` to `high`.
  case triangular(low: Double, mode: Double, high: Double)

  /// The value below which a share of all draws lies.
  ///
  /// Draws are quantiles of evenly spread shares, so one seed gives every option the same world.
  public func quantile(_ share: Double) -> Double {
    let p = min(max(share, 1e-12), 1 - 1e-12)
    switch self {
    case .lognormal(let sigma): return exp(sigma * Normal.quantile(p))
    case .triangular(let low, let mode, let high):
      guard high > low else { return low }
      let turn = (mode - low) / (high - low)
      return p < turn
        ? low + (p * (high - low) * (mode - low)).squareRoot()
        : high - ((1 - p) * (high - low) * (high - mode)).squareRoot()
    }
  }
}

/// The standard normal distribution.
public enum Normal {
  /// The value below which a share of the distribution lies.
  ///
  /// Wichura, "The percentage points of the normal distribution", Applied Statistics 37 (1988), algorithm AS 241,
  /// PPND16: relative error about 1e-16.
  public static func quantile(_ p: Double) -> Double {
    let q = p - 0.5
    if abs(q) <= 0.425 {
      let r = 0.180625 - q * q
      return q * polynomial(central.0, r) / polynomial(central.1, r)
    }
    var r = (-log(q < 0 ? p : 1 - p)).squareRoot()
    let (top, bottom) = r <= 5 ? near : far
    r -= r <= 5 ? 1.6 : 5
    let value = polynomial(top, r) / polynomial(bottom, r)
    return q < 0 ? -value : value
  }

  private static func polynomial(_ coefficients: [Double], _ x: Double) -> Double {
    coefficients.reversed().reduce(0) { $0 * x + $1 }
  }

  private static let central: ([Double], [Double]) = (
    [
      3.3871328727963666080, 133.14166789178437745, 1971.5909503065514427, 13731.693765509461125, 45921.953931549871457,
      67265.770927008700853, 33430.575583588128105, 2509.0809287301226727,
    ],
    [
      1, 42.313330701600911252, 687.18700749205790830, 5394.1960214247511077, 21213.794301586595867,
      39307.895800092710610, 28729.085735721942674, 5226.4952788528545610,
    ]
  )
  private static let near: ([Double], [Double]) = (
    [
      1.42343711074968357734, 4.63033784615654529590, 5.76949722146069140550, 3.64784832476320460504,
      1.27045825245236838258, 0.241780725177450611770, 0.0227238449892691845833, 7.74545014278341407640e-4,
    ],
    [
      1, 2.05319162663775882187, 1.67638483018380384940, 0.689767334985100004550, 0.148103976427480074590,
      0.0151986665636164571966, 5.47593808499534494600e-4, 1.05075007164441684324e-9,
    ]
  )
  private static let far: ([Double], [Double]) = (
    [
      6.65790464350110377720, 5.46378491116411436990, 1.78482653991729133580, 0.296560571828504891230,
      0.0265321895265761230930, 1.24266094738807843860e-3, 2.71155556874348757815e-5, 2.01033439929228813265e-7,
    ],
    [
      1, 0.599832206555887937690, 0.136929880922735805310, 0.0148753612908506148525, 7.86869131145613259100e-4,
      1.84631831751005468180e-5, 1.42151175831644588870e-7, 2.04426310338993978564e-15,
    ]
  )
}
