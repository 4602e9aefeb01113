import Foundation
import Inference
import StrataTesting
import Testing

/// `strata model tokenize` on vocabulary-only files that the tests write.
@Suite struct ModelTokenizeTests {
  private let home: Home

  init() throws {
    home = try Home()
  }

  private func tokenize(_ arguments: String..., input: [UInt8] = []) throws -> Outcome {
    try home.run(Home.program.path, ["model", "tokenize"] + arguments, input: Data(input))
  }

  /// Writes a file with all bytes, some words and special tokens, and returns its path.
  private func write(scores: Int = 263) throws -> String {
    var tokens = ["<unk>", "<s>", "</s>"]
    tokens += (0..<256).map { "<0x" + (String(format: "%02X", $0)) + ">" }
    tokens += ["▁", "a", "▁a", "\u{1B}[31m"]
    let kinds: [Int32] = [2, 3, 3] + [Int32](repeating: 6, count: 256) + [1, 1, 1, 4]
    let entries: [(String, GGUFValue)] = [
      ("general.architecture", .string("llama")), ("tokenizer.ggml.model", .string("llama")),
      ("tokenizer.ggml.tokens", .array(.string(tokens.map { GGUFText($0) }))),
      ("tokenizer.ggml.scores", .array(.float32([Float](repeating: -1, count: scores)))),
      ("tokenizer.ggml.token_type", .array(.int32(kinds))),
    ]
    let writer = try GGUFWriter(metadata: GGUFMetadata(entries.map { GGUFMetadata.Entry(key: $0.0, value: $0.1) }))
    let path = home.folder.appendingPathComponent("vocabulary.gguf").path
    try writer.write(to: path)
    return path
  }

  @Test func `numbers and pieces are printed, and how many there are`() throws {
    let outcome = try tokenize(try write(), "aé\n")
    #expect(outcome.status == 0)
    #expect(
      outcome.lines == [
        "261  \" a\"", "198  \"\\xC3\"", "172  \"\\xA9\"", " 13  \"\\n\"", "4 tokens for 4 bytes", "",
      ])
  }

  @Test func `the JSON has ids and pieces`() throws {
    let value = try tokenize(try write(), "a a", "--json").object()
    #expect(value["ids"] as? [Int] == [261, 261])
    #expect(value["pieces"] as? [String] == [" a", " a"])
    #expect(value.count == 2)
  }

  @Test func `special tokens come only when they are asked for`() throws {
    let path = try write()
    #expect(try tokenize(path, "<s>", "--json").object()["ids"] as? [Int] == [259, 63, 118, 65])
    #expect(try tokenize(path, "<s>a", "--special", "--json").object()["ids"] as? [Int] == [1, 1, 261])
  }

  @Test func `standard input is taken to the byte`() throws {
    let value = try tokenize(try write(), "-", "--json", input: [0x61, 0xFF, 0x00, 0x0A]).object()
    #expect(value["ids"] as? [Int] == [261, 258, 3, 13])
    #expect(try tokenize(try write(), "-", "--json").object()["ids"] as? [Int] == [])
  }

  @Test func `a piece cannot harm the terminal`() throws {
    for arguments in [[], ["--json"]] {
      let outcome = try home.run(Home.program.path, ["model", "tokenize", try write(), "\u{1B}[31m"] + arguments)
      #expect(outcome.status == 0)
      #expect(!outcome.output.unicodeScalars.contains("\u{1B}"))
      #expect(outcome.output.contains("[31m"))
    }
  }

  @Test func `a broken vocabulary is told with both counts, and a missing file by name`() throws {
    let broken = try tokenize(try write(scores: 5), "a")
    #expect(broken.status == 1)
    #expect(broken.errors.contains("tokenizer.ggml.scores has 5 entries, but there are 263 tokens"))
    let missing = try tokenize("nowhere.gguf", "a")
    #expect(missing.status == 1)
    #expect(missing.errors.contains("nowhere.gguf"))
    #expect(try tokenize(try write()).status == 64)
  }
}
