public import TextSafety

/// How the numbers of an axis or a field are written and read: `$1.2K`, `10 ms`, `1.2B tokens`, `35 %`.
public struct ValueFormat: Hashable, Sendable {
  /// Which letters stand for powers of a thousand.
  public enum Scale: Hashable, Sendable {
    /// K, M, B and T, as money and tokens are counted; what is below one is written out.
    case short
    /// n, µ, m, k, M, G, T and P, before the unit.
    case metric
    /// None; commas between thousands, and whole numbers with all their digits.
    case plain
    /// In hundredths: 0.35 is `35 %`.
    case percent
  }

  public var scale: Scale
  /// What stands before the number, such as `$`.
  public var prefix: SafeText
  /// What stands behind it after a space, such as `ms`; a metric letter joins it.
  public var unit: SafeText

  public init(_ scale: Scale = .short, prefix: SafeText = .empty, unit: SafeText = .empty) {
    self.scale = scale
    self.prefix = prefix
    self.unit = unit
  }

  public static let dollars = ValueFormat(.short, prefix: "$")
  public static let seconds = ValueFormat(.metric, unit: "s")
  public static let count = ValueFormat(.short)
  public static let percent = ValueFormat(.percent)

  /// The number with its unit, to so many significant digits; `–` for none and `∞` for one without end.
  public func text(_ value: Double, significant: Int = 3) -> SafeText {
    let isExact = scale == .plain && value == value.rounded() && abs(value) < 1e15
    guard let decimal = Decimal(value, significant: isExact ? 15 : min(max(1, significant), 15)) else {
      return value.isNaN ? "–" : (value < 0 ? "−" : "") + prefix + "∞"
    }
    return text(decimal, withUnit: true)
  }

  /// A tick's label: without the unit, which the axis's title tells, unless a letter has to join it.
  func tickText(_ decimal: Decimal) -> SafeText {
    text(decimal, withUnit: scale == .metric)
  }

  private func text(_ decimal: Decimal, withUnit: Bool) -> SafeText {
    let sign: SafeText = decimal.digits < 0 ? "−" : ""
    let magnitude = decimal.magnitude
    let (low, high) = scale == .metric ? (-12, 18) : (-7, 18)
    guard magnitude >= low, magnitude < high else {
      let digits = String(decimal.digits.magnitude)
      let head = digits.prefix(1) + (digits.count > 1 ? "." + digits.dropFirst() : "")
      if scale == .percent { return sign + prefix + SafeText("\(head)e\(magnitude + 2) %") }
      return sign + prefix + SafeText("\(head)e\(magnitude)") + spaced(withUnit ? unit : .empty)
    }
    switch scale {
    case .percent: return sign + prefix + SafeText(decimal.plain(shiftedBy: 2)) + " %"
    case .plain: return sign + prefix + SafeText(decimal.plain(shiftedBy: 0)) + spaced(withUnit ? unit : .empty)
    case .short, .metric:
      let group = group(of: magnitude)
      let letter = SafeText(letters[group] ?? "")
      let number = SafeText(decimal.plain(shiftedBy: -group))
      if scale == .metric && !unit.isEmpty {
        return sign + prefix + number + " " + letter + unit
      }
      return sign + prefix + number + letter + spaced(withUnit ? unit : .empty)
    }
  }

  private func spaced(_ unit: SafeText) -> SafeText { unit.isEmpty ? unit : " " + unit }

  private var letters: [Int: String] { scale == .metric ? ValueFormat.metricLetters : ValueFormat.shortLetters }

  private func group(of magnitude: Int) -> Int {
    let group = (magnitude >= 0 ? magnitude / 3 : (magnitude - 2) / 3) * 3
    let (low, high) = scale == .metric ? (-9, 15) : (0, 12)
    return min(max(group, low), high)
  }

  private static let shortLetters = [3: "K", 6: "M", 9: "B", 12: "T"]
  private static let metricLetters = [
    -9: "n", -6: "µ", -3: "m", 3: "k", 6: "M", 9: "G", 12: "T", 15: "P",
  ]
}

extension ValueFormat {
  /// The number that a reader typed: digits with commas or underscores, then a letter for the thousands, then the unit.
  ///
  /// Nil when it is no number. `$1,200`, `1.2k`, `3e9`, `250 ms` and `35 %` are.
  public func value(of typed: String) -> Double? {
    var text = typed.filter { !$0.isWhitespace && $0 != "," && $0 != "_" }.replacing("−", with: "-")
    let sign = text.hasPrefix("-") ? -1.0 : 1.0
    if text.hasPrefix("-") || text.hasPrefix("+") { text.removeFirst() }
    let lead = prefix.string.filter { !$0.isWhitespace }
    if !lead.isEmpty && text.hasPrefix(lead) { text.removeFirst(lead.count) }
    let number = ValueFormat.leadingNumber(text)
    guard let size = Double(number), size.isFinite, let factor = factor(String(text.dropFirst(number.count))) else {
      return nil
    }
    let value = factor < 1 ? size / (1 / factor).rounded() : size * factor
    return value.isFinite ? sign * value : nil
  }

  /// The longest beginning that is a number: an `e` counts only with digits behind it.
  private static func leadingNumber(_ text: String) -> String {
    let digits = text.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
    let rest = text.dropFirst(digits.count)
    guard let e = rest.first, e == "e" || e == "E" else { return String(digits) }
    let sign = rest.dropFirst().prefix { $0 == "-" || $0 == "+" }
    let power = rest.dropFirst(1 + sign.count).prefix { $0.isASCII && $0.isNumber }
    return sign.count > 1 || power.isEmpty ? String(digits) : String(digits) + "e" + sign + power
  }

  /// What the letters behind the digits multiply with; nil for letters without a meaning here.
  private func factor(_ tail: String) -> Double? {
    if scale == .percent { return tail.isEmpty || tail == "%" ? 0.01 : nil }
    let ending = unit.string.filter { !$0.isWhitespace }
    if tail.isEmpty || tail == ending { return 1 }
    let letter = !ending.isEmpty && tail.hasSuffix(ending) ? String(tail.dropLast(ending.count)) : tail
    if scale == .metric {
      return ValueFormat.metricFactors[letter] ?? ValueFormat.shortFactors[letter.lowercased()]
    }
    return ValueFormat.shortFactors[letter.lowercased()]
  }

  private static let shortFactors = ["k": 1e3, "m": 1e6, "b": 1e9, "g": 1e9, "t": 1e12]
  private static let metricFactors = [
    "n": 1e-9, "µ": 1e-6, "u": 1e-6, "m": 1e-3, "k": 1e3, "M": 1e6, "G": 1e9, "T": 1e12, "P": 1e15,
  ]
}
