import Inference

/// What was measured of drafts, and how it is told.
struct SpeculationFound {
  typealias Figure = ExperimentResult.Figure
  typealias Kind = DraftedTexts.Kind

  /// Sequences of the passes whose cost is measured.
  static let batches = [1, 8]

  let target: String
  let source: DraftSource
  /// By draft length, without drafts first.
  var tallies: [Kind: [DraftTally]] = [:]
  var sampledAcceptance = 0.0
  var costs: [VerificationCost] = []
  var waiting: WaitingPair?
  var rules: TwoRules?

  init(target: String, source: DraftSource) {
    self.target = target
    self.source = source
  }

  // MARK: What follows

  func tally(_ kind: Kind, _ length: Int) -> DraftTally? { tallies[kind]?.first { $0.draftLength == length } }

  /// Times as fast as without drafts, repeat by repeat.
  func speedups(_ kind: Kind, _ length: Int) -> [Double] {
    guard let plain = tally(kind, 0), let drafted = tally(kind, length) else { return [] }
    return plain.seconds.times(drafted.seconds)
  }

  /// The draft length of the highest median speed-up; 0 where none is above 1.
  func best(_ kind: Kind) -> (length: Int, speedups: [Double]) {
    var best = (length: 0, speedups: [1.0])
    for tally in (tallies[kind] ?? []).dropFirst() {
      let found = speedups(kind, tally.draftLength)
      guard !found.isEmpty, Spread(of: found).median > Spread(of: best.speedups).median else { continue }
      best = (tally.draftLength, found)
    }
    return best
  }

  /// The draft length of the highest speed-up where passes wait for memory, with the acceptance of free text; 0 where none
  /// is above 1.
  var bestWaiting: (length: Int, speedups: [Double]) {
    var best = (length: 0, speedups: [1.0])
    for tally in (tallies[.free] ?? []).dropFirst() {
      guard let cost = waiting?.cost else { break }
      let found = cost.speedup(tally.tokensPerPass, draftLength: tally.draftLength, isExact: false)
      guard !found.isEmpty, Spread(of: found).median > Spread(of: best.speedups).median else { continue }
      best = (tally.draftLength, found)
    }
    return best
  }

  /// The length whose figures are told: four, or the longest there is.
  var usual: Int { min(4, tallies[.free]?.last?.draftLength ?? 0) }

  /// Plain passes that a drafted token takes.
  func draftCost(_ kind: Kind) -> Double {
    guard let plain = tally(kind, 0), let drafted = tally(kind, usual), drafted.drafted > 0, plainTokens(kind) > 0
    else { return 0 }
    let perGuess = drafted.drafting / Double(drafted.drafted * max(1, drafted.seconds.count))
    let perToken = plain.seconds.reduce(0, +) / Double(plainTokens(kind) * max(1, plain.seconds.count))
    return perToken > 0 ? perGuess / perToken : 0
  }

  /// Tokens of the plain texts after the first of each, which is what their time is of.
  private func plainTokens(_ kind: Kind) -> Int { tally(kind, usual).map { $0.brought } ?? 0 }
}

/// A model whose weights come from memory with every pass, and a smaller one beside it: random weights, so that passes can
/// be timed and nothing can be read.
struct WaitingPair {
  /// The shape of the one that guesses.
  static let draftShape = "15m"

  let shape: String
  /// Of the larger one's weights.
  let bytes: Int
  let cost: VerificationCost

  /// Whether no cache holds the weights.
  var isLarge: Bool { bytes > 2 * Machine.lastCacheBytes }
}
