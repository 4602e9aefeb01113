import Inference

/// What the pass costs that checks a draft, beside passes of one token: for one sequence, and for several at once.
struct VerificationCost {
  /// Passes over so many tokens of each sequence, seconds of each repeat.
  struct Row {
    let draftLength: Int
    /// Added as passes of one token are: equal bits.
    var tokenByToken: [Double] = []
    /// Added as is the fastest.
    var fastest: [Double] = []
  }

  let sequences: Int
  /// A pass of one token of each sequence.
  var plain: [Double] = []
  /// The same of the draft model; empty where there is none.
  var draft: [Double] = []
  var rows: [Row]

  private static let depth = 64

  /// Times passes, each once in every round.
  static func measure(
    _ target: Transformer, draft: Transformer?, sequences: Int, lengths: [Int], repeats: Int, seed: UInt64,
    _ stage: Stage
  ) throws -> VerificationCost {
    let room = max((lengths.max() ?? 1) + 1, passesInARow + 1)
    var timer = try PassTimer(target, sequences: sequences, depth: depth, room: room, seed: seed)
    try timer.fill(stage.part(0, 0.2))
    // One, or none where nothing but the text itself drafts.
    var drafts = try [draft].compactMap { $0 }.map {
      try PassTimer($0, sequences: sequences, depth: depth, room: room, seed: seed)
    }
    for place in drafts.indices { try drafts[place].fill(stage.part(0.2, 0.3)) }
    var cost = VerificationCost(sequences: sequences, rows: lengths.map { Row(draftLength: $0) })
    for round in 0...repeats {
      for place in lengths.indices {
        let done = Double(round * lengths.count + place) / Double((repeats + 1) * lengths.count)
        try stage.part(0.3, 1).progress(done, "checking drafts of \(sequences) at once")
        let tokens = lengths[place] + 1
        let exact = timer.time(sequences, tokens: tokens, rows: .all, summation: .tokenByToken)
        timer.goBack()
        let quick = timer.time(sequences, tokens: tokens, rows: .all, summation: .fastest)
        timer.goBack()
        // The first round only warms up.
        guard round > 0 else { continue }
        cost.rows[place].tokenByToken.append(exact)
        cost.rows[place].fastest.append(quick)
      }
      let one = VerificationCost.mean(&timer, sequences)
      let guess = drafts.indices.map { VerificationCost.mean(&drafts[$0], sequences) }
      guard round > 0 else { continue }
      cost.plain.append(one)
      cost.draft += guess
    }
    return cost
  }

  /// What a pass of one token of each sequence takes where several follow each other, as guesses do.
  private static func mean(_ timer: inout PassTimer, _ sequences: Int) -> Double {
    // The first one wakes the threads.
    _ = timer.time(sequences)
    let sum = (0..<passesInARow).reduce(0) { sum, _ in sum + timer.time(sequences) }
    timer.goBack()
    return sum / Double(passesInARow)
  }

  private static let passesInARow = 4

  /// How many plain passes a checking pass takes, repeat by repeat.
  func inPasses(_ draftLength: Int, isExact: Bool) -> [Double] {
    guard let row = rows.first(where: { $0.draftLength == draftLength }) else { return [] }
    return (isExact ? row.tokenByToken : row.fastest).times(plain)
  }

  /// How many plain passes a token of a draft takes.
  var draftCost: Double {
    draft.isEmpty || plain.isEmpty ? 0 : Spread(of: draft).median / max(Spread(of: plain).median, 1e-12)
  }

  /// The speed-up that so many tokens a pass bring at what checking and drafting were measured to take.
  func speedup(_ tokensPerPass: Double, draftLength: Int, isExact: Bool) -> [Double] {
    inPasses(draftLength, isExact: isExact).map {
      SpeculationLaw.speedup(tokensPerPass, draftLength: draftLength, draftCost: draftCost, check: $0)
    }
  }
}

/// What drafts bring by the formulas.
enum SpeculationLaw {
  /// Times as fast as without drafts: tokens of a pass over what pass and draft cost, in plain passes.
  ///
  /// With `check` 1 it is that of Leviathan, Kalman and Matias 2023, theorem 3.8: checking is free as long as a pass waits
  /// for the weights.
  static func speedup(_ tokensPerPass: Double, draftLength: Int, draftCost: Double, check: Double = 1) -> Double {
    tokensPerPass / (check + Double(draftLength) * draftCost)
  }

  /// The draft length of the highest speed-up where checking is free, and the speed-up; 0 and 1 where none is worth it.
  static func best(acceptance: Double, draftCost: Double, upTo longest: Int) -> (draftLength: Int, speedup: Double) {
    var best = (draftLength: 0, speedup: 1.0)
    for length in 1...max(1, longest) {
      let tokens = Speculation.expectedTokensPerPass(acceptance: acceptance, draftLength: length)
      let found = speedup(tokens, draftLength: length, draftCost: draftCost)
      if found > best.speedup { best = (length, found) }
    }
    return best
  }
}
