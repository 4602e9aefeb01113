public enum YearUnit: UnitOfMeasure { public static let symbol = "year" }
public enum GigabyteUnit: UnitOfMeasure { public static let symbol = "GB" }
/// Engineers in full-time work.
public enum EngineerUnit: UnitOfMeasure { public static let symbol = "engineers" }
/// One of whatever a service counts; its metric says what.
public enum CountUnit: UnitOfMeasure { public static let symbol = "" }
/// Hours of one running GPU or replica, summed.
public typealias Hours = Quantity<HourUnit>

/// 10⁹ bytes, as sellers count traffic and storage.
public typealias Gigabytes = Quantity<GigabyteUnit>
public typealias Engineers = Quantity<EngineerUnit>
public typealias Count = Quantity<CountUnit>
public typealias DollarsPerYear = Quantity<Per<DollarUnit, YearUnit>>
public typealias DollarsPerGigabyteMonth = Quantity<Per<Per<DollarUnit, GigabyteUnit>, MonthUnit>>
public typealias DollarsPerGigabyte = Quantity<Per<DollarUnit, GigabyteUnit>>

extension DollarsPerYear {
  public var perMonth: DollarsPerMonth { DollarsPerMonth(value / 12) }
}

/// A part of a whole, from 0 to 1.
public struct Share: Hashable, Comparable, Sendable, ExpressibleByFloatLiteral {
  public let value: Double

  /// Fails outside 0 to 1.
  public init?(_ value: Double) {
    guard (0...1).contains(value) else { return nil }
    self.value = value
  }

  /// The nearest share; of what is no number, none.
  public init(clamping value: Double) {
    self.value = value.isNaN ? 0 : min(1, max(0, value))
  }

  /// A literal outside 0 to 1 is clamped.
  public init(floatLiteral value: Double) {
    self.init(clamping: value)
  }

  public static let none: Share = 0.0
  public static let all: Share = 1.0

  /// What is left of the whole.
  public var rest: Share { Share(clamping: 1 - value) }

  public static func < (a: Share, b: Share) -> Bool { a.value < b.value }

  public static func * <Unit>(whole: Quantity<Unit>, share: Share) -> Quantity<Unit> { whole * share.value }
}

/// A quantity known as least, most likely and most.
public struct Triangular<Unit: UnitOfMeasure>: Hashable, Sendable {
  public let low: Quantity<Unit>
  public let mode: Quantity<Unit>
  public let high: Quantity<Unit>

  /// Fails unless `low ≤ mode ≤ high`.
  public init?(low: Quantity<Unit>, mode: Quantity<Unit>, high: Quantity<Unit>) {
    guard low <= mode, mode <= high else { return nil }
    self.low = low
    self.mode = mode
    self.high = high
  }

  /// The mean of the triangular distribution.
  public var mean: Quantity<Unit> { (low + mode + high) / 3 }
}
