import Foundation
import Inference
import Testing
import Training

/// What an independent learner finds in some texts, and how Hugging Face's tokenizers cut others with it.
///
/// `Reference/Tokenizer/make_reference.py` made the file.
private struct BytePairReference: Decodable {
  var texts: [String]
  var special: [String]
  /// Each merge with its count: `e s 9`.
  var merges: [String]
  var heldout: [String]
  var ids: [[TokenID]]

  /// The file of the reference.
  static func load() throws -> BytePairReference {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("Reference/Tokenizer/reference.json")
    return try JSONDecoder().decode(BytePairReference.self, from: Data(contentsOf: file))
  }

  /// What is learnt here from the same texts.
  func learn() throws -> BytePairVocabulary {
    try BytePairTrainer(vocabularySize: 256 + merges.count + special.count, specialTokens: special).train(on: texts)
  }
}

@Suite struct `Learnt vocabularies equal the reference` {
  private let reference: BytePairReference
  private let vocabulary: BytePairVocabulary

  init() throws {
    reference = try BytePairReference.load()
    vocabulary = try reference.learn()
  }

  @Test func `the merges and their counts are those of an independent learner`() throws {
    try #require(reference.merges.count == 400)
    for (merge, expected) in zip(vocabulary.merges, reference.merges) {
      let parts = [merge.left, merge.right].map { ByteAlphabet.text(of: vocabulary.tokens[Int($0)]).text }
      try #require("\(parts[0]) \(parts[1]) \(merge.count)" == expected)
    }
  }

  @Test func `other texts become the tokens that Hugging Face makes with the same merges`() throws {
    let tokenizer = try Tokenizer(metadata: vocabulary.metadata)
    try #require(reference.ids.count == reference.heldout.count)
    for (text, ids) in zip(reference.heldout, reference.ids) {
      #expect(tokenizer.tokens(of: text, special: true) == ids, "\(text.debugDescription)")
    }
  }
}
