public import CostModel
import Foundation
import Simulation

extension Evaluator {
  /// The places of the options that pass their gates.
  private var passing: [Int] {
    let world = self.world(.base)
    return options.indices.filter { place in gates(place, world).allSatisfy { $0.failure == nil } }
  }

  /// What the options that pass their gates cost over many worlds; nil when none passes, or it was cancelled.
  public func monteCarlo(
    draws: Int = 10_000, seed: UInt64 = 1, isCancelled: () -> Bool = { false }
  ) -> MonteCarlo? {
    let places = passing
    return MonteCarlo(
      options: places.map { options[$0].option.id }, draws: draws, seed: seed, isCancelled: isCancelled
    ) { draw in
      let world = self.world(draw)
      return places.map { bill($0, world, draw).total.value }
    }
  }

  /// What would flip the choice between the cheapest option and the next; nil with fewer than two.
  public func sensitivity() -> Sensitivity? {
    let ranked = comparison().ranked
    guard ranked.count > 1, let favourite = place(of: ranked[0].id), let rival = place(of: ranked[1].id) else {
      return nil
    }
    return Sensitivity(favourite: ranked[0].id, rival: ranked[1].id) { draw in
      let world = self.world(draw)
      return bill(rival, world, draw).total.value - bill(favourite, world, draw).total.value
    }
  }

  func place(of id: String) -> Int? { options.firstIndex { $0.option.id == id } }

  /// Where break-even lies over many worlds.
  public struct BreakEvenSpread: Equatable, Sendable {
    public var challenger: String
    public var incumbent: String
    /// The share of worlds in which the challenger is cheaper for good from some volume on.
    public var share: Double
    /// Of those worlds; requests a month.
    public var p10: RequestsPerMonth
    public var p50: RequestsPerMonth
    public var p90: RequestsPerMonth
    public var draws: Int
  }

  /// From which volume on one option is cheaper than another for good, world by world; nil when it was cancelled, or in
  /// no world.
  public func breakEvenSpread(
    challenger: String, incumbent: String, draws: Int = 200, seed: UInt64 = 1, isCancelled: () -> Bool = { false }
  ) -> BreakEvenSpread? {
    guard let challenger = place(of: challenger), let incumbent = place(of: incumbent), draws > 0 else { return nil }
    var random = SeededChance(seed: seed)
    let own = max(scenario.workload.requests.value, 1)
    var found: [Double] = []
    for _ in 0..<draws {
      if isCancelled() { return nil }
      let draw = Draw(using: &random)
      func wins(_ volume: Double) -> Bool {
        let world = self.world(draw, volume: RequestsPerMonth(volume))
        return bill(challenger, world, draw).total < bill(incumbent, world, draw).total
      }
      if let volume = Evaluator.lastingFrom(own / 1000, own * 1000, wins) { found.append(volume) }
    }
    guard !found.isEmpty else { return nil }
    found.sort()
    return BreakEvenSpread(
      challenger: options[challenger].option.id, incumbent: options[incumbent].option.id,
      share: Double(found.count) / Double(draws), p10: RequestsPerMonth(Order.at(0.1, of: found)),
      p50: RequestsPerMonth(Order.at(0.5, of: found)), p90: RequestsPerMonth(Order.at(0.9, of: found)), draws: draws)
  }

  /// The volume after the last at which the challenger does not win; nil when it does not win at the end.
  private static func lastingFrom(_ low: Double, _ high: Double, _ wins: (Double) -> Bool) -> Double? {
    guard wins(high) else { return nil }
    let places = 60
    var above = high
    for step in (0..<places).reversed() {
      let volume = low * pow(high / low, Double(step) / Double(places))
      if !wins(volume) {
        var (out, inside) = (volume, above)
        for _ in 0..<30 {
          let middle = (out * inside).squareRoot()
          if wins(middle) { inside = middle } else { out = middle }
        }
        return inside
      }
      above = volume
    }
    return low
  }

  /// The curves with the band in which eight of ten worlds lie; nil when it was cancelled.
  public func volumeBands(
    _ curves: VolumeCurves, draws: Int = 300, seed: UInt64 = 1, isCancelled: () -> Bool = { false }
  ) -> VolumeCurves? {
    var out = curves
    let places = curves.curves.compactMap { place(of: $0.id) }
    guard places.count == curves.curves.count, draws > 0 else { return nil }
    for index in out.curves.indices { (out.curves[index].low, out.curves[index].high) = ([], []) }
    for volume in curves.volumes {
      if isCancelled() { return nil }
      var random = SeededChance(seed: seed)
      var columns = places.map { _ in [Double]() }
      for _ in 0..<draws {
        let draw = Draw(using: &random)
        let world = self.world(draw, volume: volume)
        for (index, place) in places.enumerated() { columns[index].append(bill(place, world, draw).total.value) }
      }
      for index in out.curves.indices {
        columns[index].sort()
        out.curves[index].low.append(DollarsPerMonth(Order.at(0.1, of: columns[index])))
        out.curves[index].high.append(DollarsPerMonth(Order.at(0.9, of: columns[index])))
      }
    }
    return out
  }
}
