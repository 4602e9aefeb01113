import Corpus
import Inference
import StrataTesting
import Testing
import Training
@testable import Experiments

@Suite struct SpeculationTests {
  private let folder: TemporaryFolder
  private let environment: ExperimentEnvironment

  init() throws {
    folder = try TemporaryFolder()
    let (model, draft) = (folder.path("tiny.gguf"), folder.path("tiny-draft.gguf"))
    try Surroundings.writeModel(to: model)
    try Surroundings.writeModel(to: draft, seed: 10)
    environment = Surroundings.environment(model: model, draft: draft)
  }

  private static let small = [
    ("longest", "3"), ("texts", "2"), ("tokens", "12"), ("repeats", "2"), ("draws", "2000"), ("beside", "none"),
  ]

  private func run(_ more: [(String, String)], _ seen: Seen = Seen()) throws -> ExperimentResult {
    try Surroundings.run("speculative-decoding", SpeculationTests.small + more, environment) {
      seen.all.append($0)
      return true
    }
  }

  // MARK: The run

  @Test(arguments: DraftSource.allCases)
  func `a text with drafts is the one without, whoever guesses, and passes bring what was taken`(source: DraftSource)
    throws
  {
    let seen = Seen()
    let result = try run([("drafter", source.rawValue)], seen)
    #expect(result.figure("differing")?.value == 0)
    for table in result.tables where table.title.hasPrefix("Drafts of") {
      #expect(table.rows.count == 3)
      for row in table.rows {
        guard case .number(let perPass) = row[2], case .number(let passes) = row[5] else {
          Issue.record("\(row)")
          continue
        }
        // Two texts of twelve tokens, the first of which the prompt gives.
        #expect(abs(perPass * passes - 22) < 1e-9, "\(row)")
      }
    }
    #expect(seen.points(SpeculativeDecoding.Line.measured).count == 6)
  }

  @Test func `a model that drafts for itself is always right, and one that is another is not`() throws {
    var own = environment
    own.draftPath = own.modelPath
    let result = try Surroundings.run("speculative-decoding", SpeculationTests.small, own)
    #expect(result.figure("acceptance")?.value == 100 && result.figure("overlap")?.value ?? 0 > 99.999)
    #expect(try #require(result.figure("acceptance-sampled")).value == 100)
    #expect(try #require(run([]).figure("overlap")).value < 99.9)
  }

  @Test func `passes over larger weights are timed too, and told with the acceptance that was measured`() throws {
    let small = SpeculationTests.small.filter { $0.0 != "beside" }
    let result = try Surroundings.run("speculative-decoding", small + [("beside", "15m")], environment)
    let check = try #require(result.figure("check-waiting")?.value)
    let cost = try #require(result.figure("draft-cost-waiting")?.value)
    #expect(check > 0 && cost > 0)
    // What drafts bring there is never said to be below what none bring.
    let speedup = try #require(result.figure("speedup-waiting")?.value)
    let length = try #require(result.figure("best-length-waiting")?.value)
    #expect(length == 0 ? speedup == 1 : speedup > 1)
    #expect(result.sentences.contains { $0.contains("In the shape 15m, whose 30") })
    let costs = try #require(result.tables.last)
    #expect(costs.columns.last == "15m: fastest" && costs.rows.allSatisfy { $0.count == costs.columns.count })
    #expect(try run([]).figure("check-waiting") == nil)
  }

  @Test func `without a draft model it says how to go on without one`() throws {
    var alone = environment
    alone.draftPath = nil
    #expect {
      _ = try Surroundings.run("speculative-decoding", SpeculationTests.small, alone)
    } throws: {
      "\($0)".hasSuffix("has no draft model beside it; set drafter=n-gram")
    }
  }

  @Test func `a draft model with other tokens is refused`() throws {
    let text = try CourseTokens(Surroundings.corpus, learning: 290)
    let shape = TrainingShape(
      vocabularySize: text.tokenizer.count, hiddenSize: 64, layerCount: 1, headCount: 4, kvHeadCount: 2,
      feedForwardSize: 96, contextLength: 512)
    var other = environment
    other.draftPath = folder.path("other.gguf")
    try TrainableModel(shape, seed: 9).write(
      to: folder.path("other.gguf"), metadata: shape.metadata(name: "other", tokenizer: text.keys, type: .f16),
      type: .f16)
    #expect {
      _ = try Surroundings.run("speculative-decoding", SpeculationTests.small, other)
    } throws: {
      "\($0)".contains("cannot draft: the draft has a vocabulary of")
    }
  }

  @Test func `the letters tell nothing before the answer, and the solution tells all`() throws {
    for rule in AcceptanceRule.wrong {
      let result = try run([("wrong", rule.rawValue)])
      let letter = try #require(result.choices["wrong-rule"])
      #expect(result.solution.first == "\(letter) is wrong: \(rule.fault).")
      #expect(!result.sentences.joined().contains("is wrong"))
      #expect(result.figures.allSatisfy { !$0.label.contains("rule \(letter)") })
    }
    let orders = (0..<40).map { TwoRules.order(.takesEveryToken, seed: $0) }
    #expect(Set(orders).count == 2 && orders[5] == TwoRules.order(.takesEveryToken, seed: 5))
  }

  // MARK: Rules

  private static func candidates(_ probabilities: KeyValuePairs<TokenID, Double>) -> [Sampler.Candidate] {
    probabilities.map { Sampler.Candidate(token: $0.key, probability: $0.value) }
  }

  private static let target = candidates([2: 0.5, 0: 0.3, 1: 0.15, 4: 0.05])
  private static let draft = candidates([0: 0.45, 1: 0.35, 2: 0.1, 3: 0.1])

  @Test(arguments: AcceptanceRule.allCases)
  func `the test takes the right rule for right, whatever the seed, and no wrong one`(rule: AcceptanceRule) throws {
    var plausible = 0
    for seed in 1...20 as ClosedRange<UInt64> {
      let counts = try rule.outcome(
        draft: SpeculationTests.draft, target: SpeculationTests.target, draws: 20_000, seed: seed
      ) { _ in true }
      #expect(counts.values.reduce(0, +) == 20_000)
      if DistributionTest(counts, against: SpeculationTests.target).isPlausible { plausible += 1 }
    }
    #expect(rule == .right ? plausible >= 19 : plausible == 0, "\(plausible)")
  }

  @Test func `each wrong rule comes out as its closed form says`() throws {
    // Taken: min(p, q) for each token, 0.55 of the draws; p − min(p, q) is 0.4 of token 2 and 0.05 of token 4.
    let (kept, refused) = ([0: 0.3, 1: 0.15, 2: 0.1] as [TokenID: Double], 0.45)
    for (token, p) in [2: 0.5, 0: 0.3, 1: 0.15, 4: 0.05] as [TokenID: Double] {
      let counts = try AcceptanceRule.redrawsFromAll.outcome(
        draft: SpeculationTests.draft, target: SpeculationTests.target, draws: 40_000, seed: 3
      ) { _ in true }
      let expected = (kept[token] ?? 0) + refused * p
      #expect(abs(Double(counts[token] ?? 0) / 40_000 - expected) < 0.011, "\(token)")
    }
    let taken = try AcceptanceRule.takesEveryToken.outcome(
      draft: SpeculationTests.draft, target: SpeculationTests.target, draws: 20_000, seed: 3
    ) { _ in true }
    #expect(DistributionTest(taken, against: SpeculationTests.draft).isPlausible)
  }

  @Test func `the statistic is that of the textbook, rare outcomes together, and impossible ones rule it out`() {
    let even = SpeculationTests.candidates([0: 0.25, 1: 0.25, 2: 0.25, 3: 0.25])
    let test = DistributionTest([0: 30, 1: 20, 2: 25, 3: 25], against: even)
    #expect(test.statistic == 2 && test.degrees == 3)
    // The table's 99.9 % point for three degrees is 16.27, for thirty 59.70; the cube root is nearly normal.
    #expect(abs(test.critical - 16.27) < 0.3)
    let wide = (0..<31).map { Sampler.Candidate(token: $0, probability: 1.0 / 31) }
    let flat = Dictionary(uniqueKeysWithValues: wide.map { ($0.token, 10) })
    #expect(abs(DistributionTest(flat, against: wide).critical - 59.70) < 0.15)
    let rare = SpeculationTests.candidates([0: 0.9, 1: 0.05, 2: 0.05])
    #expect(DistributionTest([0: 90, 1: 3, 2: 7], against: rare).degrees == 1)
    #expect(!DistributionTest([7: 1, 0: 99], against: even).isPlausible)
  }

  @Test func `rules are tried where the draft is neither sure to be right nor to be wrong, and much is in question`() {
    func spread(_ tokens: TokenID, _ share: Double) -> [Sampler.Candidate] {
      (0..<tokens).map { .init(token: $0, probability: share / Double(tokens)) }
        + [.init(token: 100, probability: 1 - share)]
    }
    let (few, many, same) = (spread(2, 0.5), spread(20, 0.5), spread(30, 0.5))
    let found = TwoRules.telling([(few, spread(2, 0.9)), (many, spread(20, 0.9)), (same, same)])
    #expect(found.target == many && abs(TwoRules.overlap(found.target, found.draft) - 0.6) < 1e-9)
    #expect(TwoRules.telling([(same, same)]).target == same)
  }

  // MARK: Laws

  @Test func `speed-up is the tokens of a pass where guessing and checking are free, and less otherwise`() {
    #expect(SpeculationLaw.speedup(3, draftLength: 4, draftCost: 0) == 3)
    #expect(SpeculationLaw.speedup(3, draftLength: 4, draftCost: 0.125) == 2)
    #expect(SpeculationLaw.speedup(3, draftLength: 4, draftCost: 0.125, check: 5.5) == 0.5)
  }

  @Test func `the formula counts the drafts that there were`() {
    var tally = DraftTally(3)
    (tally.passes, tally.accepted, tally.refused, tally.draftedAt) = (8, 5, 5, [8, 8, 8])
    #expect(tally.expectedAsDrafted == tally.expectedTokensPerPass && tally.expectedAsDrafted == 1.875)
    // Half of the passes have a draft, and it has one token.
    tally.draftedAt = [4, 0, 0]
    #expect(tally.expectedAsDrafted == 1.25)
  }

  @Test func `a surer draft is longer at its best, a dear one is not worth it`() {
    let best = [0.3, 0.6, 0.9].map { SpeculationLaw.best(acceptance: $0, draftCost: 0.1, upTo: 16).draftLength }
    #expect(best == best.sorted() && Set(best).count == 3)
    #expect(SpeculationLaw.best(acceptance: 0.4, draftCost: 0.5, upTo: 8) == (0, 1))
    // 1 + 0.5 over 1 + 0.1, then 1.75 over 1.2 and 1.875 over 1.3: the second is the highest.
    let found = SpeculationLaw.best(acceptance: 0.5, draftCost: 0.1, upTo: 8)
    #expect(found.draftLength == 2 && abs(found.speedup - 1.75 / 1.2) < 1e-12)
  }

  @Test func `repetitive beginnings repeat themselves, and both kinds hang on the seed alone`() throws {
    let tokenizer = try ShippedModel(environment).tokenizer
    let texts = try DraftedTexts(3, tokenizer, environment)
    #expect(texts.free.count == 3 && texts.repetitive.count == 3 && Set(texts.free).count > 1)
    for prompt in texts.repetitive {
      let part = prompt.prefix(40)
      #expect(Array(prompt[40..<80]) == Array(part) && prompt.count <= DraftedTexts.longestPrompt)
    }
    #expect(try DraftedTexts(3, tokenizer, environment).free == texts.free)
  }

  @Test func `checking is timed for as many texts as were asked, in every repeat`() throws {
    let model = try ShippedModel(environment).model()
    let cost = try VerificationCost.measure(
      Transformer(model, threads: 1), draft: Transformer(model, threads: 1), sequences: 3, lengths: [1, 5], repeats: 2,
      seed: 1, Stage { _ in true })
    #expect(cost.plain.count == 2 && cost.draft.count == 2 && cost.rows.map(\.fastest.count) == [2, 2])
    #expect(cost.inPasses(5, isExact: true).count == 2 && cost.inPasses(4, isExact: true).isEmpty)
    #expect(cost.draftCost > 0 && cost.speedup(2, draftLength: 5, isExact: false).allSatisfy { $0 > 0 })
  }
}
