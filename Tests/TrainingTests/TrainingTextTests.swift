import Inference
import Testing
import Training

@Suite struct TrainingTextTests {
  private static let marks = ["<|end|>", "<|user|>", "<|assistant|>", "<|context|>"]

  private func tokenizer(addsBeginning: Bool) throws -> Tokenizer {
    let trainer = BytePairTrainer(
      vocabularySize: 268, specialTokens: TrainingTextTests.marks, beginningOfText: "<|end|>", endOfText: "<|end|>")
    var metadata = try trainer.train(on: ["the cat sat on the mat, the cat sat on the hat"]).metadata
    metadata["tokenizer.ggml.add_bos_token"] = .bool(addsBeginning)
    return try Tokenizer(metadata: metadata)
  }

  private func spelled(_ text: TrainingText, _ tokenizer: Tokenizer, learned: Bool) -> String {
    let kept = zip(text.tokens, text.learned).filter { $0.1 == learned }.map(\.0)
    return String(decoding: tokenizer.bytes(of: kept, special: true), as: UTF8.self)
  }

  @Test(arguments: [false, true])
  func `a document ends with the mark of its end, and nothing stands before it`(addsBeginning: Bool) throws {
    let tokenizer = try tokenizer(addsBeginning: addsBeginning)
    var text = TrainingText(tokenizer)
    text.add("the cat<|user|> sat")
    text.add("on")
    #expect(spelled(text, tokenizer, learned: true) == "the cat<|user|> sat<|end|>on<|end|>")
    #expect(text.documentCount == 2 && !text.learned.contains(false))
  }

  @Test(arguments: [false, true])
  func `of an exchange the answer is learned, from where the model will begin to write`(addsBeginning: Bool) throws {
    let tokenizer = try tokenizer(addsBeginning: addsBeginning)
    var text = TrainingText(tokenizer)
    text.add(question: "where is the cat", answer: "on the mat", ChatTemplate(.stackLM))
    #expect(spelled(text, tokenizer, learned: false) == "<|user|> where is the cat<|assistant|>")
    #expect(spelled(text, tokenizer, learned: true) == " on the mat<|end|>")
    var plain = TrainingText(tokenizer)
    plain.add(question: "the ", answer: "hat", nil)
    #expect(
      spelled(plain, tokenizer, learned: false) == "the " && spelled(plain, tokenizer, learned: true) == "hat<|end|>")
  }

  @Test func `of a conversation only answers are learned, and a text without one whole`() throws {
    let tokenizer = try tokenizer(addsBeginning: false)
    let mark = try #require(tokenizer.tokens(of: "<|assistant|>", special: true).first)
    var text = TrainingText(tokenizer)
    text.add(conversation: "<|user|> the cat<|assistant|> sat<|end|><|user|> on<|assistant|> the mat", opening: mark)
    #expect(spelled(text, tokenizer, learned: true) == " sat<|end|> the mat<|end|>")
    text.add(conversation: "the hat", opening: mark)
    #expect(spelled(text, tokenizer, learned: true) == " sat<|end|> the mat<|end|>the hat<|end|>")
  }

  @Test func `who says a mark in an exchange has said its letters`() throws {
    let tokenizer = try tokenizer(addsBeginning: false)
    let mark = try #require(tokenizer.tokens(of: "<|user|>", special: true).first)
    var text = TrainingText(tokenizer)
    text.add(question: "<|user|>", answer: "<|user|>", ChatTemplate(.stackLM))
    #expect(text.tokens.count { $0 == mark } == 1)
  }
}
