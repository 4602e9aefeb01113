import Foundation
import StrataTesting
import Testing

@Suite struct EvalTests {
  private let home: Home

  /// A model that has learnt three answers by heart.
  init() throws {
    home = try Home()
    let lines = (0..<60).map { "{\"prompt\": \"\(["red", "blue", "green"][$0 % 3])\", \"answer\": \"\($0 % 3)\"}\n" }
    _ = try home.file("text.jsonl", lines.joined())
    _ = try home.file(
      "recipe.yaml",
      """
      data: {files: text.jsonl}
      tokenizer: {tokens: 262}
      model: {hidden: 32, layers: 1, heads: 4, feed_forward: 48, context: 32}
      training: {steps: STEPS, sequences: 8, length: 16, learning_rate: 0.02, warmup: 5}
      """.replacing("STEPS", with: "150"))
  }

  private func train(_ name: String) throws {
    let outcome = try home.strata("train", "recipe.yaml", "-o", name, "--threads", "1")
    #expect(outcome.status == 0, "\(outcome.errors)")
  }

  private func questions(_ pairs: [(String, String)]) -> String {
    pairs.map { color, answer in
      "{\"skill\": \"\(color)\", \"prompt\": \"<|user|> \(color)<|assistant|>\", \"accepted\": [\"\(answer)\"]}\n"
    }.joined()
  }

  @Test func `answers are compared letter by letter, and counted by skill with their intervals`() throws {
    try train("model.gguf")
    _ = try home.file("set.jsonl", questions([("red", "0"), ("blue", "1"), ("green", "7"), ("red", "0")]))
    let found = try home.strata("eval", "model.gguf", "--set", "set.jsonl", "--json").object()
    let skills = try #require(found["skills"] as? [[String: Any]])
    #expect(skills.compactMap { $0["skill"] as? String } == ["red", "blue", "green", "all"])
    let all = try #require(skills.last?["first"] as? [String: Any])
    #expect(all["right"] as? Int == 3 && all["score"] as? Double == 0.75)
    let interval = try #require(all["interval"] as? [Double])
    #expect(abs(interval[0] - 0.3006) < 1e-3 && abs(interval[1] - 0.9544) < 1e-3)
    let answers = try #require(found["answers"] as? [[String: Any]])
    #expect(answers.compactMap { $0["first"] as? String } == ["0", "1", "2", "0"])
    let lines = questions([("red", "0"), ("blue", "1"), ("green", "7"), ("red", "0")])
    _ = try home.file("windows.jsonl", lines.split(separator: "\n").map { $0 + "\r\n" }.joined())
    let same = try home.strata("eval", "model.gguf", "--set", "windows.jsonl", "--json").object()
    #expect((same["answers"] as? [Any])?.count == 4)
    let text = try home.strata("eval", "model.gguf", "--set", "set.jsonl", "--answers").output
    #expect(text.contains("✗ 3  <|user|> green<|assistant|>") && text.contains("accepted: 7"))
  }

  @Test func `two models are compared on the same questions`() throws {
    try train("model.gguf")
    _ = try home.file("set.jsonl", questions(Array(repeating: ("red", "0"), count: 6)))
    let recipe = try String(contentsOf: home.folder.appendingPathComponent("recipe.yaml"), encoding: .utf8)
    _ = try home.file("recipe.yaml", recipe.replacing("steps: 150", with: "steps: 1"))
    try train("raw.gguf")
    let found = try home.strata("eval", "raw.gguf", "--set", "set.jsonl", "--against", "model.gguf", "--json").object()
    let row = try #require((found["skills"] as? [[String: Any]])?.last)
    #expect(row["only_second"] as? Int == 6 && row["only_first"] as? Int == 0 && row["difference"] as? Double == 1)
    #expect(abs((row["probability_of_luck"] as? Double ?? 0) - 2.0 / 64) < 1e-9)
    let text = try home.strata("eval", "raw.gguf", "--set", "set.jsonl", "--against", "model.gguf").output
    #expect(
      text.replacing("\n", with: " ").contains("Only raw.gguf is right on 0, only model.gguf on 6 of 6 questions."))
    _ = try home.file("many.jsonl", questions(Array(repeating: ("red", "0"), count: 20)))
    let clear = try home.strata("eval", "raw.gguf", "--set", "many.jsonl", "--against", "model.gguf").output
    #expect(clear.contains("  less than 0.1 %\n") && !clear.contains("0.0 %"), "\(clear)")
    let same = try home.strata("eval", "model.gguf", "--set", "set.jsonl", "--against", "model.gguf").output
    #expect(same.replacing("\n", with: " ").contains("no evidence that one is better"))
  }

  @Test(arguments: [
    ("", "has no questions"), ("{\"skill\": \"a\"}\n", "set.jsonl:1: is no question"),
    ("\n{\"skill\": \"a\", \"prompt\": \"x\", \"accepted\": []}\n", "set.jsonl:2: has no prompt or accepts nothing"),
  ])
  func `a mistake in a set of questions is told with its line`(text: String, words: String) throws {
    _ = try home.file("set.jsonl", text)
    let outcome = try home.strata("eval", "model.gguf", "--set", "set.jsonl")
    #expect(outcome.status == 1 && outcome.errors.contains(words), "\(outcome.errors)")
  }

  @Test(arguments: [(2_000, "tokens, and model.gguf has a context of"), (3_000_000, "more than")])
  func `a prompt that the context does not hold is told with its question, soon`(count: Int, words: String) throws {
    try train("model.gguf")
    _ = try home.file("set.jsonl", questions([("red", "0"), (String(repeating: "red ", count: count), "0")]))
    let outcome = try home.strata("eval", "model.gguf", "--set", "set.jsonl")
    #expect(outcome.status == 1 && outcome.errors.contains(words) && outcome.errors.contains("question 2"))
  }
}
