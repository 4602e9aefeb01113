import Inference

/// A right and a wrong rule of acceptance under two letters, and what each of them drew.
struct TwoRules {
  /// What came out of one of them.
  struct Outcome {
    let letter: String
    let rule: AcceptanceRule
    let test: DistributionTest
  }

  let outcomes: [Outcome]
  /// The share of drafted tokens that a right rule takes: Σ min(p, q).
  let overlap: Double
  let draws: Int

  static let letters = ["A", "B"]
  /// Tokens of a picture.
  private static let shown = 8

  /// A seed's letters for the two.
  static func order(_ wrong: AcceptanceRule, seed: UInt64) -> [AcceptanceRule] {
    var random = SeededRandom(seed: seed)
    return random.next() & (1 << 40) == 0 ? [.right, wrong] : [wrong, .right]
  }

  /// Draws with both rules where the draft is neither always right nor always wrong.
  init(
    wrong: AcceptanceRule, draws: Int, seed: UInt64, _ prompts: [[TokenID]], _ runs: DraftingRuns,
    _ tokenizer: Tokenizer, _ stage: Stage
  ) throws {
    var pairs: [(target: [Sampler.Candidate], draft: [Sampler.Candidate])] = []
    for (place, prompt) in prompts.enumerated() {
      try stage.progress(0.1 * Double(place) / Double(prompts.count), "looking for a place where the models differ")
      pairs += try TwoRules.distributions(prompt, runs)
    }
    let (target, draft) = TwoRules.telling(pairs)
    overlap = TwoRules.overlap(target, draft)
    self.draws = draws
    outcomes = try zip(TwoRules.letters, TwoRules.order(wrong, seed: seed)).enumerated().map { index, named in
      let part = stage.part(0.1, 1).part(index, of: 2)
      let counts = try named.1.outcome(draft: draft, target: target, draws: draws, seed: seed &+ UInt64(index)) {
        part.goesOn($0, "rule \(named.0) decides")
      }
      try part.show(.picture(TwoRules.picture(named.0, counts, target, tokenizer, draws: draws)))
      return Outcome(letter: named.0, rule: named.1, test: DistributionTest(counts, against: target))
    }
  }

  /// What both would say at temperature 1 behind each token of a prompt; without a draft model the target itself drafts,
  /// at temperature 2.
  private static func distributions(
    _ prompt: [TokenID], _ runs: DraftingRuns
  ) throws -> [(target: [Sampler.Candidate], draft: [Sampler.Candidate])] {
    func says(_ transformer: Transformer, temperature: Double) throws -> [[Sampler.Candidate]] {
      var context = try InferenceContext(transformer, contextLength: prompt.count)
      let sampler = Sampler(SamplingParameters(temperature: temperature), seed: 0)
      let size = transformer.model.blueprint.vocabularySize
      let logits = try context.logits(of: prompt)
      return prompt.indices.map { sampler.distribution(Array(logits[$0 * size..<($0 + 1) * size])) }
    }
    let target = try says(runs.target, temperature: 1)
    let draft = try runs.draft.map { try says($0, temperature: 1) } ?? says(runs.target, temperature: 2)
    return Array(zip(target, draft).map { (target: $0, draft: $1) }.dropFirst(earliest))
  }

  /// Before so many tokens a model knows little of what it reads.
  private static let earliest = 4

  /// The place at which most tokens are in question, of those where the draft is right about as often as not.
  static func telling(
    _ pairs: [(target: [Sampler.Candidate], draft: [Sampler.Candidate])]
  ) -> (target: [Sampler.Candidate], draft: [Sampler.Candidate]) {
    let overlaps = pairs.map { overlap($0.target, $0.draft) }
    let undecided = pairs.indices.filter { (0.4...0.8).contains(overlaps[$0]) }
    let inQuestion = pairs.map { pair in pair.target.count { $0.probability > 0.01 } }
    if let most = undecided.max(by: { inQuestion[$0] < inQuestion[$1] }) { return pairs[most] }
    let nearest = pairs.indices.min { abs(overlaps[$0] - 0.6) < abs(overlaps[$1] - 0.6) }
    return nearest.map { pairs[$0] } ?? (target: [], draft: [])
  }

  /// Σ min(p, q).
  static func overlap(_ p: [Sampler.Candidate], _ q: [Sampler.Candidate]) -> Double {
    let other = Dictionary(q.map { ($0.token, $0.probability) }, uniquingKeysWith: { $1 })
    return p.reduce(0) { $0 + min($1.probability, other[$1.token] ?? 0) }
  }

  /// How often a rule drew each of the likeliest tokens, in parts of how often the model would have.
  private static func picture(
    _ letter: String, _ counts: [TokenID: Int], _ target: [Sampler.Candidate], _ tokenizer: Tokenizer, draws: Int
  ) -> ExperimentPicture {
    let bars = target.prefix(shown).map { candidate in
      let text = String(decoding: tokenizer.bytes(of: [candidate.token], special: true), as: UTF8.self)
      return ExperimentPicture.Bar(
        "'\(text)' \(Numeral.text(100 * candidate.probability)) %",
        100 * Double(counts[candidate.token] ?? 0) / (Double(draws) * candidate.probability))
    }
    return ExperimentPicture(
      "rule \(letter): how often each token came, beside how often it should (100 %)", .bars(bars, unit: "%"))
  }

  func outcome(isWrong: Bool) -> Outcome? { outcomes.first { ($0.rule != .right) == isWrong } }
}
