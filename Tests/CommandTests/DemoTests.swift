import Foundation
import StrataTesting
import Testing

@Suite struct DemoTests {
  private let home: Home

  init() throws { home = try Home() }

  /// Runs with the shipped course: the small one has too little text to learn from.
  private func demo(_ arguments: String...) throws -> Outcome {
    let variables: [String: String?] = ["STRATA_CONTENT": nil]
    return try home.run(Home.program.path, ["demo"] + arguments, environment: variables)
  }

  private static let short = ["--param", "steps=20", "--param", "hidden=64", "--param", "layers=1"]

  private func events(_ outcome: Outcome) throws -> [[String: Any]] {
    try outcome.lines.filter { !$0.isEmpty }.map {
      try #require(try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
    }
  }

  @Test func `the experiments are listed with what they need`() throws {
    let list = try demo()
    #expect(list.status == 0 && list.output.hasPrefix("Model development\n"))
    let known = [
      "training-run", "learning-rate", "lora-rank", "distillation", "better-or-lucky", "quantisation", "kv-cache",
      "speculative-decoding", "roofline", "batching", "prefix-cache", "serving-load", "observability",
    ]
    for id in known { #expect(list.output.contains("  \(id)  "), "\(id)") }
    let ids = try demo("--json").objects().compactMap { $0["id"] as? String }
    #expect(ids.first == "training-run" && Set(ids) == Set(known) && ids.count == known.count)
  }

  @Test func `what can be set and what is asked is shown before anything runs`() throws {
    let about = try demo("lora-rank", "--about").output
    #expect(about.contains("  steps=60\n") && about.contains("  enough=1|2|4|8|16|none\n"))
    #expect(try demo("learning-rate", "--about").output.contains("Once you have seen it: Which curve is"))
  }

  @Test func `a run shows its curve and figures, and lays the prediction beside the measurement`() throws {
    let outcome = try home.run(
      Home.program.path, ["demo", "training-run", "--predict", "final-loss=60"] + DemoTests.short,
      environment: ["STRATA_CONTENT": nil])
    #expect(outcome.status == 0 && !outcome.output.contains("\u{1B}"), "\(outcome.errors)")
    for part in ["loss in nats a token", "Chance, ln 512", "Your predictions beside the measurement", "too high"] {
      #expect(outcome.output.contains(part), "\(part)")
    }
    #expect(outcome.output.contains("405 billion parameters") && outcome.output.contains("seed 1"))
  }

  @Test func `as JSON each observation is a line, and the result is the last`() throws {
    let outcome = try home.run(
      Home.program.path, ["demo", "training-run", "--json", "--predict", "beats-trigrams=yes"] + DemoTests.short,
      environment: ["STRATA_CONTENT": nil])
    let events = try events(outcome)
    #expect(events.first?["event"] as? String == "start" && events.last?["event"] as? String == "result")
    #expect(events.count { $0["event"] as? String == "point" && $0["series"] as? String == "training" } == 20)
    #expect(events.count { $0["event"] as? String == "sample" } == 2)
    let predictions = try #require(events.last?["predictions"] as? [[String: Any]])
    let figures = try #require(events.last?["figures"] as? [[String: Any]])
    let keys = ["expected", "expected_by", "id", "label", "spread", "timing", "unit", "value"]
    #expect(figures.allSatisfy { $0.keys.sorted() == keys } && events.last?["seed"] as? Int == 1)
    #expect(predictions.first?["predicted"] as? String == "yes" && predictions.first?["words"] is String)
  }

  @Test func `which curve is which is told once it was guessed`() throws {
    let short = ["demo", "learning-rate", "--param", "steps=20", "--param", "repeats=1"]
    let variables: [String: String?] = ["STRATA_CONTENT": nil]
    let before = try home.run(Home.program.path, short, environment: variables).output
    #expect(before.contains("Which curve is that of the rate that is too high?") && !before.contains("is the low rate"))
    let again = "strata demo learning-rate --param steps=20 --param repeats=1 --predict too-high=… --predict too-low=…"
    #expect(before.split(whereSeparator: \.isWhitespace).joined(separator: " ").contains(again))
    let course = URL(fileURLWithPath: #filePath).deletingLastPathComponent().path + "/../../Content"
    let other = try home.run(
      Home.program.path, short + ["--seed", "7", "--threads", "1", "--content", course], environment: variables
    ).output
    let told = other.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    #expect(
      told.contains("strata demo learning-rate --content ") && told.contains(" --seed 7 --threads 1 --param steps=20"))
    let after = try home.run(
      Home.program.path, short + ["--predict", "too-high=A", "--predict", "too-low=B"], environment: variables
    ).output
    #expect(after.contains("is the low rate") && after.contains("is the high rate"))
  }

  @Test func `a signal ends a run with its own status and no result`() throws {
    let running = try home.start(
      Home.program.path, ["demo", "training-run", "--json", "--param", "steps=3000"],
      environment: ["STRATA_CONTENT": nil])
    while running.process.isRunning, running.outputSoFar.count < 2_000 { usleep(1_000) }
    kill(running.process.processIdentifier, SIGINT)
    let outcome = try running.outcome()
    #expect(outcome.status == 130 && outcome.errors.contains("interrupted") && !outcome.output.contains("\"result\""))
  }

  @Test(arguments: [
    (["lora-rnk"], "there is no experiment \"lora-rnk\"; near it: lora-rank"),
    (["lora-rank", "--param", "stps=3"], "there is no parameter \"stps\"; near it: steps"),
    (["lora-rank", "--param", "steps=1"], "steps is \"1\"; it must be a whole number from 5 to 200"),
    (["lora-rank", "--param", "steps"], "--param \"steps\" must be a name and a value"),
    (["lora-rank", "--predict", "enuf=3"], "does not ask for \"enuf\""),
    (["lora-rank", "--predict", "enough=3"], "the prediction enough must be one of 1, 2, 4, 8, 16, none"),
    (["training-run", "--model", "x.gguf"], "training-run runs no model's file; leave out --model"),
    (["kv-cache", "--model", "x.gguf", "--param", "model=15m"], "set --param model=model, or leave out --model"),
    (["--about"], "name the experiment"),
  ])
  func `what was asked wrongly is told in one line`(arguments: [String], words: String) throws {
    let outcome = try home.run(Home.program.path, ["demo"] + arguments)
    #expect(outcome.status == 64 && outcome.errors.contains(words), "\(outcome.errors)")
    #expect(outcome.errors.split(separator: "\n").count == 1)
  }

  @Test func `without a model an experiment that needs one says which to name`() throws {
    let outcome = try home.strata("demo", "distillation")
    #expect(outcome.status == 1 && outcome.errors.contains("name a GGUF file of the llama family with --model"))
  }
}
