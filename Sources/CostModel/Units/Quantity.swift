/// A number with its unit in its type: bytes are never added to tokens, nor dollars a month to dollars.
///
/// Quantities of one unit add, compare and scale. Products and quotients that mean something are declared beside the
/// units that they join (`Rates.swift`); what is not declared does not compile.
public struct Quantity<Unit: UnitOfMeasure>: Hashable, Comparable, Sendable {
  /// The amount in the unit itself: seconds, bytes, dollars; never in thousands or parts of it.
  public var value: Double

  public init(_ value: Double) {
    self.value = value
  }

  public static var zero: Quantity { Quantity(0) }

  public static func < (a: Quantity, b: Quantity) -> Bool { a.value < b.value }
  public static func + (a: Quantity, b: Quantity) -> Quantity { Quantity(a.value + b.value) }
  public static func - (a: Quantity, b: Quantity) -> Quantity { Quantity(a.value - b.value) }
  public static func * (a: Quantity, factor: Double) -> Quantity { Quantity(a.value * factor) }
  public static func * (factor: Double, a: Quantity) -> Quantity { Quantity(a.value * factor) }
  public static func / (a: Quantity, divisor: Double) -> Quantity { Quantity(a.value / divisor) }
  /// How many times one amount holds the other.
  public static func / (a: Quantity, b: Quantity) -> Double { a.value / b.value }
  public static func += (a: inout Quantity, b: Quantity) { a.value += b.value }
  public static func -= (a: inout Quantity, b: Quantity) { a.value -= b.value }
}

/// What a quantity counts.
public protocol UnitOfMeasure: Sendable {
  /// The sign that stands behind the number: `s`, `B`, `FLOP/s`; dollars have theirs in front.
  static var symbol: String { get }
}

public enum SecondUnit: UnitOfMeasure { public static let symbol = "s" }
public enum ByteUnit: UnitOfMeasure { public static let symbol = "B" }
public enum FLOPUnit: UnitOfMeasure { public static let symbol = "FLOP" }
public enum TokenUnit: UnitOfMeasure { public static let symbol = "tokens" }
public enum RequestUnit: UnitOfMeasure { public static let symbol = "requests" }
public enum DollarUnit: UnitOfMeasure { public static let symbol = "$" }

/// One unit for each of another: bytes a second, dollars a month.
public enum Per<Numerator: UnitOfMeasure, Denominator: UnitOfMeasure>: UnitOfMeasure {
  public static var symbol: String { "\(Numerator.symbol)/\(Denominator.symbol)" }
}

public enum HourUnit: UnitOfMeasure { public static let symbol = "h" }
public enum MinuteUnit: UnitOfMeasure { public static let symbol = "min" }
public enum MonthUnit: UnitOfMeasure { public static let symbol = "month" }
public enum MillionTokensUnit: UnitOfMeasure { public static let symbol = "M tokens" }

public typealias Seconds = Quantity<SecondUnit>
public typealias Bytes = Quantity<ByteUnit>
/// Floating-point operations; a multiply and an add are two.
public typealias FLOPs = Quantity<FLOPUnit>
public typealias Tokens = Quantity<TokenUnit>
public typealias Requests = Quantity<RequestUnit>
public typealias Dollars = Quantity<DollarUnit>
public typealias BytesPerSecond = Quantity<Per<ByteUnit, SecondUnit>>
public typealias FLOPsPerSecond = Quantity<Per<FLOPUnit, SecondUnit>>
public typealias BytesPerToken = Quantity<Per<ByteUnit, TokenUnit>>
public typealias TokensPerSecond = Quantity<Per<TokenUnit, SecondUnit>>
public typealias RequestsPerSecond = Quantity<Per<RequestUnit, SecondUnit>>
public typealias DollarsPerHour = Quantity<Per<DollarUnit, HourUnit>>
public typealias DollarsPerMonth = Quantity<Per<DollarUnit, MonthUnit>>
public typealias TokensPerMinute = Quantity<Per<TokenUnit, MinuteUnit>>
public typealias DollarsPerMillionTokens = Quantity<Per<DollarUnit, MillionTokensUnit>>
public typealias TokensPerMonth = Quantity<Per<TokenUnit, MonthUnit>>
public typealias RequestsPerMonth = Quantity<Per<RequestUnit, MonthUnit>>
