import Foundation
import Inference

/// Small vocabularies and what Hugging Face's tokenizers and Google's sentencepiece make of odd texts with them.
///
/// `Reference/Tokenizer/make_reference.py` made the file.
struct TokenizerReference: Decodable {
  struct BytePair: Decodable {
    var tokens: [String]
    var merges: [String]
    var ids: [String: [String]]
  }

  struct SentencePiece: Decodable {
    var tokens: [String]
    var scores: [Float]
    var kinds: [Int32]
    var addsSpace: Bool
    var ids: [String]
  }

  var texts: [String]
  var bytePair: BytePair
  var sentencePieces: [SentencePiece]

  /// The file beside this one.
  static func load() throws -> TokenizerReference {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("Reference/Tokenizer/reference.json")
    return try JSONDecoder().decode(TokenizerReference.self, from: Data(contentsOf: file))
  }

  /// Identifiers that are two characters of base 64 each.
  static func ids(_ packed: String) -> [TokenID] {
    let digits = packed.utf8.map { character -> TokenID in
      switch character {
      case UInt8(ascii: "A")...UInt8(ascii: "Z"): TokenID(character - UInt8(ascii: "A"))
      case UInt8(ascii: "a")...UInt8(ascii: "z"): TokenID(character - UInt8(ascii: "a")) + 26
      case UInt8(ascii: "0")...UInt8(ascii: "9"): TokenID(character - UInt8(ascii: "0")) + 52
      default: character == UInt8(ascii: "+") ? 62 : 63
      }
    }
    return stride(from: 0, to: digits.count - 1, by: 2).map { digits[$0] << 6 | digits[$0 + 1] }
  }
}

extension TokenizerReference.BytePair {
  /// What a file of such tokens says.
  func metadata(preTokenizer: String) -> GGUFMetadata {
    var metadata = GGUFMetadata()
    metadata["tokenizer.ggml.model"] = .string("gpt2")
    metadata["tokenizer.ggml.pre"] = .string(GGUFText(preTokenizer))
    metadata["tokenizer.ggml.tokens"] = .array(.string(tokens.map { GGUFText($0) }))
    metadata["tokenizer.ggml.merges"] = .array(.string(merges.map { GGUFText($0) }))
    return metadata
  }
}

extension TokenizerReference.SentencePiece {
  /// What a file of such tokens says.
  var metadata: GGUFMetadata {
    var metadata = GGUFMetadata()
    metadata["tokenizer.ggml.model"] = .string("llama")
    metadata["tokenizer.ggml.tokens"] = .array(.string(tokens.map { GGUFText($0) }))
    metadata["tokenizer.ggml.scores"] = .array(.float32(scores))
    metadata["tokenizer.ggml.token_type"] = .array(.int32(kinds))
    metadata["tokenizer.ggml.add_space_prefix"] = .bool(addsSpace)
    return metadata
  }
}
