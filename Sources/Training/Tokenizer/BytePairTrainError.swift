import Inference

extension BytePairTrainer {
  /// Why no vocabulary can be learnt.
  public enum TrainError: Error, Equatable, Sendable {
    /// There is no room for the 256 bytes and the special tokens.
    case vocabularyTooSmall(size: Int, least: Int, specialTokens: Int)
    /// Two special tokens have the same name.
    case duplicateSpecialToken(name: String)
    /// A special token cannot have this name.
    case unusableSpecialToken(name: String, reason: NameFault)
    /// The token that begins or ends a text is none of the special tokens.
    case noSuchSpecialToken(name: String)
    /// Text is to be cut into words in a way that isn't known.
    case unknownPreTokenizer(name: String)
    /// The texts have not a single byte beside special tokens.
    case noText
    /// The distinct words of the texts have more bytes than can be numbered.
    case tooManyWords(bytes: Int, most: Int)
    /// No pair is left that occurs often enough before the vocabulary is as large as was asked.
    case tooFewPairs(size: Int, reached: Int, leastCount: Int)

    /// What is wrong with the name of a special token.
    public enum NameFault: Equatable, Sendable {
      /// It is the empty text.
      case empty
      /// It is longer than names that are looked for in texts.
      case tooLong(bytes: Int, most: Int)
      /// A file would hold it for other bytes, which are a token or may become one.
      case readAsBytes
    }
  }
}

extension BytePairTrainer.TrainError: CustomStringConvertible {
  /// What is wrong, how much, and what can be done; not yet safe for a terminal.
  public var description: String {
    switch self {
    case .vocabularyTooSmall(let size, let least, let count):
      "a vocabulary of \(size) tokens has no room for 256 bytes and \(count) special tokens; ask for \(least) or more"
    case .duplicateSpecialToken(let name): "the special token \(name) is named twice; name it once"
    case .unusableSpecialToken(_, .empty): "a special token has no name; give it one, such as <|end|>"
    case .unusableSpecialToken(let name, .tooLong(let bytes, let most)):
      "the special token \(name.prefix(48)) has a name of \(bytes) bytes; at most \(most) are looked for. Shorten it"
    case .unusableSpecialToken(let name, .readAsBytes):
      "the special token \(name) would be taken for bytes that a text may have; choose a longer name of ASCII, like <|end|>"
    case .noSuchSpecialToken(let name):
      "\(name) is to begin or end texts, but is none of the special tokens; add it to them"
    case .unknownPreTokenizer(let name):
      "text is to be cut into words as \(name) does it, which isn't known; known are "
        + PreTokenizer.knownNames.joined(separator: ", ")
    case .noText: "there is no text to learn from; give at least one that isn't empty"
    case .tooManyWords(let bytes, let most):
      "the distinct words have \(bytes) bytes, more than the \(most) that can be numbered; give less text"
    case .tooFewPairs(let size, let reached, let least):
      "the texts have pairs for \(reached) tokens, not for \(size): no other pair occurs "
        + (least == 1 ? "at all" : "\(least) times or more") + "; give more text, or ask for \(reached) tokens"
    }
  }
}
