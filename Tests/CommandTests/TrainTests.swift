import Foundation
import Inference
import StrataTesting
import Testing

@Suite struct TrainTests {
  private let home: Home

  init() throws { home = try Home() }

  private static let recipe = """
    name: Tiny
    data: {files: text.txt, validation: held.txt}
    tokenizer: {tokens: 270}
    model: {hidden: 32, layers: 1, heads: 4, kv_heads: 2, feed_forward: 48, context: 32}
    training: {steps: 30, sequences: 4, length: 16, learning_rate: 0.01, warmup: 5, validate_every: 10}
    """

  /// Sentences that a model of any size can learn.
  private static func text(_ count: Int, _ seed: UInt64) -> String {
    var random = SplitMix64(seed: seed)
    return (0..<count).map { _ in
      let animal = ["cat", "dog", "owl"][random.int(0...2)]
      return "the \(animal) sees the \(["tree", "moon"][random.int(0...1)])<|end|>"
    }.joined()
  }

  private func prepare(_ recipe: String = TrainTests.recipe) throws {
    _ = try home.file("tiny.yaml", recipe)
    _ = try home.file("text.txt", TrainTests.text(200, 1))
    _ = try home.file("held.txt", TrainTests.text(20, 2))
  }

  private func train(_ arguments: String...) throws -> Outcome {
    try home.run(Home.program.path, ["train"] + arguments + ["--threads", "1"])
  }

  private func events(_ outcome: Outcome) throws -> [[String: Any]] {
    try outcome.lines.filter { !$0.isEmpty }.map {
      try #require(try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
    }
  }

  private func bytes(_ name: String) throws -> Data { try Data(contentsOf: home.folder.appendingPathComponent(name)) }
  private func exists(_ name: String) -> Bool {
    FileManager.default.fileExists(atPath: home.folder.appendingPathComponent(name).path)
  }

  @Test func `a recipe becomes a model that the engine runs, and lines say how it went`() throws {
    try prepare()
    let outcome = try train("tiny.yaml", "-o", "tiny.gguf")
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.output.contains("step 30 of 30  loss "))
    #expect(outcome.output.contains("step 10  validation loss ") && outcome.output.contains("of a trigram model: "))
    #expect(!outcome.output.contains("\u{1B}") && !exists("tiny.gguf.checkpoint"))
    let said = try home.strata("model", "generate", "tiny.gguf", "--raw", "--prompt", "the cat", "-n", "8", "--json")
    #expect(try said.object()["text"] as? String != "")
  }

  @Test func `as JSON each event is a line, and the loss falls`() throws {
    try prepare()
    let events = try events(try train("tiny.yaml", "-o", "tiny.gguf", "--json"))
    #expect(events.first?["event"] as? String == "start" && events.last?["event"] as? String == "end")
    let losses = events.filter { $0["event"] as? String == "step" }.compactMap { $0["loss"] as? Double }
    #expect(losses.count == 30 && losses[29] < 0.5 * losses[0])
    #expect(events.count { $0["event"] as? String == "validation" } == 3)
    #expect(events.last?["trigram_perplexity"] as? Double ?? 0 > 1)
    #expect(events.first?["tokens_per_step"] as? Int == 64)
  }

  @Test func `a run that was interrupted goes on to the same bytes`() throws {
    let slow = TrainTests.recipe.replacing("steps: 30", with: "steps: 3000")
    try prepare(slow)
    #expect(try train("tiny.yaml", "-o", "whole.gguf").status == 0)
    let running = try home.start(
      Home.program.path, ["train", "tiny.yaml", "-o", "part.gguf", "--threads", "1", "--json"])
    while running.process.isRunning, running.outputSoFar.count < 4_000 { usleep(1_000) }
    kill(running.process.processIdentifier, SIGINT)
    let outcome = try running.outcome()
    #expect(outcome.status == 130 && outcome.errors.contains("part.gguf.checkpoint keeps it: go on with --resume"))
    #expect(!exists("part.gguf"))
    let refused = try train("tiny.yaml", "-o", "part.gguf")
    #expect(refused.status == 1 && refused.errors.contains("Go on from it with --resume, or begin anew with --force"))
    #expect(try train("tiny.yaml", "-o", "part.gguf", "--resume").status == 0)
    #expect(try bytes("part.gguf") == bytes("whole.gguf") && !exists("part.gguf.checkpoint"))
  }

  @Test func `a checkpoint of another recipe or another text is not gone on from`() throws {
    try prepare(TrainTests.recipe.replacing("steps: 30", with: "steps: 100000"))
    let running = try home.start(Home.program.path, ["train", "tiny.yaml", "-o", "t.gguf", "--threads", "1", "--json"])
    while running.process.isRunning, running.outputSoFar.count < 4_000 { usleep(1_000) }
    kill(running.process.processIdentifier, SIGTERM)
    #expect(try running.outcome().status == 143)
    _ = try home.file("text.txt", TrainTests.text(201, 1))
    #expect(try train("tiny.yaml", "-o", "t.gguf", "--resume").errors.contains("is of a run with another text"))
    _ = try home.file("tiny.yaml", TrainTests.recipe)
    #expect(try train("tiny.yaml", "-o", "t.gguf", "--resume").errors.contains("is of a run with another recipe"))
    #expect(try train("tiny.yaml", "-o", "new.gguf", "--resume").errors.contains("there is no checkpoint"))
  }

  @Test func `an adapter is trained beside a model, and merged into it`() throws {
    try prepare()
    #expect(try train("tiny.yaml", "-o", "tiny.gguf").status == 0)
    _ = try home.file(
      "chat.jsonl", (0..<40).map { "{\"prompt\": \"who \($0 % 5)\", \"answer\": \"the owl\"}\n" }.joined())
    _ = try home.file(
      "lora.yaml",
      """
      data: {files: [chat.jsonl]}
      base: tiny.gguf
      lora: {rank: 4, targets: [attn_q, attn_v, ffn_down]}
      training: {steps: 60, sequences: 4, length: 16, learning_rate: 0.05, weight_decay: 0}
      """)
    let events = try events(try train("lora", "lora.yaml", "-o", "owl.gguf", "--json"))
    let losses = events.filter { $0["event"] as? String == "step" }.compactMap { $0["loss"] as? Double }
    #expect(losses.last ?? 9 < 0.6 * (losses.first ?? 0), "\(losses.first ?? 0) to \(losses.last ?? 0)")
    // Of each of three matrices r · (in + out): 4 · (32 + 32 + 32 + 16 + 48 + 32).
    #expect(events.first?["parameters"] as? Int == 4 * 192)
    let merged = try home.strata("train", "merge", "tiny.gguf", "owl.gguf", "-o", "merged.gguf")
    #expect(merged.status == 0, "\(merged.errors)")
    let said = try home.strata("model", "generate", "merged.gguf", "--prompt", "who 3", "-n", "16", "--json")
    #expect((try said.object()["text"] as? String ?? "").contains("the owl"))
    #expect(try home.strata("train", "merge", "owl.gguf", "owl.gguf", "-o", "m.gguf").status == 1)
  }

  @Test func `a student learns from a teacher with the same tokens only`() throws {
    try prepare()
    #expect(try train("tiny.yaml", "-o", "tiny.gguf").status == 0)
    let distill = """
      data: {files: text.txt}
      tokenizer: {from: tiny.gguf}
      model: {hidden: 16, layers: 1, heads: 2, feed_forward: 16, context: 32}
      distill: {teacher: tiny.gguf, temperature: 2, hard: 0.2}
      training: {steps: 20, sequences: 4, length: 16}
      """
    _ = try home.file("distill.yaml", distill)
    #expect(try train("distill", "distill.yaml", "-o", "small.gguf").status == 0)
    _ = try home.file("other.yaml", distill.replacing("{from: tiny.gguf}", with: "{tokens: 265}"))
    let refused = try train("distill", "other.yaml", "-o", "x.gguf")
    #expect(refused.status == 1 && refused.errors.contains("other tokens than the student"), "\(refused.errors)")
  }

  @Test(arguments: [
    ("steps: 30", "steps: none", "tiny.yaml:5: training.steps is \"none\"; it must be a whole number from 1 to"),
    ("hidden: 32", "hiden: 32", "tiny.yaml:4: model.hidden is missing"),
    ("heads: 4,", "heads: 5,", "tiny.yaml:4: model cannot be: hidden is 32, which heads, 5, does not divide"),
    ("context: 32", "context: 8", "tiny.yaml:5: training.length is 16, more than the model's context of 8"),
    ("learning_rate", "lerning_rate", "tiny.yaml:5: training.lerning_rate is unknown"),
    ("tokenizer: {tokens: 270}", "tokenizer: {}", "tiny.yaml:3: tokenizer must say how many tokens"),
    ("name: Tiny", "base: x.gguf", "base and model exclude each other"),
    ("hidden: 32", "hidden: 33", "model cannot be: hidden is 33, which heads, 4, does not divide"),
    ("name: Tiny", "lora: {rank: 2}", "lora is for strata train lora"), ("name: Tiny", "name: [", "is not YAML"),
    ("data: {files: text.txt, validation: held.txt}", "data: {}", "data must name files"),
  ])
  func `a mistake in a recipe is told with file, line and field, as wrong usage`(
    old: String, new: String, words: String
  ) throws {
    try prepare(TrainTests.recipe.replacing(old, with: new))
    let outcome = try train("tiny.yaml", "-o", "x.gguf")
    #expect(outcome.status == 64 && outcome.errors.contains(words), "\(outcome.errors)")
    #expect(outcome.errors.split(separator: "\n").count == 1 && !exists("x.gguf"))
  }

  @Test(arguments: [
    ("", "has no text to learn from"), ("short", "a sequence and the token after it need 17"),
    ("\u{0}\u{1B}[31m", "to learn from"),
  ])
  func `too little text is told`(text: String, words: String) throws {
    try prepare(TrainTests.recipe.replacing("tokens: 270", with: "tokens: 260"))
    _ = try home.file("text.txt", text)
    let outcome = try train("tiny.yaml", "-o", "x.gguf")
    #expect(outcome.status == 1 && !outcome.errors.contains("\u{1B}"))
    #expect(outcome.errors.contains(words) || outcome.errors.contains("pairs"), "\(outcome.errors)")
  }

  @Test func `a text for validation that is too short is called so, and without looks it is scored at the end`() throws
  {
    try prepare(TrainTests.recipe.replacing("validate_every: 10", with: "validate_every: 0"))
    let events = try events(try train("tiny.yaml", "-o", "tiny.gguf", "--json"))
    #expect(events.count { $0["event"] as? String == "validation" } == 1)
    #expect(events.last?["perplexity"] as? Double ?? 0 > 1)
    _ = try home.file("held.txt", "the cat")
    let refused = try train("tiny.yaml", "-o", "x.gguf")
    #expect(refused.status == 1 && refused.errors.contains("the text for validation has "), "\(refused.errors)")
  }

  @Test func `a mark of Windows before recipe and text is none of their letters`() throws {
    try prepare()
    #expect(try train("tiny.yaml", "-o", "plain.gguf").status == 0)
    try prepare("\u{FEFF}" + TrainTests.recipe)
    _ = try home.file("text.txt", "\u{FEFF}" + TrainTests.text(200, 1))
    let marked = try train("tiny.yaml", "-o", "marked.gguf")
    #expect(marked.status == 0, "\(marked.errors)")
    let words = ["model", "tokenize", "--json", "the cat"]
    let ids = try ["plain.gguf", "marked.gguf"].map { file in
      try home.run(Home.program.path, [words[0], words[1], file] + words[2...]).output
    }
    #expect(ids[0] == ids[1] && !ids[0].isEmpty)
  }

  @Test func `two runs do not make one file`() throws {
    try prepare(TrainTests.recipe.replacing("steps: 30", with: "steps: 1000000"))
    let running = try home.start(Home.program.path, ["train", "tiny.yaml", "-o", "t.gguf", "--threads", "1", "--json"])
    while running.process.isRunning, running.outputSoFar.count < 4_000 { usleep(1_000) }
    for force in [[], ["--force"]] {
      let second = try home.run(Home.program.path, ["train", "tiny.yaml", "-o", "t.gguf", "--threads", "1"] + force)
      #expect(second.status == 1 && second.errors.contains("another program is making t.gguf"), "\(second.errors)")
    }
    kill(running.process.processIdentifier, SIGHUP)
    #expect(try running.outcome().status == 129 && !exists("t.gguf.lock") && exists("t.gguf.checkpoint"))
  }

  @Test func `a file that appears during the run is not written over`() throws {
    try prepare(TrainTests.recipe.replacing("steps: 30", with: "steps: 3000"))
    let running = try home.start(Home.program.path, ["train", "tiny.yaml", "-o", "t.gguf", "--threads", "1", "--json"])
    while running.process.isRunning, running.outputSoFar.count < 4_000 { usleep(1_000) }
    _ = try home.file("t.gguf", "mine")
    let outcome = try running.outcome()
    #expect(outcome.status == 1 && outcome.errors.contains("t.gguf is there already"), "\(outcome.errors)")
    #expect(try bytes("t.gguf") == Data("mine".utf8) && exists("t.gguf.checkpoint"))
  }

  @Test func `only answers are learned where the tokens have a mark for them`() throws {
    let talk = TrainTests.recipe.replacing("held.txt}", with: "held.txt, learn: answers}")
    try prepare(talk)
    _ = try home.file("text.txt", String(repeating: "<|user|> the cat<|assistant|> sees the tree<|end|>", count: 90))
    #expect(try train("tiny.yaml", "-o", "tiny.gguf").status == 0)
    try prepare(talk.replacing("learn: answers", with: "learn: none"))
    #expect(try train("tiny.yaml", "-o", "x.gguf").errors.contains("data.learn must be all or answers"))
  }

  @Test func `a line of JSON that is none is told with its number`() throws {
    try prepare(TrainTests.recipe.replacing("text.txt", with: "text.jsonl"))
    _ = try home.file("text.jsonl", "{\"text\": \"a\"}\n\n{\"prompt\": \"a\"}\n")
    #expect(try train("tiny.yaml", "-o", "x.gguf").errors.contains("text.jsonl:3: must be {\"text\""))
  }

  @Test func `the course's corpus is shown as its card, and written as files`() throws {
    let card = try home.strata("train", "data")
    #expect(card.status == 0 && card.output.hasPrefix("# The data of StackLM"))
    #expect(try home.strata("train", "data", "-o", "corpus").status == 0)
    let names = try FileManager.default.contentsOfDirectory(atPath: home.folder.appendingPathComponent("corpus").path)
    #expect(names.sorted() == ["README.md", "questions.jsonl", "training.jsonl", "tuning.jsonl", "validation.txt"])
    // The same once more is no loss; what the reader changed is.
    #expect(try home.strata("train", "data", "-o", "corpus").status == 0)
    let mine = try home.file("corpus/validation.txt", "mine")
    let refused = try home.strata("train", "data", "-o", "corpus")
    #expect(
      refused.status == 1 && refused.errors.contains("validation.txt is there") && refused.errors.contains("--force"),
      "\(refused.errors)")
    #expect(try String(contentsOfFile: mine, encoding: .utf8) == "mine")
    #expect(try home.strata("train", "data", "-o", "corpus", "--force").status == 0)
    #expect(try String(contentsOfFile: mine, encoding: .utf8) != "mine")
  }

  @Test func `a place that takes no file is told before the training, and what cannot be told keeps what was learned`()
    throws
  {
    try prepare(TrainTests.recipe)
    for (place, words) in [("no/x.gguf", "No such file or directory"), (".", "is a directory")] {
      let outcome = try train("tiny.yaml", "-o", place, "--force")
      #expect(outcome.status == 1 && outcome.errors.contains(words), "\(outcome.errors)")
      #expect(!outcome.output.contains("step"))
    }
    let command = "\"\(Home.program.path)\" train tiny.yaml -o cut.gguf --threads 1 | head -c 1; exit ${PIPESTATUS[0]}"
    let cut = try home.run("/bin/bash", ["-c", command])
    let isThere = FileManager.default.fileExists(atPath: home.folder.appendingPathComponent("cut.gguf").path)
    // Whoever reads may be gone before the first word or after the last.
    #expect(
      isThere || cut.status == 1 && cut.errors.contains("whoever read what it tells went away;"),
      "\(cut.status) \(cut.errors)")
  }
}
