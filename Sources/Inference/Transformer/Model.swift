/// A model that is ready to compute: its shape, its weights, and the keys that came with them.
public struct Model: Sendable {
  /// The hyper-parameters.
  public let blueprint: Blueprint
  /// The weights.
  public let weights: Weights
  /// The keys of the file.
  public let metadata: GGUFMetadata

  /// A model of tensors in memory.
  public init(metadata: GGUFMetadata, tensors: [Tensor]) throws(LoadError) {
    if metadata.isOfAdapter { throw .adapter }
    guard !tensors.isEmpty else { throw .vocabularyOnly }
    let byName = Dictionary(tensors.map { ($0.name, $0) }) { first, _ in first }
    guard let embedding = byName["token_embd.weight"] else { throw .missingTensor("token_embd.weight") }
    try Model.checkVocabulary(metadata, rows: embedding.rows)
    blueprint = try Blueprint(metadata: metadata, vocabularySize: embedding.rows)
    weights = try Weights(blueprint: blueprint, tensors: byName)
    self.metadata = metadata
  }

  /// A token beyond the embedding could be asked for, but not computed.
  private static func checkVocabulary(_ metadata: GGUFMetadata, rows: Int) throws(LoadError) {
    guard rows <= Vocabulary.mostTokens else { throw .tooManyTokens(rows: rows, most: Vocabulary.mostTokens) }
    guard case .array(let tokens) = metadata["tokenizer.ggml.tokens"], tokens.count != rows else { return }
    throw .vocabularyMismatch(tokens: tokens.count, rows: rows)
  }
}

extension GGUFMetadata {
  /// Whether the file is no model, but an adapter for one.
  public var isOfAdapter: Bool { text("general.type") == "adapter" }
}
