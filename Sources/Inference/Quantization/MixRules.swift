/// Which type each tensor of a model gets in a mixture.
///
/// The choices are those of llama.cpp (`llama-quant.cpp`), found there by measuring perplexity: the output, the values
/// of attention and the way down of the feed-forward layers suffer most, above all in the first and last layers.
struct MixRules {
  let mix: QuantizationMix
  /// What the output tensor becomes, if somebody says so.
  let output: TensorType?
  private let layerCount: Int
  private let headsPerKVHead: Int
  private let expertCount: Int
  private let isLlama70B: Bool

  /// Rules for a model with such keys.
  init(
    _ mix: QuantizationMix, output: TensorType?, metadata: GGUFMetadata, architecture: Architecture
  ) throws(GGUFMetadata.KeyError) {
    func key(_ name: String) -> String { "\(architecture.rawValue).\(name)" }
    /// One number, or the first of one for each layer.
    func number(_ name: String) throws(GGUFMetadata.KeyError) -> Int? {
      if case .array(let array) = metadata[key(name)] { return array.integers?.first }
      return try metadata.integer(key(name))
    }
    self.mix = mix
    self.output = output
    layerCount = try number("block_count").required(key("block_count"))
    guard (1...Blueprint.mostLayers).contains(layerCount) else {
      throw .impossible(
        key: key("block_count"), value: "\(layerCount)", reason: "it must be 1 to \(Blueprint.mostLayers)")
    }
    let heads = try number("attention.head_count").required(key("attention.head_count"))
    let kvHeads = try number("attention.head_count_kv") ?? heads
    headsPerKVHead = kvHeads > 0 ? heads / kvHeads : 0
    expertCount = try number("expert_count") ?? 0
    isLlama70B = layerCount == 80 && (architecture == .qwen2 || architecture == .llama && heads != kvHeads)
  }

  /// What a tensor is for, as far as the rules tell tensors apart.
  private enum Role {
    case embedding, output, attentionValue, attentionKey, attentionOutput, feedForwardDown, other

    init(_ name: String) {
      let parts: [(String, Role)] = [
        ("attn_qkv.weight", .attentionValue), ("attn_kv_b.weight", .attentionValue), ("attn_v.weight", .attentionValue),
        ("attn_k.weight", .attentionKey), ("attn_output.weight", .attentionOutput), ("ffn_down", .feedForwardDown),
      ]
      switch name {
      case "output.weight": self = .output
      case "token_embd.weight": self = .embedding
      default: self = parts.first { name.contains($0.0) }?.1 ?? .other
      }
    }
  }

  /// Whether a tensor is a matrix of weights; vectors, norms and the small matrix that chooses experts stay as they are.
  private static func isMatrix(_ tensor: Outline) -> Bool {
    // A dimension of 1 at the end does not count.
    tensor.shape.dropFirst().contains { $0 > 1 } && tensor.name.hasSuffix("weight")
      && !tensor.name.contains("_norm.weight") && !tensor.name.contains("ffn_gate_inp.weight")
  }

  /// The layer of a name that begins `blk.N.`; −1 if it is in none.
  private static func layer(_ name: String) -> Int {
    guard name.hasPrefix("blk.") else { return -1 }
    return Int(name.dropFirst(4).prefix { $0.isWholeNumber }) ?? -1
  }

  /// What a tensor becomes.
  struct Choice {
    let type: TensorType
    /// What it should have become; nil if it did.
    let instead: TensorType?
  }

  /// A tensor as the rules see it, without its weights.
  struct Outline {
    let name: String
    let type: TensorType
    let shape: [Int]
    var columns: Int { shape.first ?? 0 }
  }

  /// What each tensor becomes, in their order.
  func choices(_ tensors: [Tensor]) -> [Choice] {
    choices(tensors.map { Outline(name: $0.name, type: $0.type, shape: $0.shape) })
  }

  /// What each tensor becomes, in their order; none of them need be there yet.
  func choices(_ tensors: [Outline]) -> [Choice] {
    var choices = tensors.map { Choice(type: $0.type, instead: nil) }
    // Attention values and ways down are counted, layer after layer, whatever their order in the file.
    let order = tensors.indices.sorted {
      let layers = (MixRules.layer(tensors[$0].name), MixRules.layer(tensors[$1].name))
      return layers.0 != layers.1
        ? layers.0 < layers.1 : tensors[$0].name.utf8.lexicographicallyPrecedes(tensors[$1].name.utf8)
    }
    let roles = tensors.map { Role($0.name) }
    let isTied = !roles.contains(.output)
    let values = roles.count { $0 == .attentionValue }
    var (value, down) = (0, 0)
    for place in order where MixRules.isMatrix(tensors[place]) {
      let (tensor, role) = (tensors[place], roles[place])
      var type = mix.type
      if role == .output || role == .embedding && isTied {
        type = output ?? outputType(columns: tensor.columns)
      } else if mix.type.isQuantized {
        let layer = expertCount > 1 ? MixRules.layer(tensor.name) : down
        type = self.type(role, value: value, of: values, downLayer: layer)
        if role == .attentionValue { value += 1 }
        if role == .feedForwardDown { down += 1 }
      }
      let possible = MixRules.fitting(type, columns: tensor.columns)
      choices[place] = Choice(type: possible, instead: possible == type ? nil : type)
    }
    return choices
  }

  /// The output, and the embedding where it is the output too.
  private func outputType(columns: Int) -> TensorType {
    guard mix.type.isQuantized else { return mix.type }
    return mix == .q8_0 || columns % mix.type.weightsPerBlock != 0 ? .q8_0 : .q6_K
  }

  /// The first and the last eighth of all layers, and every third of the others.
  private static func isSensitive(_ layer: Int, of count: Int) -> Bool {
    layer < count / 8 || layer >= 7 * count / 8 || (layer - count / 8) % 3 == 2
  }

  private func type(_ role: Role, value: Int, of values: Int, downLayer: Int) -> TensorType {
    switch role {
    case .attentionValue: valueType(value, of: values)
    case .attentionKey: expertCount == 8 ? .q8_0 : mix.type
    case .attentionOutput: attentionOutputType
    case .feedForwardDown: downType(downLayer)
    case .embedding, .output, .other: mix.type
    }
  }

  private func valueType(_ value: Int, of count: Int) -> TensorType {
    if expertCount == 8 { return .q8_0 }
    let isSensitive = MixRules.isSensitive(value, of: count)
    let type: TensorType =
      switch mix {
      case .q2_K: headsPerKVHead >= 4 ? .q4_K : .q3_K
      case .q3_K_M: value < 2 ? .q5_K : .q4_K
      case .q3_K_L: .q5_K
      case .q4_K_S: value < 4 ? .q5_K : .q4_K
      case .q4_K_M, .q5_K_M: isSensitive ? .q6_K : mix.type
      default: mix.type
      }
    // Eight query heads share these values: more bits cost little.
    return isLlama70B && (type == .q3_K || type == .q4_K) ? .q5_K : type
  }

  private var attentionOutputType: TensorType {
    switch mix {
    case .q2_K: expertCount == 8 ? .q5_K : .q3_K
    case .q3_K_M: expertCount == 8 ? .q5_K : .q4_K
    case .q3_K_L: expertCount == 8 ? .q3_K : .q5_K
    case .q3_K_S, .q4_K_S, .q4_K_M: expertCount == 8 ? .q5_K : mix.type
    default: mix.type
    }
  }

  private func downType(_ layer: Int) -> TensorType {
    switch mix {
    case .q2_K: .q3_K
    case .q3_K_M: layer < layerCount / 16 ? .q5_K : .q4_K
    case .q3_K_L: .q5_K
    case .q4_K_S: layer < layerCount / 8 ? .q5_K : .q4_K
    case .q4_K_M, .q5_K_M: MixRules.isSensitive(layer, of: layerCount) ? .q6_K : mix.type
    default: mix.type
    }
  }

  /// The type, or where rows are no whole number of its blocks one of smaller blocks and no fewer bits.
  private static func fitting(_ type: TensorType, columns: Int) -> TensorType {
    func fits(_ type: TensorType) -> Bool { columns % type.weightsPerBlock == 0 }
    if fits(type) { return type }
    let smaller: TensorType =
      switch type {
      case .q2_K, .q3_K: .q4_0
      case .q4_K: .q5_0
      case .q5_K: .q5_1
      case .q6_K: .q8_0
      default: .f16
      }
    return fits(smaller) ? smaller : .f16
  }
}
