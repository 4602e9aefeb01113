import Engine
import Inference
import Serving
import Synchronization

/// An incident on the live engine: requests come between its steps, so that chance and speed change nothing but times.
struct ScriptedRun {
  /// What was traced.
  struct Traced {
    let steps: [ScriptedStep]
    let arrived: [Int]
    /// By request.
    let traces: [RequestTrace]
  }

  /// Submits what is due when a step has ended, on the engine's thread.
  private final class Script: Sendable {
    private struct State {
      weak var engine: Engine?
      var arrived: [Int] = []
    }

    private let state = Mutex(State())
    private let incident: Incident
    private let requests: [EngineRequest]

    init(_ incident: Incident, vocabulary: Int) {
      self.incident = incident
      requests = incident.requests.indices.map {
        EngineRequest(
          prompt: incident.prompt($0, vocabulary: vocabulary), maximumOutputTokens: incident.requests[$0].output)
      }
    }

    var arrived: [Int] { state.withLock { $0.arrived } }

    func begin(_ engine: Engine) {
      state.withLock { $0.engine = engine }
      submit(before: 0)
    }

    func took(_ events: [EngineEvent]) {
      for case .stepped(let report) in events { submit(before: report.number + 1) }
    }

    private func submit(before step: Int) {
      state.withLock { state in
        guard let engine = state.engine else { return }
        while true {
          let load = engine.load
          let isIdle = load.running + load.waiting == 0
          guard let next = incident.due(state.arrived.count, step, isIdle: isIdle) else { return }
          // Whatever is refused is missed by the check of the trace.
          _ = try? engine.submit(requests[next])
          state.arrived.append(step)
        }
      }
    }
  }

  let incident: Incident
  let model: LoadedModel
  let threads: Int

  /// - Parameter show: told of requests that ended.
  func run(_ stage: Stage, _ words: String, show: (RequestTrace) throws -> Void = { _ in }) throws -> Traced {
    let script = Script(incident, vocabulary: model.model.blueprint.vocabularySize)
    let live = try LiveEngine(
      model.model, incident.sizes.limits, maximumWaiting: incident.requests.count, threads: threads
    ) { script.took($0) }
    script.begin(live.engine)
    var (steps, traces): ([ScriptedStep], [RequestTrace]) = ([], [])
    while traces.count < incident.requests.count {
      for event in live.take() {
        if case .stepped(let report) = event {
          steps.append(
            ScriptedStep(plan: report.plan, running: report.load.running, kvBlocksInUse: report.load.kvBlocksInUse))
        } else if case .ended(let trace, _) = event {
          traces.append(trace)
          try show(trace)
        }
      }
      try stage.progress(Double(traces.count) / Double(incident.requests.count), words)
      LiveEngine.pause(LiveEngine.glance)
    }
    // The last step is told after the last end.
    live.engine.waitUntilIdle()
    for case .stepped(let report) in live.take() {
      steps.append(
        ScriptedStep(plan: report.plan, running: report.load.running, kvBlocksInUse: report.load.kvBlocksInUse))
    }
    return Traced(steps: steps, arrived: script.arrived, traces: traces.sorted { $0.id < $1.id })
  }
}
