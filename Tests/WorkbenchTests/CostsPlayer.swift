import CostModel
import Decision
import Foundation
import Notebook
import StrataTesting
import Terminal
import Testing
@testable import Workbench

extension Player {
  var costs: CostsState { state.costs }

  /// The scenario that is open.
  var scenario: Scenario { costs.scenario }

  /// What the cheapest option costs in a month.
  var least: Double { costs.results?.comparison.cheapest?.total.value ?? .nan }

  /// Selects a field of the form by its path, with keys.
  func select(_ path: String, sourceLocation: SourceLocation = #_sourceLocation) {
    press(.home)
    for _ in 0..<300 where costs.form.current?.id != path { press(.down) }
    if costs.form.current?.id != path {
      Issue.record("the form has no \(path):\n\(screen)", sourceLocation: sourceLocation)
    }
  }

  /// The number of the run that was asked for last; nil when it was stopped.
  var countingRun: Int? {
    for effect in asked.reversed() {
      switch effect {
      case .countCosts(let id, _, _, _): return id
      case .stopCounting: return nil
      default: continue
      }
    }
    return nil
  }
}
