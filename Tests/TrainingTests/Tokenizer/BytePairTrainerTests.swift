import Inference
import StrataTesting
import Testing
import Training

/// Words as texts of their own, each as often as it occurs.
private func texts(_ counts: KeyValuePairs<String, Int>) -> [String] {
  counts.flatMap { [String](repeating: $0.key, count: $0.value) }
}

extension BytePairVocabulary {
  /// The merges with their counts, as one writes them down: `e s 9`.
  fileprivate var listed: [String] {
    merges.map { merge in
      let parts = [merge.left, merge.right].map { ByteAlphabet.text(of: tokens[Int($0)]).text }
      return "\(parts[0]) \(parts[1]) \(merge.count)"
    }
  }
}

@Suite struct `Byte pairs are learnt` {
  @Test func `the words of Sennrich's paper give the merges that one finds by hand`() throws {
    let corpus = texts(["low": 5, "lower": 2, "newest": 6, "widest": 3])
    let vocabulary = try BytePairTrainer(vocabularySize: 268).train(on: corpus)
    #expect(
      vocabulary.listed == [
        "e s 9", "es t 9", "l o 7", "lo w 7", "e w 6", "ew est 6", "n ewest 6", "d est 3", "i dest 3", "w idest 3",
        "e r 2", "low er 2",
      ])
    #expect(
      vocabulary.tokens[256...].map { String(decoding: $0, as: UTF8.self) }.suffix(3) == ["widest", "er", "lower"])
  }

  @Test func `of equally frequent pairs the first by its bytes is merged`() throws {
    let corpus = texts(["zb": 2, "za": 2, "aé": 2, "éa": 2])
    let vocabulary = try BytePairTrainer(vocabularySize: 261).train(on: corpus)
    // é is C3 A9, behind all letters of ASCII. Of the pair that occurs 4 times nothing else comes first.
    #expect(vocabulary.listed == ["Ã © 4", "a Ã© 2", "z a 2", "z b 2", "Ã© a 2"])
  }

  @Test func `a run of one letter is joined from the left, and overlapping pairs all count`() throws {
    var trainer = BytePairTrainer(vocabularySize: 259)
    trainer.leastCount = 1
    let vocabulary = try trainer.train(on: ["aaaaa"])
    // a·a·a·a·a has 4 pairs; aa·aa·a has one of each kind; aa·aaa is left.
    #expect(vocabulary.listed == ["a a 4", "aa a 1", "aa aaa 1"])
  }

  @Test func `a blank belongs to the word behind it, and no token has more than one word`() throws {
    var trainer = BytePairTrainer(vocabularySize: 258)
    let corpus = [String](repeating: "to be to be", count: 10)
    #expect(try trainer.train(on: corpus).listed == ["Ġ b 20", "Ġb e 20"])
    trainer.vocabularySize = 260
    #expect(try trainer.train(on: corpus).listed.suffix(2) == ["t o 20", "Ġ to 10"])
    trainer.vocabularySize = 261
    #expect(throws: BytePairTrainer.TrainError.tooFewPairs(size: 261, reached: 260, leastCount: 2)) {
      try trainer.train(on: corpus)
    }
  }

  @Test func `each digit is a token of its own, unless another cut is asked for`() throws {
    var trainer = BytePairTrainer(vocabularySize: 257)
    #expect(throws: BytePairTrainer.TrainError.tooFewPairs(size: 257, reached: 256, leastCount: 2)) {
      try trainer.train(on: ["1212 1212", "12"])
    }
    trainer.preTokenizer = "gpt-2"
    #expect(try trainer.train(on: ["1212 1212", "12"]).listed == ["1 2 5"])
  }

  @Test func `a vocabulary without merges is the bytes and the special tokens`() throws {
    let vocabulary = try BytePairTrainer(vocabularySize: 257, specialTokens: ["<|end|>"]).train(on: ["text"])
    #expect(vocabulary.merges == [])
    let tokenizer = try Tokenizer(metadata: vocabulary.metadata)
    #expect(tokenizer.tokens(of: "AZ<|end|>", special: true) == [65, 90, 256])
  }

  @Test func `no learnt token crosses from one word to the next`() throws {
    try withEverySeed(0..<40) { _, rng in
      let signs = ["a", "b", "c", "ab", " ", " ", "1", "2", ".", "!", "\n"]
      let corpus = (0..<20).map { _ in (0..<40).map { _ in signs[rng.int(0...10)] }.joined() }
      let vocabulary = try BytePairTrainer(vocabularySize: 270).train(on: corpus)
      for token in vocabulary.tokens[256...] {
        let text = String(decoding: token, as: UTF8.self)
        let word = text.hasPrefix(" ") ? text.dropFirst() : text[...]
        let isWord =
          word.allSatisfy { "abc".contains($0) } || word.allSatisfy { ".!".contains($0) }
          || text.allSatisfy { " \n".contains($0) }
        try #require(isWord, "\(text.debugDescription)")
      }
    }
  }

  @Test func `texts in another order, or as bytes, give the same vocabulary`() throws {
    try withEverySeed(0..<20) { _, rng in
      let corpus = (0..<60).map { _ in rng.text(upTo: 12) + " the then" }
      let trainer = BytePairTrainer(vocabularySize: 280, specialTokens: ["<|end|>"])
      let vocabulary = try trainer.train(on: corpus)
      try #require(try trainer.train(on: corpus.shuffled(using: &rng)) == vocabulary)
      try #require(try trainer.train(on: corpus.map { Array($0.utf8) }) == vocabulary)
    }
  }
}

@Suite struct `Special tokens of a learnt vocabulary` {
  private let names = ["<|end|>", "<|user|>", "<|assistant|>", "<|context|>"]

  @Test func `they are the last ones, and control tokens`() throws {
    let trainer = BytePairTrainer(
      vocabularySize: 261, specialTokens: names, beginningOfText: "<|user|>", endOfText: "<|end|>")
    let vocabulary = try trainer.train(on: ["to to"])
    #expect(names.map { vocabulary.token(named: $0) } == [257, 258, 259, 260])
    #expect(vocabulary.token(named: "to") == nil)
    let tokenizer = try Tokenizer(metadata: vocabulary.metadata)
    #expect(tokenizer.count == 261)
    #expect(tokenizer.endOfText == 257)
    #expect(tokenizer.beginningOfText == 258)
    #expect(tokenizer.endOfGeneration == [257])
    // The first is where a text begins, by itself.
    #expect(tokenizer.tokens(of: "<|user|>to<|context|><|end|>", special: true) == [258, 258, 256, 260, 257])
    #expect(!tokenizer.tokens(of: "<|user|>", special: false).contains(258))
    #expect(tokenizer.bytes(of: [258, 256, 257]) == Array("to".utf8))
  }

  @Test func `nothing is learnt from a name, nor over it`() throws {
    let corpus = [String](repeating: "<|end|><|end|>x<|end|>zzz", count: 5)
    let trainer = BytePairTrainer(vocabularySize: 259, specialTokens: ["<|end|>"])
    #expect(try trainer.train(on: corpus).listed == ["z z 10", "zz z 5"])
    #expect(try BytePairTrainer(vocabularySize: 258).train(on: corpus).listed == ["< | 15", "e n 15"])
  }

  @Test func `without a marker a file says nothing of the beginning and the end`() throws {
    let vocabulary = try BytePairTrainer(vocabularySize: 257).train(on: ["to to"])
    #expect(vocabulary.metadata["tokenizer.ggml.bos_token_id"] == nil)
    #expect(vocabulary.metadata["tokenizer.ggml.eos_token_id"] == nil)
  }

  @Test func `names that a file writes as bytes are refused, others are not`() throws {
    func fault(_ name: String) -> BytePairTrainer.TrainError.NameFault? {
      let trainer = BytePairTrainer(vocabularySize: 257, specialTokens: [name])
      do throws(BytePairTrainer.TrainError) {
        _ = try trainer.train(on: ["to to"])
        return nil
      } catch {
        if case .unusableSpecialToken(name, let reason) = error { return reason }
        Issue.record("\(error)")
        return nil
      }
    }
    #expect(fault("") == .empty)
    #expect(fault("x") == .readAsBytes)
    #expect(fault("Ġto") == .readAsBytes)
    #expect(fault("<|é|>") == .readAsBytes)
    #expect(fault(String(repeating: "x", count: 257)) == .tooLong(bytes: 257, most: 256))
    for name in ["xy", " ", "\n", "<|漢|>", "漢", String(repeating: "x", count: 256)] { #expect(fault(name) == nil) }
  }
}
