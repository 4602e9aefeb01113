import Foundation
import Inference
import Testing
import Training
@testable import Experiments

/// What the labs call computed is what the experiments compute.
@Suite struct LabTextTests {
  private static let labs = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appendingPathComponent("Labs")

  /// A lab's text with its lines put together.
  private func text(_ lab: String) throws -> String {
    try String(contentsOf: Self.labs.appendingPathComponent(lab + "/lab.md"), encoding: .utf8)
      .split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }

  @Test func `lab 6 says how often the worse system wins, and how many questions it takes`() throws {
    let text = try text("better-or-lucky")
    func percent(_ questions: Int) -> String {
      Numeral.rounded(100 * Luck.worseWins(0.8, 0.83, questions: questions), 1) + " %"
    }
    #expect(text.contains("On 300 questions the worse system scores higher in \(percent(300))"))
    #expect(text.contains("on 50 in \(percent(50)),"))
    #expect(text.contains("\(Numeral.grouped(Luck.questionsNeeded(0.8, 0.83))) for each to see 80 against 83 %"))
  }

  @Test func `lab 8 says how many numbers an adapter learns`() throws {
    let text = try text("half-a-percent")
    let small = LoRARanks.learned(
      rank: 8, layers: 6, hidden: 256, kvWidth: 128, feedForward: 768, Set(LoRA.Target.allCases))
    #expect(text.contains("8 × 6 × 4,864 = \(Numeral.grouped(small)) numbers"))
    let large = LoRARanks.learned(
      rank: 16, layers: 32, hidden: 4096, kvWidth: 1024, feedForward: 14_336, Set(LoRA.Target.allCases))
    #expect(text.contains("\(Numeral.text(Double(large)).dropLast()) million of 8.03 billion"))
    #expect(
      text.contains("\(Numeral.rounded(100 * Double(large) / 8.03e9, 2)) % and \((2 * large) >> 20) MiB in 16 bits"))
  }

  @Test func `lab 2 says how large a token is in the cache, and how many users fit`() throws {
    let text = try text("the-cache")
    let small = CacheArithmetic.Attention.heads(4, dimension: 32)
    let bytes = CacheArithmetic.bytesPerToken(layers: 6, small, .f16)
    #expect(text.contains("2 × 6 × 4 × 32 × 2 = \(Numeral.grouped(Int(bytes))) bytes"))
    typealias Large = CacheArithmetic.Large
    #expect(text.contains("keeps \(Numeral.grouped(Int(Large.bytesPerToken(Large.grouped)))), which is 128 KiB"))
    #expect(text.contains("so 64 GB hold \(Large.users(Large.grouped))."))
  }

  @Test func `lab 4 has the formula's figures in its table`() throws {
    let text = try text("guess-ahead")
    for acceptance in [0.6, 0.8, 0.9] {
      let cells = [1, 3, 5, 8].map { length in
        let tokens = Speculation.expectedTokensPerPass(acceptance: acceptance, draftLength: length)
        return
          " \(Int((100 * tokens).rounded()) / 100).\(String(Int((100 * tokens).rounded()) % 100 + 100).dropFirst()) "
      }
      #expect(text.contains("| \(acceptance) |\(cells.joined(separator: "|"))|"))
    }
    let cheap = SpeculationLaw.best(acceptance: 0.8, draftCost: 0.11, upTo: 12)
    let dear = SpeculationLaw.best(acceptance: 0.8, draftCost: 0.3, upTo: 12)
    #expect(text.contains("the best length is \(cheap.draftLength) and the gain \(Numeral.rounded(cheap.speedup, 1));"))
    #expect(
      text.contains("the best is \(dear.draftLength) and the gain \(Numeral.rounded(dear.speedup, 1)) (computed)"))
  }

  @Test func `lab 11 says how many answers show a fall`() throws {
    let text = try text("who-broke-production")
    func needed(_ fallen: Double) -> (answers: String, requests: String) {
      let watch = QualityWatch(usual: 0.9, fallen: fallen, judged: 0.02)
      return (Numeral.grouped(watch.answersNeeded), Numeral.grouped(Int(watch.requestsNeeded.rounded())))
    }
    let (large, small) = (needed(0.85), needed(0.88))
    #expect(text.contains("\(large.answers) judged answers, \(large.requests) requests at 2 %"))
    #expect(text.contains("From 90 to 88 % it is \(small.answers) and \(small.requests) at 1 %"))
  }
}
