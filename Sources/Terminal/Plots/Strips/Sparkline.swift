public import TextSafety

/// Values in one row of small bars, the latest on the right.
public struct Sparkline: Hashable, Sendable {
  public var values: [Double]
  /// The ends of the scale; from zero, or the least value below it, to the greatest, if left out.
  public var range: ClosedRange<Double>?

  public init(_ values: [Double], range: ClosedRange<Double>? = nil) {
    self.values = values
    self.range = range
  }

  private static let levels: [Character] = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"]

  /// The row: one column for each value, or for the greatest of a few where there are more than columns.
  ///
  /// A value that is not finite leaves a gap. Never wider than `width`; shorter when there are fewer values.
  public func text(width: Int) -> SafeText {
    guard width > 0, !values.isEmpty else { return .empty }
    let columns = min(width, values.count)
    let finite = values.filter(\.isFinite)
    let low = range?.lowerBound ?? min(0, finite.min() ?? 0)
    let high = range?.upperBound ?? max(0, finite.max() ?? 0)
    var out = ""
    for column in 0..<columns {
      let part = values[(column * values.count / columns)..<((column + 1) * values.count / columns)]
      guard let value = part.filter(\.isFinite).max() else {
        out.append(" ")
        continue
      }
      // Halves, so that the distance of the greatest numbers does not overflow.
      let place = high > low ? (value / 2 - low / 2) / (high / 2 - low / 2) : 0
      out.append(Sparkline.levels[min(7, max(0, Int((min(max(place.isNaN ? 0 : place, 0), 1) * 7).rounded())))])
    }
    return SafeText(out)
  }
}
