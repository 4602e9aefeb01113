public import Decision
import Foundation
public import Simulation
import Terminal
public import TextSafety

/// What the costs pane shows beside its form.
public enum CostChart: Int, CaseIterable, Sendable {
  case options, volume, latency, tornado, worlds, months, services, sources, accuracy, versus

  /// The chart's name on its tab.
  public var title: SafeText {
    switch self {
    case .options: "Options"
    case .volume: "Break-even"
    case .latency: "Latency"
    case .tornado: "Flips"
    case .worlds: "Chances"
    case .months: "Growth"
    case .services: "Services"
    case .sources: "Sources"
    case .accuracy: "Accuracy"
    case .versus: "Versus"
    }
  }
}

/// What is counted in the background, and comes later than the rest.
public struct CostFindings: Equatable, Sendable {
  /// What simulations found of replicas, by option.
  public var capacities: [String: Decision.Capacity] = [:]
  public var chances: MonteCarlo?
  public var spread: Evaluator.BreakEvenSpread?
  public var bands: VolumeCurves?
  /// The option whose latency was simulated, and its curve.
  public var goodput: GoodputCurve?
  public var goodputOption = ""
  /// The same of the scenario that is set beside: replicas' capacities, and what many worlds cost.
  public var besideCapacities: [String: Decision.Capacity] = [:]
  public var besideChances: MonteCarlo?

  public init() {}
}

/// What follows from a scenario at once.
struct CostResults: Equatable, Sendable {
  var comparison: Comparison
  var curves: VolumeCurves
  var timeline: GrowthTimeline
  var sensitivity: Sensitivity?
  var verdict: Verdict
}

/// The costs pane.
public struct CostsState: Equatable, Sendable {
  /// Counts the changes of what charts and words are made of.
  private(set) var revision = 0
  /// Charts and words as they were last made.
  var sheet = CostSheet()
  var desk: CostDesk? { didSet { revision += 1 } }
  var isDeskAsked = false
  var isScoreAsked = false
  /// Why there is no desk.
  var failure: SafeText? { didSet { revision += 1 } }
  /// How well the step model predicts measurements; nil until counted.
  var scores: CostScores? { didSet { revision += 1 } }
  /// Why it cannot be counted.
  var scoreFailure: SafeText? { didSet { revision += 1 } }
  var scenario = Scenario() { didSet { revision += 1 } }
  /// What ``scenario`` is a state of; nil while there is no desk.
  ///
  /// The pane's subject is what was asked for: the same, but where there is no desk or it could not be read.
  var subject: Subject?
  /// The scenario as it was opened.
  var opened = Scenario()
  /// Whether it lies nowhere yet, neither among the prepared ones nor in the notebook.
  var isBegun = false
  /// What an experiment set: none of the reader's work while it stays as it is.
  var given: Scenario?
  /// Earlier states, the last one last.
  var undone: [CostStep] = []
  /// Scenarios that were changed and left unsaved for another one, the last one last.
  var drafts: [ScenarioDraft] = []
  var form = Form([])
  var chart = CostChart.options
  var results: CostResults? { didSet { revision += 1 } }
  /// Why there are no results: what is wrong with the scenario.
  var problem: SafeText?
  /// Another scenario to compare with, and its results.
  var other: Scenario? { didSet { revision += 1 } }
  var otherResults: CostResults? { didSet { revision += 1 } }
  var besideChances: MonteCarlo? { didSet { revision += 1 } }
  var findings = CostFindings() { didSet { revision += 1 } }
  /// Whether the background has found all there is to find of the scenario.
  var isCounted = false
  /// The number of the background run whose findings are awaited; nil when none runs.
  var run: Int?
  var progress: SafeText = .empty
  /// When the scenario changed last and was not yet counted in the background.
  var changedAt: Date?
  /// When what is open or unsaved changed last and was not yet kept in the notebook.
  var unkeptSince: Date?
  /// First row of the verdict's window.
  var top = 0

  /// Seconds without a change after which it is kept, and the background begins to count.
  static let delay = 0.4
}
