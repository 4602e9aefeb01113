import Engine
import Inference
import Serving
import Testing

/// What an engine tells of requests, step by step; each step takes a second.
@Suite struct EngineCoreTests {
  private func engine(_ limits: SchedulerLimits, maximumWaiting: Int = 100) throws -> SteppedEngine {
    try SteppedEngine(TinyModel.transformer(TinyModel.model()), limits, maximumWaiting: maximumWaiting)
  }

  @Test func `a request is queued, scheduled, gets its tokens one a step, and ends`() throws {
    var engine = try engine(limits(.chunkedPrefill(tokens: 8)))
    engine.now = 5
    let id = try engine.submit(EngineRequest(prompt: tokens(20, seed: 1), maximumOutputTokens: 3))
    engine.now = 6
    engine.runAll()
    let (trace, output) = try #require(engine.ended[id])
    let ofRequest = engine.events.filter {
      if case .stepped = $0 { false } else { true }
    }
    #expect(output.count == 3)
    #expect(
      ofRequest == [
        .queued(id, at: 5), .scheduled(id, reusedTokens: 0, at: 6), .token(id, output[0], at: 9),
        .token(id, output[1], at: 10), .token(id, output[2], at: 11), .ended(trace, output: output),
      ])
    // Twenty tokens of prompt, eight a step: the third step gives the first token.
    #expect(engine.reports.map(\.plan.batchedTokens) == [8, 8, 4, 1, 1])
    #expect(engine.reports.map(\.number) == [0, 1, 2, 3, 4])
    #expect(trace.prefilledTokens == 20 && trace.ending == .length && trace.ended == 11)
    #expect(
      trace.latency
        == LatencyRecord(
          id: id, promptTokens: 20, outputTokens: 3, arrival: 5, scheduled: 6, firstToken: 9, lastToken: 11))
  }

  @Test func `a long prompt does not stop those who decode`() throws {
    var engine = try engine(limits(.chunkedPrefill(tokens: 8)))
    let short = try engine.submit(EngineRequest(prompt: tokens(4, seed: 1), maximumOutputTokens: 6))
    _ = engine.step()
    _ = try engine.submit(EngineRequest(prompt: tokens(28, seed: 2), maximumOutputTokens: 1))
    engine.runAll()
    #expect(engine.ended[short]?.trace.tokenTimes == [1, 2, 3, 4, 5, 6])
    #expect(engine.reports.map(\.plan.prefillTokens) == [4, 7, 7, 7, 7, 0])
  }

  @Test func `a beginning that another request had is not computed again`() throws {
    var engine = try engine(limits())
    let start = tokens(40, seed: 1)
    for rest in [1, 2] {
      _ = try engine.submit(EngineRequest(prompt: start + tokens(5, seed: UInt64(rest) * 9), maximumOutputTokens: 2))
      engine.runAll()
    }
    let secret = EngineRequest(prompt: start + [7], maximumOutputTokens: 2, shareableTokens: 0)
    _ = try engine.submit(secret)
    engine.runAll()
    let traces = engine.ended.sorted { $0.key < $1.key }.map(\.value.trace)
    #expect(traces.map { $0.admissions.map(\.reusedTokens) } == [[0], [32], [0]])
    #expect(traces.map(\.prefilledTokens) == [45, 13, 41])
  }

  @Test func `when KV blocks run out the newest request starts over and loses nothing that it said`() throws {
    let requests = [1, 2].map { EngineRequest(prompt: tokens(30, seed: $0), maximumOutputTokens: 25) }
    var engine = try engine(limits(blocks: 5, sharing: false))
    let ids = try requests.map { request throws(Refusal) in try engine.submit(request) }
    engine.runAll()
    let alone = try TinyModel.transformer(TinyModel.model())
    let (first, second) = (try #require(engine.ended[ids[0]]), try #require(engine.ended[ids[1]]))
    #expect(first.trace.preemptions.isEmpty && first.trace.prefilledTokens == 30)
    #expect(second.trace.preemptions.count == 1 && second.trace.admissions.count == 2)
    #expect(second.trace.prefilledTokens > 60)
    #expect(second.output == (try TinyModel.alone(requests[1], alone).tokens))
    let at = try #require(second.trace.preemptions.first)
    #expect(engine.events.contains(.preempted(ids[1], at: at)))
  }

  @Test func `a request whose first token ends the text has no output and no times of tokens`() throws {
    var engine = try engine(limits())
    var request = EngineRequest(prompt: tokens(6, seed: 1), maximumOutputTokens: 9)
    request.ends = Set(try TinyModel.alone(request, TinyModel.transformer(TinyModel.model())).tokens.prefix(1))
    let id = try engine.submit(request)
    engine.runAll()
    let (trace, output) = try #require(engine.ended[id])
    #expect(output == [] && trace.ending == .endOfText && trace.latency == nil)
    #expect(engine.reports.count == 1)
  }

  @Test func `what a step brings for a request that was cancelled meanwhile is dropped`() throws {
    var engine = try engine(limits())
    let gone = try engine.submit(EngineRequest(prompt: tokens(20, seed: 1), maximumOutputTokens: 5))
    let stays = try engine.submit(EngineRequest(prompt: tokens(3, seed: 2), maximumOutputTokens: 1))
    let begun = engine.core.begin(at: 0)
    var work = try #require(begun)
    let answers = [engine.core.cancel(gone, at: 0.5), engine.core.cancel(gone, at: 0.6)]
    #expect(answers == [true, false])
    engine.runner.run(&work)
    engine.core.end(work, at: 1)
    engine.runAll()
    #expect(engine.ended[gone]?.trace.ending == .cancelled && engine.ended[gone]?.trace.ended == 0.5)
    #expect(engine.ended[gone]?.output == [])
    #expect(engine.ended[stays]?.output.count == 1)
    #expect(engine.core.load.kvBlocksInUse == 0 && engine.core.faults == [])
  }

  @Test func `a report says how full the engine is`() throws {
    var engine = try engine(limits(sequences: 2, blocks: 10))
    for seed in 1...3 {
      _ = try engine.submit(EngineRequest(prompt: tokens(17, seed: UInt64(seed)), maximumOutputTokens: 2))
    }
    _ = engine.step()
    let load = try #require(engine.reports.first?.load)
    #expect(load.running == 2 && load.waiting == 1 && load.kvBlocksInUse == 4 && load.kvBlocks == 10)
  }

  // MARK: Refusals

  @Test func `as many wait as may, the next one is refused until one is done`() throws {
    var engine = try engine(limits(sequences: 2), maximumWaiting: 1)
    let request = EngineRequest(prompt: tokens(3, seed: 1), maximumOutputTokens: 2)
    for _ in 0..<3 { _ = try engine.submit(request) }
    #expect(throws: Refusal.full(waiting: 1, limit: 1)) { try engine.submit(request) }
    _ = engine.step()
    #expect(throws: Refusal.full(waiting: 1, limit: 1)) { try engine.submit(request) }
    _ = engine.step()
    // Numbers count those who were refused, too.
    let id = try engine.submit(request)
    #expect(id == RequestID(5))
    engine.runAll()
    #expect(engine.ended.count == 4)
  }

  @Test func `a request that could never be served is refused and leaves nothing behind`() throws {
    var engine = try engine(limits(blocks: 4))
    let prompt = tokens(60, seed: 1)
    let refused: [(EngineRequest, Refusal)] = [
      (EngineRequest(prompt: [], maximumOutputTokens: 1), .empty),
      (EngineRequest(prompt: prompt, maximumOutputTokens: 0), .empty),
      (EngineRequest(prompt: [5, 288], maximumOutputTokens: 1), .unknownToken(288, vocabularySize: 288)),
      (EngineRequest(prompt: [-1], maximumOutputTokens: 1), .unknownToken(-1, vocabularySize: 288)),
      (
        EngineRequest(prompt: prompt, maximumOutputTokens: 6),
        .tooLong(promptTokens: 60, outputTokens: 6, limit: 64)
      ),
      (
        EngineRequest(prompt: prompt, maximumOutputTokens: .max),
        .tooLong(promptTokens: 60, outputTokens: .max, limit: 64)
      ),
    ]
    for (request, refusal) in refused { #expect(throws: refusal) { try engine.submit(request) } }
    #expect(engine.core.isIdle && !engine.core.hasEvents && engine.core.faults == [])
    _ = try engine.submit(EngineRequest(prompt: prompt, maximumOutputTokens: 5))
    engine.runAll()
    #expect(engine.ended.values.map(\.output.count) == [5])
  }

  @Test func `a request longer than the model's context is refused, however much memory there is`() throws {
    var engine = try engine(limits(blocks: 200))
    let prompt = tokens(2_047, seed: 1)
    #expect(throws: Refusal.tooLong(promptTokens: 2_047, outputTokens: 3, limit: 2_048)) {
      try engine.submit(EngineRequest(prompt: prompt, maximumOutputTokens: 3))
    }
  }
}
