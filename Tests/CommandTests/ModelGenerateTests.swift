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
}
