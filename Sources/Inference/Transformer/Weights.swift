/// All weights of a model, by what they do.
///
/// A matrix maps a row of its columns to a row of its rows; shapes are [columns, rows] as in the file.
public struct Weights: Sendable {
  /// One row for each token. [hidden, vocabulary]
  public let tokenEmbedding: Tensor
  /// The layers, first to last.
  public let layers: [Layer]
  /// Scales of the last normalisation. [hidden]
  public let outputNorm: [Float]
  /// From the residual stream to logits; the embedding itself where the two are tied. [hidden, vocabulary]
  public let output: Tensor
  /// Llama 3's divisors of the rotation's frequencies. [rotated dimension / 2]
  public let rotaryFactors: [Float]?

  /// The weights of one layer.
  public struct Layer: Sendable {
    /// Scales of the normalisation before attention. [hidden]
    public let attentionNorm: [Float]
    /// What heads ask for. [hidden, heads × head dimension]
    public let query: Tensor
    /// What positions offer. [hidden, KV heads × head dimension]
    public let key: Tensor
    /// What positions hold. [hidden, KV heads × head dimension]
    public let value: Tensor
    /// Added to queries, keys and values (Qwen 2).
    public let queryBias: [Float]?
    public let keyBias: [Float]?
    public let valueBias: [Float]?
    /// Scales of the normalisation of each head's query and key (Qwen 3, Gemma 3). [head dimension]
    public let queryNorm: [Float]?
    public let keyNorm: [Float]?
    /// From the heads back to the residual stream. [heads × head dimension, hidden]
    public let attentionOutput: Tensor
    /// Scales of the normalisation after attention (Gemma). [hidden]
    public let postAttentionNorm: [Float]?
    /// Scales of the normalisation before the feed-forward layer. [hidden]
    public let feedForwardNorm: [Float]
    /// How much of each feature passes. [hidden, feed-forward]
    public let gate: Tensor
    /// The features. [hidden, feed-forward]
    public let up: Tensor
    /// From the features back to the residual stream. [feed-forward, hidden]
    public let down: Tensor
    /// Scales of the normalisation after the feed-forward layer (Gemma). [hidden]
    public let postFeedForwardNorm: [Float]?
  }

  /// Finds every weight that a blueprint calls for and checks its shape.
  public init(blueprint: Blueprint, tensors: [String: Tensor]) throws(LoadError) {
    let shelf = Shelf(tensors: tensors)
    let b = blueprint
    tokenEmbedding = try shelf.matrix("token_embd.weight", [b.hiddenSize, b.vocabularySize])
    outputNorm = try shelf.vector("output_norm.weight", b.hiddenSize)
    output =
      tensors["output.weight"] == nil
      ? tokenEmbedding : try shelf.matrix("output.weight", [b.hiddenSize, b.vocabularySize])
    rotaryFactors = try shelf.optionalVector("rope_freqs.weight", b.rotary.dimension / 2)
    var layers: [Layer] = []
    for index in 0..<b.layerCount { layers.append(try Layer(index, blueprint: b, shelf: shelf)) }
    self.layers = layers
  }

  /// Bytes that one decode step reads: every matrix once, one row of the embedding.
  public var bytesPerToken: Int {
    layers.reduce(output.byteCount) { sum, layer in
      sum + layer.matrices.reduce(0) { $0 + $1.byteCount }
    }
  }
}

extension Weights.Layer {
  fileprivate init(_ index: Int, blueprint b: Blueprint, shelf: Shelf) throws(LoadError) {
    let name = "blk.\(index)."
    let (hidden, queries, keys) = (b.hiddenSize, b.queryWidth, b.kvWidth)
    attentionNorm = try shelf.vector(name + "attn_norm.weight", hidden)
    query = try shelf.matrix(name + "attn_q.weight", [hidden, queries])
    key = try shelf.matrix(name + "attn_k.weight", [hidden, keys])
    value = try shelf.matrix(name + "attn_v.weight", [hidden, keys])
    queryBias = try shelf.optionalVector(name + "attn_q.bias", queries)
    keyBias = try shelf.optionalVector(name + "attn_k.bias", keys)
    valueBias = try shelf.optionalVector(name + "attn_v.bias", keys)
    queryNorm = try shelf.optionalVector(name + "attn_q_norm.weight", b.headDimension)
    keyNorm = try shelf.optionalVector(name + "attn_k_norm.weight", b.headDimension)
    attentionOutput = try shelf.matrix(name + "attn_output.weight", [queries, hidden])
    postAttentionNorm = try shelf.optionalVector(name + "post_attention_norm.weight", hidden)
    feedForwardNorm = try shelf.vector(name + "ffn_norm.weight", hidden)
    gate = try shelf.matrix(name + "ffn_gate.weight", [hidden, b.feedForwardSize])
    up = try shelf.matrix(name + "ffn_up.weight", [hidden, b.feedForwardSize])
    down = try shelf.matrix(name + "ffn_down.weight", [b.feedForwardSize, hidden])
    postFeedForwardNorm = try shelf.optionalVector(name + "post_ffw_norm.weight", hidden)
  }

  /// The matrices of the layer.
  var matrices: [Tensor] { [query, key, value, attentionOutput, gate, up, down] }
}

/// Tensors by name, taken with the shape that they must have.
private struct Shelf {
  let tensors: [String: Tensor]

  func matrix(_ name: String, _ shape: [Int]) throws(LoadError) -> Tensor {
    guard let tensor = tensors[name] else { throw .missingTensor(name) }
    guard tensor.shape == shape else { throw .wrongShape(tensor: name, expected: shape, found: tensor.shape) }
    return tensor
  }

  func optionalVector(_ name: String, _ count: Int) throws(LoadError) -> [Float]? {
    guard let tensor = tensors[name] else { return nil }
    guard tensor.weightCount == count, tensor.columns == count else {
      throw .wrongShape(tensor: name, expected: [count], found: tensor.shape)
    }
    guard let values = tensor.floats else { throw .vectorType(tensor: name, type: tensor.type) }
    return values
  }

  func vector(_ name: String, _ count: Int) throws(LoadError) -> [Float] {
    guard let values = try optionalVector(name, count) else { throw .missingTensor(name) }
    return values
  }
}

extension Tensor {
  /// All weights as single-precision numbers; nil if they are stored in blocks.
  var floats: [Float]? {
    if type.isQuantized { return nil }
    var weights = [Float](repeating: 0, count: weightCount)
    type.dequantizeRow(bytes.start, into: &weights, count: weightCount)
    return weights
  }
}
