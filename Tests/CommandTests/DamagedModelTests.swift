import Foundation
import Testing

/// Models whose weights are damaged, and adapters where a model is wanted.
@Suite struct DamagedModelTests {
  private let home: Home

  /// A model of a few steps, the same with its last weights spoilt, and an adapter.
  init() throws {
    home = try Home()
    _ = try home.file("text.txt", String(repeating: "the cat sees the tree<|end|>the owl sees<|end|>", count: 100))
    let recipe = """
      data: {files: text.txt}
      tokenizer: {tokens: 270}
      model: {hidden: 32, layers: 1, heads: 4, feed_forward: 48, context: 32}
      training: {steps: 3, sequences: 4, length: 16}
      """
    _ = try home.file("tiny.yaml", recipe)
    try #require(try train("tiny.yaml", "-o", "tiny.gguf").status == 0)
    let file = home.folder.appendingPathComponent("tiny.gguf")
    let bytes = try Data(contentsOf: file)
    // All bits set are no number in every type of floats.
    let damaged = bytes.dropLast(2_048) + Data(repeating: 0xFF, count: 2_048)
    try damaged.write(to: home.folder.appendingPathComponent("damaged.gguf"))
    for base in ["tiny", "damaged", "adapter"] {
      _ = try home.file(
        "on-\(base).yaml",
        "data: {files: text.txt}\nbase: \(base).gguf\ntraining: {steps: 2, sequences: 4, length: 16}\n")
    }
    try #require(try train("lora", "on-tiny.yaml", "-o", "adapter.gguf").status == 0)
  }

  private func train(_ arguments: String...) throws -> Outcome {
    try home.run(Home.program.path, ["train"] + arguments + ["--threads", "1"])
  }

  @Test(arguments: [
    ["model", "logits", "damaged.gguf", "--ids", "1,2"],
    ["model", "generate", "damaged.gguf", "--raw", "--prompt", "the cat"],
    ["model", "generate", "tiny.gguf", "--raw", "--prompt", "the cat", "--draft", "damaged.gguf"],
    ["model", "serving", "damaged.gguf", "-p", "8", "-n", "4", "--users", "1"],
    ["model", "perplexity", "damaged.gguf", "--text", "text.txt", "--context", "16"],
    ["model", "perplexity", "tiny.gguf", "--base", "damaged.gguf", "--text", "text.txt", "--context", "16"],
    ["eval", "damaged.gguf", "--set", "set.jsonl"],
    ["eval", "tiny.gguf", "--against", "damaged.gguf", "--set", "set.jsonl"],
  ])
  func `no result is reported of damaged weights, and the file is named`(arguments: [String]) throws {
    _ = try home.file("set.jsonl", "{\"skill\": \"a\", \"prompt\": \"the cat\", \"accepted\": [\"sees\"]}\n")
    let outcome = try home.run(Home.program.path, arguments)
    #expect(outcome.status == 1)
    #expect(
      outcome.errors.hasPrefix("strata: damaged.gguf predicts what is no number: its weights are damaged"),
      "\(outcome.errors)")
  }

  @Test func `a training names the damaged base, and no rate`() throws {
    for method in [["lora"], []] {
      let outcome = try home.run(
        Home.program.path, ["train"] + method + ["on-damaged.yaml", "-o", "x.gguf", "--threads", "1"])
      #expect(outcome.status == 1 && !outcome.errors.contains("rate"), "\(outcome.errors)")
      #expect(outcome.errors.contains("the first step already is no number: the weights of damaged.gguf are damaged"))
    }
  }

  @Test(arguments: [
    ["model", "info"], ["model", "logits", "--ids", "1"], ["model", "quantize", "x.gguf", "--type", "Q8_0"],
  ])
  func `an adapter is told to be one`(arguments: [String]) throws {
    var words = arguments
    words.insert("adapter.gguf", at: 2)
    let outcome = try home.run(Home.program.path, words)
    #expect((outcome.output + outcome.errors).contains("is an adapter"), "\(outcome.output) \(outcome.errors)")
    #expect((outcome.output + outcome.errors).contains("strata train merge"))
  }

  @Test func `an adapter is neither base nor teacher`() throws {
    let distill = """
      data: {files: text.txt}
      tokenizer: {from: tiny.gguf}
      model: {hidden: 16, layers: 1, heads: 2, feed_forward: 16, context: 64}
      distill: {teacher: TEACHER.gguf}
      training: {steps: 2, sequences: 4, length: 48}
      """
    _ = try home.file("distill.yaml", distill.replacing("TEACHER", with: "adapter"))
    _ = try home.file("long.yaml", distill.replacing("TEACHER", with: "tiny"))
    for outcome in [try train("on-adapter.yaml", "-o", "x.gguf"), try train("distill", "distill.yaml", "-o", "x.gguf")]
    {
      #expect(outcome.status == 1 && outcome.errors.contains("adapter.gguf is an adapter and no model"))
    }
    let long = try train("distill", "long.yaml", "-o", "x.gguf")
    #expect(long.status == 1, "\(long.errors)")
    #expect(
      long.errors.contains("sequences of 48 tokens are longer than the context of the teacher tiny.gguf, which is 32"))
  }

  @Test func `what a command reads is not written over by it`() throws {
    for output in ["text.txt", "tiny.gguf", "./on-tiny.yaml"] {
      let before = try Data(contentsOf: home.folder.appendingPathComponent(output))
      let outcome = try train("on-tiny.yaml", "-o", output, "--force")
      #expect(outcome.status == 1 && outcome.errors.contains("\(output) is read by this command"), "\(outcome.errors)")
      #expect(try Data(contentsOf: home.folder.appendingPathComponent(output)) == before)
    }
    let merge = try home.strata("train", "merge", "tiny.gguf", "adapter.gguf", "-o", "adapter.gguf", "--force")
    #expect(merge.status == 1 && merge.errors.contains("adapter.gguf is read by this command"))
  }
}
