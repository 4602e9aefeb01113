import Inference
import StrataTesting
import Testing

/// Small vocabularies made by hand.
enum SmallVocabulary {
  /// All bytes, some letters, `▁ab`, and special tokens.
  static func sentencePiece(_ change: (inout GGUFMetadata) -> Void = { _ in }) throws -> Tokenizer {
    try Tokenizer(metadata: sentencePieceMetadata(change))
  }

  static func sentencePieceMetadata(_ change: (inout GGUFMetadata) -> Void = { _ in }) -> GGUFMetadata {
    var tokens = ["<unk>", "<s>", "</s>"]
    tokens += (0..<256).map {
      "<0x" + String($0 >> 4, radix: 16).uppercased() + String($0 & 15, radix: 16).uppercased() + ">"
    }
    tokens += ["▁", "a", "b", "▁a", "ab", "▁ab", "<user>"]
    var metadata = GGUFMetadata()
    metadata["tokenizer.ggml.model"] = .string("llama")
    metadata["tokenizer.ggml.tokens"] = .array(.string(tokens.map { GGUFText($0) }))
    let scores: [Float] = [Float](repeating: 0, count: 259) + [-10, -11, -12, -2, -1, -3, 0]
    metadata["tokenizer.ggml.scores"] = .array(.float32(scores))
    let kinds: [Int32] = [2, 3, 3] + [Int32](repeating: 6, count: 256) + [1, 1, 1, 1, 1, 1, 4]
    metadata["tokenizer.ggml.token_type"] = .array(.int32(kinds))
    change(&metadata)
    return metadata
  }

  /// All bytes, `ab`, ` ab`, and special tokens.
  static func bytePairMetadata(_ change: (inout GGUFMetadata) -> Void = { _ in }) -> GGUFMetadata {
    var next: UInt32 = 0x100
    var tokens: [String] = (UInt32(0)..<256).map { byte in
      let isVisible = (0x21...0x7E).contains(byte) || (0xA1...0xAC).contains(byte) || byte >= 0xAE
      defer { if !isVisible { next += 1 } }
      return Unicode.Scalar(isVisible ? byte : next).map { String($0) } ?? ""
    }
    tokens += ["ab", "Ġab", "<|end|>", "<|end|>>", "<tool>"]
    var metadata = GGUFMetadata()
    metadata["tokenizer.ggml.model"] = .string("gpt2")
    metadata["tokenizer.ggml.pre"] = .string("gpt-2")
    metadata["tokenizer.ggml.tokens"] = .array(.string(tokens.map { GGUFText($0) }))
    metadata["tokenizer.ggml.token_type"] = .array(.int32([Int32](repeating: 1, count: 258) + [3, 3, 4]))
    metadata["tokenizer.ggml.merges"] = .array(.string(["a b", "Ġ ab"]))
    change(&metadata)
    return metadata
  }
}

@Suite struct `Special tokens` {
  @Test func `names of control tokens are text, unless special tokens are wanted`() throws {
    let tokenizer = try SmallVocabulary.sentencePiece()
    #expect(tokenizer.tokens(of: "<s>ab", special: true) == [1, 1, 264])
    #expect(!tokenizer.tokens(of: "<s>ab", special: false).contains(1))
    #expect(tokenizer.bytes(of: tokenizer.tokens(of: "<s>ab</s>", special: false)) == Array("<s>ab</s>".utf8))
  }

  @Test func `user-defined tokens are always found`() throws {
    let tokenizer = try SmallVocabulary.sentencePiece()
    #expect(tokenizer.tokens(of: "ab<user>ab", special: false) == [264, 265, 264])
    #expect(tokenizer.bytes(of: [264, 265, 264]) == Array("ab<user>ab".utf8))
  }

  @Test func `the longest name that begins at a place is taken`() throws {
    let tokenizer = try Tokenizer(metadata: SmallVocabulary.bytePairMetadata())
    #expect(tokenizer.tokens(of: "<|end|>><|end|>ab", special: true) == [259, 258, 256])
  }

  @Test(arguments: [256, 257]) func `a name of more than 256 bytes is not looked for`(length: Int) throws {
    let name = String(repeating: "a", count: length)
    let tokenizer = try Tokenizer(
      metadata: SmallVocabulary.bytePairMetadata { metadata in
        guard case .array(.string(var tokens)) = metadata["tokenizer.ggml.tokens"] else { return }
        tokens[258] = GGUFText(name)
        metadata["tokenizer.ggml.tokens"] = .array(.string(tokens))
      })
    #expect(tokenizer.tokens(of: "b" + name, special: true).contains(258) == (length <= 256))
  }

  @Test func `names are found among others that begin alike, seeded`() throws {
    // What is found is held to the definition: at every place the longest name that begins there.
    try withEverySeed(0..<200) { _, rng in
      func word(_ most: Int) -> String { String((0..<rng.int(1...most)).map { _ in rng.oneIn(2) ? "x" : "y" }) }
      let names = Array(Set((0..<6).map { _ in "<" + word(5) })).sorted()
      let tokenizer = try Tokenizer(
        metadata: SmallVocabulary.bytePairMetadata { metadata in
          guard case .array(.string(let tokens)) = metadata["tokenizer.ggml.tokens"] else { return }
          let all = tokens[..<258] + names.map { GGUFText($0) }
          metadata["tokenizer.ggml.tokens"] = .array(.string(Array(all)))
          let kinds = [Int32](repeating: 1, count: 258) + [Int32](repeating: 3, count: names.count)
          metadata["tokenizer.ggml.token_type"] = .array(.int32(kinds))
        })
      let text = (0..<8).map { _ in rng.oneIn(2) ? "<" + word(6) : word(3) }.joined()
      var expected: [TokenID] = []
      var rest = Substring(text)
      while !rest.isEmpty {
        let found = names.filter { rest.hasPrefix($0) }.max { $0.count < $1.count }
        if let found, let place = names.firstIndex(of: found) { expected.append(TokenID(258 + place)) }
        rest = rest.dropFirst(found?.count ?? 1)
      }
      let special = tokenizer.tokens(of: text, special: true).filter { $0 >= 258 }
      try #require(special == expected, "\(names) in \(text)")
    }
  }

  @Test func `beginning and end are added as the file says, and only with special tokens`() throws {
    let usual = try SmallVocabulary.sentencePiece()
    #expect(usual.tokens(of: "", special: true) == [1])
    #expect(usual.tokens(of: "", special: false) == [])
    let both = try SmallVocabulary.sentencePiece { metadata in
      metadata["tokenizer.ggml.bos_token_id"] = .uint32(2)
      metadata["tokenizer.ggml.eos_token_id"] = .uint32(1)
      metadata["tokenizer.ggml.add_eos_token"] = .bool(true)
    }
    #expect(both.tokens(of: "ab", special: true) == [2, 264, 1])
    let none = try SmallVocabulary.sentencePiece { $0["tokenizer.ggml.add_bos_token"] = .bool(false) }
    #expect(none.tokens(of: "ab", special: true) == [264])
    let bytePair = try Tokenizer(
      metadata: SmallVocabulary.bytePairMetadata { $0["tokenizer.ggml.bos_token_id"] = .uint32(258) })
    #expect(bytePair.tokens(of: "ab", special: true) == [256])
    let llama3 = try Tokenizer(
      metadata: SmallVocabulary.bytePairMetadata { metadata in
        metadata["tokenizer.ggml.bos_token_id"] = .uint32(258)
        metadata["tokenizer.ggml.pre"] = .string("llama-bpe")
      })
    #expect(llama3.tokens(of: "ab", special: true) == [258, 256])
  }

  @Test func `a blank is put before a text if the file wants it, and taken away again`() throws {
    let with = try SmallVocabulary.sentencePiece()
    #expect(with.tokens(of: "ab", special: false) == [264])
    #expect(with.tokens(of: " ab", special: false) == [259, 264])
    #expect(with.bytes(of: [259, 264]) == Array(" ab".utf8))
    let without = try SmallVocabulary.sentencePiece { $0["tokenizer.ggml.add_space_prefix"] = .bool(false) }
    #expect(without.tokens(of: "ab", special: false) == [263])
    #expect(without.bytes(of: [264]) == Array(" ab".utf8))
    #expect(with.piece(264) == Array(" ab".utf8))
  }

  @Test func `of equal scores the leftmost pair is joined, and the highest score first`() throws {
    let tokenizer = try SmallVocabulary.sentencePiece { $0["tokenizer.ggml.add_space_prefix"] = .bool(false) }
    // ab (-1) comes before ▁a (-2), so ▁ joins the whole of it.
    #expect(tokenizer.tokens(of: " abab", special: false) == [264, 263])
    #expect(tokenizer.tokens(of: " ac", special: false) == [262, 3 + 0x63])
  }

  @Test func `what ends a text is known by key or by name`() throws {
    let tokenizer = try Tokenizer(
      metadata: SmallVocabulary.bytePairMetadata { $0["tokenizer.ggml.eot_token_id"] = .uint32(7) })
    #expect(tokenizer.endOfGeneration == [258, 7])
    #expect(try SmallVocabulary.sentencePiece().endOfGeneration == [2])
  }

  @Test func `control tokens leave nothing in a text unless they are asked for`() throws {
    let tokenizer = try SmallVocabulary.sentencePiece()
    #expect(tokenizer.bytes(of: [1, 264, 2]) == Array("ab".utf8))
    #expect(tokenizer.bytes(of: [1, 264, 2], special: true) == Array("<s>ab</s>".utf8))
    #expect(tokenizer.bytes(of: [-1, 9999, 264]) == Array("ab".utf8))
    #expect(tokenizer.piece(9999) == [])
  }

  @Test func `half a character is held back, and shown as a replacement at the end`() throws {
    var detokenizer = Detokenizer(try Tokenizer(metadata: SmallVocabulary.bytePairMetadata()))
    #expect(detokenizer.append(0xE2) == "")
    #expect(detokenizer.append(0x82) == "")
    #expect(detokenizer.append(0xAC) == "€")
    #expect(detokenizer.append(0x61) == "a")
    #expect(detokenizer.append(0xF0) == "")
    #expect(detokenizer.finish() == "\u{FFFD}")
    #expect(detokenizer.finish() == "")
  }
}

@Suite struct `Broken vocabularies` {
  private func error(_ metadata: GGUFMetadata) -> Tokenizer.LoadError? {
    do {
      _ = try Tokenizer(metadata: metadata)
      return nil
    } catch {
      return error
    }
  }

  @Test func `counts that differ are both named`() {
    let scores = error(
      SmallVocabulary.sentencePieceMetadata { $0["tokenizer.ggml.scores"] = .array(.float32([1, 2])) })
    #expect(scores == .countsDiffer(key: "tokenizer.ggml.scores", count: 2, tokens: 266))
    #expect(scores?.description.contains("2 entries, but there are 266 tokens") == true)
    #expect(
      error(SmallVocabulary.bytePairMetadata { $0["tokenizer.ggml.token_type"] = .array(.int32([1])) })
        == .countsDiffer(key: "tokenizer.ggml.token_type", count: 1, tokens: 261))
  }

  @Test func `what is missing, of another type or unknown is named`() {
    #expect(error(GGUFMetadata()) == .key(.missing(key: "tokenizer.ggml.model")))
    #expect(
      error(SmallVocabulary.bytePairMetadata { $0["tokenizer.ggml.merges"] = nil })
        == .key(.missing(key: "tokenizer.ggml.merges")))
    #expect(
      error(SmallVocabulary.sentencePieceMetadata { $0["tokenizer.ggml.scores"] = nil })
        == .key(.missing(key: "tokenizer.ggml.scores")))
    #expect(
      error(SmallVocabulary.bytePairMetadata { $0["tokenizer.ggml.tokens"] = .uint32(3) })
        == .key(.wrongType(key: "tokenizer.ggml.tokens", needed: "an array of strings", found: "a whole number")))
    #expect(
      error(SmallVocabulary.bytePairMetadata { $0["tokenizer.ggml.model"] = .string("bert") })
        == .unknownModel(name: "bert"))
    let unknown = error(SmallVocabulary.bytePairMetadata { $0["tokenizer.ggml.pre"] = .string("mine") })
    #expect(unknown == .unknownPreTokenizer(name: "mine"))
    #expect(unknown?.description.contains("llama-bpe") == true)
  }

  @Test func `no tokens, two of one text, and bytes that are none are refused`() {
    #expect(error(SmallVocabulary.bytePairMetadata { $0["tokenizer.ggml.tokens"] = .array(.string([])) }) == .noTokens)
    let twice = SmallVocabulary.bytePairMetadata { metadata in
      metadata["tokenizer.ggml.tokens"] = .array(.string(["a", "b", "a"]))
      metadata["tokenizer.ggml.token_type"] = nil
      metadata["tokenizer.ggml.merges"] = .array(.string([]))
    }
    #expect(error(twice) == .duplicate(first: 0, second: 2, text: "a"))
    let noByte = SmallVocabulary.sentencePieceMetadata { metadata in
      metadata["tokenizer.ggml.tokens"] = .array(.string(["<0xZZ>"]))
      metadata["tokenizer.ggml.token_type"] = .array(.int32([6]))
      metadata["tokenizer.ggml.scores"] = .array(.float32([0]))
    }
    #expect(error(noByte) == .noByte(token: 0, text: "<0xZZ>"))
  }

  @Test func `a merge needs two parts and tokens for both and for their join`() {
    func merge(_ text: GGUFText) -> Tokenizer.LoadError? {
      error(SmallVocabulary.bytePairMetadata { $0["tokenizer.ggml.merges"] = .array(.string(["a b", text])) })
    }
    #expect(merge("ab") == .noMerge(index: 1, text: "ab", reason: .notTwoParts))
    #expect(merge("a ") == .noMerge(index: 1, text: "a ", reason: .notTwoParts))
    #expect(merge("") == .noMerge(index: 1, text: "", reason: .notTwoParts))
    #expect(merge("a xy") == .noMerge(index: 1, text: "a xy", reason: .notAToken(text: "xy")))
    #expect(merge("b a") == .noMerge(index: 1, text: "b a", reason: .notAToken(text: "ba")))
    #expect(merge("a b") == nil)
  }

  @Test func `a number of a token that there isn't is refused, but minus one means none`() {
    #expect(
      error(SmallVocabulary.bytePairMetadata { $0["tokenizer.ggml.bos_token_id"] = .uint32(261) })
        == .noSuchToken(key: "tokenizer.ggml.bos_token_id", id: 261, count: 261))
    #expect(error(SmallVocabulary.bytePairMetadata { $0["tokenizer.ggml.eos_token_id"] = .uint32(.max) }) == nil)
  }

  @Test func `bytes without a token are left out, or the unknown token in SentencePiece`() throws {
    let bytePair = try Tokenizer(
      metadata: SmallVocabulary.bytePairMetadata { metadata in
        metadata["tokenizer.ggml.tokens"] = .array(.string(["a", "b"]))
        metadata["tokenizer.ggml.token_type"] = nil
        metadata["tokenizer.ggml.merges"] = .array(.string([]))
      })
    #expect(bytePair.tokens(of: "axb", special: false) == [0, 1])
    let sentencePiece = try SmallVocabulary.sentencePiece { metadata in
      metadata["tokenizer.ggml.tokens"] = .array(.string(["<unk>", "a"]))
      metadata["tokenizer.ggml.token_type"] = .array(.int32([2, 1]))
      metadata["tokenizer.ggml.scores"] = .array(.float32([0, 0]))
      metadata["tokenizer.ggml.add_space_prefix"] = .bool(false)
    }
    #expect(sentencePiece.tokens(of: "aéa", special: false) == [1, 0, 1])
  }

  @Test func `scores that are no numbers, and kinds that nobody knows, do no harm`() throws {
    let tokenizer = try SmallVocabulary.sentencePiece { metadata in
      metadata["tokenizer.ggml.scores"] = .array(.float32([Float](repeating: .nan, count: 266)))
      metadata["tokenizer.ggml.token_type"] = .array(.int32([Int32](repeating: 99, count: 266)))
    }
    #expect(tokenizer.bytes(of: tokenizer.tokens(of: "abab ab", special: true)) == Array("abab ab".utf8))
  }

  @Test func `no change of a vocabulary traps`() throws {
    try withEverySeed(0..<400) { _, rng in
      var metadata = rng.oneIn(2) ? SmallVocabulary.bytePairMetadata() : SmallVocabulary.sentencePieceMetadata()
      for _ in 0..<rng.int(1...4) {
        let key = metadata.entries[rng.int(0...(metadata.entries.count - 1))].key
        metadata[key] = changed(metadata[key], &rng)
      }
      guard let tokenizer = try? Tokenizer(metadata: metadata) else { return }
      for special in [false, true] {
        let tokens = tokenizer.tokens(of: rng.text(upTo: 20, hostile: true) + "ab <s>ab<|end|>", special: special)
        try #require(tokens.allSatisfy { (0..<tokenizer.count).contains(Int($0)) })
        _ = tokenizer.bytes(of: tokens, special: special)
      }
    }
  }

  /// A value with something else, more, less or nothing in it.
  private func changed(_ value: GGUFValue?, _ rng: inout SplitMix64) -> GGUFValue? {
    switch value {
    case .array(.string(var texts)):
      guard !texts.isEmpty else { return nil }
      let place = rng.int(0...(texts.count - 1))
      switch rng.int(0...3) {
      case 0: texts.remove(at: place)
      case 1: texts[place] = GGUFText(bytes: (0..<rng.int(0...8)).map { _ in UInt8(rng.int(0...255)) })
      case 2: texts.swapAt(place, texts.count - 1)
      default: texts[place] = ""
      }
      return .array(.string(texts))
    case .array(.int32(var numbers)):
      guard !numbers.isEmpty else { return nil }
      numbers[rng.int(0...(numbers.count - 1))] = Int32(rng.int(-2...8))
      return .array(.int32(numbers))
    case .array(.float32(var numbers)):
      guard !numbers.isEmpty else { return nil }
      numbers[rng.int(0...(numbers.count - 1))] = [.nan, .infinity, -.infinity, -0.0, 5][rng.int(0...4)]
      return .array(.float32(numbers))
    default: return rng.oneIn(2) ? nil : .uint32(UInt32(rng.int(0...300)))
    }
  }
}
