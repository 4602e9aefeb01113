import Testing
import Training

@Suite struct `What cannot be learnt is refused` {
  private func error(_ trainer: BytePairTrainer, _ texts: [String] = ["to to to"]) -> BytePairTrainer.TrainError? {
    do throws(BytePairTrainer.TrainError) {
      _ = try trainer.train(on: texts)
      return nil
    } catch {
      return error
    }
  }

  @Test func `a vocabulary needs room for all bytes and special tokens`() {
    let trainer = BytePairTrainer(vocabularySize: 257, specialTokens: ["<|a|>", "<|b|>"])
    #expect(error(trainer) == .vocabularyTooSmall(size: 257, least: 258, specialTokens: 2))
    #expect(error(BytePairTrainer(vocabularySize: -1)) == .vocabularyTooSmall(size: -1, least: 256, specialTokens: 0))
    #expect(error(BytePairTrainer(vocabularySize: 256)) == nil)
  }

  @Test func `no text is no corpus, and neither are special tokens alone`() {
    let trainer = BytePairTrainer(vocabularySize: 257, specialTokens: ["<|a|>"])
    for texts in [[], [""], ["", "<|a|><|a|>"]] { #expect(error(trainer, texts) == .noText) }
  }

  @Test func `the vocabulary cannot be larger than there are pairs`() {
    #expect(
      error(BytePairTrainer(vocabularySize: .max)) == .tooFewPairs(size: .max, reached: 258, leastCount: 2))
    var trainer = BytePairTrainer(vocabularySize: 1000)
    trainer.leastCount = -5
    #expect(error(trainer, ["to", "x"]) == .tooFewPairs(size: 1000, reached: 257, leastCount: 1))
    // Pairs that occur once are no others.
    trainer.leastCount = 2
    #expect(error(trainer, ["to", "x"]) == .tooFewPairs(size: 1000, reached: 256, leastCount: 2))
  }

  @Test func `names of special tokens differ, by their bytes`() {
    let composed = "<\u{1E69}>"
    let decomposed = "<s\u{323}\u{307}>"
    #expect(
      error(BytePairTrainer(vocabularySize: 300, specialTokens: ["<|a|>", "<|b|>", "<|a|>"]))
        == .duplicateSpecialToken(name: "<|a|>"))
    #expect(error(BytePairTrainer(vocabularySize: 258, specialTokens: [composed, decomposed])) == nil)
    let trainer = BytePairTrainer(vocabularySize: 300, specialTokens: [composed], endOfText: decomposed)
    #expect(error(trainer) == .noSuchSpecialToken(name: decomposed))
  }

  @Test func `what cuts the words must be known`() {
    var trainer = BytePairTrainer(vocabularySize: 257)
    trainer.preTokenizer = "mine"
    #expect(error(trainer) == .unknownPreTokenizer(name: "mine"))
  }

  @Test func `an error says how much and what to do`() {
    let few = BytePairTrainer.TrainError.tooFewPairs(size: 2000, reached: 812, leastCount: 2)
    #expect(
      few.description == "the texts have pairs for 812 tokens, not for 2000: no other pair occurs 2 times or more; "
        + "give more text, or ask for 812 tokens")
    let small = BytePairTrainer.TrainError.vocabularyTooSmall(size: 100, least: 260, specialTokens: 4)
    #expect(
      small.description
        == "a vocabulary of 100 tokens has no room for 256 bytes and 4 special tokens; ask for 260 or more")
  }
}
