public import Inference

/// What ``BytePairTrainer`` learns: tokens and merges, as a model's file holds them.
///
/// Tokens are numbered so: 0–255 are the bytes, each its own value; then comes a token for each merge, in the order in
/// which they were learnt; the special tokens are last.
public struct BytePairVocabulary: Equatable, Sendable {
  /// Two neighbouring tokens that become one: merge `i` makes the token `256 + i`.
  public struct Merge: Equatable, Sendable {
    /// The first token.
    public let left: TokenID
    /// The token behind it.
    public let right: TokenID
    /// How often the two stood side by side when they were merged; of overlapping pairs, as in `aaa`, each counts.
    public let count: Int
  }

  /// The bytes of each token, by its number; of a special token those of its name.
  public let tokens: [[UInt8]]
  /// The merges, most urgent first.
  public let merges: [Merge]
  /// The names of the special tokens, in the order of their numbers.
  public let specialTokens: [String]
  /// The token that begins a text, if there is one; it is not put there by itself.
  public let beginningOfText: TokenID?
  /// The token that ends a text, if there is one; it is not put there by itself.
  public let endOfText: TokenID?
  /// How text is cut into words, by the name that files give it.
  public let preTokenizer: String

  /// The number of a special token; nil if there is none of this name.
  public func token(named name: String) -> TokenID? {
    // Of texts that are canonically equivalent only the one with the same bytes.
    specialTokens.firstIndex { $0.utf8.elementsEqual(name.utf8) }.map {
      TokenID(tokens.count - specialTokens.count + $0)
    }
  }

  /// The tokenizer's keys of a model's file, which `Tokenizer` and llama.cpp read alike.
  ///
  /// The kind is `gpt2`: byte pairs, with bytes written in ``ByteAlphabet``. Special tokens are control tokens.
  public var metadata: GGUFMetadata {
    let ordinary = tokens.count - specialTokens.count
    let texts = tokens[..<ordinary].map { ByteAlphabet.text(of: $0) }
    let kinds = [Int32](repeating: 1, count: ordinary) + [Int32](repeating: 3, count: specialTokens.count)
    let blank = [UInt8(ascii: " ")]
    let pairs = merges.map { GGUFText(bytes: texts[Int($0.left)].bytes + blank + texts[Int($0.right)].bytes) }
    var metadata = GGUFMetadata()
    metadata["tokenizer.ggml.model"] = .string("gpt2")
    metadata["tokenizer.ggml.pre"] = .string(GGUFText(preTokenizer))
    metadata["tokenizer.ggml.tokens"] = .array(.string(texts + specialTokens.map { GGUFText($0) }))
    metadata["tokenizer.ggml.token_type"] = .array(.int32(kinds))
    metadata["tokenizer.ggml.merges"] = .array(.string(pairs))
    metadata["tokenizer.ggml.bos_token_id"] = beginningOfText.map { .uint32(UInt32($0)) }
    metadata["tokenizer.ggml.eos_token_id"] = endOfText.map { .uint32(UInt32($0)) }
    // A model has seen texts begin behind that token.
    metadata["tokenizer.ggml.add_bos_token"] = .bool(beginningOfText != nil)
    metadata["tokenizer.ggml.add_eos_token"] = .bool(false)
    return metadata
  }
}
