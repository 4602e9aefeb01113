public import CostModel

/// Which inputs move the decision most: a tornado.
public struct Sensitivity: Equatable, Sendable {
  public struct Bar: Equatable, Sendable, Identifiable {
    public var driver: Driver
    /// Factors on the driver at its 10th and 90th percentile.
    public var lowFactor: Double
    public var highFactor: Double
    /// How much dearer the rival is than the favourite at either end; negative where the decision flips.
    public var low: DollarsPerMonth
    public var high: DollarsPerMonth
    /// The factor at which both cost the same, within the driver's 1st to 99th percentile; nil when there is none.
    public var flipsAt: Double?

    public var id: String { driver.rawValue }
    public var swing: DollarsPerMonth { high > low ? high - low : low - high }
    /// Whether the other option wins somewhere between the ends.
    public var flips: Bool { (low < .zero) != (high < .zero) || flipsAt != nil }
  }

  /// The cheapest option, and the next.
  public var favourite: String
  public var rival: String
  /// How much dearer the rival is as things stand.
  public var base: DollarsPerMonth
  /// The widest first.
  public var bars: [Bar]

  /// Moves one driver at a time, all others as in the scenario.
  ///
  /// - Parameter difference: the rival's monthly cost less the favourite's, in a world.
  public init(favourite: String, rival: String, difference: (Draw) -> Double) {
    func at(_ driver: Driver, _ factor: Double) -> Double {
      var draw = Draw.base
      draw[driver] = factor
      return difference(draw)
    }
    self.favourite = favourite
    self.rival = rival
    base = DollarsPerMonth(difference(.base))
    bars = Driver.allCases.map { driver in
      let (low, high) = (driver.spread.quantile(0.1), driver.spread.quantile(0.9))
      return Bar(
        driver: driver, lowFactor: low, highFactor: high, low: DollarsPerMonth(at(driver, low)),
        high: DollarsPerMonth(at(driver, high)),
        flipsAt: Sensitivity.flip(driver.spread.quantile(0.01), driver.spread.quantile(0.99)) { at(driver, $0) })
    }
    .filter { $0.swing > .zero }
    .sorted { ($0.swing, $1.driver.rawValue) > ($1.swing, $0.driver.rawValue) }
  }

  /// The factor nearest to 1 at which a difference changes its sign; nil when it does not between the ends.
  ///
  /// Whole replicas make the difference jump, so the range is walked in small steps before halving.
  static func flip(_ low: Double, _ high: Double, _ difference: (Double) -> Double) -> Double? {
    let start = difference(1)
    func search(towards end: Double) -> Double? {
      var last = 1.0
      for step in 1...12 {
        let next = 1 + (end - 1) * Double(step) / 12
        if (difference(next) < 0) != (start < 0) {
          var (inside, outside) = (last, next)
          for _ in 0..<40 {
            let middle = (inside + outside) / 2
            if (difference(middle) < 0) != (start < 0) { outside = middle } else { inside = middle }
          }
          return outside
        }
        last = next
      }
      return nil
    }
    let found = [search(towards: low), search(towards: high)].compactMap { $0 }
    return found.min { abs($0 - 1) < abs($1 - 1) }
  }
}
