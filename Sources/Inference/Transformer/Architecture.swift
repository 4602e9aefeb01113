/// The families of models that the engine runs: one forward pass, a few differences, all of them listed here.
public enum Architecture: String, CaseIterable, Sendable {
  /// Llama 1 to 3.x, Mistral, TinyLlama, SmolLM and everything of their shape.
  case llama
  case qwen2
  case qwen3
  case gemma2
  case gemma3

  /// The key that names it.
  static let key = "general.architecture"

  /// The architecture that a file names.
  init(_ metadata: GGUFMetadata) throws(LoadError) {
    let name: String
    do { name = try metadata.string(Architecture.key).required(Architecture.key) } catch { throw .metadata(error) }
    guard let architecture = Architecture(rawValue: name) else {
      throw .unknownArchitecture(name, known: Architecture.allCases.map(\.rawValue))
    }
    self = architecture
  }

  /// How the two numbers that a rotation turns lie in a head.
  public enum RotaryPairs: Sendable {
    /// Neighbours: 2i and 2i + 1.
    case interleaved
    /// i and i + half.
    case halves
  }

  /// The activation between the gate and its product with the up projection.
  public enum Activation: Sendable {
    case silu
    /// By the tanh approximation.
    case gelu
  }

  /// Llama's files have the rows of queries and keys permuted for neighbours; the others keep halves.
  public var rotaryPairs: RotaryPairs { self == .llama ? .interleaved : .halves }

  /// What bends the feed-forward gate.
  public var activation: Activation { isGemma ? .gelu : .silu }

  /// Gemma multiplies embeddings by √hidden.
  public var scalesEmbeddings: Bool { isGemma }

  /// Of how many layers one sees the whole context while the others see a window; nil: every layer has the same sight.
  public var globalLayerInterval: Int? {
    switch self {
    case .gemma2: 2
    case .gemma3: 6
    case .llama, .qwen2, .qwen3: nil
    }
  }

  private var isGemma: Bool { self == .gemma2 || self == .gemma3 }
}
