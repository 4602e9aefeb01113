import Engine
import Inference
import Serving
import Synchronization

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Requests that the live engine served, all of them submitted before its first step.
struct BatchedRun {
  /// The steps, in order; times are seconds on the engine's clock.
  let steps: [StepReport]
  /// What came out, request by request.
  let outputs: [[TokenID]]
  /// From the first step's beginning to each request's last token.
  let latencies: [Double]

  /// From the first step's beginning to the last one's end.
  var makespan: Double { (steps.last?.ended ?? 0) - (steps.first?.began ?? 0) }

  /// Serves requests with an engine of its own.
  ///
  /// The plan of every step is the same whenever it is run: a request of one token comes first, and while its step waits
  /// for the observer all others get into the line.
  static func serve(
    _ requests: BatchedRequests, _ policy: BatchingPolicy, _ transformer: sending Transformer, _ stage: Stage,
    watch: ([StepReport]) throws -> Void
  ) throws -> BatchedRun {
    let record = EngineRecord()
    let engine = try Engine(
      transformer, limits: requests.limits(policy), maximumWaiting: requests.all.count + 1
    ) { record.take($0) }
    return try withExtendedLifetime(engine) {
      // Else an engine that goes away would wait for its own observer.
      defer { record.letGo() }
      _ = try engine.submit(EngineRequest(prompt: [0], maximumOutputTokens: 1, shareableTokens: 0))
      record.waitUntilHeld()
      var ids: [RequestID] = []
      for request in requests.all { ids.append(try engine.submit(request)) }
      record.letGo()
      while !record.hasEnded(ids.count + 1) {
        usleep(30_000)
        try watch(Array(record.steps.dropFirst()))
        try stage.progress(Double(record.tokens) / Double(requests.outputTokens + 1), "serving")
      }
      engine.close()
      return BatchedRun(record, ids)
    }
  }

  private init(_ record: EngineRecord, _ ids: [RequestID]) {
    // The first step was the door's.
    steps = Array(record.steps.dropFirst())
    let start = steps.first?.began ?? 0
    let ended = record.ended
    outputs = ids.map { ended[$0]?.output ?? [] }
    latencies = ids.map { (ended[$0]?.trace.tokenTimes.last ?? start) - start }
  }
}

/// What an engine tells of itself, kept; at first it is held up until all requests are there.
private final class EngineRecord: Sendable {
  private struct State {
    var steps: [StepReport] = []
    var ended: [RequestID: (trace: RequestTrace, output: [TokenID])] = [:]
    var tokens = 0
    var isHeld = false
    var isOpen = false
  }

  private let state = Mutex(State())
  private let gate = ThreadGate()

  var steps: [StepReport] { state.withLock { $0.steps } }
  var ended: [RequestID: (trace: RequestTrace, output: [TokenID])] { state.withLock { $0.ended } }
  var tokens: Int { state.withLock { $0.tokens } }
  func hasEnded(_ count: Int) -> Bool { state.withLock { $0.ended.count >= count } }

  func waitUntilHeld() { gate.wait { state.withLock { $0.isHeld } } }

  func letGo() {
    state.withLock { $0.isOpen = true }
    gate.openForAll()
  }

  /// On the engine's thread.
  func take(_ events: [EngineEvent]) {
    state.withLock { state in
      state.isHeld = true
      for event in events {
        switch event {
        case .token: state.tokens += 1
        case .stepped(let report): state.steps.append(report)
        case .ended(let trace, let output): state.ended[trace.id] = (trace, output)
        case .queued, .scheduled, .preempted: break
        }
      }
    }
    gate.openForAll()
    gate.wait { state.withLock { $0.isOpen } }
  }
}
