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
  /// How a mixture of experts lies on the GPUs; of no effect for dense models.
  public var layout = ExpertLayout.sliced

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

/// How the experts of a model lie on its GPUs.
public enum ExpertLayout: Hashable, Sendable {
  /// Every GPU holds a slice of every expert, as of every other matrix.
  case sliced
  /// So many ranks each hold whole experts; attention is sliced.
  case ranked(Int)
  /// Every GPU holds whole experts, and works on attention for its own share of the sequences.
  case dataParallelAttention

  /// Ranks among which whole experts are divided.
  func ranks(gpus: Int) -> Int {
    switch self {
    case .sliced: 1
    case .ranked(let ranks): max(1, ranks)
    case .dataParallelAttention: gpus
    }
  }
}
