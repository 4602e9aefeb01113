/// Repeated measurements of one thing: the middle one, and how far they lie apart.
public struct Spread: Equatable, Sendable {
  public let median: Double
  /// A quarter of the measurements lie below.
  public let lowerQuartile: Double
  /// A quarter of the measurements lie above.
  public let upperQuartile: Double
  public let least: Double
  public let most: Double

  /// The spread of values, of which there is at least one.
  public init(of values: [Double]) {
    precondition(!values.isEmpty, "nothing was measured")
    let sorted = values.sorted()
    median = Spread.quantile(0.5, of: sorted)
    lowerQuartile = Spread.quantile(0.25, of: sorted)
    upperQuartile = Spread.quantile(0.75, of: sorted)
    least = Spread.quantile(0, of: sorted)
    most = Spread.quantile(1, of: sorted)
  }

  /// The value below which a share of them lies; between two of them, in proportion.
  static func quantile(_ share: Double, of sorted: [Double]) -> Double {
    let place = share * Double(sorted.count - 1)
    let below = Int(place)
    let above = min(below + 1, sorted.count - 1)
    return sorted[below] + (place - Double(below)) * (sorted[above] - sorted[below])
  }
}
