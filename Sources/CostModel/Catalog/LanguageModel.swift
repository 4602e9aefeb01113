/// An open-weight model by the shapes that decide what it costs to run.
public struct LanguageModel: Hashable, Sendable, Identifiable {
  /// How a layer remembers the tokens before.
  public enum Attention: Hashable, Sendable {
    /// Keys and values of so many heads in every layer.
    case full
    /// Every second layer keeps a window of so many tokens, the others all.
    case alternatingWindow(tokens: Int)
    /// One compressed latent for all heads (multi-head latent attention, DeepSeek-V2, arXiv 2405.04434): its rank, and
    /// the width of the key part that carries the position.
    case latent(rank: Int, rope: Int)
  }

  /// Experts of a mixture-of-experts model.
  public struct Experts: Hashable, Sendable {
    /// Routed experts in a layer.
    public var count: Int
    /// How many of them a token visits.
    public var perToken: Int
    /// The hidden width of one.
    public var width: Int
    /// Experts that every token visits.
    public var shared: Int

    public init(count: Int, perToken: Int, width: Int, shared: Int) {
      self.count = count
      self.perToken = perToken
      self.width = width
      self.shared = shared
    }
  }

  /// The name in the catalogue: `Llama 3.1/3.3 70B`.
  public var id: String
  /// The repository on Hugging Face: `meta-llama/Llama-3.3-70B-Instruct`.
  public var repository: String
  /// All parameters.
  public var parameters: Double
  /// Parameters that one token meets, embedding included.
  public var activeParameters: Double
  /// Parameters that one token is multiplied with: active ones less the embedding table's look-up.
  public var matrixParameters: Double
  public var layers: Int
  public var hidden: Int
  public var heads: Int
  /// Heads of keys and values; for latent attention, one.
  public var kvHeads: Int
  /// Width of a query head.
  public var headDim: Int
  /// Hidden width of a dense feed-forward block.
  public var intermediate: Int
  public var vocabulary: Int
  public var tiedEmbeddings: Bool
  /// Nil for a dense model.
  public var experts: Experts?
  public var attention: Attention
  public var maxContext: Tokens
  /// Keys and values of one token over all layers at 16 bits, no window applied.
  public var kvBytesPerToken16: BytesPerToken
  /// The width at which the published weights come, where it isn't 16 bits: `FP8`, `MXFP4`.
  public var nativePrecision: WeightPrecision
  public var provenance: Provenance

  public init(
    id: String, repository: String, parameters: Double, activeParameters: Double, matrixParameters: Double,
    layers: Int, hidden: Int, heads: Int, kvHeads: Int, headDim: Int, intermediate: Int, vocabulary: Int,
    tiedEmbeddings: Bool, experts: Experts?, attention: Attention, maxContext: Tokens,
    kvBytesPerToken16: BytesPerToken, nativePrecision: WeightPrecision, provenance: Provenance
  ) {
    self.id = id
    self.repository = repository
    self.parameters = parameters
    self.activeParameters = activeParameters
    self.matrixParameters = matrixParameters
    self.layers = layers
    self.hidden = hidden
    self.heads = heads
    self.kvHeads = kvHeads
    self.headDim = headDim
    self.intermediate = intermediate
    self.vocabulary = vocabulary
    self.tiedEmbeddings = tiedEmbeddings
    self.experts = experts
    self.attention = attention
    self.maxContext = maxContext
    self.kvBytesPerToken16 = kvBytesPerToken16
    self.nativePrecision = nativePrecision
    self.provenance = provenance
  }

  public var isMixtureOfExperts: Bool { experts != nil }
}

/// How wide the weights are kept in memory.
public enum WeightPrecision: String, Sendable, CaseIterable {
  case bf16 = "BF16"
  case fp8 = "FP8"
  case int8 = "INT8"
  /// NVIDIA's 4-bit float: blocks of 16 share an 8-bit scale.
  case nvfp4 = "NVFP4"
  /// The Open Compute Project's 4-bit float: blocks of 32 share an 8-bit scale.
  case mxfp4 = "MXFP4"
  /// 4-bit integers in groups of 128 (AWQ, GPTQ); multiplied in 16 bits.
  case int4 = "INT4"

  /// What one weight occupies with its share of the block's scale.
  public var bytesPerWeight: Double {
    switch self {
    case .bf16: 2
    case .fp8, .int8: 1
    case .nvfp4: 0.5625
    case .mxfp4: 0.53125
    case .int4: 0.515625
    }
  }
}

/// How wide keys and values are kept.
public enum CachePrecision: String, Sendable, CaseIterable {
  case bf16 = "BF16"
  case fp8 = "FP8"

  public var bytesPerValue: Double { self == .bf16 ? 2 : 1 }
}
