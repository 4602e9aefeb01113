public import TextSafety

/// A place in a chart's own numbers.
public struct PlotPoint: Hashable, Sendable {
  public var x: Double
  public var y: Double

  public init(_ x: Double, _ y: Double) {
    self.x = x
    self.y = y
  }
}

/// Lines over an x axis, with what was measured beside what was predicted.
///
/// A line is broken where a value is not finite, or not above zero on a logarithmic axis.
public struct LineChart: Plot {
  /// One line.
  public struct Series: Hashable, Sendable {
    public var name: SafeText
    /// In the order in which they are joined.
    public var points: [PlotPoint]
    public var pattern: LinePattern
    public var role: Role
    /// The uncertainty around the line; empty for none.
    public var band: [BandPoint]
    /// Whether it stands behind the others, such as what was before: it has no marks.
    public var isFaint: Bool

    public init(
      _ name: SafeText, _ points: [PlotPoint], pattern: LinePattern = .solid, role: Role = .infrastructure,
      band: [BandPoint] = [], isFaint: Bool = false
    ) {
      self.name = name
      self.points = points
      self.pattern = pattern
      self.role = role
      self.band = band
      self.isFaint = isFaint
    }

    /// The point of a line that has no other, and is not behind the others.
    var onlyPoint: PlotPoint? { points.count == 1 && !isFaint ? points.first : nil }
  }

  /// How far the uncertainty reaches at one place.
  public struct BandPoint: Hashable, Sendable {
    public var x: Double
    public var low: Double
    public var high: Double

    public init(x: Double, low: Double, high: Double) {
      self.x = x
      self.low = low
      self.high = high
    }
  }

  /// Single points that are not joined, such as measurements over a predicted line.
  public struct Measurements: Hashable, Sendable {
    public var name: SafeText
    public var points: [PlotPoint]
    /// The spread of each, one for each point or none.
    public var spreads: [ClosedRange<Double>]
    public var mark: PointMark
    public var role: Role

    public init(
      _ name: SafeText, _ points: [PlotPoint], spreads: [ClosedRange<Double>] = [], mark: PointMark = .disc,
      role: Role = .focus
    ) {
      self.name = name
      self.points = points
      self.spreads = spreads
      self.mark = mark
      self.role = role
    }
  }

  /// The shape of a single point.
  public enum PointMark: String, CaseIterable, Hashable, Sendable {
    case disc = "●"
    case ring = "○"
    case triangle = "▲"
    case cross = "×"
    case square = "■"
    case plus = "+"
    case wedge = "▼"
    case diamond = "◆"
  }

  /// An upright line at a value of x, with what it means: `break-even 1.2B`.
  public struct Marker: Hashable, Sendable {
    public var x: Double
    public var label: SafeText
    public var role: Role

    public init(_ x: Double, _ label: SafeText, role: Role = .focus) {
      self.x = x
      self.label = label
      self.role = role
    }
  }

  /// A single named place, such as where two lines cross.
  public struct Spot: Hashable, Sendable {
    public var point: PlotPoint
    public var label: SafeText
    public var role: Role

    public init(_ point: PlotPoint, _ label: SafeText, role: Role = .focus) {
      self.point = point
      self.label = label
      self.role = role
    }
  }

  public var title: SafeText
  public var x: Axis
  public var y: Axis
  /// Where they share a cell, it has the colour of the one with the most dots there, of several the first.
  public var series: [Series]
  public var measurements: [Measurements]
  public var markers: [Marker]
  public var spots: [Spot]
  /// The value of x at which the values of all lines are told; nil for none.
  public var cursor: Double?

  public init(
    title: SafeText = .empty, x: Axis, y: Axis, series: [Series], measurements: [Measurements] = [],
    markers: [Marker] = [], spots: [Spot] = [], cursor: Double? = nil
  ) {
    self.title = title
    self.x = x
    self.y = y
    self.series = series
    self.measurements = measurements
    self.markers = markers
    self.spots = spots
    self.cursor = cursor
  }

  /// Rows in which slopes can be seen.
  public func height(forWidth width: Int) -> Int { min(24, max(12, width / 4)) }

  /// From so many lines on, strokes and colours alone no longer tell them apart: each gets marks on it.
  static let fewestMarked = 3

  /// The mark on a line; nil where there are few lines.
  func mark(ofLine index: Int) -> PointMark? {
    guard series.count(where: { !$0.isFaint }) >= LineChart.fewestMarked, !series[index].isFaint else { return nil }
    let free = PointMark.allCases.filter { mark in !measurements.contains { $0.mark == mark } }
    let marks = series.count > free.count ? PointMark.allCases : free
    return marks[index % marks.count]
  }

  var xSpan: AxisSpan {
    let lines = series.flatMap { $0.points.map(\.x) + $0.band.map(\.x) }
    return AxisSpan(x, values: lines + measurements.flatMap { $0.points.map(\.x) })
  }

  /// Which values belong on the y axis: only those whose x has a place.
  var ySpan: AxisSpan {
    var values: [Double] = []
    for line in series {
      values += line.points.filter { hasPlace($0.x) }.map(\.y)
      values += line.band.filter { hasPlace($0.x) }.flatMap { [$0.low, $0.high] }
    }
    for group in measurements {
      values += group.points.filter { hasPlace($0.x) }.map(\.y)
      values += group.spreads.flatMap { [$0.lowerBound, $0.upperBound] }
    }
    return AxisSpan(y, values: values)
  }

  private func hasPlace(_ value: Double) -> Bool { AxisSpan.measure(value, x.scale) != nil }

  public var summary: SafeText {
    var parts: [SafeText] = []
    for line in series {
      guard let first = line.points.first, let last = line.points.last else { continue }
      parts.append(
        line.name + ": " + y.format.text(first.y) + " at " + x.format.text(first.x) + ", " + y.format.text(last.y)
          + " at " + x.format.text(last.x))
    }
    for marker in markers { parts.append(marker.label + " at " + x.format.text(marker.x)) }
    for spot in spots {
      parts.append(spot.label + " at " + x.format.text(spot.point.x) + ", " + y.format.text(spot.point.y))
    }
    let about = title.isEmpty ? "Line chart" : title
    let axes: SafeText = y.title.isEmpty ? about : about + ": " + y.title + " over " + x.title
    return axes + ". " + SafeText(parts.map(\.string).joined(separator: "; ")) + "."
  }
}
