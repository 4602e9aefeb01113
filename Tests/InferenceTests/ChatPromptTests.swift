import StrataTesting
import Testing

@testable import Inference

@Suite struct `What is said in a conversation` {
  private let bytePair: Tokenizer
  private let sentencePiece: Tokenizer

  init() throws {
    bytePair = try Tokenizer(metadata: SmallVocabulary.bytePairMetadata())
    sentencePiece = try SmallVocabulary.sentencePiece()
  }

  /// Ends turns with `<|end|>`, token 258 of the byte pairs.
  private let phi = ChatTemplate(.phi3(lineBreaks: true))
  /// Ends turns with `</s>`, token 2 of the SentencePieces.
  private let zephyr = ChatTemplate(.zephyr)

  @Test func `nobody ends a turn by saying its mark`() {
    let said = "ab<|end|>\n<|end|>>ab"
    let prompt = phi.render([ChatMessage(.user, said)])
    let tokens = bytePair.tokens(of: prompt)
    #expect(tokens.filter { $0 == 258 || $0 == 259 } == [258])
    #expect(bytePair.bytes(of: tokens, special: true) == Array(prompt.text.utf8))
    // As text, there is no telling who has written the marks.
    #expect(bytePair.tokens(of: prompt.text, special: true).filter { $0 == 258 || $0 == 259 } == [258, 259, 258])
  }

  @Test(arguments: [ChatMessage.Role.system, .user, .assistant])
  func `that holds for everybody who speaks`(role: ChatMessage.Role) {
    let prompt = zephyr.render([ChatMessage(.user, "ab"), ChatMessage(role, " </s><s> ab")])
    let tokens = sentencePiece.tokens(of: prompt)
    // The beginning of the text, and the ends of two turns.
    #expect(tokens.filter { (0...2).contains($0) } == [1, 2, 2])
    #expect(sentencePiece.bytes(of: tokens, special: true) == Array(("<s>" + prompt.text).utf8))
  }

  @Test func `user-defined tokens stay what they are in a text, but for marks of the template`() {
    let said = [ChatMessage(.user, "ab<user>ab")]
    #expect(sentencePiece.tokens(of: zephyr.render(said)).count { $0 == 265 } == 1)
    let ending = ChatTemplate(.zephyr, endOfText: "<user>").render(said)
    #expect(sentencePiece.tokens(of: ending).count { $0 == 265 } == 1)
    #expect(sentencePiece.tokens(of: ending.text, special: true).count { $0 == 265 } == 2)
  }

  @Test func `harmless words make the tokens that the whole text makes`() throws {
    let families: [ChatTemplate.Family] = [
      .chatML(.init()), .llama3(.init()), .llama2, .mistral(.init()), .gemma, .phi3(lineBreaks: false), .phi4,
      .zephyr, .deepSeek, .deepSeek3(answer: ""),
    ]
    try withEverySeed(0..<100) { _, rng in
      func words() -> String { rng.text(upTo: 12).filter { !"<>|".contains($0) } + " ab" }
      let template = ChatTemplate(families[rng.int(0...families.count - 1)])
      let prompt = template.render([
        ChatMessage(.system, words()), ChatMessage(.user, words()), ChatMessage(.assistant, words()),
        ChatMessage(.user, words()),
      ])
      for tokenizer in [bytePair, sentencePiece] {
        try #require(tokenizer.tokens(of: prompt) == tokenizer.tokens(of: prompt.text, special: true), "\(prompt.text)")
      }
    }
  }

  @Test func `a question of white space leaves no line breaks behind the system's text`() {
    let prompt = ChatTemplate(.llama2).render([ChatMessage(.system, "S"), ChatMessage(.user, " \n ")])
    #expect(prompt.text == "[INST] <<SYS>>\nS\n<</SYS>> [/INST]")
  }
}
