public import CostModel

extension Evaluator {
  /// Where one option is cheaper than another, and what is paid there.
  public struct PairCrossing: Equatable, Sendable {
    public var challenger: ScenarioOption.ID
    public var incumbent: ScenarioOption.ID
    /// In requests a month, from a thousandth to a thousand times the scenario's.
    public var crossing: Crossing<RequestsPerMonth>
    /// The incumbent's bill at the volume from which the challenger is cheaper for good; nil when there is none.
    public var billThere: DollarsPerMonth?
  }

  /// Where a challenger is cheaper than an incumbent; nil for names that the scenario lacks.
  public func crossing(challenger: ScenarioOption.ID, incumbent: ScenarioOption.ID) -> PairCrossing? {
    guard let own = place(of: challenger), let other = place(of: incumbent) else { return nil }
    let volume = max(scenario.workload.requests, RequestsPerMonth(1))
    let crossing = BreakEven.solve(
      challenger: { cost(own, at: $0) }, incumbent: { cost(other, at: $0) }, over: (volume / 1000)...(volume * 1000))
    return PairCrossing(
      challenger: challenger, incumbent: incumbent, crossing: crossing,
      billThere: crossing.lastingFrom.map { cost(other, at: $0) })
  }

  /// The pairs that people ask about: each option with machines against each that pays by the token, of those that pass.
  public var pairs: [(challenger: ScenarioOption.ID, incumbent: ScenarioOption.ID)] {
    let ranked = comparison().options.filter { !$0.isOut }.map(\.option)
    let sold = ranked.filter(\.kind.paysByToken)
    return ranked.filter { !$0.kind.paysByToken }.flatMap { option in sold.map { (option.id, $0.id) } }
  }
}
