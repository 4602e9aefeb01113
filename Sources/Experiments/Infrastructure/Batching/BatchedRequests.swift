import Engine
import Inference
import Serving
import Simulation

/// Requests of mixed lengths that all come at once: what an engine is asked, and what a simulation is told of it.
struct BatchedRequests {
  let all: [EngineRequest]
  /// KV blocks for so many of the longest at once.
  let blocks: Int
  let slots: Int

  static let longestPrompt = 96
  static let longestOutput = 64

  /// - Parameters:
  ///   - areMixed: some answers are ten times as long as others; else all have the mean length.
  ///   - slots: so many run at once.
  init(_ count: Int, areMixed: Bool, slots: Int, vocabulary: Int, seed: UInt64) {
    var random = SeededRandom(seed: seed)
    func whole(_ range: ClosedRange<Int>) -> Int {
      range.lowerBound + random.below(range.count)
    }
    let mixed = (0..<count).map { place in
      // One in four is long: drawn, a small number of them would be many or none by luck.
      (prompt: whole(16...BatchedRequests.longestPrompt), output: place % 4 == 0 ? whole(48...64) : whole(4...16))
    }
    let mean = { (sum: Int) in max(1, (sum + count / 2) / max(1, count)) }
    let equal = (prompt: mean(mixed.reduce(0) { $0 + $1.prompt }), output: mean(mixed.reduce(0) { $0 + $1.output }))
    all = mixed.map { drawn in
      let length = areMixed ? drawn : equal
      return EngineRequest(
        prompt: (0..<length.prompt).map { _ in TokenID(whole(0...vocabulary - 1)) },
        maximumOutputTokens: length.output, shareableTokens: 0)
    }
    self.slots = slots
    let perSequence = BatchedRequests.longestPrompt + BatchedRequests.longestOutput
    blocks = slots * ((perSequence + KVCache.tokensPerBlock - 1) / KVCache.tokensPerBlock)
  }

  var outputTokens: Int { all.reduce(0) { $0 + $1.maximumOutputTokens } }
  /// Positions that a sequence has in an average decode step.
  var meanDepth: Int {
    let steps = all.reduce(0) { $0 + $1.maximumOutputTokens }
    let sum = all.reduce(0) { $0 + $1.maximumOutputTokens * ($1.prompt.count + $1.maximumOutputTokens / 2) }
    return sum / max(1, steps)
  }
  /// Tokens of the largest step that any policy plans.
  var largestStep: Int { slots * BatchedRequests.longestPrompt }

  func limits(_ policy: BatchingPolicy) -> SchedulerLimits {
    SchedulerLimits(
      policy: policy, maximumSequences: slots, kvBlocks: blocks, tokensPerBlock: KVCache.tokensPerBlock)
  }

  /// The same lengths for a simulation, all at one moment.
  func trace() throws -> Trace {
    try Trace(
      all.map { Trace.Entry(arrival: 0, promptTokens: $0.prompt.count, outputTokens: $0.maximumOutputTokens) })
  }
}
