import Engine
import Inference
import Serving
import StrataTesting
import Testing

/// Whatever is called off, and whenever: nothing is lost and nothing is kept.
@Suite struct CancellationTests {
  /// What the events say of a request so far.
  private struct Seen {
    var output: [TokenID] = []
    var isRunning = false
    var ending: RequestTrace.Ending?
  }

  private func follow(_ events: [EngineEvent], _ seen: inout [RequestID: Seen]) throws {
    for event in events {
      switch event {
      case .queued(let id, _):
        try #require(seen[id] == nil)
        seen[id] = Seen()
      case .scheduled(let id, _, _):
        try #require(seen[id]?.isRunning == false && seen[id]?.ending == nil)
        seen[id]?.isRunning = true
      case .preempted(let id, _):
        try #require(seen[id]?.isRunning == true && seen[id]?.ending == nil)
        seen[id]?.isRunning = false
      case .token(let id, let token, _):
        try #require(seen[id]?.isRunning == true && seen[id]?.ending == nil)
        seen[id]?.output.append(token)
      case .ended(let trace, let output):
        try #require(seen[trace.id]?.ending == nil && seen[trace.id]?.output == output)
        try #require(trace.tokenTimes.count == output.count && trace.ending != nil)
        seen[trace.id]?.ending = trace.ending
      case .stepped: break
      }
    }
  }

  @Test func `cancelling at any time leaks nothing, and every request ends once`() throws {
    let transformer = try TinyModel.transformer(TinyModel.model())
    var (cancelled, running) = (0, 0)
    try withEverySeed(0..<60) { _, rng in
      let limits = randomLimits(&rng)
      var engine = try SteppedEngine(transformer, limits, maximumWaiting: 6)
      var seen: [RequestID: Seen] = [:]
      var alive: [RequestID] = []
      func maybeCancel(_ rng: inout SplitMix64) {
        guard rng.oneIn(4), let id = alive.randomElement(using: &rng) else { return }
        if engine.core.cancel(id, at: engine.now) { cancelled += 1 }
      }
      var left = 30
      while left > 0 || !engine.core.isIdle {
        while left > 0, rng.oneIn(2) {
          left -= 1
          guard let id = try? engine.submit(randomRequest(&rng, limits)) else { break }
          alive.append(id)
        }
        maybeCancel(&rng)
        if var work = engine.core.begin(at: engine.now) {
          maybeCancel(&rng)
          engine.runner.run(&work)
          maybeCancel(&rng)
          engine.now += 1
          engine.core.end(work, at: engine.now)
        }
        try follow(engine.core.takeEvents(), &seen)
        alive.removeAll { seen[$0]?.ending != nil }
        running = max(running, engine.core.load.running)
        try #require(engine.core.faults == [])
      }
      try #require(alive.isEmpty && engine.core.load.kvBlocksInUse == 0)
    }
    #expect(cancelled > 300 && running > 4, "\(cancelled) \(running)")
  }
}
