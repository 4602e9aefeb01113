public import CostModel

/// How much a fleet can promise, found by simulation.
public enum Capacity {
  /// The highest rate at which a fleet keeps its service level.
  ///
  /// By bisection; attainment falls with the rate. Nil if the promise is broken even at a hundredth of the rate that
  /// the fleet can take in at all.
  ///
  /// - Parameters:
  ///   - precision: the relative width at which the search ends.
  ///   - goOn: asked all the while; false stops the search within a moment, which then finds nothing.
  /// - Throws: `SimulationError` when the question holds a value out of range.
  public static func maximumRate(
    _ question: CapacityQuestion, precision: Double = 0.01, while goOn: () -> Bool = { true }
  ) throws(SimulationError) -> CapacityAnswer? {
    var probe = Probe(question)
    let replicas = question.fleet.replicas
    guard let saturation = try probe.saturation(replicas: replicas, while: goOn), saturation > 0 else { return nil }
    var kept: (rate: Double, report: SimulationReport)?
    var broken = Double.infinity
    var next = saturation * 0.8
    while next > saturation / 100, broken > (kept?.rate ?? 0) * (1 + max(1e-6, precision)) {
      guard let (isKept, report) = try probe.keeps(rate: next, replicas: replicas, while: goOn) else { return nil }
      if isKept { kept = (next, report) } else { broken = next }
      next =
        switch kept {
        case let kept? where broken < .infinity: (kept.rate * broken).squareRoot()
        case let kept?: kept.rate * 1.25
        case nil: broken / 1.5
        }
    }
    return kept.map {
      CapacityAnswer(
        rate: RequestsPerSecond($0.rate), replicas: replicas, report: $0.report, runs: probe.runs,
        simulatedRequests: probe.simulatedRequests)
    }
  }

  /// The smallest number of replicas that keeps the service level at a rate.
  ///
  /// Nil if so many are not enough, or if no number is.
  ///
  /// - Parameter goOn: asked all the while; false stops the search within a moment, which then finds nothing.
  /// - Throws: `SimulationError` when the question holds a value out of range.
  public static func smallestFleet(
    for rate: RequestsPerSecond, _ question: CapacityQuestion, atMost limit: Int = 1000,
    while goOn: () -> Bool = { true }
  ) throws(SimulationError) -> CapacityAnswer? {
    var probe = Probe(question)
    guard let saturation = try probe.saturation(replicas: 1, while: goOn), saturation > 0 else { return nil }
    // From a guess in steps that double, up or down, until the answer is enclosed; then bisection.
    let guess = min(limit, max(1, Int((rate.value / saturation).rounded(.up))))
    var next = guess
    var tooFew = 0
    var enough: (replicas: Int, report: SimulationReport)?
    var step = 1
    while true {
      guard let (isKept, report) = try probe.keeps(rate: rate.value, replicas: next, while: goOn) else { return nil }
      if isKept { enough = (next, report) } else { tooFew = next }
      guard tooFew < limit, (enough?.replicas ?? .max) - tooFew > 1 else { break }
      // With four times the guess a replica has little to do: if that is too slow, waiting is not the reason.
      if enough == nil, tooFew >= 4 * guess {
        guard let (isQuick, _) = try probe.keeps(rate: saturation / 100, replicas: 1, while: goOn), isQuick else {
          return nil
        }
      }
      if let enough {
        next = tooFew > 0 ? (tooFew + enough.replicas) / 2 : max(1, enough.replicas - step)
      } else {
        next = min(limit, tooFew + step)
      }
      step *= 2
    }
    return enough.map {
      CapacityAnswer(
        rate: rate, replicas: $0.replicas, report: $0.report, runs: probe.runs,
        simulatedRequests: probe.simulatedRequests)
    }
  }
}
