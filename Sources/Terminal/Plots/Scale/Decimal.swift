/// A decimal number without rounding: digits and a power of ten.
///
/// Tick marks are made of these, so that 0.3 is never shown as 0.30000000000000004.
struct Decimal: Hashable {
  var digits: Int
  /// The power of ten that the digits are multiplied with.
  var exponent: Int

  init(digits: Int, exponent: Int) {
    self.digits = digits
    self.exponent = exponent
    if digits == 0 { self.exponent = 0 }
    while self.digits != 0 && self.digits % 10 == 0 {
      self.digits /= 10
      self.exponent += 1
    }
  }

  /// A finite number, rounded to so many significant digits; nil when it is none.
  init?(_ value: Double, significant: Int) {
    guard value.isFinite else { return nil }
    guard value != 0 else {
      self.init(digits: 0, exponent: 0)
      return
    }
    let size = abs(value)
    let exponent = Int(Logarithm.base10(size).rounded(.down)) - significant + 1
    // In two steps, for a power of ten below 1e-308 has no reciprocal.
    let half = exponent / 2
    let scaled = size / Logarithm.power10(half) / Logarithm.power10(exponent - half)
    guard scaled.isFinite, scaled < 1e18 else { return nil }
    let digits = Int(scaled.rounded())
    self.init(digits: value < 0 ? -digits : digits, exponent: exponent)
  }

  var value: Double { Double("\(digits)e\(exponent)") ?? 0 }

  /// The power of ten of the first digit; 0 for zero.
  var magnitude: Int { digits == 0 ? 0 : String(digits.magnitude).count - 1 + exponent }

  /// The digits of the size, with a point where one is needed and commas between thousands.
  func plain(shiftedBy shift: Int) -> String {
    let exponent = exponent + shift
    var text = String(digits.magnitude)
    if exponent >= 0 { return Decimal.grouped(text + String(repeating: "0", count: digits == 0 ? 0 : exponent)) }
    while text.count <= -exponent { text = "0" + text }
    return Decimal.grouped(String(text.dropLast(-exponent))) + "." + text.suffix(-exponent)
  }

  private static func grouped(_ text: String) -> String {
    var out = ""
    for (index, digit) in text.enumerated() {
      if index > 0 && (text.count - index) % 3 == 0 { out.append(",") }
      out.append(digit)
    }
    return out
  }
}
