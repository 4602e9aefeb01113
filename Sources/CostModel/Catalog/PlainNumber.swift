/// Decimal numbers as people write them in tables: digits, a point, perhaps a sign and a power of ten.
///
/// Swift itself would also read `nan`, `inf` and `0x1p4`.
enum PlainNumber {
  /// Nil for what is no plain decimal number; a number too large for a double is infinite.
  static func read(_ text: String) -> Double? {
    let trimmed = text.trimmingBlanks
    let allowed = trimmed.utf8.allSatisfy { byte in
      (0x30...0x39).contains(byte) || [0x2B, 0x2D, 0x2E, 0x45, 0x65].contains(byte)
    }
    guard allowed, trimmed.utf8.count <= 64 else { return nil }
    return Double(trimmed)
  }

  /// A number without an exponent where it is readable: `131072`, `0.075`, `1e+30`.
  static func text(_ number: Double) -> String {
    if number == number.rounded(), abs(number) < 1e15 { return String(Int(number)) }
    return String(number)
  }

  /// A range in words, thousands parted by commas.
  static func words(_ range: ClosedRange<Double>) -> String {
    "\(grouped(range.lowerBound)) to \(grouped(range.upperBound))"
  }

  /// `1234567.5` as `1,234,567.5`.
  static func grouped(_ number: Double) -> String {
    let text = text(number)
    let sign = text.hasPrefix("-") ? "-" : ""
    let whole = text.dropFirst(sign.count).prefix { $0.isNumber }
    let rest = text.dropFirst(sign.count + whole.count)
    var out = ""
    for (index, digit) in whole.enumerated() {
      if index > 0, (whole.count - index) % 3 == 0 { out.append(",") }
      out.append(digit)
    }
    return sign + out + rest
  }
}
