/// Where a model's parameters lie, counted from its shapes.
struct WeightCount: Hashable, Sendable {
  /// Parameters of attention, dense feed-forward blocks and shared experts: what every token is multiplied with, the
  /// output projection left out.
  var dense: Double
  /// Of the output projection.
  var head: Double
  /// Of one expert.
  var expert: Double
  /// Layers that have experts.
  var expertLayers: Int
  /// Numbers kept for one token over all layers.
  var cacheValues: Double
  /// FLOPs of one query against one key and its value, over all layers: while a prompt is read, and while decoding
  /// (latent attention then works in the latent's width).
  var prefillPairFLOPs: Double
  var decodePairFLOPs: Double

  init(_ model: LanguageModel) {
    let (hidden, heads, width) = (Double(model.hidden), Double(model.heads), Double(model.headDim))
    let layers = Double(model.layers)
    let attention: Double
    if case .latent(let rank, let rope) = model.attention {
      // DeepSeek-V3 (arXiv 2412.19437): queries through a rank of 1536; keys of 128 + rope, values of 128 a head.
      let (rank, rope, part) = (Double(rank), Double(rope), 128.0)
      attention =
        hidden * 1536 + 1536 * heads * (part + rope) + hidden * (rank + rope) + rank * heads * 2 * part
        + heads * part * hidden
      cacheValues = (rank + rope) * layers
      prefillPairFLOPs = 2 * heads * (part + rope + part) * layers
      decodePairFLOPs = 2 * heads * (rank + rope + rank) * layers
    } else {
      let kv = Double(model.kvHeads) * width
      attention = 2 * hidden * heads * width + 2 * hidden * kv
      cacheValues = 2 * kv * layers
      prefillPairFLOPs = 4 * heads * width * layers
      decodePairFLOPs = prefillPairFLOPs
    }
    let block = 3 * hidden * Double(model.intermediate)
    head = hidden * Double(model.vocabulary)
    if let experts = model.experts {
      let denseLayers = model.denseLayers
      expertLayers = model.layers - denseLayers
      expert = 3 * hidden * Double(experts.width)
      dense =
        layers * attention + Double(denseLayers) * block + Double(expertLayers) * Double(experts.shared) * expert
    } else {
      expertLayers = 0
      expert = 0
      dense = layers * (attention + block)
    }
  }
}

extension LanguageModel {
  /// Layers without experts in a mixture of experts: DeepSeek-V3's first three.
  var denseLayers: Int {
    guard isMixtureOfExperts else { return layers }
    if case .latent = attention { return min(3, layers) }
    return 0
  }
}
