import Inference

/// Decode steps of growing batches, and prompts of growing length, timed on the forward pass that the engine uses.
struct DecodeSweep {
  /// A batch size and what its steps took.
  struct Point: Equatable {
    let batch: Int
    /// Of a step, on average over the steps of each repeat; the drawing of its tokens is in it.
    let seconds: [Double]

    var median: Double { Spread(of: seconds).median }
    /// Of all sequences together, in each repeat.
    var tokensPerSecond: [Double] { seconds.map { Double(batch) / max($0, 1e-12) } }
  }

  let batches: [Int]
  /// Decode steps of each repeat.
  let steps: Int
  let repeats: Int
  /// Positions that each sequence has before the first timed step.
  let depth: Int

  /// The sizes from 1 up that double, to a last one.
  static func batches(upTo last: Int) -> [Int] {
    Array(sequence(first: 1) { $0 * 2 }.prefix { $0 < last }) + [last]
  }

  /// How long it takes to prefill one prompt of each length, once for each repeat, with the draw of its first token.
  func prefills(
    _ lengths: [Int], _ transformer: Transformer, seed: UInt64, _ stage: Stage
  ) throws -> [(tokens: Int, seconds: [Double])] {
    var timer = try PassTimer(transformer, sequences: 1, depth: 0, room: lengths.max() ?? 1, seed: seed)
    var found = lengths.map { (tokens: $0, seconds: [Double]()) }
    for round in 0...repeats {
      for (place, length) in lengths.enumerated() {
        let done = round * lengths.count + place
        try stage.progress(Double(done) / Double((repeats + 1) * lengths.count), "prompts of \(length) tokens")
        let seconds = timer.time(1, tokens: length)
        timer.goBack()
        // The first round only warms up.
        if round > 0 { found[place].seconds.append(seconds) }
      }
    }
    return found
  }

  /// Times all batches, each once in every round, so that what slows the machine for a while slows all of them.
  func run(_ transformer: Transformer, seed: UInt64, _ stage: Stage) throws -> [Point] {
    var timer = try PassTimer(
      transformer, sequences: batches.max() ?? 1, depth: depth, room: steps, seed: seed)
    try timer.fill(stage.part(0, 0.2))
    var seconds = batches.map { _ in [Double]() }
    let parts = (repeats + 1) * batches.count
    for round in 0...repeats {
      for (place, batch) in batches.enumerated() {
        let part = stage.part(0.2, 1).part(round * batches.count + place, of: parts)
        let mean = try meanStep(batch, &timer, part)
        // The first round only warms up.
        guard round > 0 else { continue }
        seconds[place].append(mean)
        try part.point(Batching.Line.measured, Double(batch), Double(batch) / max(mean, 1e-12))
      }
    }
    return zip(batches, seconds).map { Point(batch: $0, seconds: $1) }
  }

  private func meanStep(_ batch: Int, _ timer: inout PassTimer, _ stage: Stage) throws -> Double {
    var sum = 0.0
    for done in 0..<steps {
      try stage.progress(Double(done) / Double(steps), "\(batch) in a step")
      sum += timer.time(batch)
    }
    timer.goBack()
    return sum / Double(steps)
  }
}
