public import CostModel
import Simulation

/// What the options cost over many possible worlds.
public struct MonteCarlo: Equatable, Sendable {
  /// One option's monthly cost over all draws.
  public struct Spread: Equatable, Sendable, Identifiable {
    public var id: String
    public var p10: DollarsPerMonth
    public var p50: DollarsPerMonth
    public var p90: DollarsPerMonth
    public var mean: DollarsPerMonth
    /// The share of worlds in which it is the cheapest.
    public var probabilityCheapest: Double
    /// Costs in equal classes from the least to the most of all options, for a histogram.
    public var histogram: [Int]
  }

  public var draws: Int
  public var seed: UInt64
  /// In the options' order.
  public var spreads: [Spread]
  /// The ends of the histograms.
  public var low: DollarsPerMonth
  public var high: DollarsPerMonth

  /// Draws worlds and counts.
  ///
  /// Every option meets the same worlds, so their difference is not blurred by chance.
  ///
  /// - Parameters:
  ///   - options: their names.
  ///   - isCancelled: asked now and then; the count ends early and gives nil when it answers true.
  ///   - costs: the monthly cost of each option in a world; infinite where it cannot serve.
  public init?(
    options: [String], draws: Int, seed: UInt64, isCancelled: () -> Bool = { false }, costs: (Draw) -> [Double]
  ) {
    guard draws > 0, !options.isEmpty else { return nil }
    var random = SeededChance(seed: seed)
    var columns = options.map { _ in [Double]() }
    for index in columns.indices { columns[index].reserveCapacity(draws) }
    var wins = options.map { _ in 0 }
    for count in 0..<draws {
      if count % 256 == 0, isCancelled() { return nil }
      let row = costs(Draw(using: &random))
      guard row.count == options.count else { return nil }
      if let best = row.indices.min(by: { row[$0] < row[$1] }), row[best].isFinite { wins[best] += 1 }
      for (index, cost) in row.enumerated() { columns[index].append(cost) }
    }
    for index in columns.indices { columns[index].sort() }
    let finite = columns.flatMap { [Order.at(0.01, of: $0), Order.at(0.99, of: $0)] }.filter(\.isFinite)
    let (low, high) = (finite.min() ?? 0, finite.max() ?? 1)
    self.draws = draws
    self.seed = seed
    self.low = DollarsPerMonth(low)
    self.high = DollarsPerMonth(high)
    spreads = zip(options, columns).enumerated().map { index, entry in
      Spread(
        id: entry.0, p10: DollarsPerMonth(Order.at(0.1, of: entry.1)), p50: DollarsPerMonth(Order.at(0.5, of: entry.1)),
        p90: DollarsPerMonth(Order.at(0.9, of: entry.1)),
        mean: DollarsPerMonth(entry.1.reduce(0, +) / Double(draws)),
        probabilityCheapest: Double(wins[index]) / Double(draws),
        histogram: MonteCarlo.histogram(entry.1, from: low, to: high))
    }
  }

  /// Classes of the histograms.
  public static let classes = 24

  private static func histogram(_ sorted: [Double], from low: Double, to high: Double) -> [Int] {
    var out = Array(repeating: 0, count: classes)
    guard high > low else { return out }
    for value in sorted where value.isFinite {
      let place = Int((value - low) / (high - low) * Double(classes))
      if value >= low, value <= high { out[min(place, classes - 1)] += 1 }
    }
    return out
  }
}

/// Order statistics of sorted numbers.
enum Order {
  /// The value below which a share lies, straight lines between neighbours; 0 of nothing.
  static func at(_ share: Double, of sorted: [Double]) -> Double {
    guard let last = sorted.last else { return 0 }
    let place = share * Double(sorted.count - 1)
    let below = Int(place)
    guard below + 1 < sorted.count else { return last }
    let rest = place - Double(below)
    let (low, high) = (sorted[below], sorted[below + 1])
    // Between infinite costs there is no straight line.
    if rest == 0 || low == high { return low }
    return high.isFinite ? low + (high - low) * rest : high
  }
}
