import Engine
import Inference
import Serving
import StrataTesting
import Testing

/// What a request gets is its own business.
@Suite struct OutputTests {
  @Test(arguments: KVType.allCases)
  func `a request gets what it would get alone, whoever shares its steps`(type: KVType) throws {
    let model = try TinyModel.model()
    let alone = try TinyModel.transformer(model)
    var (preemptions, reused, ends) = (0, 0, 0)
    try withEverySeed(0..<40) { _, rng in
      let limits = randomLimits(&rng)
      let transformer = try TinyModel.transformer(model, threads: rng.int(1...2), capacity: rng.int(20...64))
      var engine = try SteppedEngine(transformer, limits, kvType: type)
      var requests: [RequestID: EngineRequest] = [:]
      for _ in 0..<rng.int(4...12) {
        let request = randomRequest(&rng, limits)
        requests[try engine.submit(request)] = request
        for _ in 0..<rng.int(0...3) { _ = engine.step() }
      }
      engine.runAll()
      let ended = engine.ended
      try #require(ended.count == requests.count)
      for (id, request) in requests {
        let expected = try TinyModel.alone(request, alone, kvType: type)
        let found = try #require(ended[id])
        try #require(found.output == expected.tokens, "request \(id.number) of \(limits)")
        try #require(found.trace.ending?.rawValue == expected.ending.rawValue)
        preemptions += found.trace.preemptions.count
        reused += found.trace.admissions.reduce(0) { $0 + $1.reusedTokens }
        ends += found.trace.ending == .endOfText ? 1 : 0
      }
    }
    // The runs reach what they are meant to reach.
    #expect(preemptions > 5 && reused > 500 && ends > 5, "\(preemptions) \(reused) \(ends)")
  }

  @Test(arguments: [.f16, .q4_0, .q8_0] as [QuantizationMix])
  func `weights of any form give a request what it would get alone`(mix: QuantizationMix) throws {
    let model = try TinyModel.model(mix)
    let requests = (1...6).map { EngineRequest(prompt: tokens(7 * $0, seed: UInt64($0)), maximumOutputTokens: 20) }
    var engine = try SteppedEngine(TinyModel.transformer(model), limits(.chunkedPrefill(tokens: 9)))
    let ids = try requests.map { request throws(Refusal) in try engine.submit(request) }
    engine.runAll()
    let alone = try TinyModel.transformer(model)
    for (id, request) in zip(ids, requests) {
      #expect(try engine.ended[id]?.output == TinyModel.alone(request, alone).tokens)
    }
  }

  @Test func `a step longer than a forward pass is computed in several`() throws {
    let model = try TinyModel.model()
    let requests = [70, 5, 33].map { EngineRequest(prompt: tokens($0, seed: 4), maximumOutputTokens: 4) }
    var engine = try SteppedEngine(TinyModel.transformer(model, capacity: 16), limits(.static))
    let ids = try requests.map { request throws(Refusal) in try engine.submit(request) }
    engine.runAll()
    #expect(engine.reports.first?.plan.prefillTokens == 108)
    let alone = try TinyModel.transformer(model)
    for (id, request) in zip(ids, requests) {
      #expect(try engine.ended[id]?.output == TinyModel.alone(request, alone).tokens)
    }
  }

  @Test func `one seed draws the same tokens again, another one others`() throws {
    var engine = try SteppedEngine(TinyModel.transformer(TinyModel.model()), limits())
    let ids = try [7, 7, 8].map { seed throws(Refusal) in
      try engine.submit(
        EngineRequest(
          prompt: tokens(5, seed: 1), maximumOutputTokens: 20, sampling: SamplingParameters(temperature: 1),
          seed: seed))
    }
    engine.runAll()
    let outputs = ids.map { engine.ended[$0]?.output }
    #expect(outputs[0] == outputs[1] && outputs[0] != outputs[2])
  }
}
