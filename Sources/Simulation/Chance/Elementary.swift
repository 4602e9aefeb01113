/// Logarithm, exponential and sine from additions, multiplications and divisions alone.
///
/// The C library's differ in the last bit between systems, and one bit is enough for a simulation to take another
/// course. These give the same bits wherever numbers are IEEE 754; they are off by a few units in the last place.
enum Elementary {
  private static let ln2 = 0.693147180559945309417232121458
  private static let pi = 3.14159265358979323846264338328

  /// The natural logarithm of a positive, normal number.
  static func log(_ x: Double) -> Double {
    var mantissa = x.significand
    var exponent = Double(x.exponent)
    if mantissa > 1.4142135623730951 {
      mantissa /= 2
      exponent += 1
    }
    // ln m = 2·artanh s = 2(s + s³/3 + s⁵/5 + …) with s = (m − 1)/(m + 1), at most 0.172.
    let s = (mantissa - 1) / (mantissa + 1)
    let z = s * s
    var sum = 1.0 / 21
    sum = sum * z + 1.0 / 19
    sum = sum * z + 1.0 / 17
    sum = sum * z + 1.0 / 15
    sum = sum * z + 1.0 / 13
    sum = sum * z + 1.0 / 11
    sum = sum * z + 1.0 / 9
    sum = sum * z + 1.0 / 7
    sum = sum * z + 1.0 / 5
    sum = sum * z + 1.0 / 3
    return exponent * ln2 + 2 * (s + s * z * sum)
  }

  /// e to a power: 0 below −700, limited above 700.
  static func exp(_ x: Double) -> Double {
    guard x > -700 else { return 0 }
    let x = min(x, 700)
    let whole = (x / ln2).rounded()
    let r = x - whole * ln2
    // Taylor, |r| at most 0.347: 1 + r(1 + r/2(1 + r/3(…))).
    var sum = 1 + r * (1.0 / 14)
    sum = 1 + sum * r * (1.0 / 13)
    sum = 1 + sum * r * (1.0 / 12)
    sum = 1 + sum * r * (1.0 / 11)
    sum = 1 + sum * r * (1.0 / 10)
    sum = 1 + sum * r * (1.0 / 9)
    sum = 1 + sum * r * (1.0 / 8)
    sum = 1 + sum * r * (1.0 / 7)
    sum = 1 + sum * r * (1.0 / 6)
    sum = 1 + sum * r * (1.0 / 5)
    sum = 1 + sum * r * 0.25
    sum = 1 + sum * r * (1.0 / 3)
    sum = 1 + sum * r * 0.5
    sum = 1 + sum * r
    return Double(sign: .plus, exponent: Int(whole), significand: sum)
  }

  /// A positive number to a power.
  static func power(_ base: Double, _ exponent: Double) -> Double { exp(exponent * log(base)) }

  /// The sine of so many full turns.
  static func sine(turns: Double) -> Double {
    // From −¼ to ¼ turn, where the sine rises.
    var t = turns - turns.rounded()
    if t > 0.25 { t = 0.5 - t } else if t < -0.25 { t = -0.5 - t }
    let x = 2 * pi * t
    var sum = 1.0
    var term = 22.0
    while term > 0 {
      sum = 1 - sum * x * x / (term * (term + 1))
      term -= 2
    }
    return x * sum
  }
}
