import Dispatch
import Experiments
import Synchronization
import TextSafety

/// Runs experiments in the background, one at once, and tells what is observed in bunches.
///
/// The latest request counts; an older run ends when it next tells something.
final class LiveRunner: Sendable {
  /// Observations that were not told yet.
  private struct Bunch {
    var observations: [Observation] = []
    /// Whether they will be told a moment later.
    var isDue = false

    /// Of several states of progress the last one counts, and of pictures under one title too.
    mutating func add(_ observation: Observation) {
      if case .progress = observation, case .progress? = observations.last { observations.removeLast() }
      if case .picture(let picture) = observation {
        let old = observations.firstIndex {
          if case .picture(let old) = $0 { old.title == picture.title } else { false }
        }
        if let old { observations.remove(at: old) }
      }
      observations.append(observation)
    }
  }

  /// How long observations are gathered.
  static let pause: DispatchTimeInterval = .milliseconds(30)

  /// What the reader wants.
  private struct Wish {
    /// The run that counts; nil when none does.
    var latest: Int?
    /// Where it waits while it is paused.
    var gate: DispatchSemaphore?
  }

  private let wish = Mutex(Wish())
  private let clock = DispatchQueue(label: "strata.observations", qos: .userInitiated)

  /// Ends what runs.
  func stop() { change { $0 = Wish() } }

  /// Takes a request as the one that counts.
  func accept(_ id: Int) { change { $0 = Wish(latest: id) } }

  /// Lets what runs wait at its next observation, or go on.
  func pause(_ isPaused: Bool) {
    change { wish in
      if !isPaused {
        wish.gate = nil
      } else if wish.gate == nil {
        wish.gate = DispatchSemaphore(value: 0)
      }
    }
  }

  /// Changes what is wanted; whoever waits at a gate that is not there any more goes on.
  private func change(_ body: (inout Wish) -> Void) {
    wish.withLock { wish in
      let before = wish.gate
      body(&wish)
      if let before, wish.gate !== before { before.signal() }
    }
  }

  private func isStopped(_ id: Int) -> Bool { wish.withLock { $0.latest != id } }

  /// Waits as long as a run is paused, and says whether it is still wanted.
  private func goesOn(_ id: Int) -> Bool {
    while true {
      let (latest, gate) = wish.withLock { ($0.latest, $0.gate) }
      guard latest == id else { return false }
      guard let gate else { return true }
      gate.wait()
      // Others may wait at the same gate.
      gate.signal()
    }
  }

  /// Runs an experiment to its end.
  ///
  /// - Parameter post: takes what is observed, in order, and at last how it ended; called on several threads, never on
  ///   two at once.
  func run(
    _ id: Int, _ experiment: ExperimentID, _ settings: ExperimentSettings, model: String? = nil, _ desk: LiveDesk,
    post: @escaping @Sendable (Event) -> Void
  ) {
    let teller = Teller(id: id, clock: clock, post: post)
    teller.end(ending(id, experiment, settings, model, desk, teller))
  }

  private func ending(
    _ id: Int, _ name: ExperimentID, _ settings: ExperimentSettings, _ model: String?, _ desk: LiveDesk,
    _ teller: Teller
  ) -> ExperimentEnding {
    guard !isStopped(id) else { return .stopped }
    guard let experiment = desk.experiment(name) else {
      return .failed(SafeText("there is no experiment \(name)"))
    }
    do {
      let environment = try desk.environment(experiment.description, model)
      let result = try experiment.run(settings, environment) { [self] observation in
        teller.take(observation)
        return goesOn(id)
      }
      return isStopped(id) ? .stopped : .done(result)
    } catch {
      return isStopped(id) ? .stopped : .failed(SafeText("\(error)"))
    }
  }

  /// Gathers observations for a moment, so that a busy run does not keep the screen busy.
  private final class Teller: Sendable {
    private let id: Int
    private let clock: DispatchQueue
    private let post: @Sendable (Event) -> Void
    private let bunch = Mutex(Bunch())

    init(id: Int, clock: DispatchQueue, post: @escaping @Sendable (Event) -> Void) {
      self.id = id
      self.clock = clock
      self.post = post
    }

    func take(_ observation: Observation) {
      let isFirst = bunch.withLock { bunch in
        bunch.add(observation)
        defer { bunch.isDue = true }
        return !bunch.isDue
      }
      if isFirst { clock.asyncAfter(deadline: .now() + LiveRunner.pause) { [self] in tell() } }
    }

    func end(_ ending: ExperimentEnding) {
      bunch.withLock { bunch in
        tell(&bunch)
        // What comes after the end would be told by nobody.
        bunch.isDue = true
        post(.experimentEnded(id: id, ending))
      }
    }

    private func tell() {
      bunch.withLock { tell(&$0) }
    }

    private func tell(_ bunch: inout Bunch) {
      bunch.isDue = false
      guard !bunch.observations.isEmpty else { return }
      post(.experimentObserved(id: id, bunch.observations))
      bunch.observations = []
    }
  }
}
