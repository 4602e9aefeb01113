#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Numbers as sentences have them.
public enum Numeral {
  /// Three digits that mean something, grouped, with a letter from a million on: `0.0421`, `3.14`, `21,300`, `4.98M`.
  public static func text(_ value: Double) -> String {
    guard value.isFinite else { return "–" }
    guard value != 0 else { return "0" }
    let size = abs(value)
    for (limit, letter) in [(1e12, "T"), (1e9, "B"), (1e6, "M")] where size >= limit * 0.9995 && size < 1e15 {
      return digits(value / limit) + letter
    }
    if size >= 1e15 || size < 1e-4 { return scientific(value) }
    return digits(value)
  }

  /// `1.2 to 3.4`; one number where both ends read alike.
  public static func text(_ range: ClosedRange<Double>) -> String {
    let (low, high) = (text(range.lowerBound), text(range.upperBound))
    return low == high ? low : "\(low) to \(high)"
  }

  private static func digits(_ value: Double) -> String {
    let size = abs(value)
    if size >= 999.5 { return grouped(Int(value.rounded())) }
    let whole = Int(log10(size).rounded(.down)) + 1
    return rounded(value, max(0, 3 - whole))
  }

  /// `3.8·10²⁵`.
  private static func scientific(_ value: Double) -> String {
    // 10 to the power of what the smallest numbers have is no number any more.
    let (value, shift) = abs(value) < 1e-300 ? (value * 1e200, 200) : (value, 0)
    var exponent = Int(log10(abs(value)).rounded(.down))
    var leading = value / pow(10, Double(exponent))
    exponent -= shift
    if abs(leading) >= 9.995 { (leading, exponent) = (leading / 10, exponent + 1) }
    let raised: [Character: Character] = [
      "0": "⁰", "1": "¹", "2": "²", "3": "³", "4": "⁴", "5": "⁵", "6": "⁶", "7": "⁷", "8": "⁸", "9": "⁹", "-": "⁻",
    ]
    return rounded(leading, 2) + "·10" + String(String(exponent).map { raised[$0] ?? $0 })
  }

  /// So many places behind the point, without zeros at the end.
  public static func rounded(_ value: Double, _ places: Int) -> String {
    var scale = 1
    for _ in 0..<max(0, places) { scale *= 10 }
    guard let scaled = Int(exactly: (abs(value) * Double(scale)).rounded()) else { return "\(value)" }
    let sign = value < 0 && scaled > 0 ? "−" : ""
    let (whole, rest) = scaled.quotientAndRemainder(dividingBy: scale)
    guard rest > 0 else { return sign + grouped(whole) }
    var fraction = String(rest)
    fraction = String(repeating: "0", count: places - fraction.count) + fraction
    while fraction.last == "0" { fraction.removeLast() }
    return sign + grouped(whole) + "." + fraction
  }

  /// `21,300`.
  public static func grouped(_ number: Int) -> String {
    let digits = String(number.magnitude)
    var out = number < 0 ? "−" : ""
    for (place, digit) in digits.enumerated() {
      if place > 0, (digits.count - place) % 3 == 0 { out += "," }
      out.append(digit)
    }
    return out
  }

  /// As it is typed: no grouping, whole numbers without a point.
  public static func plain(_ value: Double) -> String {
    value == value.rounded() && abs(value) < 1e15 ? String(Int(value)) : "\(value)"
  }

  /// A value with its unit: `41 %`, `3.14 nats`, `0.9`.
  public static func text(_ value: Double, unit: String) -> String {
    text(value) + (unit.isEmpty ? "" : " " + unit)
  }
}

extension Numeral {
  /// The natural logarithm.
  static func ln(_ value: Double) -> Double { log(value) }
  /// e to the power of a number.
  static func exponential(_ value: Double) -> Double { exp(value) }
}
