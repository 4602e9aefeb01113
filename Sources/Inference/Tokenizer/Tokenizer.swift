/// Turns text into the numbers that a model reads, and its numbers into text, as the model's file says.
///
/// Every text, valid UTF-8 or not, comes back to the byte: `bytes(of: tokens(of: text))` is `text`, if the vocabulary
/// has a token for each byte, as nearly all have. One exception is inherited: SentencePiece writes a blank as `▁`, so a
/// `▁` in the text comes back as a blank.
public struct Tokenizer: Sendable {
  private enum Method: Sendable {
    case sentencePiece(SentencePiece)
    case bytePair(BytePair)
  }

  /// The token that begins a text, if the file names one.
  public let beginningOfText: TokenID?
  /// The token that ends a text, if the file names one.
  public let endOfText: TokenID?
  /// The tokens after which a model has no more to say.
  public let endOfGeneration: Set<TokenID>
  /// Whether the token that begins a text is put before it when special tokens are wanted.
  public let addsBeginning: Bool
  /// Whether the token that ends a text is put after it when special tokens are wanted.
  public let addsEnd: Bool
  /// Whether a blank is put before a text, and before what follows a special token; it is taken away again.
  public let addsSpacePrefix: Bool

  private let vocabulary: Vocabulary
  private let method: Method
  private let allSpecial: SpecialTokens
  private let userDefined: SpecialTokens

  /// How many tokens there are.
  public var count: Int { vocabulary.count }

  /// What the file calls the kind: `llama` (SentencePiece) or `gpt2` (byte pairs).
  public var kind: String {
    switch method {
    case .sentencePiece: "llama"
    case .bytePair: "gpt2"
    }
  }

  /// Reads the tokenizer out of a file's metadata.
  ///
  /// - Throws: ``LoadError``, when something is missing, contradicts itself or isn't known.
  public init(metadata: GGUFMetadata) throws(LoadError) {
    let name = try LoadError.reading { () throws(GGUFMetadata.KeyError) in
      try metadata.string(Keys.model).required(Keys.model)
    }
    var addsBeginningByDefault = true
    switch name {
    case "llama":
      vocabulary = try Vocabulary(metadata, spelling: .spaceAsBlock)
      method = .sentencePiece(try SentencePiece(vocabulary, metadata))
    case "gpt2":
      vocabulary = try Vocabulary(metadata, spelling: .byteAlphabet)
      let bytePair = try BytePair(vocabulary, metadata)
      addsBeginningByDefault = bytePair.preTokenizer.addsBeginning
      method = .bytePair(bytePair)
    default: throw .unknownModel(name: name)
    }
    func flag(_ key: String) throws(LoadError) -> Bool? {
      try LoadError.reading { () throws(GGUFMetadata.KeyError) in try metadata.bool(key) }
    }
    let isSentencePiece = name == "llama"
    addsSpacePrefix = isSentencePiece ? try flag(Keys.addsSpace) ?? true : false
    beginningOfText = try Tokenizer.marker(Keys.beginning, metadata, vocabulary, usual: isSentencePiece ? 1 : nil)
    endOfText = try Tokenizer.marker(Keys.end, metadata, vocabulary, usual: isSentencePiece ? 2 : nil)
    addsBeginning = try flag(Keys.addsBeginning) ?? addsBeginningByDefault
    addsEnd = try flag(Keys.addsEnd) ?? false
    endOfGeneration = try Tokenizer.ends(metadata, vocabulary, endOfText)
    var special: [(token: TokenID, name: [UInt8])] = []
    for (id, kind) in vocabulary.kinds.enumerated() where [.control, .unknown, .userDefined].contains(kind) {
      let bytes = vocabulary.bytes(of: TokenID(id))
      special.append((TokenID(id), isSentencePiece ? SentencePiece.withBlocks(bytes) : Array(bytes)))
    }
    allSpecial = SpecialTokens(special)
    userDefined = SpecialTokens(special.filter { [vocabulary] in vocabulary.kinds[Int($0.token)] == .userDefined })
  }

  /// A token that the file names, or that usually has the part.
  private static func marker(
    _ key: String, _ metadata: GGUFMetadata, _ vocabulary: Vocabulary, usual: TokenID?
  ) throws(LoadError) -> TokenID? {
    if let token = try Vocabulary.token(key, metadata, count: vocabulary.count) { return token }
    guard metadata[key] == nil, let usual, Int(usual) < vocabulary.count else { return nil }
    return vocabulary.kinds[Int(usual)] == .control ? usual : nil
  }

  private static func ends(
    _ metadata: GGUFMetadata, _ vocabulary: Vocabulary, _ endOfText: TokenID?
  ) throws(LoadError) -> Set<TokenID> {
    var ends = Set(endOfText.map { [$0] } ?? [])
    for key in [Keys.endOfTurn, Keys.endOfMessage] {
      if let token = try Vocabulary.token(key, metadata, count: vocabulary.count) { ends.insert(token) }
    }
    for (id, kind) in vocabulary.kinds.enumerated() where kind == .control {
      if Keys.endTexts.contains(GGUFText(bytes: Array(vocabulary.bytes(of: TokenID(id))))) { ends.insert(TokenID(id)) }
    }
    return ends
  }

  // MARK: Text to tokens

  /// The tokens of a text.
  ///
  /// - Parameter special: whether names of control tokens in the text, such as `<s>`, are those tokens, and the tokens
  ///   that begin and end a text are added as the file says. Names of user-defined tokens always are those tokens.
  public func tokens(of text: String, special: Bool) -> [TokenID] { tokens(of: Array(text.utf8), special: special) }

  /// The tokens of bytes that should be UTF-8, but need not be.
  ///
  /// - Parameter special: as for a string.
  public func tokens(of bytes: [UInt8], special: Bool) -> [TokenID] {
    let bytes = spelled(bytes)
    return tokens(
      withEnds: special, of: bytes,
      bytes.withUnsafeBufferPointer {
        (special ? allSpecial : userDefined).parts(of: $0)
      })
  }

  /// The tokens of a conversation: names of control tokens are those tokens only where the template has written them.
  ///
  /// Words are joined over the seams between what is said and what the template writes, as in a text. Names of
  /// user-defined tokens are those tokens in what is said, too, except the marks of the template itself.
  public func tokens(of prompt: ChatPrompt) -> [TokenID] {
    var bytes: [UInt8] = []
    var said: [Range<Int>] = []
    var marks: Set<TokenID> = []
    for piece in prompt.pieces {
      let start = bytes.count
      let spelled = spelled(Array(piece.text.utf8))
      bytes += spelled
      if piece.isSaid { said.append(start..<bytes.count) } else { marks.formUnion(self.marks(in: spelled)) }
    }
    let parts = bytes.withUnsafeBufferPointer { bytes in
      allSpecial.parts(of: bytes) { token, range in
        guard said.contains(where: { $0.overlaps(range) }) else { return true }
        return vocabulary.kinds[Int(token)] == .userDefined && !marks.contains(token)
      }
    }
    return tokens(withEnds: true, of: bytes, parts)
  }

  /// The special tokens of a text but for those that are nothing but white space, which a text may have anywhere.
  private func marks(in bytes: [UInt8]) -> [TokenID] {
    bytes.withUnsafeBufferPointer { allSpecial.parts(of: $0) }.compactMap { part in
      guard case .token(let token) = part else { return nil }
      return piece(token).allSatisfy { [0x20, 0x0A, 0x09, 0x0D].contains($0) } ? nil : token
    }
  }

  /// A text as the vocabulary writes it.
  private func spelled(_ bytes: [UInt8]) -> [UInt8] {
    if case .sentencePiece = method { SentencePiece.withBlocks(bytes) } else { bytes }
  }

  /// The special tokens among the parts of a text, and the tokens of what lies between them.
  ///
  /// - Parameter withEnds: whether the tokens that begin and end a text are added as the file says.
  private func tokens(withEnds: Bool, of bytes: [UInt8], _ parts: [SpecialTokens.Part]) -> [TokenID] {
    var tokens: [TokenID] = []
    tokens.reserveCapacity(bytes.count / 3 + 2)
    if withEnds, addsBeginning, let beginningOfText { tokens.append(beginningOfText) }
    bytes.withUnsafeBufferPointer { bytes in
      var isAtStart = true
      for part in parts {
        switch part {
        case .token(let token):
          tokens.append(token)
          isAtStart = true
        case .text(let range):
          append(UnsafeBufferPointer(rebasing: bytes[range]), isAtStart: isAtStart, to: &tokens)
          isAtStart = false
        }
      }
    }
    if withEnds, addsEnd, let endOfText { tokens.append(endOfText) }
    return tokens
  }

  private func append(_ text: UnsafeBufferPointer<UInt8>, isAtStart: Bool, to tokens: inout [TokenID]) {
    switch method {
    case .sentencePiece(let method) where isAtStart && addsSpacePrefix:
      let text = SentencePiece.blank + text
      text.withUnsafeBufferPointer { method.tokenize($0, into: &tokens) }
    case .sentencePiece(let method): method.tokenize(text, into: &tokens)
    case .bytePair(let method): method.tokenize(text, into: &tokens)
    }
  }

  // MARK: Tokens to text

  /// The bytes of tokens.
  ///
  /// - Parameter special: whether control tokens are written too, by their names; otherwise they leave nothing.
  public func bytes(of tokens: [TokenID], special: Bool = false) -> [UInt8] {
    var bytes: [UInt8] = []
    var isAtStart = true
    for token in tokens { append(token, to: &bytes, special: special, isAtStart: &isAtStart) }
    return bytes
  }

  /// What a token stands for by itself: its bytes, with the blank that a word begins with, or a special token's name.
  ///
  /// A number that is no token's gives nothing.
  public func piece(_ token: TokenID) -> [UInt8] {
    guard token >= 0, Int(token) < vocabulary.count else { return [] }
    let bytes = vocabulary.bytes(of: token)
    guard case .sentencePiece = method,
      vocabulary.kinds[Int(token)] == .normal || vocabulary.kinds[Int(token)] == .unused
    else { return Array(bytes) }
    return SentencePiece.withBlanks(bytes)
  }

  /// Whether a number stands for the same bytes in another tokenizer.
  func hasSameBytes(_ token: TokenID, as other: Tokenizer) -> Bool {
    vocabulary.bytes(of: token) == other.vocabulary.bytes(of: token)
  }

  /// Appends a token's bytes, without the blank that was put before a text.
  ///
  /// - Parameter isAtStart: whether that blank may come now; kept from token to token.
  func append(_ token: TokenID, to bytes: inout [UInt8], special: Bool, isAtStart: inout Bool) {
    guard token >= 0, Int(token) < vocabulary.count else { return }
    let kind = vocabulary.kinds[Int(token)]
    if kind == .control || kind == .unknown {
      if special { bytes += vocabulary.bytes(of: token) }
      isAtStart = true
      return
    }
    var piece = piece(token)[...]
    if kind == .userDefined {
      isAtStart = true
    } else if !piece.isEmpty {
      if isAtStart, addsSpacePrefix, piece.first == UInt8(ascii: " ") { piece = piece.dropFirst() }
      isAtStart = false
    }
    bytes += piece
  }
}
