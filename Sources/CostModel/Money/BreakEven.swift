import Foundation

/// What an option costs a month at a volume.
public typealias CostCurve = (RequestsPerMonth) -> DollarsPerMonth

/// At which volumes an option is cheaper than another, found by solving, not by a rule of thumb.
public enum BreakEven {
  /// From one request a month to a million million.
  public static let volumes = RequestsPerMonth(1)...RequestsPerMonth(1e12)

  /// How finely the logarithm of the volume is searched, unless told otherwise.
  public static let placesPerDecade = 100.0

  /// Where the challenger is strictly cheaper than the incumbent.
  ///
  /// The logarithm of the volume is cut into equal pieces and at the steps; in each piece whose ends differ, bisection
  /// finds the place to nine digits, be it where the curves cross or where one jumps. What begins and ends within a
  /// piece, 2.3 % of the volume with a hundred places a decade, goes unseen, unless the steps are given: between steps,
  /// bills that are straight lines cross at most once, and the answer is exact. A bill that is no number is never the
  /// cheaper.
  ///
  /// - Parameters:
  ///   - placesPerDecade: how finely the logarithm is cut.
  ///   - steps: volumes after which a bill jumps, as ``Fleet/steps(of:most:)`` gives them.
  public static func solve(
    challenger: CostCurve, incumbent: CostCurve, over volumes: ClosedRange<RequestsPerMonth> = BreakEven.volumes,
    steps: [RequestsPerMonth] = [], placesPerDecade: Double = BreakEven.placesPerDecade
  ) -> Crossing<RequestsPerMonth> {
    func wins(_ volume: Double) -> Bool {
      challenger(RequestsPerMonth(volume)) < incumbent(RequestsPerMonth(volume))
    }
    let places = places(in: volumes, steps: steps, perDecade: placesPerDecade)
    var spans: [(first: RequestsPerMonth, last: RequestsPerMonth)] = []
    var start: Double? = wins(places[0]) ? places[0] : nil
    let atStart = start != nil
    for (place, next) in zip(places, places.dropFirst()) where wins(next) != (start != nil) {
      let (before, after) = bisect(place, next, wins)
      if let first = start {
        spans.append((RequestsPerMonth(first), RequestsPerMonth(before)))
        start = nil
      } else {
        start = after
      }
    }
    if let first = start { spans.append((RequestsPerMonth(first), RequestsPerMonth(places[places.count - 1]))) }
    return Crossing(spans: spans, atStart: atStart, atEnd: start != nil)
  }

  /// Where the curves are compared, in ascending order; never empty.
  private static func places(
    in volumes: ClosedRange<RequestsPerMonth>, steps: [RequestsPerMonth], perDecade: Double
  ) -> [Double] {
    let low = max(volumes.lowerBound.value, 1e-9)
    let high = max(volumes.upperBound.value, low)
    let count = max(1, (log10(high / low) * perDecade).rounded(.up))
    var places = (0...Int(count)).map { low * pow(high / low, Double($0) / count) }
    places[places.count - 1] = high
    for step in steps where step.value > low && step.value < high {
      places.append(step.value)
      places.append(min(high, step.value * (1 + 4 * Fleet.tolerance)))
    }
    return places.sorted()
  }

  /// The two sides of a change, as near as sixty halvings of the ratio bring them.
  private static func bisect(_ low: Double, _ high: Double, _ wins: (Double) -> Bool) -> (Double, Double) {
    var low = low
    var high = high
    let before = wins(low)
    for _ in 0..<60 where high / low > 1 + 1e-10 {
      let middle = (low * high).squareRoot()
      if wins(middle) == before { low = middle } else { high = middle }
    }
    return (low, high)
  }
}
