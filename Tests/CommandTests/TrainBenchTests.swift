import Foundation
import Testing

@Suite struct TrainBenchTests {
  private let home: Home
  private static let small = [
    "--hidden", "32", "--layers", "1", "--heads", "4", "--kv-heads", "2", "--feed-forward", "48", "--vocabulary", "40",
    "--length", "8", "--sequences", "2", "--steps", "3", "--threads", "1",
  ]

  init() throws { home = try Home() }

  private func bench(_ arguments: [String]) throws -> Outcome {
    try home.run(Home.program.path, ["train", "bench"] + arguments)
  }

  @Test func `its JSON holds the speed, and what the model needs beside what the machine can do`() throws {
    let outcome = try bench(TrainBenchTests.small + ["--json"])
    let found = try #require(
      try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any], "\(outcome.errors)")
    // Embedding, norms, queries and output, keys and values, feed-forward.
    let weights = 40 * 32 + 2 * 32 * 32 + 2 * 16 * 32 + 3 * 32 * 48
    #expect(found["parameters"] as? Int == weights + 3 * 32)
    // Two for each weight, and in attention for each of the (8 + 1) / 2 positions seen; three times that with the way back.
    #expect(found["flop_per_token"] as? Double == Double(6 * (weights + 2 * 32 * 9 / 2)))
    let seconds = try #require(found["seconds"] as? [Double])
    #expect(seconds.count == 3 && found["tokens_per_step"] as? Int == 16)
    let speed = try #require(found["tokens_per_s"] as? Double)
    #expect(abs(speed - 16 / seconds.sorted()[1]) < 1e-6 * speed)
    let (rate, peak) = (try #require(found["flop_per_s"] as? Double), try #require(found["peak_flop_per_s"] as? Double))
    #expect(abs(rate - speed * Double(6 * (weights + 288))) < 1e-6 * rate)
    #expect(abs((found["model_flop_utilization"] as? Double ?? 0) - rate / peak) < 1e-9)
  }

  @Test func `its text names the speed and the share of the peak`() throws {
    let outcome = try bench(TrainBenchTests.small)
    #expect(outcome.status == 0 && outcome.output.contains("tokens/s") && outcome.output.contains("% of the"))
  }

  @Test(arguments: [
    (["--heads", "3"], "hidden is 256, which heads, 3, does not divide"),
    (["--kv-heads", "5"], "heads is 8, which kv_heads, 5, does not divide"),
    (["--vocabulary", "0"], "vocabulary is 0"), (["--steps", "0"], "--steps must be from 1 to"),
    (["--threads", "0"], "--threads must be from 1 to 256"),
  ])
  func `a shape that is none is refused with the number that is wrong`(arguments: [String], words: String) throws {
    let outcome = try bench(arguments)
    #expect(outcome.status == 64 && outcome.errors.contains(words), "\(outcome.errors)")
  }

  @Test func `what needs more memory than there is is refused with both figures`() throws {
    let outcome = try bench(["--hidden", "16384", "--layers", "900", "--feed-forward", "65536"])
    #expect(outcome.status == 1 && outcome.errors.contains("of memory are needed and"), "\(outcome.errors)")
  }
}
