import Foundation
import Inference
import StrataTesting
import Testing
@testable import Experiments

@Suite struct PrefixCacheTests {
  private func run(
    prefix: Int, question: Int = 20, calls: Int = 3, seed: UInt64 = 1, _ seen: Seen = Seen()
  ) throws -> ExperimentResult {
    try Surroundings.run(
      "prefix-cache",
      [("model", "260k"), ("prefix", "\(prefix)"), ("question", "\(question)"), ("calls", "\(calls)")],
      Surroundings.environment(seed: seed)
    ) {
      seen.all.append($0)
      return true
    }
  }

  @Test(arguments: [16, 17, 31, 32, 100])
  func `full KV blocks of the stable part are reused in every call but the first, and nothing in other orders`(
    prefix: Int
  ) throws {
    let result = try run(prefix: prefix, calls: 4)
    let reused = Double(3 * (prefix / 16) * 16)
    #expect(try #require(result.figure("saving")).value == 100 * reused / Double(4 * (prefix + 20)))
    #expect(result.figure("saving-question")?.value == 0 && result.figure("saving-time")?.value == 0)
    #expect(result.figure("astray")?.value == 0 && result.figure("identical")?.value == 100)
  }

  @Test func `every prompt token is computed or found, and billed once`() throws {
    let seen = Seen()
    let result = try run(prefix: 50, calls: 3, seen)
    let model = try LoadedModel("260k", .q4_0, Surroundings.environment())
    let prompts = OrderedPrompts(stable: 50, question: 20, calls: 3, model, seed: 1)
    let calls = (0..<3).map { call in
      PrefixCache.Call(
        promptTokens: 70, reused: prompts.reused(call, .stableFirst),
        computed: 70 - prompts.reused(call, .stableFirst), firstToken: 1, output: [])
    }
    // 48 tokens in three blocks: written once, found twice; 22 are neither.
    #expect(
      PrefixReport.billed(prompts, calls, .stableFirst, 60)
        == CacheTariff.Tokens(plain: 66, written: 48, read: 96, tokenHours: 48))
    let pictures = seen.all.compactMap { if case .picture(let picture) = $0 { picture } else { nil } }
    guard case .bars(let bars, _)? = pictures.last(where: { $0.title == "Prompt tokens computed" })?.content else {
      Issue.record("no bars of computed tokens")
      return
    }
    #expect(bars.map(\.value) == [210 - 96, 210, 3 * 78])
    #expect(seen.points("stable first").map(\.x) == [1, 2, 3] && seen.points("stable first").allSatisfy { $0.y > 0 })
    #expect(result.figures.filter { !$0.isTiming }.allSatisfy { $0.isAsExpected != false })
  }

  @Test func `keeping what never comes again costs its surcharge`() throws {
    let model = try LoadedModel("260k", .q4_0, Surroundings.environment())
    let prompts = OrderedPrompts(stable: 60, question: 20, calls: 5, model, seed: 3)
    let calls = (0..<5).map { _ in
      PrefixCache.Call(promptTokens: 80, reused: 0, computed: 80, firstToken: 1, output: [])
    }
    let tokens = PrefixReport.billed(prompts, calls, .questionFirst, 60)
    let tariff = CacheTariff.all[0]
    #expect(tokens == CacheTariff.Tokens(plain: 0, written: 400, read: 0, tokenHours: 400))
    #expect(abs(tariff.bill(tokens) / tariff.billWithoutCache(tokens) - 1.25) < 1e-12)
  }

  @Test(arguments: [(2, 0.675), (5, 0.33), (10, 0.215), (100, 0.1115)])
  func `a prefix written at 1.25 and read at 0.1 has a known average price`(uses: Int, price: Double) {
    #expect(abs(CacheTariff.all[0].averagePrice(uses: uses, perHour: 60) - price) < 1e-12)
  }

  @Test func `a cache pays at the second use, one that is written at twice the price at the third, rent by the rate`() {
    var hour = CacheTariff.all[0]
    #expect(hour.breakEven(perHour: 60) == 2)
    hour = CacheTariff(name: "", model: "", input: 3, write: 6, read: 0.3, storage: 0)
    #expect(hour.breakEven(perHour: 60) == 3)
    let rent = CacheTariff.all[2]
    // 1.25·n must exceed 1.25 + 0.125·(n − 1) + 4.5 while the first hour lasts.
    #expect(rent.breakEven(perHour: 60) == 6)
    #expect(rent.leastRate == 4 && rent.breakEven(perHour: 3.9) == nil && rent.breakEven(perHour: 5) != nil)
  }

  @Test func `the prices are those of the shipped catalogue`() throws {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let text = try String(contentsOf: root.appendingPathComponent("Content/catalog/api-prices.csv"), encoding: .utf8)
    for tariff in CacheTariff.all {
      let row = try #require(text.split(separator: "\n").first { $0.hasPrefix(tariff.model + ",") })
      let fields = row.split(separator: ",", omittingEmptySubsequences: false)
      let write = Double(fields[6])
      #expect(Double(fields[4]) == tariff.input && Double(fields[5]) == tariff.read, "\(tariff.model)")
      #expect((write ?? tariff.input) == tariff.write, "\(tariff.model)")
      #expect(row.contains("litellm 1.109.1 price map") && row.contains("2026-11-12"), "\(tariff.model)")
    }
  }

  @Test func `a stable part that is too long for the model is cut, and that is said`() throws {
    let folder = try TemporaryFolder()
    let path = folder.path("tiny.gguf")
    try Surroundings.writeModel(to: path)
    let result = try Surroundings.run(
      "prefix-cache", [("model", "model"), ("calls", "3"), ("prefix", "1500")], Surroundings.environment(model: path))
    // 512 positions, less 100 of question, 8 of time, 8 of output.
    #expect(result.figure("prefix")?.value == 396 && result.sentences[0].contains("396"))
    #expect(result.figure("astray")?.value == 0)
  }
}
