public import CostModel
import Foundation

/// What the options cost month by month while the volume grows.
public struct GrowthTimeline: Equatable, Sendable {
  public struct Line: Equatable, Sendable, Identifiable {
    public var id: String
    /// One for each month, from now on.
    public var costs: [DollarsPerMonth]
  }

  public var volumes: [RequestsPerMonth]
  /// Options that pass their gates.
  public var lines: [Line]
  /// The cheapest option of each month; nil where none can serve.
  public var cheapest: [String?]

  /// The first month in which another option is the cheapest than now, and which; nil when it stays.
  public var change: (month: Int, option: String)? {
    guard let now = cheapest.first else { return nil }
    for (month, option) in cheapest.enumerated() where option != now {
      if let option { return (month, option) }
    }
    return nil
  }
}

extension Evaluator {
  /// The costs over the scenario's horizon, at its growth and price outlook.
  public func timeline() -> GrowthTimeline {
    let world = self.world(.base)
    let passing = options.indices.filter { place in gates(place, world).allSatisfy { $0.failure == nil } }
    let start = scenario.workload.requests
    var volumes: [RequestsPerMonth] = []
    var rows: [[Double]] = []
    for month in 0...max(1, scenario.horizonMonths) {
      let volume = start * pow(1 + scenario.workload.growthPerMonth, Double(month))
      var draw = Draw.base
      draw[.apiPrice] = pow(1 + scenario.prices.apiChangePerYear, Double(month) / 12)
      draw[.gpuPrice] = pow(1 + scenario.prices.gpuChangePerYear, Double(month) / 12)
      volumes.append(volume)
      rows.append(costs(draw, volume: volume))
    }
    return GrowthTimeline(
      volumes: volumes,
      lines: passing.map { place in
        GrowthTimeline.Line(id: options[place].option.id, costs: rows.map { DollarsPerMonth($0[place]) })
      },
      cheapest: rows.map { row in
        passing.filter { row[$0].isFinite }.min { row[$0] < row[$1] }.map { options[$0].option.id }
      })
  }
}
