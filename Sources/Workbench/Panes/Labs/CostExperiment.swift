import CostModel
public import Curriculum
public import Decision
import TextSafety

/// What a step of a lab runs in the cost simulator: a prepared scenario with some fields changed.
public struct CostExperiment: Equatable, Sendable {
  /// What is looked at: the verbs of `strata cost` that a lab may name.
  public enum Verb: String, CaseIterable, Sendable {
    case compare, breakeven, sensitivity, simulate, vendors

    /// The chart that shows it.
    var chart: CostChart {
      switch self {
      case .compare: .options
      case .breakeven: .volume
      case .sensitivity: .tornado
      case .simulate: .latency
      case .vendors: .services
      }
    }
  }

  /// A field and what it is set to.
  public struct Change: Equatable, Sendable {
    public var path: String
    public var value: String
  }

  public var verb: Verb
  public var scenario: ScenarioID
  /// By path.
  public var changes: [Change]

  /// The experiment of a step; nil where it has none, or one of another engine.
  public init?(_ step: Lab.Step) {
    guard let name = step.experiment, name.hasPrefix("cost."), let verb = Verb(rawValue: String(name.dropFirst(5))),
      let scenario = step.scenario
    else { return nil }
    self.verb = verb
    self.scenario = scenario
    changes = step.parameters.filter { $0.key != "scenario" }.map { Change(path: $0.key, value: $0.value) }
      .sorted { $0.path < $1.path }
  }

  /// The first experiment of a lab, which its predictions are about.
  public init?(of lab: Lab) {
    guard let found = lab.steps.lazy.compactMap({ CostExperiment($0) }).first else { return nil }
    self = found
  }

  /// The same on the command line: `strata cost simulate rag-support-desk --set workload.requests_per_month=1800000`.
  public var command: String {
    let sets = changes.map { change -> String in
      let isPlain = change.value.allSatisfy { $0.isLetter || $0.isNumber || "._-+".contains($0) }
      let value = isPlain ? change.value : "'" + change.value.replacing("'", with: "'\\''") + "'"
      return " --set \(change.path)=\(value)"
    }
    return "strata cost \(verb.rawValue) \(scenario)" + sets.joined()
  }

  /// Sets the changed fields.
  ///
  /// - Throws: ``FieldError`` for the first that the scenario does not take.
  public func apply(to scenario: inout Scenario) throws(FieldError) {
    for change in changes { try scenario.set(change.path, change.value) }
  }

  // MARK: Figures

  /// The figures that a lab's `compares` may name.
  public static let figureNames = ["break_even_million_tokens_per_month", "utilization_percent"]

  /// What a scenario gives for them, as it stands in the closed form.
  ///
  /// They are about the scenario's first self-hosted option and its first API: from how many million tokens a month the
  /// one stays cheaper than the other, 0 where it never does; and how busy the own machines are on average.
  public static func figures(_ evaluator: Evaluator) -> [String: Double] {
    var out: [String: Double] = [:]
    let comparison = evaluator.comparison()
    guard let own = comparison.options.first(where: { $0.option.kind == .selfHost }) else { return out }
    if let fleet = own.fleet, fleet.replicas > 0 { out["utilization_percent"] = fleet.utilisation.value * 100 }
    if let api = comparison.options.first(where: { $0.option.kind == .api }),
      let found = evaluator.crossing(challenger: own.id, incumbent: api.id)
    {
      let workload = evaluator.scenario.workload
      let perRequest = workload.prompt.value + workload.output.value
      out["break_even_million_tokens_per_month"] = (found.crossing.lastingFrom?.value ?? 0) * perRequest / 1e6
    }
    return out
  }

  /// A figure or a prediction as it is shown: whole and grouped from ten on, else with a tenth.
  ///
  /// - Parameter name: the figure's name; a break-even of 0 is none.
  public static func text(_ value: Double?, of name: String? = nil) -> String {
    guard let value else { return "–" }
    if value == 0, name == figureNames.first { return "never" }
    if abs(value) >= 10 || value == value.rounded() { return Figure.count(value.rounded()) }
    return FieldValue.number((value * 10).rounded() / 10).text
  }
}
