import Engine
import Inference
import Serving
import StrataTesting
import Synchronization
import Testing

/// Users who ask again as soon as they are answered.
@Suite(.timeLimit(.minutes(5))) struct ClosedLoopTests {
  private let loop = ClosedLoop(users: 3, requests: 10)

  @Test func `every request is answered once, and never more run than there are users`() throws {
    let outcome = try loop.run(
      TinyModel.transformer(TinyModel.model()), limits: limits(sequences: 3),
      request: { EngineRequest(prompt: tokens(20, seed: UInt64($0)), maximumOutputTokens: 2 + $0) })
    #expect(outcome.records.map(\.outputTokens).sorted() == Array(2...11))
    let starts = outcome.records.map(\.arrival)
    for record in outcome.records {
      let underWay = zip(starts, outcome.records).count { start, other in
        start < record.lastToken && other.lastToken >= record.lastToken
      }
      #expect(underWay <= 3)
    }
    #expect(outcome.tokensPerSecond == Double((2...11).reduce(0, +)) / outcome.seconds)
  }

  @Test func `who wants no more gets what was answered by then`() throws {
    let asked = Mutex(0)
    let outcome = try loop.run(
      TinyModel.transformer(TinyModel.model()), limits: limits(sequences: 3),
      request: { EngineRequest(prompt: tokens(20, seed: UInt64($0)), maximumOutputTokens: 8) },
      goesOn: { answered in
        asked.withLock { $0 = answered }
        return answered < 4
      })
    #expect(outcome.records.count >= 4 && outcome.records.count < 10)
    #expect(asked.withLock { $0 } >= 4)
  }

  @Test func `a request that can never be served is refused, and the loop ends`() throws {
    #expect(throws: Refusal.empty) {
      try loop.run(
        TinyModel.transformer(TinyModel.model()), limits: limits(sequences: 3),
        request: { EngineRequest(prompt: $0 == 5 ? [] : tokens(20, seed: 1), maximumOutputTokens: 4) })
    }
  }
}
