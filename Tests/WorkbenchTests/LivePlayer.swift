import Experiments
import StrataTesting
import Terminal
import Testing
@testable import Workbench

extension Player {
  /// A workbench with the garden's experiments, the first of them open on its form.
  static func live(size: Size = Size(120, 40), desk: LiveDesk = LiveDesks.garden) throws -> Player {
    let player = try Player(size: size, live: desk)
    player.play("5 Enter")
    return player
  }

  /// The bench of the open experiment.
  var bench: LiveBench? { state.openExperiment.map { state.bench(of: $0) } }

  /// What was asked to be run last; nil when it was stopped.
  var runAsked: (id: Int, experiment: ExperimentID, settings: ExperimentSettings, model: String?)? {
    for effect in asked.reversed() {
      switch effect {
      case .runExperiment(let id, let experiment, let settings, let model): return (id, experiment, settings, model)
      case .stopExperiment: return nil
      default: continue
      }
    }
    return nil
  }

  /// The run that was asked for tells so many of its observations, all if not said, three seconds later.
  func observe(_ count: Int = .max) throws {
    let run = try #require(runAsked)
    let (observations, _) = try LiveDesks.run(run.experiment, run.settings)
    clock.advance(by: 3)
    take(.experimentObserved(id: run.id, Array(observations.prefix(count))))
  }

  /// The run that was asked for goes to its end.
  func finish(load: Double? = 0.25) throws {
    let run = try #require(runAsked)
    let (observations, result) = try LiveDesks.run(run.experiment, run.settings, load: load)
    clock.advance(by: 9)
    take(.experimentObserved(id: run.id, observations))
    take(.experimentEnded(id: run.id, .done(result)))
  }
}
