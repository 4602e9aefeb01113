import Foundation
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
}
