public import TextSafety

/// One direction of a chart: what it shows, how its numbers are written, and how far it reaches.
public struct Axis: Hashable, Sendable {
  /// How values become places.
  public enum Scale: Hashable, Sendable {
    case linear
    /// By decimal logarithm; values at or below zero have no place.
    case log10
  }

  /// Which values get ticks.
  public enum Rounding: Hashable, Sendable {
    /// 1, 2 and 5 times powers of ten.
    case decimal
    /// The same, but whole numbers only.
    case whole
    /// Whole numbers of months: quarters, half years, years.
    case months
  }

  /// Name and unit, such as `$ per month`.
  public var title: SafeText
  public var format: ValueFormat
  public var scale: Scale
  /// The ends, if the values are not to decide.
  public var range: ClosedRange<Double>?
  /// True when zero belongs to a linear axis whatever the values are.
  public var includesZero: Bool
  public var rounding: Rounding

  public init(
    _ title: SafeText = .empty, format: ValueFormat = .count, scale: Scale = .linear,
    range: ClosedRange<Double>? = nil, includesZero: Bool = false, rounding: Rounding = .decimal
  ) {
    self.title = title
    self.format = format
    self.scale = scale
    self.range = range
    self.includesZero = includesZero
    self.rounding = rounding
  }
}

/// A labelled place on an axis.
struct Tick: Hashable {
  var value: Double
  var label: SafeText
}

/// An axis whose ends are known: turns values into parts of its length and back.
struct AxisSpan: Equatable {
  let axis: Axis
  /// The ends in the axis's own measure: values, or their logarithms.
  let low: Double
  let high: Double

  /// Beyond these sizes nothing can be told apart on a screen, and sums could overflow.
  static let limits = (smallest: 1e-100, largest: 1e100)

  /// The span that shows all the values.
  ///
  /// What is not finite, or has no logarithm where one is needed, does not count.
  init(_ axis: Axis, values: [Double]) {
    self.axis = axis
    let ends = axis.range.map { [$0.lowerBound, $0.upperBound] } ?? values
    var measures = ends.compactMap { AxisSpan.measure($0, axis.scale) }
    if measures.isEmpty { measures = [0, 1] }
    if axis.includesZero && axis.scale == .linear && axis.range == nil { measures.append(0) }
    let (first, last) = (measures.min() ?? 0, measures.max() ?? 1)
    // A span too short for its place would leave ticks that cannot be told apart.
    let size = max(abs(first), abs(last))
    let least = (axis.scale == .log10 ? max(size, 1) : size) * 1e-6
    if last - first > least {
      (low, high) = (first, last)
    } else if axis.scale == .log10 {
      (low, high) = (first - 0.5, last + 0.5)
    } else {
      let room = max(abs(first) * 0.1, axis.rounding != .decimal || first == 0 ? 1 : 0)
      (low, high) = (first - (axis.includesZero && first >= 0 ? min(first, room) : room), last + room)
    }
  }

  /// A span between two ends in the axis's own measure.
  init(_ axis: Axis, low: Double, high: Double) {
    (self.axis, self.low, self.high) = (axis, low, high)
  }

  /// The value in the axis's measure; nil when it has no place there.
  static func measure(_ value: Double, _ scale: Axis.Scale) -> Double? {
    guard value.isFinite else { return nil }
    switch scale {
    case .linear: return abs(value) < limits.smallest ? 0 : min(max(value, -limits.largest), limits.largest)
    case .log10:
      guard value > 0 else { return nil }
      return Logarithm.base10(min(max(value, limits.smallest), limits.largest))
    }
  }

  /// Where a value lies, 0 at the low end and 1 at the high end; outside of these when it is beyond them.
  func place(_ value: Double) -> Double? {
    AxisSpan.measure(value, axis.scale).map { ($0 - low) / (high - low) }
  }

  /// The value at a place.
  func value(at place: Double) -> Double {
    let measure = low + place * (high - low)
    return axis.scale == .linear ? measure : Logarithm.power10(measure)
  }

  /// True when the value lies between the ends, give or take a hair.
  func shows(_ value: Double) -> Bool {
    place(value).map { $0 >= -1e-9 && $0 <= 1 + 1e-9 } ?? false
  }

  /// The same, reaching out to the next ticks, unless the ends were given.
  func extended(tickCount: Int) -> AxisSpan {
    guard axis.range == nil else { return self }
    if axis.scale == .linear {
      let step = Step(span: high - low, count: tickCount, rounding: axis.rounding)
      func end(_ value: Double, _ rule: FloatingPointRoundingRule) -> Double {
        Decimal(digits: step.index(value, rule) * step.base, exponent: step.exponent).value
      }
      let (first, last) = (end(low, .down), end(high, .up))
      // Values far below a step that has to be whole.
      return AxisSpan(axis, low: first, high: last > first ? last : first + step.size)
    }
    // Up to the next of 1, 2, 5 in each direction.
    let (below, above) = (low.rounded(.down), high.rounded(.down))
    return AxisSpan(
      axis,
      low: [0.6989700043360189, 0.3010299956639812, 0].map { $0 + below }.first { $0 <= low + 1e-9 } ?? low,
      high: [0, 0.3010299956639812, 0.6989700043360189, 1].map { $0 + above }.first { $0 >= high - 1e-9 } ?? high)
  }
}
