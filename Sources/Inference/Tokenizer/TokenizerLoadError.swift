extension Tokenizer {
  /// Why a file has no tokenizer that can be used.
  public enum LoadError: Error, Equatable, Sendable {
    /// A key is missing, or its value is of the wrong type.
    case key(GGUFMetadata.KeyError)
    /// The tokenizer is of a kind that isn't known.
    case unknownModel(name: String)
    /// The text is cut into words in a way that isn't known.
    case unknownPreTokenizer(name: String)
    /// There is not a single token.
    case noTokens
    /// There are more tokens than a tokenizer can number.
    case tooManyTokens(count: Int, most: Int)
    /// There are more or fewer entries of a key than tokens.
    case countsDiffer(key: String, count: Int, tokens: Int)
    /// Two tokens are the same text.
    case duplicate(first: TokenID, second: TokenID, text: String)
    /// A token that should stand for a byte names none.
    case noByte(token: TokenID, text: String)
    /// A merge is not two tokens that make a third.
    case noMerge(index: Int, text: String, reason: MergeFault)
    /// A key names a token that there isn't.
    case noSuchToken(key: String, id: Int, count: Int)

    /// What is wrong with a merge.
    public enum MergeFault: Equatable, Sendable {
      /// It has no space between two parts.
      case notTwoParts
      /// A part, or both together, is no token.
      case notAToken(text: String)
    }

    /// Runs something that reads metadata, and gives its error as one of these.
    static func reading<Value>(
      _ body: () throws(GGUFMetadata.KeyError) -> Value
    ) throws(LoadError) -> Value {
      do {
        return try body()
      } catch {
        throw .key(error)
      }
    }
  }
}

extension Tokenizer.LoadError: CustomStringConvertible {
  /// What is wrong, where, and what can be done.
  public var description: String {
    switch self {
    case .key(.missing(let key)):
      "the file has no \(key), so it has no tokenizer. Convert the model again, with its tokenizer"
    case .key(.wrongType(let key, let needed, let found)):
      "\(key) must be \(needed), but is \(found). Convert the model again"
    case .key(.impossible(let key, let value, let reason)): "\(key) is \(value): \(reason)"
    case .unknownModel(let name):
      "the tokenizer is of the kind \u{201C}\(name)\u{201D}; known are llama (SentencePiece) and gpt2 (byte pairs)"
    case .unknownPreTokenizer(let name):
      "the text is to be cut into words as \u{201C}\(name)\u{201D} does it (\(Keys.preTokenizer)), which isn't known; "
        + "known are \(PreTokenizer.knownNames.joined(separator: ", "))"
    case .noTokens: "\(Keys.tokens) is empty, so no text can be written. Convert the model again"
    case .tooManyTokens(let count, let most):
      "\(Keys.tokens) has \(Figures.grouped(count)) tokens; at most \(Figures.grouped(most)) can be used"
    case .countsDiffer(let key, let count, let tokens):
      "\(key) has \(count) entries, but there are \(tokens) tokens. Convert the model again"
    case .duplicate(let first, let second, let text):
      "the tokens \(first) and \(second) are both \u{201C}\(text)\u{201D}. Convert the model again"
    case .noByte(let token, let text):
      "token \(token) should stand for a byte, but is \u{201C}\(text)\u{201D} and not like <0x0A>"
    case .noMerge(let index, let text, .notTwoParts):
      "merge \(index) of \(Keys.merges), \u{201C}\(text)\u{201D}, is not two tokens with a space between"
    case .noMerge(let index, let text, .notAToken(let part)):
      "merge \(index) of \(Keys.merges), \u{201C}\(text)\u{201D}, needs \u{201C}\(part)\u{201D}, which is no token. "
        + "Convert the model again"
    case .noSuchToken(let key, let id, let count):
      "\(key) is \(id), but tokens are numbered from 0 to \(count - 1)"
    }
  }
}
