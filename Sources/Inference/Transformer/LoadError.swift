/// Why a file is no model that the engine can run.
public enum LoadError: Error, Equatable, Sendable {
  /// The forward pass does not know the architecture.
  case unknownArchitecture(String, known: [String])
  /// Positions are scaled in a way that the engine does not know.
  case unknownRotaryScaling(String)
  /// A key is missing or makes no sense.
  case metadata(GGUFMetadata.KeyError)
  /// A weight is missing.
  case missingTensor(String)
  /// A weight has another shape than the hyper-parameters say. [columns, rows]
  case wrongShape(tensor: String, expected: [Int], found: [Int])
  /// A vector, used as numbers, is stored in blocks.
  case vectorType(tensor: String, type: TensorType)
  /// The tokenizer has another number of tokens than the embedding has rows.
  case vocabularyMismatch(tokens: Int, rows: Int)
  /// The embedding has more rows than tokens can be numbered.
  case tooManyTokens(rows: Int, most: Int)
  /// The file has a vocabulary and nothing else.
  case vocabularyOnly
  /// The file has matrices that are added to those of another model.
  case adapter
}

extension LoadError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .unknownArchitecture(let name, let known):
      "the architecture '\(name)' is not known; known are \(known.joined(separator: ", "))"
    case .unknownRotaryScaling(let name):
      "the scaling of positions '\(name)' is not known; known are none, linear and Llama 3's table of factors"
    case .metadata(let error): error.description
    case .missingTensor(let name): "the tensor \(name) is missing: the file is not complete"
    case .wrongShape(let tensor, let expected, let found):
      "the tensor \(tensor) is \(LoadError.text(found)), but the model's keys call for \(LoadError.text(expected))"
    case .vectorType(let tensor, let type):
      "the vector \(tensor) is stored as \(type.name); F32, F16 or BF16 were expected"
    case .vocabularyMismatch(let tokens, let rows):
      "the key tokenizer.ggml.tokens has \(tokens) tokens, but the tensor token_embd.weight \(rows) rows: the file is damaged"
    case .tooManyTokens(let rows, let most):
      "the tensor token_embd.weight has \(Figures.grouped(rows)) rows; a vocabulary has at most \(Figures.grouped(most))"
    case .vocabularyOnly: "the file has a vocabulary but no weights: it can be asked to tokenize, not to compute"
    case .adapter:
      "the file is an adapter, which works beside its base model only; strata train merge makes one model of both"
    }
  }

  private static func text(_ shape: [Int]) -> String { shape.map(String.init).joined(separator: " × ") }
}

extension GGUFMetadata.KeyError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .missing(let key): "the key \(key) is missing"
    case .wrongType(let key, let needed, let found): "the key \(key) is \(found), but must be \(needed)"
    case .impossible(let key, let value, let reason): "the key \(key) cannot be \(value): \(reason)"
    }
  }
}
