/// Decimal logarithms, which the standard library leaves to the C library.
enum Logarithm {
  private static let ln2 = 0.6931471805599453
  private static let ln10 = 2.302585092994046

  /// The power to which ten must be raised; exact for powers of ten, within 1e-14 of the rest.
  ///
  /// `value` is finite and above zero.
  static func base10(_ value: Double) -> Double {
    var exponent = Double(value.exponent)
    var significand = value.significand
    if significand > 1.4142135623730951 {
      significand /= 2
      exponent += 1
    }
    // ln m = 2 artanh((m − 1) / (m + 1)), with |s| < 0.172: twelve terms are below the last bit.
    let s = (significand - 1) / (significand + 1)
    var sum = 0.0
    var power = s
    for term in 0..<12 {
      sum += power / Double(2 * term + 1)
      power *= s * s
    }
    let result = (exponent * ln2 + 2 * sum) / ln10
    let whole = result.rounded()
    return abs(result - whole) < 1e-9 && power10(Int(whole)) == value ? whole : result
  }

  /// Ten to a power.
  static func power10(_ exponent: Double) -> Double {
    let whole = exponent.rounded(.down)
    let rest = (exponent - whole) * ln10
    guard whole > -320, whole < 309 else { return whole < 0 ? 0 : .infinity }
    var sum = 1.0
    var term = 1.0
    for n in 1...30 {
      term *= rest / Double(n)
      sum += term
    }
    return sum * power10(Int(whole))
  }

  /// Ten to a whole power, rounded correctly.
  static func power10(_ exponent: Int) -> Double {
    Double("1e\(exponent)") ?? (exponent < 0 ? 0 : .infinity)
  }
}
