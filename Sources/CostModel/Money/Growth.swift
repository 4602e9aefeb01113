import Foundation

/// How a volume grows: the same rate every month.
public struct Growth: Hashable, Sendable {
  /// 0.1 for a tenth more each month; more than −1.
  public let monthly: Double

  /// Fails at −1 and below, above 10 (elevenfold each month), and for what is no number.
  public init?(monthly: Double) {
    guard monthly > -1, monthly <= 10 else { return nil }
    self.monthly = monthly
  }

  public static let none = Growth(exact: 0)

  private init(exact monthly: Double) {
    self.monthly = monthly
  }

  /// The volume of a month, counted from 0.
  public func volume(_ start: RequestsPerMonth, month: Int) -> RequestsPerMonth {
    start * pow(1 + monthly, Double(month))
  }
}

/// How a price moves: the same rate every year, spread over its months.
public struct PriceTrend: Hashable, Sendable {
  /// −0.3 for three tenths less each year, 0.2 for a fifth more; more than −1.
  public let yearly: Double

  /// Fails at −1 and below, above 10, and for what is no number.
  public init?(yearly: Double) {
    guard yearly > -1, yearly <= 10 else { return nil }
    self.yearly = yearly
  }

  public static let none = PriceTrend(exact: 0)

  private init(exact yearly: Double) {
    self.yearly = yearly
  }

  /// What a price is multiplied with in a month, counted from 0.
  public func factor(month: Int) -> Double { pow(1 + yearly, Double(month) / 12) }
}

/// What an option costs at a volume in a month, counted from 0: prices may have moved, a migration be paid off.
public typealias TimedCostCurve = (_ volume: RequestsPerMonth, _ month: Int) -> DollarsPerMonth

/// What options cost while the volume grows.
public struct Timeline: Hashable, Sendable {
  public let volumes: [RequestsPerMonth]
  /// For each option, for each month.
  public let costs: [[DollarsPerMonth]]

  /// - Parameter months: how many, from month 0 on; at least one.
  public init(options: [TimedCostCurve], start: RequestsPerMonth, growth: Growth, months: Int) {
    let volumes = (0..<max(1, months)).map { growth.volume(start, month: $0) }
    self.volumes = volumes
    costs = options.map { cost in volumes.enumerated().map { cost($0.element, $0.offset) } }
  }

  /// In which months one option is strictly cheaper than another, both by their positions.
  public func crossing(challenger: Int, incumbent: Int) -> Crossing<Int> {
    let wins = zip(costs[challenger], costs[incumbent]).map { $0 < $1 }
    return Timeline.crossing(wins)
  }

  /// From which month on an option has cost less than another in all months so far together: changing over has paid.
  public func payback(challenger: Int, incumbent: Int) -> Crossing<Int> {
    Timeline.crossing(zip(sums(challenger), sums(incumbent)).map { $0 < $1 })
  }

  /// What an option has cost up to and with each month.
  public func sums(_ option: Int) -> [Dollars] {
    var sum = Dollars.zero
    return costs[option].map { month in
      sum += Dollars(month.value)
      return sum
    }
  }

  private static func crossing(_ wins: [Bool]) -> Crossing<Int> {
    var spans: [(first: Int, last: Int)] = []
    for (month, wins) in wins.enumerated() where wins {
      if let last = spans.last, last.last == month - 1 {
        spans[spans.count - 1].last = month
      } else {
        spans.append((month, month))
      }
    }
    return Crossing(spans: spans, atStart: wins.first ?? false, atEnd: wins.last ?? false)
  }
}
