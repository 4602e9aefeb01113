import Foundation

/// Figures as sentences write them.
public enum Figure {
  /// `$5,780`, `$1.86`, `$0.042`, `$12.4M`.
  public static func dollars(_ amount: Double) -> String {
    guard amount.isFinite else { return "–" }
    let sign = amount < 0 ? "-" : ""
    let value = abs(amount)
    switch value {
    case ..<0.00005: return sign + "$0"
    case ..<1: return sign + "$" + trimmed(value, digits: 2)
    case ..<100: return sign + "$" + String(format: "%.2f", value)
    case ..<100_000: return sign + "$" + grouped(value)
    default: return sign + "$" + scaled(value)
    }
  }

  /// `900,000`, `83.3M`, `1.2B`.
  public static func count(_ number: Double) -> String {
    guard number.isFinite else { return "–" }
    return abs(number) < 1_000_000 ? grouped(number) : scaled(number)
  }

  /// A rate with two digits at least: `0.85`, `2.1`, `140`.
  public static func rate(_ number: Double) -> String {
    guard number.isFinite else { return "–" }
    return abs(number) < 100 ? trimmed(number, digits: 2) : grouped(number)
  }

  /// `41 %`; below ten with a tenth.
  public static func percent(_ share: Double) -> String {
    guard share.isFinite else { return "–" }
    let percent = share * 100
    return abs(percent) < 9.95 && percent.rounded() != percent
      ? String(format: "%.1f %%", percent) : String(format: "%.0f %%", percent)
  }

  /// `93×`, `1.4×`.
  public static func times(_ factor: Double) -> String {
    guard factor.isFinite else { return "–" }
    return trimmed(factor, digits: factor >= 10 ? 0 : 2) + "×"
  }

  /// `45 ms`, `1.5 s`.
  public static func seconds(_ time: Double) -> String {
    guard time.isFinite else { return "–" }
    return time < 1 ? "\(trimmed(time * 1000, digits: 2)) ms" : "\(trimmed(time, digits: 2)) s"
  }

  private static func grouped(_ number: Double) -> String {
    var digits = String(format: "%.0f", abs(number))
    var out = ""
    while digits.count > 3 {
      out = "," + digits.suffix(3) + out
      digits.removeLast(3)
    }
    return (number < 0 ? "-" : "") + digits + out
  }

  private static func scaled(_ number: Double) -> String {
    for (limit, unit) in [(1e12, "T"), (1e9, "B"), (1e6, "M"), (1e3, "K")] where abs(number) >= limit {
      return String(format: abs(number) / limit >= 99.95 ? "%.0f" : "%.1f", number / limit) + unit
    }
    return grouped(number)
  }

  /// So many significant digits at least of what stands before the point; no zeros at the end.
  private static func trimmed(_ value: Double, digits: Int) -> String {
    guard value != 0 else { return "0" }
    let whole = Int(floor(log10(abs(value)))) + 1
    let places = max(0, max(digits, 1) - whole)
    var text = String(format: "%.\(places)f", value)
    if text.contains(".") {
      while text.last == "0" { text.removeLast() }
      if text.last == "." { text.removeLast() }
    }
    return text
  }
}
