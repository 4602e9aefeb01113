import Inference
import StrataTesting
import Testing
import Training

@testable import struct Training.PlainMerges

@Suite struct `A learnt vocabulary is a tokenizer` {
  @Test func `its keys are what files hold`() throws {
    let trainer = BytePairTrainer(vocabularySize: 259, specialTokens: ["<|end|>"], endOfText: "<|end|>")
    let metadata = try trainer.train(on: ["é é é"]).metadata
    #expect(
      metadata.entries.map(\.key) == [
        "tokenizer.ggml.model", "tokenizer.ggml.pre", "tokenizer.ggml.tokens", "tokenizer.ggml.token_type",
        "tokenizer.ggml.merges", "tokenizer.ggml.eos_token_id", "tokenizer.ggml.add_bos_token",
        "tokenizer.ggml.add_eos_token",
      ])
    #expect(metadata["tokenizer.ggml.model"] == .string("gpt2"))
    #expect(metadata["tokenizer.ggml.pre"] == .string("smollm"))
    #expect(metadata["tokenizer.ggml.merges"] == .array(.string(["Ã ©", "Ġ Ã©"])))
    let tokens = try #require(try metadata.strings("tokenizer.ggml.tokens"))
    #expect(tokens.suffix(3) == ["Ã©", "ĠÃ©", "<|end|>"])
    #expect([0, 10, 32, 65, 127, 255].map { tokens[$0] } == ["Ā", "Ċ", "Ġ", "A", "ġ", "ÿ"])
    #expect(try metadata.integers("tokenizer.ggml.token_type") == [Int](repeating: 1, count: 258) + [3])
    #expect(metadata["tokenizer.ggml.eos_token_id"] == .uint32(258))
    #expect(metadata["tokenizer.ggml.add_bos_token"] == .bool(false))
  }

  @Test func `a file keeps it`() throws {
    let trainer = BytePairTrainer(vocabularySize: 266, specialTokens: ["<|end|>"], endOfText: "<|end|>")
    let vocabulary = try trainer.train(on: ["a file keeps what a file is given to keep, as a file keeps files"])
    let bytes = try GGUFWriter(metadata: vocabulary.metadata).bytes()
    let memory = AlignedMemory(count: bytes.count)
    memory.start.copyMemory(from: bytes, byteCount: bytes.count)
    let file = try GGUFFile(bytes: memory.tensorBytes, name: "vocabulary.gguf")
    #expect(file.metadata == vocabulary.metadata)
  }

  @Test func `every text comes back from its tokens`() throws {
    try withEverySeed(0..<20) { _, rng in
      let corpus = (0..<80).map { _ in rng.text(upTo: 20, hostile: true) + " the then 12" }
      let vocabulary = try BytePairTrainer(vocabularySize: 320, specialTokens: ["<|end|>"]).train(on: corpus)
      let tokenizer = try Tokenizer(metadata: vocabulary.metadata)
      for text in corpus + ["", " ", "<|end|>", "Ġ", (0..<50).map { _ in rng.text(upTo: 3) }.joined()] {
        try #require(tokenizer.bytes(of: tokenizer.tokens(of: text, special: false)) == Array(text.utf8))
      }
      let noise = (0..<200).map { _ in UInt8(rng.int(0...255)) }
      try #require(tokenizer.bytes(of: tokenizer.tokens(of: noise, special: false)) == noise)
    }
  }

  @Test func `bytes that are no text can be learnt from`() throws {
    let vocabulary = try BytePairTrainer(vocabularySize: 258).train(on: [[0xFF, 0xFE, 0xFD], [0xFF, 0xFE, 0xFD]])
    #expect(vocabulary.tokens[256...] == [[0xFE, 0xFD], [0xFF, 0xFE, 0xFD]])
    let tokenizer = try Tokenizer(metadata: vocabulary.metadata)
    #expect(tokenizer.tokens(of: [0xFF, 0xFE, 0xFD, 0xFF], special: false) == [257, 255])
  }

  @Test func `the tokenizer cuts the texts as learning has left them`() throws {
    try withEverySeed(0..<30) { _, rng in
      let words = (0..<40).map { _ in
        String((0..<rng.int(2...12)).map { _ in "abc".randomElement(using: &rng) ?? "a" })
      }
      let vocabulary = try BytePairTrainer(vocabularySize: 290).train(on: words + words)
      let tokenizer = try Tokenizer(metadata: vocabulary.metadata)
      var plain = PlainMerges(words: words.map { (symbols: $0.utf8.map { [$0] }, count: 2) })
      _ = plain.learn(most: 34, leastCount: 2)
      for (word, left) in zip(words, plain.words) {
        let pieces = tokenizer.tokens(of: word, special: false).map { tokenizer.piece($0) }
        try #require(pieces == left.symbols, "\(word)")
      }
    }
  }
}
