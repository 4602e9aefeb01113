public import CostModel

/// What a fleet makes of rising rates: goodput follows the offered rate, bends, and falls.
public struct GoodputCurve: Hashable, Sendable {
  public struct Point: Hashable, Sendable {
    /// The offered rate.
    public var rate: RequestsPerSecond
    /// Requests that keep all limits.
    public var goodput: RequestsPerSecond
    public var report: SimulationReport
  }

  /// By rising rate, evenly from a tenth of what the fleet can take in to a quarter more than it can.
  public let points: [Point]

  /// Simulates a curve.
  ///
  /// - Throws: `SimulationError` when the question holds a value out of range.
  public init(_ question: CapacityQuestion, points count: Int = 12) throws(SimulationError) {
    points = try GoodputCurve.points(question, count) { true } ?? []
  }

  /// The same, nil if it was stopped.
  ///
  /// - Parameter goOn: asked all the while; false stops within a moment.
  /// - Throws: `SimulationError` when the question holds a value out of range.
  public init?(
    _ question: CapacityQuestion, points count: Int = 12, while goOn: () -> Bool
  ) throws(SimulationError) {
    guard let points = try GoodputCurve.points(question, count, while: goOn) else { return nil }
    self.points = points
  }

  private static func points(
    _ question: CapacityQuestion, _ count: Int, while goOn: () -> Bool
  ) throws(SimulationError) -> [Point]? {
    var probe = Probe(question)
    let replicas = question.fleet.replicas
    guard let saturation = try probe.saturation(replicas: replicas, while: goOn) else { return nil }
    var points: [Point] = []
    for index in 0..<max(2, count) where saturation > 0 {
      let rate = saturation * (0.1 + 1.15 * Double(index) / Double(max(2, count) - 1))
      guard let report = try probe.report(rate: rate, replicas: replicas, while: goOn) else { return nil }
      points.append(
        Point(
          rate: RequestsPerSecond(rate), goodput: RequestsPerSecond(rate * report.attainment.all), report: report))
    }
    return points
  }

  /// Where more load begins to cost more than it gives.
  ///
  /// The point that lies highest above the line from the first point to the best goodput at the last rate (after
  /// Satopää, Albrecht, Irwin and Raghavan 2011).
  public var knee: Point? {
    guard let first = points.first, let last = points.last, let top = points.map(\.goodput.value).max() else {
      return nil
    }
    let slope = (top - first.goodput.value) / (last.rate.value - first.rate.value)
    let height = { (point: Point) in point.goodput.value - slope * (point.rate.value - first.rate.value) }
    return points.max { height($0) < height($1) }
  }
}
