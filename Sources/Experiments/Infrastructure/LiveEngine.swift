import Engine
import Inference
import Serving
import Synchronization

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A real engine, and what it tells, kept until somebody takes it.
///
/// Events come on the engine's thread; an experiment tells what it observes on its own one.
final class LiveEngine: Sendable {
  private final class Log: Sendable {
    private let events = Mutex<[EngineEvent]>([])

    func add(_ new: [EngineEvent]) { events.withLock { $0 += new } }

    func take() -> [EngineEvent] {
      events.withLock { events in
        defer { events = [] }
        return events
      }
    }
  }

  /// How long nobody looks at an engine at most: short beside what a reader notices, long beside a step.
  static let glance = 0.01

  let engine: Engine
  private let log: Log

  /// - Parameter react: Told what happens before it can be taken, on the engine's thread; must not keep the engine alive.
  init(
    _ model: Model, _ limits: SchedulerLimits, maximumWaiting: Int, threads: Int, summation: Summation = .fastest,
    react: @escaping @Sendable ([EngineEvent]) -> Void = { _ in }
  ) throws {
    let log = Log()
    engine = try Engine(
      Transformer(model, threads: threads, summation: summation), limits: limits, maximumWaiting: maximumWaiting
    ) { events in
      react(events)
      log.add(events)
    }
    self.log = log
  }

  /// What happened since the last call, in order.
  func take() -> [EngineEvent] { log.take() }

  /// A request that ended.
  struct Ended: Sendable {
    let trace: RequestTrace
    let output: [TokenID]
  }

  /// Waits for the end of the only request that runs.
  ///
  /// - Parameters:
  ///   - done: the share of the stage that was done before, told meanwhile.
  func wait(for id: RequestID, _ stage: Stage, _ done: Double, _ words: String) throws(ExperimentError) -> Ended {
    while true {
      for case .ended(let trace, let output) in take() where trace.id == id {
        return Ended(trace: trace, output: output)
      }
      try stage.progress(done, words)
      LiveEngine.pause(LiveEngine.glance)
    }
  }

  /// Lets the calling thread sleep.
  static func pause(_ seconds: Double) {
    guard seconds > 0 else { return }
    var wanted = timespec()
    wanted.tv_sec = Int(seconds)
    wanted.tv_nsec = Int((seconds - seconds.rounded(.down)) * 1e9)
    var left = timespec()
    // A signal ends a sleep early and leaves the rest behind.
    while nanosleep(&wanted, &left) != 0 && errno == EINTR { wanted = left }
  }
}
