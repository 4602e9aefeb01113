/// Where tensors lie in one row of floats, under the names that GGUF has for them.
public struct ParameterLayout: Equatable, Sendable {
  /// One matrix, or a vector as a matrix of one row.
  public struct Tensor: Equatable, Sendable {
    /// As in a GGUF file.
    public let name: String
    public let rows: Int
    public let columns: Int
    /// Norms are vectors: they are neither drawn at random nor drawn towards zero.
    public let isVector: Bool
    /// Of its first number.
    public let offset: Int

    public var count: Int { rows * columns }
  }

  /// All of them, in the order in which they lie.
  public private(set) var tensors: [Tensor] = []
  /// Floats that all of them take, with what lies between.
  private(set) var floats = 0

  /// Nothing yet.
  init() {}

  /// Numbers in all.
  public var count: Int { tensors.reduce(0) { $0 + $1.count } }

  /// Adds a tensor behind the others.
  mutating func add(_ name: String, _ rows: Int, _ columns: Int, isVector: Bool = false) -> Tensor {
    let tensor = Tensor(name: name, rows: rows, columns: columns, isVector: isVector, offset: floats)
    // Each begins on a line of the cache.
    floats += (tensor.count + 15) / 16 * 16
    tensors.append(tensor)
    return tensor
  }
}

/// The tensors of a model, by what they do.
struct ModelTensors: Equatable, Sendable {
  /// The matrices and vectors of a layer.
  struct Layer: Equatable, Sendable {
    let attentionNorm: ParameterLayout.Tensor
    let query: ParameterLayout.Tensor
    let key: ParameterLayout.Tensor
    let value: ParameterLayout.Tensor
    let attentionOutput: ParameterLayout.Tensor
    let feedForwardNorm: ParameterLayout.Tensor
    let gate: ParameterLayout.Tensor
    let up: ParameterLayout.Tensor
    let down: ParameterLayout.Tensor
  }

  /// [vocabulary, hidden]; the output matrix too.
  let embedding: ParameterLayout.Tensor
  let layers: [Layer]
  let outputNorm: ParameterLayout.Tensor
  /// Where they lie.
  let layout: ParameterLayout

  init(_ shape: TrainingShape) {
    var layout = ParameterLayout()
    let (hidden, wide, kv) = (shape.hiddenSize, shape.feedForwardSize, shape.kvWidth)
    embedding = layout.add("token_embd.weight", shape.vocabularySize, hidden)
    layers = (0..<shape.layerCount).map { index in
      func name(_ own: String) -> String { "blk.\(index).\(own).weight" }
      return Layer(
        attentionNorm: layout.add(name("attn_norm"), 1, hidden, isVector: true),
        query: layout.add(name("attn_q"), hidden, hidden), key: layout.add(name("attn_k"), kv, hidden),
        value: layout.add(name("attn_v"), kv, hidden), attentionOutput: layout.add(name("attn_output"), hidden, hidden),
        feedForwardNorm: layout.add(name("ffn_norm"), 1, hidden, isVector: true),
        gate: layout.add(name("ffn_gate"), wide, hidden), up: layout.add(name("ffn_up"), wide, hidden),
        down: layout.add(name("ffn_down"), hidden, wide))
    }
    outputNorm = layout.add("output_norm.weight", 1, hidden, isVector: true)
    self.layout = layout
  }
}
