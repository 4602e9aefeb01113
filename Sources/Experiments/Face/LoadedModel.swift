import Inference

/// The model that an experiment runs: a file, or random weights in a known shape where only speed and memory matter.
struct LoadedModel {
  /// The choice that means the file.
  static let file = "model"
  /// The name of the parameter that chooses between the file and shapes.
  static let parameterName = "model"

  /// What it is called.
  let name: String
  let model: Model
  /// Nil where weights are random: there is nothing to read.
  let tokenizer: Tokenizer?

  /// The parameter that chooses between the file and shapes.
  static func parameter(_ shapes: [String], usual: String = LoadedModel.file) -> ExperimentParameter {
    ExperimentParameter(
      parameterName,
      "what runs: the model's file, or random weights in the shape of a known model, which show speed only",
      .choice([LoadedModel.file] + shapes, usual: usual))
  }

  /// Opens the file, or makes random weights; the same seed gives the same ones.
  ///
  /// - Throws: ``ExperimentError``, or what reading a file or finding memory throws.
  init(_ choice: String, _ mix: QuantizationMix = .q4_0, _ environment: ExperimentEnvironment) throws {
    guard choice != LoadedModel.file, let shape = ModelShape(named: choice) else {
      let shipped = try ShippedModel(environment)
      name = shipped.file.metadata.text("general.name") ?? "the model"
      model = try shipped.model()
      tokenizer = shipped.tokenizer
      return
    }
    let file = try MemoryFile.open(
      try RandomModel(shape, mix, seed: environment.seed).bytes(), name: "\(shape.name) \(mix.name)")
    name = "random weights in the shape \(shape.name), \(mix.name)"
    model = try Model(metadata: file.metadata, tensors: file.tensors)
    tokenizer = nil
  }

  /// So many tokens drawn from the vocabulary: a prompt that no cache knows.
  func prompt(_ count: Int, seed: UInt64) -> [TokenID] {
    var random = SeededRandom(seed: seed)
    return random.tokens(count, vocabulary: model.blueprint.vocabularySize)
  }
}
