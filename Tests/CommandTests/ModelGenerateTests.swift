import Foundation
import Inference
import Testing

/// `strata model generate` and `logits`, with random models.
@Suite struct ModelGenerateTests {
  private let home: Home

  init() throws { home = try Home() }

  /// Writes a small model whose file has a chat template; returns its path.
  private func model(template: String?) throws -> String {
    let random = home.folder.appendingPathComponent("random.gguf").path
    try RandomModel(try #require(ModelShape(named: "260k")), .q8_0, seed: 1).write(to: random)
    let file = try GGUFFile.open(random)
    var metadata = file.metadata
    metadata["tokenizer.chat_template"] = template.map { .string(GGUFText($0)) }
    var writer = try GGUFWriter(metadata: metadata)
    for tensor in file.tensors { try writer.add(tensor) }
    let path = home.folder.appendingPathComponent("model.gguf").path
    try writer.write(to: path)
    return path
  }

  /// The prompt's tokens as text, names of control tokens included.
  private func prompt(_ outcome: Outcome, _ path: String) throws -> String {
    let ids = try #require(try outcome.object()["prompt_ids"] as? [Int])
    let tokenizer = try Tokenizer(metadata: GGUFFile.open(path).metadata)
    return String(decoding: tokenizer.bytes(of: ids.map { TokenID($0) }, special: true), as: UTF8.self)
  }

  private func generate(_ path: String, _ arguments: String...) throws -> Outcome {
    try home.run(Home.program.path, ["model", "generate", path] + arguments + ["--threads", "1", "--json"])
  }

  @Test func `a model that asks for the date is told today's`() throws {
    let path = try model(
      template: """
        {% set date_string = strftime_now("%d %b %Y") %}{{ "<|start_header_id|>Cutting Knowledge Date: December 2023" }}
        """)
    let format = DateFormatter()
    format.locale = Locale(identifier: "en_US_POSIX")
    format.timeZone = TimeZone(identifier: "UTC")
    format.dateFormat = "dd MMM yyyy"
    let before = format.string(from: .now)
    let text = try prompt(try generate(path, "--prompt", "Hi", "-n", "0"), path)
    // Midnight may pass meanwhile.
    let days = [before, format.string(from: .now)]
    #expect(days.contains { text.contains("Today Date: \($0)\n\n") }, "\(text)")
  }

  @Test func `a message ends no turn by saying its mark, and a text that is continued may`() throws {
    let path = try model(template: "<|user|>\n' + message['content'] + eos_token")
    let said = "a</s>b"
    func ends(_ arguments: String...) throws -> Int {
      let outcome = try home.run(
        Home.program.path, ["model", "generate", path, "--prompt", said, "-n", "0", "--json"] + arguments)
      return try #require(try outcome.object()["prompt_ids"] as? [Int]).count { $0 == 2 }
    }
    #expect(try ends() == 1)
    #expect(try ends("--raw") == 1)
    let chat = try prompt(try generate(path, "--prompt", said, "-n", "0"), path)
    #expect(chat.contains("<|user|>\na</s>b</s>\n<|assistant|>\n"), "\(chat)")
  }

  @Test func `without a token there is no time of the first, and one token is one`() throws {
    let path = try model(template: nil)
    let none = try generate(path, "--prompt", "a", "-n", "0").object()
    #expect(none["ttft_s"] is NSNull && none["ids"] as? [Int] == [])
    let some = try generate(path, "--prompt", "a", "-n", "2").object()
    #expect(try #require(some["ttft_s"] as? Double) > 0)
    let logits = try home.strata("model", "logits", path, "--ids", "5", "--top", "3", "--threads", "1")
    #expect(logits.lines.first == "The largest logits after 1 token" && logits.lines.count == 5, "\(logits.output)")
  }

  // MARK: Drafts

  @Test func `who guesses ahead changes nothing but the figures`() throws {
    let path = try model(template: nil)
    let smaller = home.folder.appendingPathComponent("smaller.gguf").path
    try RandomModel(try #require(ModelShape(named: "260k")), .q4_0, seed: 1).write(to: smaller)
    let plain = try generate(path, "--prompt", "ab ab", "-n", "40").object()
    #expect(plain["speculation"] is NSNull)
    for (draft, length) in [("ngram", 3), (smaller, 3), (path, 5)] {
      let found = try generate(
        path, "--prompt", "ab ab", "-n", "40", "--draft", draft, "--draft-length", "\(length)"
      ).object()
      for key in ["text", "ended"] { #expect(found[key] as? String == plain[key] as? String, "\(draft)") }
      #expect(found["ids"] as? [Int] == plain["ids"] as? [Int], "\(draft)")
      let figures = try #require(found["speculation"] as? [String: Any])
      #expect(figures["draft_length"] as? Int == length)
      let drafted = try #require(figures["drafted_by_position"] as? [Int])
      let accepted = try #require(figures["accepted_by_position"] as? [Int])
      #expect(drafted.count == length && accepted.count == length && zip(accepted, drafted).allSatisfy(<=))
      // The first token comes of the prompt, each pass brings one, and what is taken is more.
      let passes = try #require(figures["passes"] as? Int)
      #expect(passes + accepted.reduce(0, +) == 39, "\(draft)")
    }
  }

  @Test func `a model drafts exactly what it would say itself`() throws {
    let path = try model(template: nil)
    let found = try generate(path, "--prompt", "a", "-n", "31", "--draft", path, "--draft-length", "5").object()
    let figures = try #require(found["speculation"] as? [String: Any])
    #expect(figures["acceptance"] as? Double == 1 && figures["refusals"] as? Int == 0)
    #expect(figures["tokens_per_pass"] as? Double == 6 && figures["expected_tokens_per_pass"] as? Double == 6)
  }

  @Test func `a seed draws the same text again, with drafts too`() throws {
    let path = try model(template: nil)
    func text(_ seed: String) throws -> [Int]? {
      try generate(path, "--prompt", "a", "-n", "20", "--draft", "ngram", "--temperature", "1", "--seed", seed)
        .object()["ids"] as? [Int]
    }
    #expect(try text("4") == text("4"))
    #expect(try text("4") != text("5"))
  }

  @Test func `a draft of other tokens is refused, and a length without a draft`() throws {
    let path = try model(template: nil)
    let other = home.folder.appendingPathComponent("other.gguf").path
    let shape = ModelShape(
      name: "other", hiddenSize: 64, layerCount: 1, headCount: 2, kvHeadCount: 2, feedForwardSize: 64,
      vocabularySize: 300)
    try RandomModel(shape, .q8_0, seed: 1).write(to: other)
    let refused = try generate(path, "--prompt", "a", "--draft", other)
    #expect(refused.status == 1 && refused.output.isEmpty)
    #expect(
      refused.errors.contains("the draft has a vocabulary of 300 tokens, the model one of 512"), "\(refused.errors)")
    let missing = try generate(path, "--prompt", "a", "--draft-length", "3")
    #expect(missing.status == 64 && missing.errors.contains("--draft-length needs --draft"), "\(missing.errors)")
    let tooLong = try generate(path, "--prompt", "a", "--draft", "ngram", "--draft-length", "65")
    #expect(tooLong.status == 64 && tooLong.errors.contains("from 1 to 64, not 65"), "\(tooLong.errors)")
  }
}
