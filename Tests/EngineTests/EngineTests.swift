import Engine
import Inference
import Serving
import StrataTesting
import Synchronization
import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The engine on its thread.
@Suite(.timeLimit(.minutes(10))) struct EngineTests {
  /// Keeps what an engine tells.
  private final class Log: Sendable {
    private let events = Mutex<[EngineEvent]>([])
    var all: [EngineEvent] { events.withLock { $0 } }

    func append(_ new: [EngineEvent]) { events.withLock { $0 += new } }

    var ended: [RequestID: (trace: RequestTrace, output: [TokenID])] {
      var out: [RequestID: (trace: RequestTrace, output: [TokenID])] = [:]
      for case .ended(let trace, let output) in all { out[trace.id] = (trace, output) }
      return out
    }
  }

  /// Lets an engine's thread wait until a test says go.
  private final class Barrier: Sendable {
    private let isOpen = Mutex(false)
    private let gate = ThreadGate()

    func wait() { gate.wait { isOpen.withLock { $0 } } }
    func open() {
      isOpen.withLock { $0 = true }
      gate.openForAll()
    }
  }

  @Test func `many requests at once each get what they would get alone`() throws {
    let model = try TinyModel.model()
    let log = Log()
    let engine = try Engine(
      TinyModel.transformer(model, threads: 2), limits: limits(blocks: 20), maximumWaiting: 100, observe: log.append)
    var rng = SplitMix64(seed: 3)
    var requests: [RequestID: EngineRequest] = [:]
    for _ in 0..<40 {
      let request = randomRequest(&rng, limits(blocks: 20))
      requests[try engine.submit(request)] = request
    }
    engine.waitUntilIdle()
    let alone = try TinyModel.transformer(model)
    let ended = log.ended
    for (id, request) in requests {
      #expect(try ended[id]?.output == TinyModel.alone(request, alone).tokens, "request \(id.number)")
    }
    #expect(engine.load.kvBlocksInUse == 0 && engine.load.running == 0 && engine.load.waiting == 0)
  }

  @Test func `events come in order and times never go back`() throws {
    let log = Log()
    let engine = try Engine(
      TinyModel.transformer(TinyModel.model()), limits: limits(), maximumWaiting: 10, observe: log.append)
    for seed in 1...5 {
      _ = try engine.submit(EngineRequest(prompt: tokens(20, seed: UInt64(seed)), maximumOutputTokens: 5))
    }
    engine.waitUntilIdle()
    for (trace, output) in log.ended.values {
      let times = [trace.queued] + trace.admissions.map(\.time) + trace.tokenTimes + [trace.ended ?? -1]
      #expect(times == times.sorted() && output.count == 5 && trace.tokenTimes.count == 5)
    }
    let steps = log.all.compactMap { event -> StepReport? in
      if case .stepped(let report) = event { report } else { nil }
    }
    #expect(steps.map(\.number) == Array(0..<steps.count) && steps.count >= 5)
    #expect(steps.allSatisfy { $0.ended >= $0.began })
    #expect(zip(steps, steps.dropFirst()).allSatisfy { $0.ended <= $1.began })
  }

  @Test func `a full engine refuses at once, though its thread is busy`() throws {
    let barrier = Barrier()
    let engine = try Engine(
      TinyModel.transformer(TinyModel.model()), limits: limits(sequences: 1), maximumWaiting: 1
    ) { _ in barrier.wait() }
    let request = EngineRequest(prompt: [5], maximumOutputTokens: 2)
    for _ in 0..<2 { _ = try engine.submit(request) }
    #expect(throws: Refusal.full(waiting: 1, limit: 1)) { try engine.submit(request) }
    barrier.open()
    engine.waitUntilIdle()
    _ = try engine.submit(request)
  }

  @Test func `a cancelled request gives back its KV blocks at once`() throws {
    let (log, barrier) = (Log(), Barrier())
    let engine = try Engine(TinyModel.transformer(TinyModel.model()), limits: limits(), maximumWaiting: 9) { events in
      log.append(events)
      barrier.wait()
    }
    let id = try engine.submit(EngineRequest(prompt: tokens(30, seed: 1), maximumOutputTokens: 500))
    while engine.load.running == 0 { sched_yield() }
    #expect(engine.load.kvBlocksInUse == 2)
    #expect(engine.cancel(id))
    #expect(engine.load.kvBlocksInUse == 0)
    #expect(!engine.cancel(id))
    barrier.open()
    engine.waitUntilIdle()
    #expect(log.ended[id]?.trace.ending == .cancelled)
  }

  @Test func `closing cancels what is under way and tells of it`() throws {
    let log = Log()
    let engine = try Engine(
      TinyModel.transformer(TinyModel.model()), limits: limits(sequences: 2), maximumWaiting: 9, observe: log.append)
    let request = EngineRequest(prompt: tokens(9, seed: 1), maximumOutputTokens: 500)
    let ids = try (0..<5).map { _ throws(Refusal) in try engine.submit(request) }
    engine.close()
    #expect(ids.allSatisfy { log.ended[$0]?.trace.ending == .cancelled })
    #expect(engine.load.kvBlocksInUse == 0)
    #expect(throws: Refusal.closed) { try engine.submit(request) }
    engine.close()
    engine.waitUntilIdle()
  }

  @Test func `an engine that nobody holds any more ends with what it was doing`() throws {
    let log = Log()
    for _ in 0..<20 {
      let engine = try Engine(
        TinyModel.transformer(TinyModel.model()), limits: limits(), maximumWaiting: 9, observe: log.append)
      _ = try engine.submit(EngineRequest(prompt: [9], maximumOutputTokens: 900))
    }
    let endings = log.all.count {
      if case .ended(let trace, _) = $0 { trace.ending == .cancelled } else { false }
    }
    #expect(endings == 20)
  }

  @Test func `clients that wait for their answer before they ask again go on from within the observer`() throws {
    /// What the observer needs and must not keep alive.
    final class Loop: Sendable {
      let left = Atomic<Int>(50)
      let engine = Mutex<WeakEngine>(WeakEngine())
      struct WeakEngine { weak var engine: Engine? }
    }
    let (log, loop) = (Log(), Loop())
    let engine = try Engine(
      TinyModel.transformer(TinyModel.model()), limits: limits(), maximumWaiting: 0
    ) { events in
      log.append(events)
      for event in events {
        guard case .ended = event, loop.left.subtract(1, ordering: .relaxed).newValue >= 0 else { continue }
        _ = try? loop.engine.withLock { $0.engine }?.submit(EngineRequest(prompt: [8, 9], maximumOutputTokens: 3))
      }
    }
    loop.engine.withLock { $0.engine = engine }
    for _ in 0..<4 { _ = try engine.submit(EngineRequest(prompt: [5, 6], maximumOutputTokens: 2)) }
    engine.waitUntilIdle()
    #expect(log.ended.count == 54)
  }

  @Test func `ten thousand requests, many of them cancelled from other threads, leave nothing behind`() throws {
    let limits = limits(.chunkedPrefill(tokens: 48), sequences: 8, blocks: 16)
    let endings = Mutex<[RequestTrace.Ending: Int]>([:])
    let engine = try Engine(
      TinyModel.transformer(TinyModel.model()), limits: limits, maximumWaiting: 32
    ) { events in
      for case .ended(let trace, _) in events { endings.withLock { $0[trace.ending ?? .length, default: 0] += 1 } }
    }
    let taken = Atomic<Int>(0)
    WorkerPool(threads: 3).forEach(100) { part, _ in
      var rng = SplitMix64(seed: UInt64(part))
      for _ in 0..<100 {
        var request = randomRequest(&rng, limits)
        request.maximumOutputTokens = min(request.maximumOutputTokens, rng.int(1...6))
        while true {
          guard let id = try? engine.submit(request) else {
            sched_yield()
            continue
          }
          taken.add(1, ordering: .relaxed)
          if rng.oneIn(3) { engine.cancel(id) }
          break
        }
      }
    }
    engine.waitUntilIdle()
    let counts = endings.withLock { $0 }
    #expect(taken.load(ordering: .relaxed) == 10_000)
    #expect(counts.values.reduce(0, +) == 10_000 && (counts[.cancelled] ?? 0) > 500, "\(counts)")
    #expect(engine.load.kvBlocksInUse == 0 && engine.load.running == 0 && engine.load.waiting == 0)
  }
}
