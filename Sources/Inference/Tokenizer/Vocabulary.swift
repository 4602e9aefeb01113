/// The number of a token, as GGUF files and models have it.
public typealias TokenID = Int32

/// The tokens of a file: what each stands for and what it is for.
struct Vocabulary: Sendable {
  /// What a token is for, with the number that files give it.
  enum Kind: UInt8, Sendable {
    case normal = 1
    case unknown = 2
    case control = 3
    case userDefined = 4
    case unused = 5
    case byte = 6
  }

  /// How the bytes of normal tokens are written.
  enum Spelling { case spaceAsBlock, byteAlphabet }

  /// Finds the normal tokens by their bytes: those that text consists of.
  let lookup: TokenLookup
  /// What each token is for.
  let kinds: [Kind]
  /// The token of each byte, if it has one.
  let byteTokens: [TokenID?]
  /// What stands for a byte that has no token, if the file says so.
  let unknown: TokenID?

  /// How many tokens there are.
  var count: Int { kinds.count }

  /// The bytes of a token as they were put into the table.
  func bytes(of token: TokenID) -> ArraySlice<UInt8> { lookup.bytes(of: token) }

  /// Reads and checks the tokens of a file.
  init(_ metadata: GGUFMetadata, spelling: Spelling) throws(Tokenizer.LoadError) {
    let texts = try Tokenizer.LoadError.reading { () throws(GGUFMetadata.KeyError) in
      try metadata.strings(Keys.tokens).required(Keys.tokens)
    }
    guard !texts.isEmpty else { throw .noTokens }
    guard texts.count <= Vocabulary.mostTokens else {
      throw .tooManyTokens(count: texts.count, most: Vocabulary.mostTokens)
    }
    kinds = try Vocabulary.kinds(metadata, texts)
    var bytes: [UInt8] = []
    var ends: [Int] = []
    bytes.reserveCapacity(texts.reduce(0) { $0 + $1.bytes.count })
    ends.reserveCapacity(texts.count)
    var byteTokens = [TokenID?](repeating: nil, count: 256)
    var isFound = [Bool](repeating: false, count: texts.count)
    for (id, text) in texts.enumerated() {
      if kinds[id] == .byte {
        guard let byte = Vocabulary.byte(text.bytes) else { throw .noByte(token: TokenID(id), text: text.text) }
        byteTokens[Int(byte)] = TokenID(id)
        bytes.append(byte)
      } else {
        isFound[id] = Vocabulary.write(text.bytes, kinds[id], spelling, to: &bytes)
      }
      ends.append(bytes.count)
    }
    var lookup = TokenLookup(bytes: bytes, ends: ends)
    for id in isFound.indices where isFound[id] {
      try Vocabulary.insert(TokenID(id), into: &lookup, texts, kinds)
    }
    for byte in UInt8(0)...0xFF {
      let found = lookup.find([byte])
      byteTokens[Int(byte)] =
        spelling == .byteAlphabet ? found ?? byteTokens[Int(byte)] : byteTokens[Int(byte)] ?? found
    }
    self.lookup = lookup
    self.byteTokens = byteTokens
    let unknown = try Vocabulary.token(Keys.unknown, metadata, count: texts.count)
    self.unknown = unknown ?? kinds.firstIndex(of: .unknown).map { TokenID($0) }
  }

  /// More than any model has, and few enough that a table of them has its place.
  static let mostTokens = 1 << 26

  /// A token that a key names; nil if the key isn't there, or says −1 for none.
  static func token(
    _ key: String, _ metadata: GGUFMetadata, count: Int
  ) throws(Tokenizer.LoadError) -> TokenID? {
    let value = try Tokenizer.LoadError.reading { () throws(GGUFMetadata.KeyError) in try metadata.integer(key) }
    guard let value, value != -1, value != Int(UInt32.max) else { return nil }
    guard (0..<count).contains(value) else { throw .noSuchToken(key: key, id: value, count: count) }
    return TokenID(value)
  }

  private static func kinds(_ metadata: GGUFMetadata, _ texts: [GGUFText]) throws(Tokenizer.LoadError) -> [Kind] {
    let numbers = try Tokenizer.LoadError.reading { () throws(GGUFMetadata.KeyError) in
      try metadata.integers(Keys.kinds)
    }
    guard let numbers else {
      return texts.map { text in byte(text.bytes) == nil ? .normal : .byte }
    }
    guard numbers.count == texts.count else {
      throw .countsDiffer(key: Keys.kinds, count: numbers.count, tokens: texts.count)
    }
    return zip(numbers, texts).map { number, text in
      if Keys.mayBeControl(text), Keys.controlTexts.contains(text) { return .control }
      return UInt8(exactly: number).flatMap { Kind(rawValue: $0) } ?? .unused
    }
  }

  /// Appends a token's bytes.
  ///
  /// - Returns: whether text is searched for them: a special token is found by its name before.
  private static func write(_ text: [UInt8], _ kind: Kind, _ spelling: Spelling, to bytes: inout [UInt8]) -> Bool {
    switch (spelling, kind) {
    case (.spaceAsBlock, .userDefined):
      bytes += SentencePiece.withBlanks(text[...])
      return false
    case (.byteAlphabet, .normal), (.byteAlphabet, .unused):
      let start = bytes.count
      if ByteAlphabet.append(text[...], to: &bytes) { return !text.isEmpty }
      bytes.replaceSubrange(start..., with: text)
      return false
    default:
      bytes += text
      return !text.isEmpty && (spelling == .byteAlphabet || kind != .control && kind != .unknown)
    }
  }

  /// Two tokens may have the same bytes only if the file writes them differently; a normal one is found then.
  private static func insert(
    _ token: TokenID, into lookup: inout TokenLookup, _ texts: [GGUFText], _ kinds: [Kind]
  ) throws(Tokenizer.LoadError) {
    guard let other = lookup.insert(token) else { return }
    let text = texts[Int(token)]
    if texts[Int(other)] == text { throw .duplicate(first: other, second: token, text: text.text) }
    if kinds[Int(token)] == .normal, kinds[Int(other)] != .normal { lookup.replace(other, by: token) }
  }

  /// The byte that a text such as `<0x0A>` names.
  private static func byte(_ text: [UInt8]) -> UInt8? {
    guard text.count == 6, text.starts(with: Array("<0x".utf8)), text[5] == UInt8(ascii: ">") else { return nil }
    return UInt8(String(decoding: text[3...4], as: UTF8.self), radix: 16)
  }
}

/// The keys of a tokenizer in a file's metadata.
enum Keys {
  static let model = "tokenizer.ggml.model"
  static let preTokenizer = "tokenizer.ggml.pre"
  static let tokens = "tokenizer.ggml.tokens"
  static let kinds = "tokenizer.ggml.token_type"
  static let scores = "tokenizer.ggml.scores"
  static let merges = "tokenizer.ggml.merges"
  static let beginning = "tokenizer.ggml.bos_token_id"
  static let end = "tokenizer.ggml.eos_token_id"
  static let endOfTurn = "tokenizer.ggml.eot_token_id"
  static let endOfMessage = "tokenizer.ggml.eom_token_id"
  static let unknown = "tokenizer.ggml.unknown_token_id"
  static let addsBeginning = "tokenizer.ggml.add_bos_token"
  static let addsEnd = "tokenizer.ggml.add_eos_token"
  static let addsSpace = "tokenizer.ggml.add_space_prefix"
  static let chatTemplate = "tokenizer.chat_template"

  /// Tokens of these names end what a model writes, whatever the file says of them.
  static let endTexts: Set<GGUFText> = [
    "<|eot_id|>", "<|im_end|>", "<|end|>", "<|return|>", "<|call|>", "<end_of_turn>", "<|endoftext|>", "</s>",
    "<|eom_id|>", "<EOT>", "_<EOT>", "[EOT]", "[EOS]", "<|end_of_text|>", "<end_of_utterance>", "<eos>",
    "<｜end▁of▁sentence｜>", "<|fim_pad|>", "<fim-pad>", "<fim_pad>", "<PAD>", "[PAD]", "<|fim_repo|>",
    "<|repo_name|>", "<fim-repo>", "<REPO>", "<reponame>", "<|file_sep|>",
  ]

  /// Whether a token's name begins as one of the names below: nearly none does, and looking it up takes longer.
  static func mayBeControl(_ text: GGUFText) -> Bool {
    guard let first = text.bytes.first, text.bytes.count > 3 else { return false }
    return [UInt8(ascii: "<"), UInt8(ascii: "["), UInt8(ascii: "_"), 0xE2].contains(first)
  }

  /// Tokens of these names are control tokens, even where a file calls them something else.
  static let controlTexts: Set<GGUFText> = endTexts.union([
    "<|fim_prefix|>", "<fim-prefix>", "<fim_prefix>", "<｜fim▁begin｜>", "<PRE>", "▁<PRE>", "<|fim_suffix|>",
    "<fim-suffix>", "<fim_suffix>", "<｜fim▁hole｜>", "<SUF>", "▁<SUF>", "<|fim_middle|>", "<fim-middle>",
    "<fim_middle>", "<｜fim▁end｜>", "<MID>", "▁<MID>",
  ])
}
