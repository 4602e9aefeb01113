/// The program that serves a model; efficiency factors are fitted for each.
public enum ServingEngine: String, Sendable, CaseIterable {
  case vLLM = "vLLM"
  case tensorRTLLM = "TensorRT-LLM"
  case sgLang = "SGLang"
}

/// A model on a machine: what one replica is.
public struct Deployment: Hashable, Sendable {
  public var model: LanguageModel
  public var accelerator: Accelerator
  /// GPUs that hold the model together, each with a slice of every layer (tensor parallelism).
  public var gpus: Int
  public var weights: WeightPrecision
  public var cache: CachePrecision
  public var engine: ServingEngine

  /// - Parameter gpus: at least 1.
  public init(
    model: LanguageModel, accelerator: Accelerator, gpus: Int, weights: WeightPrecision, cache: CachePrecision,
    engine: ServingEngine
  ) {
    self.model = model
    self.accelerator = accelerator
    self.gpus = max(1, gpus)
    self.weights = weights
    self.cache = cache
    self.engine = engine
  }
}
