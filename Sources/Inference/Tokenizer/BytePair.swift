/// Byte pairs as GPT-2 has them, which Llama 3, Qwen, SmolLM and most others use.
///
/// A text is cut into words, a word is its bytes, and of all neighbours that the list of merges has, the pair that
/// stands foremost in the list is joined, until there is none. As every byte is a token, every sequence of bytes has
/// tokens that give it back.
struct BytePair: Sendable {
  let preTokenizer: PreTokenizer
  private let vocabulary: Vocabulary
  private let merges: MergeTable

  init(_ vocabulary: Vocabulary, _ metadata: GGUFMetadata) throws(Tokenizer.LoadError) {
    self.vocabulary = vocabulary
    let name = try Tokenizer.LoadError.reading { () throws(GGUFMetadata.KeyError) in
      try metadata.string(Keys.preTokenizer)
    }
    guard let preTokenizer = PreTokenizer(named: name ?? "default") else {
      throw .unknownPreTokenizer(name: name ?? "default")
    }
    self.preTokenizer = preTokenizer
    let texts = try Tokenizer.LoadError.reading { () throws(GGUFMetadata.KeyError) in
      try metadata.strings(Keys.merges).required(Keys.merges)
    }
    merges = try MergeTable(texts, vocabulary)
  }

  /// Appends the tokens of a stretch of text without special tokens.
  ///
  /// A byte that is no token is left out: an unknown token would often be the one that ends a text.
  func tokenize(_ text: UnsafeBufferPointer<UInt8>, into tokens: inout [TokenID]) {
    var merger = SymbolMerger()
    for range in preTokenizer.words(of: text) {
      if range.count == 1 || preTokenizer.ignoresMerges,
        let token = vocabulary.lookup.find(UnsafeBufferPointer(rebasing: text[range])),
        vocabulary.kinds[Int(token)] != .control
      {
        tokens.append(token)
        continue
      }
      merger.begin()
      for place in range {
        let byte = text[place]
        merger.append(SymbolMerger.Symbol(start: place, count: 1, token: vocabulary.byteTokens[Int(byte)]))
      }
      merger.run(merges) { symbol in
        if let token = symbol.token { tokens.append(token) }
      }
    }
  }
}

/// The merges of a vocabulary, found by the pair that they join.
struct MergeTable: MergeRule, Sendable {
  private struct Entry {
    var pair: UInt64
    var rank: UInt32
    var token: TokenID
  }

  private var entries: [Entry]
  private let mask: Int
  private static let free = UInt64.max

  /// The merges of a file, most urgent first: `a b` joins the tokens `a` and `b`.
  init(_ texts: [GGUFText], _ vocabulary: Vocabulary) throws(Tokenizer.LoadError) {
    var size = 16
    while size < texts.count * 2 { size *= 2 }
    entries = [Entry](repeating: Entry(pair: MergeTable.free, rank: 0, token: 0), count: size)
    mask = size - 1
    for (rank, text) in texts.enumerated() {
      let merge = try MergeTable.read(text, rank: rank, vocabulary)
      let place = place(of: merge.pair)
      // A pair that stands twice has the rank of its first place.
      if entries[place].pair == MergeTable.free { entries[place] = merge }
    }
  }

  private static func read(
    _ text: GGUFText, rank: Int, _ vocabulary: Vocabulary
  ) throws(Tokenizer.LoadError) -> Entry {
    // A part may be a blank, so the one between the parts is sought behind the first character.
    guard let gap = text.bytes.dropFirst().firstIndex(of: UInt8(ascii: " ")), gap + 1 < text.bytes.count else {
      throw .noMerge(index: rank, text: text.text, reason: .notTwoParts)
    }
    let parts = (text.bytes[..<gap], text.bytes[(gap + 1)...])
    var bytes: [UInt8] = []
    bytes.reserveCapacity(text.bytes.count)
    let isFirst = ByteAlphabet.append(parts.0, to: &bytes)
    let middle = bytes.count
    let isSecond = ByteAlphabet.append(parts.1, to: &bytes)
    func token(_ range: Range<Int>) -> TokenID? {
      bytes.withUnsafeBufferPointer { vocabulary.lookup.find(UnsafeBufferPointer(rebasing: $0[range])) }
    }
    func fault(_ part: ArraySlice<UInt8>) -> Tokenizer.LoadError {
      .noMerge(index: rank, text: text.text, reason: .notAToken(text: String(decoding: part, as: UTF8.self)))
    }
    guard isFirst, let first = token(0..<middle) else { throw fault(parts.0) }
    guard isSecond, let second = token(middle..<bytes.count) else { throw fault(parts.1) }
    guard let both = token(0..<bytes.count) else { throw fault(parts.0 + parts.1) }
    return Entry(pair: MergeTable.pair(first, second), rank: UInt32(truncatingIfNeeded: rank), token: both)
  }

  func merge(_ left: SymbolMerger.Symbol, _ right: SymbolMerger.Symbol) -> SymbolMerger.Merge? {
    guard let first = left.token, let second = right.token else { return nil }
    let pair = MergeTable.pair(first, second)
    let entry = entries[place(of: pair)]
    return entry.pair == pair ? SymbolMerger.Merge(priority: entry.rank, token: entry.token) : nil
  }

  private static func pair(_ left: TokenID, _ right: TokenID) -> UInt64 {
    UInt64(UInt32(bitPattern: left)) << 32 | UInt64(UInt32(bitPattern: right))
  }

  /// Where a pair lies, or would lie.
  private func place(of pair: UInt64) -> Int {
    var place = Int(truncatingIfNeeded: (pair &* 0x9E37_79B9_7F4A_7C15) >> 32) & mask
    while entries[place].pair != pair, entries[place].pair != MergeTable.free { place = (place + 1) & mask }
    return place
  }
}
