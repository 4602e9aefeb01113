public import CostModel
import Foundation

/// What the options cost at other volumes, and where one overtakes another.
public struct VolumeCurves: Equatable, Sendable {
  public struct Curve: Equatable, Sendable, Identifiable {
    public var id: String
    /// One for each volume; infinite where the option cannot serve.
    public var costs: [DollarsPerMonth]
    /// The same at the 10th and 90th percentile of the worlds drawn; empty until drawn.
    public var low: [DollarsPerMonth]
    public var high: [DollarsPerMonth]
  }

  /// An option that is cheaper than the present favourite at other volumes.
  public struct Overtaking: Equatable, Sendable, Identifiable {
    public var id: String
    /// Where it is cheaper than the favourite, in requests a month.
    public var crossing: Crossing<RequestsPerMonth>
    /// The favourite's bill at the volume from which the other is cheaper for good; nil when there is no such volume.
    public var billThere: DollarsPerMonth?
  }

  /// The cheapest option at the scenario's own volume.
  public var favourite: String?
  /// Requests a month, even on a logarithmic scale.
  public var volumes: [RequestsPerMonth]
  /// Options that pass their gates.
  public var curves: [Curve]
  public var overtakings: [Overtaking]
}

extension Evaluator {
  /// The costs from a thousandth to a thousand times the scenario's volume.
  ///
  /// - Parameters:
  ///   - points: how many volumes.
  ///   - placesPerDecade: how finely crossings are searched; a picture that is dragged does with few.
  public func volumeCurves(points: Int = 61, placesPerDecade: Double = BreakEven.placesPerDecade) -> VolumeCurves {
    let comparison = comparison()
    let own = max(scenario.workload.requests.value, 1)
    let span = 1000.0
    let volumes = (0..<max(2, points)).map { place -> RequestsPerMonth in
      RequestsPerMonth(own / span * pow(span * span, Double(place) / Double(max(1, points - 1))))
    }
    let passing = options.indices.filter { !(comparison.options[$0].isOut) }
    let rows = volumes.map { costs(.base, volume: $0) }
    let curves = passing.map { place in
      VolumeCurves.Curve(
        id: options[place].option.id, costs: rows.map { DollarsPerMonth($0[place]) }, low: [], high: [])
    }
    let favourite = comparison.cheapest?.id
    return VolumeCurves(
      favourite: favourite, volumes: volumes, curves: curves,
      overtakings: favourite.map { overtakings($0, passing, volumes, placesPerDecade) } ?? [])
  }

  private func overtakings(
    _ favourite: String, _ passing: [Int], _ volumes: [RequestsPerMonth], _ placesPerDecade: Double
  ) -> [VolumeCurves.Overtaking] {
    guard let incumbent = options.firstIndex(where: { $0.option.id == favourite }), let low = volumes.first,
      let high = volumes.last
    else { return [] }
    return passing.filter { $0 != incumbent }.map { place in
      let crossing = BreakEven.solve(
        challenger: { cost(place, at: $0) }, incumbent: { cost(incumbent, at: $0) }, over: low...high,
        placesPerDecade: placesPerDecade)
      return VolumeCurves.Overtaking(
        id: options[place].option.id, crossing: crossing,
        billThere: crossing.lastingFrom.map { cost(incumbent, at: $0) })
    }
  }

  /// One option's cost at a volume, as things stand.
  func cost(_ place: Int, at volume: RequestsPerMonth) -> DollarsPerMonth {
    bill(place, world(.base, volume: volume), .base).total
  }
}
