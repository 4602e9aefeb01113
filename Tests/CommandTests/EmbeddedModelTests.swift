import Foundation
import Inference
import Testing

/// The model that comes along, as its card promises it.
@Suite struct EmbeddedModelTests {
  private static let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()
  private static let models = package.appendingPathComponent("Content/models")

  private func strata(_ arguments: String...) throws -> Outcome {
    try Home().run(
      Home.program.path, arguments, environment: ["STRATA_CONTENT": EmbeddedModelTests.package.path])
  }

  @Test func `it is right on nine of ten held-out questions that it must master, and on seven of ten of all`() throws {
    let found = try strata("eval", "stacklm", "--against", "stacklm-draft", "--json").object()
    let rows = try #require(found["skills"] as? [[String: Any]])
    var scores: [String: Double] = [:]
    for row in rows {
      scores[row["skill"] as? String ?? ""] = (row["first"] as? [String: Any])?["score"] as? Double
      #expect(row["count"] as? Int == (row["skill"] as? String == "all" ? 300 : 60))
    }
    #expect(scores["classification"] ?? 0 >= 0.9 && scores["copying"] ?? 0 >= 0.9, "\(scores)")
    #expect(scores["all"] ?? 0 >= 0.7 && scores.count == 6, "\(scores)")
  }

  @Test func `it answers a question in the words of the course, with no name but its own`() throws {
    let outcome = try strata("model", "generate", "stacklm", "--prompt", "What is a KV cache?", "-n", "40")
    #expect(outcome.status == 0 && outcome.output.count > 20, "\(outcome.errors)")
    let info = try strata("model", "info", "stacklm").output
    #expect(info.contains("StackLM") && info.contains("llama"))
  }

  @Test func `rows of every matrix are whole blocks of every type, and draft and model share their tokens`() throws {
    let model = try GGUFFile.open(EmbeddedModelTests.models.appendingPathComponent("stacklm.gguf").path)
    let draft = try GGUFFile.open(EmbeddedModelTests.models.appendingPathComponent("stacklm-draft.gguf").path)
    #expect(model.tensors.filter { $0.shape.count == 2 }.allSatisfy { $0.shape[0] % 256 == 0 })
    func keys(_ file: GGUFFile) -> [String] {
      file.metadata.entries.filter { $0.key.hasPrefix("tokenizer.") }.map { "\($0)" }
    }
    #expect(keys(model) == keys(draft) && model.metadata["llama.context_length"]?.integer == 512)
    let (parameters, drafts) = (
      model.tensors.reduce(0) { $0 + $1.weightCount }, draft.tensors.reduce(0) { $0 + $1.weightCount }
    )
    #expect((3_000_000...6_000_000).contains(parameters) && drafts * 7 < parameters)
    #expect(model.byteCount + draft.byteCount < 15_000_000)
  }

  @Test func `its perplexity on held-out text is the card's, and far below a trigram model's`() throws {
    let card = try String(contentsOf: EmbeddedModelTests.models.appendingPathComponent("README.md"), encoding: .utf8)
    let row = try #require(card.split(separator: "\n").first { $0.hasPrefix("| F16 |") })
    let told = try #require(row.firstMatch(of: /([0-9.]+) ±/).flatMap { Double(String($0.1)) })
    let text = EmbeddedModelTests.models.appendingPathComponent("data/validation.txt").path
    let found = try strata("model", "perplexity", "stacklm", "--text", text, "--context", "256", "--special", "--json")
      .object()
    #expect(abs((found["perplexity"] as? Double ?? 0) - told) < 0.01 * told, "the card says \(told)")
    let trigram = try #require(
      card.firstMatch(of: /of a trigram model: ([0-9.]+)/).flatMap { Double(String($0.1.dropLast())) })
    #expect(told < 0.7 * trigram, "\(told), a trigram model \(trigram)")
  }
}
