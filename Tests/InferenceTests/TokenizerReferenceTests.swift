import Inference
import StrataTesting
import Testing

@Suite struct `Tokenizers equal the reference` {
  let reference: TokenizerReference

  init() throws { reference = try TokenizerReference.load() }

  @Test(arguments: [
    "default", "gpt-2", "smollm", "falcon", "llama-bpe", "qwen2", "qwen35", "seed-coder", "tekken", "gpt-4o",
    "deepseek-llm", "deepseek-coder", "deepseek-v3", "bloom", "viking",
  ])
  func `byte pairs are those of Hugging Face, whatever cuts the words`(_ preTokenizer: String) throws {
    let tokenizer = try Tokenizer(metadata: reference.bytePair.metadata(preTokenizer: preTokenizer))
    let expected = try #require(reference.bytePair.ids[preTokenizer])
    try #require(expected.count == reference.texts.count)
    for (text, ids) in zip(reference.texts, expected) {
      #expect(tokenizer.tokens(of: text, special: false) == TokenizerReference.ids(ids), "\(text.debugDescription)")
    }
  }

  @Test(arguments: [0, 1])
  func `SentencePiece is Google's`(_ place: Int) throws {
    let vocabulary = reference.sentencePieces[place]
    let tokenizer = try Tokenizer(metadata: vocabulary.metadata)
    for (text, ids) in zip(reference.texts, vocabulary.ids) {
      #expect(tokenizer.tokens(of: text, special: false) == TokenizerReference.ids(ids), "\(text.debugDescription)")
    }
  }

  @Test func `every text comes back from its tokens`() throws {
    var all: [Tokenizer] = []
    for name in reference.bytePair.ids.keys {
      all.append(try Tokenizer(metadata: reference.bytePair.metadata(preTokenizer: name)))
    }
    for vocabulary in reference.sentencePieces { all.append(try Tokenizer(metadata: vocabulary.metadata)) }
    for tokenizer in all {
      for text in reference.texts {
        // SentencePiece writes a blank as ▁, so the two are one.
        let expected = tokenizer.kind == "llama" ? text.replacing("▁", with: " ") : text
        let bytes = tokenizer.bytes(of: tokenizer.tokens(of: text, special: false))
        #expect(bytes == Array(expected.utf8), "\(text.debugDescription)")
      }
    }
  }

  @Test func `bytes that are no text come back too`() throws {
    let bytePair = try Tokenizer(metadata: reference.bytePair.metadata(preTokenizer: "llama-bpe"))
    let sentencePiece = try Tokenizer(metadata: reference.sentencePieces[0].metadata)
    try withEverySeed(0..<300) { _, rng in
      var bytes: [UInt8] = []
      for _ in 0..<rng.int(0...40) {
        switch rng.int(0...3) {
        case 0: bytes.append(UInt8(rng.int(0...255)))
        case 1: bytes += Array(rng.text(upTo: 3).utf8.dropLast())
        case 2: bytes += [0xE2, 0x96]
        default: bytes += Array(" the".utf8)
        }
      }
      for tokenizer in [bytePair, sentencePiece] {
        let tokens = tokenizer.tokens(of: bytes, special: false)
        let hasBlock = bytes.indices.contains { bytes[$0...].starts(with: [0xE2, 0x96, 0x81]) }
        if tokenizer.kind == "llama", hasBlock { continue }
        try #require(tokenizer.bytes(of: tokens) == bytes)
      }
    }
  }

  @Test func `a stream of tokens gives the text and never half a character`() throws {
    for metadata in [reference.bytePair.metadata(preTokenizer: "qwen2"), reference.sentencePieces[0].metadata] {
      let tokenizer = try Tokenizer(metadata: metadata)
      for text in reference.texts where !text.contains("\u{FFFD}") && !text.contains("▁") {
        var detokenizer = Detokenizer(tokenizer)
        var shown = ""
        for token in tokenizer.tokens(of: text, special: false) {
          let more = detokenizer.append(token)
          #expect(!more.unicodeScalars.contains("\u{FFFD}"), "\(text.debugDescription)")
          shown.unicodeScalars += more.unicodeScalars
        }
        #expect(Array((shown + detokenizer.finish()).utf8) == Array(text.utf8))
      }
    }
  }

  @Test func `a stream of any tokens is the repaired text of their bytes`() throws {
    let tokenizer = try Tokenizer(metadata: reference.bytePair.metadata(preTokenizer: "gpt-2"))
    try withEverySeed(0..<300) { _, rng in
      let tokens = (0..<rng.int(0...30)).map { _ in TokenID(rng.int(0...(rng.oneIn(3) ? tokenizer.count - 1 : 255))) }
      var detokenizer = Detokenizer(tokenizer)
      var shown: [UInt8] = []
      for token in tokens { shown += Array(detokenizer.append(token).utf8) }
      shown += Array(detokenizer.finish().utf8)
      try #require(shown == Array(String(decoding: tokenizer.bytes(of: tokens), as: UTF8.self).utf8))
    }
  }

  @Test(.timeLimit(.minutes(1))) func `long runs of one thing take no longer than other text`() throws {
    // 100,000 bytes each: an algorithm that is quadratic in them would not end within the minute.
    var all = [try Tokenizer(metadata: reference.sentencePieces[1].metadata)]
    for name in ["default", "tekken", "deepseek-llm", "deepseek-v3"] {
      all.append(try Tokenizer(metadata: reference.bytePair.metadata(preTokenizer: name)))
    }
    for tokenizer in all {
      for unit in [" ", "a", "\n", "A", "!", "1", "\t ", "Aa", "\u{301}", "'s", "漢"] {
        let text = String(repeating: unit, count: 100_000 / unit.utf8.count) + "\u{301}"
        #expect(tokenizer.bytes(of: tokenizer.tokens(of: text, special: true)) == Array(text.utf8))
      }
    }
  }
}
