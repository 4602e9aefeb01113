import CostModel
import Decision
import Simulation
import Synchronization
import TextSafety

/// Counts in the background what takes longer than a frame: simulated capacities, many worlds, latency under load.
///
/// The latest request counts; an older one ends at the next look.
final class CostCounter: Sendable {
  private let latest = Mutex<Int?>(nil)

  /// Ends what runs.
  func stop() {
    latest.withLock { $0 = nil }
  }

  /// Takes a request as the one that counts.
  func accept(_ id: Int) {
    latest.withLock { $0 = id }
  }

  private func isStopped(_ id: Int) -> Bool { latest.withLock { $0 != id } }

  /// - Parameters:
  ///   - known: all that was found of the scenario before; nil to find it.
  ///   - beside: a scenario that is counted last, as far as a comparison needs it.
  ///   - tell: takes what was found so far, and what is being done; nil at the end.
  func count(
    _ id: Int, _ scenario: Scenario, known: CostFindings? = nil, beside: Scenario? = nil, _ desk: CostDesk,
    tell: (CostFindings, SafeText?) -> Void
  ) {
    guard !isStopped(id), var findings = known ?? find(id, scenario, desk, tell) else { return }
    if let beside { count(id, beside, desk, into: &findings, tell) }
    if !isStopped(id) { tell(findings, nil) }
  }

  /// What there is to be found of a scenario; nil when it is stopped.
  private func find(
    _ id: Int, _ scenario: Scenario, _ desk: CostDesk, _ tell: (CostFindings, SafeText?) -> Void
  ) -> CostFindings? {
    guard var evaluator = try? Evaluator(scenario, desk.catalog, desk.factors, today: desk.today) else { return nil }
    var findings = CostFindings()
    findings.chances = evaluator.monteCarlo(isCancelled: { isStopped(id) })
    guard !isStopped(id) else { return nil }
    tell(findings, "simulating replicas")
    for option in evaluator.simulable {
      let found = evaluator.simulateFleet(option, isCancelled: { isStopped(id) })
      if isStopped(id) { return nil }
      guard found != nil else { continue }
      findings.capacities[option] = evaluator.comparison().option(option)?.fleet?.capacity
      tell(findings, SafeText("simulated \(option)"))
    }
    findings.chances = evaluator.monteCarlo(isCancelled: { isStopped(id) })
    guard !isStopped(id) else { return nil }
    drawVolumes(id, evaluator, &findings, tell)
    guard !isStopped(id) else { return nil }
    tell(findings, "loading a replica")
    let ranked = evaluator.comparison().ranked
    if let option = ranked.first(where: { $0.option.kind.rentsGPUs }) ?? ranked.first(where: { $0.fleet != nil }),
      let question = evaluator.load(of: option.id)?.question
    {
      findings.goodput = try? GoodputCurve(question, while: { !isStopped(id) })
      findings.goodputOption = option.id
    }
    return isStopped(id) ? nil : findings
  }

  /// Where break-even lies over many worlds, and the bands around the curves.
  private func drawVolumes(
    _ id: Int, _ evaluator: Evaluator, _ findings: inout CostFindings, _ tell: (CostFindings, SafeText?) -> Void
  ) {
    let curves = evaluator.volumeCurves()
    if let favourite = curves.favourite,
      let rival = curves.overtakings.filter({ $0.crossing.lastingFrom != nil })
        .min(by: { ($0.crossing.lastingFrom ?? .zero) < ($1.crossing.lastingFrom ?? .zero) })
    {
      tell(findings, "drawing break-even")
      findings.spread = evaluator.breakEvenSpread(
        challenger: rival.id, incumbent: favourite, isCancelled: { isStopped(id) })
    }
    findings.bands = evaluator.volumeBands(curves, isCancelled: { isStopped(id) })
  }

  /// The scenario that is set beside: its replicas, then its worlds.
  private func count(
    _ id: Int, _ beside: Scenario, _ desk: CostDesk, into findings: inout CostFindings,
    _ tell: (CostFindings, SafeText?) -> Void
  ) {
    guard !isStopped(id), var evaluator = try? Evaluator(beside, desk.catalog, desk.factors, today: desk.today) else {
      return
    }
    tell(findings, "simulating the other")
    for option in evaluator.simulable {
      let found = evaluator.simulateFleet(option, isCancelled: { isStopped(id) })
      if isStopped(id) { return }
      guard found != nil else { continue }
      findings.besideCapacities[option] = evaluator.comparison().option(option)?.fleet?.capacity
    }
    findings.besideChances = evaluator.monteCarlo(isCancelled: { isStopped(id) })
  }
}
