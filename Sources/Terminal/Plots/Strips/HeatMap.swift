public import TextSafety

/// A value for each of several rows and columns, as shades from the least to the greatest.
///
/// Shades carry the meaning; colours only help. Where a cell has room for it, its number stands behind the shade. Of more
/// columns than there is room for, neighbours share a cell, which has their mean.
public struct HeatMap: Plot {
  public var title: SafeText
  public var rowNames: [SafeText]
  public var columnNames: [SafeText]
  /// `values[row][column]`; what is not finite, or not there, leaves its cell blank.
  public var values: [[Double]]
  public var format: ValueFormat

  public init(
    title: SafeText = .empty, rows: [SafeText], columns: [SafeText], values: [[Double]], format: ValueFormat
  ) {
    self.title = title
    rowNames = rows
    columnNames = columns
    self.values = values
    self.format = format
  }

  /// From cold to hot: a sign for each step of the scale, and its colour.
  static let shades: [(sign: SafeText, role: Role)] = [
    ("·", .infrastructure), ("░", .model), ("▒", .rose), ("▓", .agents), ("█", .lemon),
  ]

  /// The value of a cell; nil for none.
  func value(_ row: Int, _ column: Int) -> Double? {
    guard values.indices.contains(row), values[row].indices.contains(column), values[row][column].isFinite else {
      return nil
    }
    return min(max(values[row][column], -AxisSpan.limits.largest), AxisSpan.limits.largest)
  }

  /// The least and the greatest value; nil without any.
  var ends: (low: Double, high: Double)? {
    var ends: (low: Double, high: Double)?
    for row in rowNames.indices {
      for column in columnNames.indices {
        guard let value = value(row, column) else { continue }
        ends = (min(ends?.low ?? value, value), max(ends?.high ?? value, value))
      }
    }
    return ends
  }

  /// Where a value lies on the scale, from 0 to 1; all the same values are in its middle.
  static func place(_ value: Double, _ ends: (low: Double, high: Double)) -> Double {
    guard ends.high > ends.low else { return 0.5 }
    guard isLogarithmic(ends) else { return (value - ends.low) / (ends.high - ends.low) }
    return Logarithm.base10(value / ends.low) / Logarithm.base10(ends.high / ends.low)
  }

  /// True where values are more than ten times each other: on a linear scale the greatest would make the rest look alike.
  static func isLogarithmic(_ ends: (low: Double, high: Double)) -> Bool {
    ends.low >= AxisSpan.limits.smallest && ends.high > 10 * ends.low
  }

  /// The number of the shade of a place.
  static func shade(_ place: Double) -> Int { min(shades.count - 1, max(0, Int(place * Double(shades.count)))) }

  /// The mean of neighbouring columns; nil where none has a value.
  func mean(_ row: Int, _ columns: Range<Int>) -> Double? {
    let found = columns.compactMap { value(row, $0) }
    return found.isEmpty ? nil : found.reduce(0) { $0 + $1 / Double(found.count) }
  }

  public func height(forWidth width: Int) -> Int { (title.isEmpty ? 0 : 1) + max(1, rowNames.count) + 3 }

  public var summary: SafeText {
    let about = title.isEmpty ? "Heat map" : title
    guard let ends else { return about + ". No values." }
    var extremes: (low: SafeText, high: SafeText) = (.empty, .empty)
    for row in rowNames.indices {
      for column in columnNames.indices {
        guard let value = value(row, column) else { continue }
        let name = rowNames[row] + ", " + columnNames[column]
        if value == ends.low { extremes.low = name }
        if value == ends.high { extremes.high = name }
      }
    }
    return about + SafeText(". \(rowNames.count) rows, \(columnNames.count) columns; least ") + format.text(ends.low)
      + " (" + extremes.low + "), greatest " + format.text(ends.high) + " (" + extremes.high + ")."
  }
}
