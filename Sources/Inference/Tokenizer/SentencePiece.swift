/// SentencePiece's way with byte pairs, which Llama 1 and 2, Mistral and Gemma use.
///
/// A text is its characters, with `▁` for a blank. The two neighbours whose join is the token with the highest score
/// become that token, and so on until no join is a token. A character that is no token at the end is written as bytes.
struct SentencePiece: Sendable {
  private let vocabulary: Vocabulary
  private let priorities: [UInt32]
  /// Whether no token has a `▁` after anything else: words can be merged each by itself then, with the same result.
  private let wordsAreApart: Bool

  /// What a blank is written as: `▁`, U+2581.
  static let blank: [UInt8] = [0xE2, 0x96, 0x81]

  init(_ vocabulary: Vocabulary, _ metadata: GGUFMetadata) throws(Tokenizer.LoadError) {
    self.vocabulary = vocabulary
    let scores = try SentencePiece.scores(metadata)
    guard scores.count == vocabulary.count else {
      throw .countsDiffer(key: Keys.scores, count: scores.count, tokens: vocabulary.count)
    }
    priorities = scores.map { SentencePiece.priority($0) }
    wordsAreApart = !vocabulary.kinds.indices.contains { id in
      let token = TokenID(id)
      return [.normal, .unused].contains(vocabulary.kinds[id])
        && SentencePiece.hasBlankInside(vocabulary.bytes(of: token))
    }
  }

  /// Appends the tokens of a stretch of text without special tokens, in which blanks are written as `▁`.
  func tokenize(_ text: UnsafeBufferPointer<UInt8>, into tokens: inout [TokenID]) {
    var merger = SymbolMerger()
    var start = 0
    while start < text.count {
      start = fill(&merger, text, from: start)
      merger.run(Rule(text: text, vocabulary: vocabulary, priorities: priorities)) { symbol in
        append(symbol, text, to: &tokens)
      }
    }
  }

  /// Takes the characters of the next word, or of the whole text where words are not apart.
  private func fill(_ merger: inout SymbolMerger, _ text: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
    merger.begin()
    var place = start
    var wasBlank = true
    while place < text.count {
      let (_, count) = UTF8Scalars.read(text, at: place)
      let character = UnsafeBufferPointer(rebasing: text[place..<place + count])
      let isBlank = count == 3 && character.elementsEqual(SentencePiece.blank)
      if wordsAreApart, isBlank, !wasBlank { break }
      merger.append(SymbolMerger.Symbol(start: place, count: count, token: vocabulary.lookup.find(character)))
      place += count
      wasBlank = isBlank
    }
    return place
  }

  private func append(
    _ symbol: SymbolMerger.Symbol, _ text: UnsafeBufferPointer<UInt8>, to tokens: inout [TokenID]
  ) {
    if let token = symbol.token { return tokens.append(token) }
    let bytes = text[symbol.start..<symbol.start + symbol.count].map { vocabulary.byteTokens[Int($0)] }
    let known = bytes.compactMap(\.self)
    if known.count == bytes.count {
      tokens += known
    } else if let unknown = vocabulary.unknown {
      tokens.append(unknown)
    }
  }

  private struct Rule: MergeRule {
    let text: UnsafeBufferPointer<UInt8>
    let vocabulary: Vocabulary
    let priorities: [UInt32]

    func merge(_ left: SymbolMerger.Symbol, _ right: SymbolMerger.Symbol) -> SymbolMerger.Merge? {
      let both = UnsafeBufferPointer(rebasing: text[left.start..<right.start + right.count])
      guard let token = vocabulary.lookup.find(both) else { return nil }
      return SymbolMerger.Merge(priority: priorities[Int(token)], token: token)
    }
  }

  private static func scores(_ metadata: GGUFMetadata) throws(Tokenizer.LoadError) -> [Float] {
    if case .array(let array) = metadata[Keys.scores], let integers = array.integers { return integers.map(Float.init) }
    return try Tokenizer.LoadError.reading { () throws(GGUFMetadata.KeyError) in
      try metadata.floats(Keys.scores).required(Keys.scores)
    }
  }

  /// Numbers that are the lower the higher a score is; no number counts as the lowest score.
  private static func priority(_ score: Float) -> UInt32 {
    // Adding zero makes one of both zeros. Bits of numbers above zero rise with them, those of the others fall.
    let bits = (score.isNaN ? -.infinity : score + 0).bitPattern
    let rising = bits & 0x8000_0000 == 0 ? bits | 0x8000_0000 : ~bits
    return ~rising
  }

  private static func hasBlankInside(_ bytes: ArraySlice<UInt8>) -> Bool {
    var isAfterOther = false
    var place = bytes.startIndex
    while place < bytes.endIndex {
      if bytes[place...].starts(with: blank) {
        if isAfterOther { return true }
        place += blank.count
      } else {
        isAfterOther = true
        place += 1
      }
    }
    return false
  }

  /// A text with `▁` for each blank.
  static func withBlocks(_ text: some Collection<UInt8>) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(text.count + text.count / 2)
    for byte in text {
      if byte == UInt8(ascii: " ") { bytes += blank } else { bytes.append(byte) }
    }
    return bytes
  }

  /// A text with a blank for each `▁`.
  static func withBlanks(_ text: ArraySlice<UInt8>) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(text.count)
    var place = text.startIndex
    while place < text.endIndex {
      if text[place...].starts(with: blank) {
        bytes.append(UInt8(ascii: " "))
        place += blank.count
      } else {
        bytes.append(text[place])
        place += 1
      }
    }
    return bytes
  }
}
