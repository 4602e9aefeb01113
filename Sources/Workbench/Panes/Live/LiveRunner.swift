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

    /// Of several states of progress the last one counts.
    mutating func add(_ observation: Observation) {
      if case .progress = observation, case .progress? = observations.last { observations.removeLast() }
      observations.append(observation)
    }
  }

  /// How long observations are gathered.
  static let pause: DispatchTimeInterval = .milliseconds(30)

  private let latest = Mutex<Int?>(nil)
  private let clock = DispatchQueue(label: "strata.observations", qos: .userInitiated)

  /// Ends what runs.
  func stop() {
    latest.withLock { $0 = nil }
  }

  /// Takes a request as the one that counts.
  func accept(_ id: Int) {
    latest.withLock { $0 = id }
  }

  private func isStopped(_ id: Int) -> Bool { latest.withLock { $0 != id } }

  /// Runs an experiment to its end.
  ///
  /// - Parameter post: takes what is observed, in order, and at last how it ended; called on several threads, never on
  ///   two at once.
  func run(
    _ id: Int, _ experiment: ExperimentID, _ settings: ExperimentSettings, _ desk: LiveDesk,
    post: @escaping @Sendable (Event) -> Void
  ) {
    let teller = Teller(id: id, clock: clock, post: post)
    teller.end(ending(id, experiment, settings, desk, teller))
  }

  private func ending(
    _ id: Int, _ name: ExperimentID, _ settings: ExperimentSettings, _ desk: LiveDesk, _ teller: Teller
  ) -> ExperimentEnding {
    guard !isStopped(id) else { return .stopped }
    guard let experiment = desk.experiment(name) else {
      return .failed(SafeText("there is no experiment \(name)"))
    }
    do {
      let environment = try desk.environment(experiment.description)
      let result = try experiment.run(settings, environment) { [self] observation in
        teller.take(observation)
        return !isStopped(id)
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
