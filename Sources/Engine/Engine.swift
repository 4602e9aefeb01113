public import Inference
public import Serving
import Synchronization

/// A model that serves many requests at once, on a thread of its own.
///
/// Requests join and leave its steps as the scheduler decides; nobody waits for a step but those whose tokens are in it.
/// Every method may be called from any thread. What happens is told, in the order in which it happened, to the observer
/// that the engine was made with.
public final class Engine: Sendable {
  /// Why an engine cannot start.
  public enum StartError: Error, Equatable, Sendable, CustomStringConvertible {
    /// No memory for the keys and values of all KV blocks.
    case outOfMemory(OutOfMemory)
    /// The system gives no more threads.
    case noThread

    public var description: String {
      switch self {
      case .outOfMemory(let error): "\(error)"
      case .noThread: "the system has no thread left for an engine; close other programs"
      }
    }
  }

  private let driver: Driver
  private let thread: WorkerThread

  /// An engine that waits for requests.
  ///
  /// - Parameters:
  ///   - transformer: The forward pass, which is the engine's alone from now on.
  ///   - limits: Who may run together, and the KV blocks that there are, of `KVCache.tokensPerBlock` tokens.
  ///   - maximumWaiting: So many requests may wait beyond those that could run at once; more are refused.
  ///   - kvType: How keys and values are stored.
  ///   - observe: Told what happened, on the engine's thread: the next step begins when it returns. It may submit and
  ///     cancel. It must not keep the engine alive, or the two keep each other.
  public init(
    _ transformer: sending Transformer, limits: SchedulerLimits, maximumWaiting: Int, kvType: KVType = .f16,
    observe: @escaping @Sendable ([EngineEvent]) -> Void
  ) throws(StartError) {
    let core = EngineCore(transformer.model.blueprint, limits: limits, maximumWaiting: maximumWaiting)
    do throws(OutOfMemory) {
      driver = Driver(core, try ModelRunner(transformer, kvBlocks: limits.kvBlocks, kvType: kvType), observe)
    } catch {
      throw .outOfMemory(error)
    }
    guard let thread = WorkerThread({ [driver] in driver.run() }) else { throw .noThread }
    self.thread = thread
  }

  deinit {
    driver.close()
    thread.join()
  }

  /// Takes a request, or says why not.
  ///
  /// - Returns: the number by which events name it, and by which it can be cancelled.
  public func submit(_ request: EngineRequest) throws(Refusal) -> RequestID { try driver.submit(request) }

  /// Calls a request off.
  ///
  /// Its KV blocks are free at once; a step that computes for it goes on, and what it brings for it is dropped.
  ///
  /// - Returns: whether it had not ended yet.
  @discardableResult
  public func cancel(_ id: RequestID) -> Bool { driver.cancel(id) }

  /// How full it is.
  public var load: EngineLoad { driver.load }

  /// Seconds since the engine was made: the clock of its events.
  public var now: Double { driver.now }

  /// Waits until every request has ended and the observer has been told.
  ///
  /// Not for the observer itself, which would wait for its own return.
  public func waitUntilIdle() {
    precondition(!thread.isCurrent, "an observer cannot wait for what it holds up")
    driver.waitUntilIdle()
  }

  /// Takes no more requests, cancels all that there are, and waits until the observer has been told.
  ///
  /// Called by the observer it does not wait.
  public func close() {
    driver.close()
    if !thread.isCurrent { driver.waitUntilStopped() }
  }
}

/// The life of an engine's thread.
private final class Driver: Sendable {
  private struct State {
    var core: EngineCore
    /// Nothing runs, and all that happened has been told.
    var isQuiet = true
    var isClosed = false
    var hasStopped = false

    var hasWork: Bool { !core.isIdle || core.hasEvents }
  }

  /// Nobody holds it while the model computes or the observer is told.
  private let state: Monitor<State>
  /// For the engine's thread alone.
  private let runner: Mutex<ModelRunner>
  private let observe: @Sendable ([EngineEvent]) -> Void
  private let start = ContinuousClock.now

  init(_ core: EngineCore, _ runner: sending ModelRunner, _ observe: @escaping @Sendable ([EngineEvent]) -> Void) {
    state = Monitor(State(core: core))
    self.runner = Mutex(runner)
    self.observe = observe
  }

  var now: Double { (ContinuousClock.now - start) / .seconds(1) }
  var load: EngineLoad { state.withLock { $0.core.load } }

  func submit(_ request: EngineRequest) throws(Refusal) -> RequestID {
    try state.withLock { state throws(Refusal) in
      if state.isClosed { throw .closed }
      let id = try state.core.submit(request, at: now)
      state.isQuiet = false
      return id
    }
  }

  func cancel(_ id: RequestID) -> Bool { state.withLock { $0.core.cancel(id, at: now) } }
  func close() { state.withLock { $0.isClosed = true } }
  func waitUntilIdle() { state.wait { $0.isQuiet } }
  func waitUntilStopped() { state.wait { $0.hasStopped } }

  /// Step after step, until the engine is closed.
  func run() {
    while true {
      let (work, events) = begin()
      tell(events)
      if var work {
        runner.withLock { $0.run(&work) }
        tell(end(work))
      } else if rest() {
        return
      }
    }
  }

  private func begin() -> (StepWork?, [EngineEvent]) {
    state.withLock { state in
      if state.isClosed { state.core.cancelAll(at: now) }
      let work = state.core.begin(at: now)
      return (work, state.core.takeEvents())
    }
  }

  private func end(_ work: StepWork) -> [EngineEvent] {
    state.withLock { state in
      state.core.end(work, at: now)
      return state.core.takeEvents()
    }
  }

  private func tell(_ events: [EngineEvent]) {
    if !events.isEmpty { observe(events) }
  }

  /// Parks until there is something to do; true if there never will be.
  private func rest() -> Bool {
    let isOver = state.withLock { state in
      guard !state.hasWork else { return false }
      state.isQuiet = true
      state.hasStopped = state.isClosed
      return state.isClosed
    }
    if !isOver { state.wait { $0.isClosed || $0.hasWork } }
    return isOver
  }
}
