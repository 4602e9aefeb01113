import StrataTesting
import Testing

@testable import Inference

/// Whole texts that are drawn with drafts, against the exact distribution of all texts that a tiny model can write.
@Suite struct SpeculativeDistributionTests {
  static let prompt: [TokenID] = [1, 4, 1]
  static let length = 3
  static let runs = 15_000

  static let parameters = [
    SamplingParameters(temperature: 1),
    SamplingParameters(temperature: 1.6, topK: 4),
    SamplingParameters(temperature: 0.7, topP: 0.8),
    SamplingParameters(temperature: 1, minP: 0.25, repetitionPenalty: 1.7, repetitionWindow: 2),
  ]

  /// The probability of each text, token by token from the target alone.
  static func exact(_ parameters: SamplingParameters) throws -> [[TokenID]: Double] {
    var context = try TinyModels.context(seed: 1)
    let sampler = Sampler(parameters, seed: 0)
    var texts: [[TokenID]: Double] = [[]: 1]
    for _ in 0..<length {
      var longer: [[TokenID]: Double] = [:]
      for (text, probability) in texts {
        context.truncate(to: 0)
        let logits = try context.advance(prompt + text)
        for candidate in sampler.distribution(logits, after: prompt + text) {
          longer[text + [candidate.token]] = probability * candidate.probability
        }
      }
      texts = longer
    }
    return texts
  }

  /// Draws many texts with a drafter; how far they are from the exact distribution, and what share of the drafts was taken.
  private func draw<Guesser: Drafter & ~Copyable>(
    _ parameters: SamplingParameters, draftLength: Int, with drafter: inout Guesser
  ) throws -> (ChiSquared, acceptance: Double) {
    var context = try TinyModels.context(seed: 1)
    var counts: [[TokenID]: Int] = [:]
    var (taken, refused) = (0, 0)
    for seed in 0..<UInt64(SpeculativeDistributionTests.runs) {
      context.truncate(to: 0)
      let result = try Generation.run(
        &context, drafter: &drafter, draftLength: draftLength, prompt: SpeculativeDistributionTests.prompt,
        count: SpeculativeDistributionTests.length, sampler: Sampler(parameters, seed: 77 + seed))
      counts[result.tokens, default: 0] += 1
      let speculation = try #require(result.speculation)
      taken += speculation.accepted.reduce(0, +)
      refused += speculation.refusals
    }
    let exact = try SpeculativeDistributionTests.exact(parameters)
    return (ChiSquared(counts, against: exact), Double(taken) / Double(taken + refused))
  }

  @Test(arguments: parameters, [1, 2])
  func `with a model that drafts, texts have the target's distribution`(parameters: SamplingParameters, length: Int)
    throws
  {
    var drafter = try ModelDrafter(TinyModels.context(seed: 2), for: TinyModels.model(seed: 1).blueprint)
    let (found, acceptance) = try draw(parameters, draftLength: length, with: &drafter)
    #expect(found.degrees > 10 && found.isPlausible, "\(found)")
    #expect((0.1...0.95).contains(acceptance), "both ways of the rule are gone: \(acceptance)")
  }

  @Test(arguments: parameters)
  func `with n-grams, texts have the target's distribution`(parameters: SamplingParameters) throws {
    var drafter = NGramDrafter()
    let (found, acceptance) = try draw(parameters, draftLength: 2, with: &drafter)
    #expect(found.degrees > 10 && found.isPlausible, "\(found)")
    #expect((0.02...0.95).contains(acceptance), "\(acceptance)")
  }

  /// Says that it has drawn from another distribution than it has.
  private struct Liar: Drafter, ~Copyable {
    var honest: ModelDrafter

    mutating func read(_ prompt: [TokenID], shouldStop: () -> Bool) throws(InferenceContext.ContextError) {
      try honest.read(prompt, shouldStop: shouldStop)
    }

    mutating func draft(
      _ count: Int, after text: [TokenID], with sampler: inout Sampler
    ) throws(InferenceContext.ContextError) -> [DraftedToken] {
      let even = (0..<6).map { Sampler.Candidate(token: $0, probability: 1.0 / 6) }
      return try honest.draft(count, after: text, with: &sampler).map { DraftedToken($0.token, drawnFrom: even) }
    }
  }

  @Test func `the test finds out a drafter whose distribution is not the one it draws from`() throws {
    var drafter = Liar(
      honest: try ModelDrafter(TinyModels.context(seed: 2), for: TinyModels.model(seed: 1).blueprint))
    let (found, _) = try draw(SamplingParameters(temperature: 1), draftLength: 2, with: &drafter)
    #expect(!found.isPlausible, "\(found)")
  }
}
