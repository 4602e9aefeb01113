import Foundation
import Testing

@testable import Inference

/// The shape of a small model; `mixes.py` has the same.
struct SmallModel {
  var architecture = Architecture.llama
  var hiddenSize = 256
  var feedForwardSize = 256
  var layers: Int
  var heads: Int
  var kvHeads: Int
  var isTied = false
  var experts = 0

  static let all: [String: SmallModel] = [
    "wide": SmallModel(feedForwardSize: 512, layers: 17, heads: 8, kvHeads: 2),
    "odd": SmallModel(hiddenSize: 288, feedForwardSize: 768, layers: 9, heads: 6, kvHeads: 6, isTied: true),
    "unfit": SmallModel(hiddenSize: 80, layers: 3, heads: 2, kvHeads: 2),
    "deep": SmallModel(layers: 80, heads: 8, kvHeads: 1),
    "biased": SmallModel(
      architecture: .qwen2, feedForwardSize: 288, layers: 5, heads: 4, kvHeads: 1, isTied: true),
    "experts": SmallModel(layers: 8, heads: 8, kvHeads: 4, experts: 8),
  ]

  var metadata: GGUFMetadata {
    func key(_ name: String) -> String { "\(architecture.rawValue).\(name)" }
    return GGUFMetadata([
      .init(key: "general.architecture", value: .string(GGUFText(architecture.rawValue))),
      .init(key: key("block_count"), value: .uint32(UInt32(layers))),
      .init(key: key("attention.head_count"), value: .uint32(UInt32(heads))),
      .init(key: key("attention.head_count_kv"), value: .uint32(UInt32(kvHeads))),
      .init(key: key("expert_count"), value: .uint32(UInt32(experts))),
    ])
  }

  /// Names and shapes, the length of a row first; layers from the last to the first.
  var shapes: [(name: String, shape: [Int])] {
    let kvWidth = hiddenSize / heads * kvHeads
    var out: [(String, [Int])] = [("token_embd.weight", [hiddenSize, 300]), ("output_norm.weight", [hiddenSize])]
    if !isTied { out.append(("output.weight", [hiddenSize, 300])) }
    for layer in (0..<layers).reversed() {
      var parts: [(String, [Int])] = [
        ("attn_q.weight", [hiddenSize, hiddenSize]), ("attn_k.weight", [hiddenSize, kvWidth]),
        ("attn_v.weight", [hiddenSize, kvWidth]), ("attn_output.weight", [hiddenSize, hiddenSize]),
        ("attn_norm.weight", [hiddenSize]), ("ffn_norm.weight", [hiddenSize]),
      ]
      if architecture == .qwen2 { parts.append(("attn_v.bias", [kvWidth])) }
      if experts > 0 {
        parts += [
          ("ffn_gate_inp.weight", [hiddenSize, experts]),
          ("ffn_gate_exps.weight", [hiddenSize, feedForwardSize, experts]),
          ("ffn_up_exps.weight", [hiddenSize, feedForwardSize, experts]),
          ("ffn_down_exps.weight", [feedForwardSize, hiddenSize, experts]),
        ]
      } else {
        parts += [
          ("ffn_gate.weight", [hiddenSize, feedForwardSize]), ("ffn_up.weight", [hiddenSize, feedForwardSize]),
          ("ffn_down.weight", [feedForwardSize, hiddenSize]),
        ]
      }
      out += parts.map { ("blk.\(layer).\($0.0)", $0.1) }
    }
    return out
  }
}

@Suite struct MixRulesTests {
  /// What llama-quantize made of the models: model and mixture, then the type of each tensor that is not F32.
  private let reference: [String: [String: String]]
  private let fileTypes: [String: String]

  init() throws {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Reference/mixes.txt")
    var reference: [String: [String: String]] = [:]
    var fileTypes: [String: String] = [:]
    for line in try String(contentsOf: file, encoding: .utf8).split(separator: "\n").dropFirst() {
      let words = line.split(separator: " ").map(String.init)
      if words[2] == "file_type" {
        fileTypes[words[1]] = words[3]
        continue
      }
      for layer in MixRulesTests.numbers(words[4]) {
        let isInLayer = words[2].hasPrefix("attn_") || words[2].hasPrefix("ffn_")
        let name = isInLayer ? "blk.\(layer).\(words[2])" : words[2]
        reference["\(words[0]) \(words[1])", default: [:]][name] = words[3]
      }
    }
    self.reference = reference
    self.fileTypes = fileTypes
  }

  /// The numbers of `0-3,7`.
  private static func numbers(_ text: String) -> [Int] {
    text.split(separator: ",").flatMap { run in
      let ends = run.split(separator: "-").compactMap { Int($0) }
      return Array(ends[0]...ends[ends.count - 1])
    }
  }

  @Test(arguments: SmallModel.all.keys.sorted(), QuantizationMix.allCases)
  func `each tensor gets the type that llama.cpp gives it`(name: String, mix: QuantizationMix) throws {
    let model = try #require(SmallModel.all[name])
    let memory = AlignedMemory(count: 4 * 256 * 256 * 8).tensorBytes
    let tensors = model.shapes.map { Tensor(name: $0.name, type: .f32, shape: $0.shape, bytes: memory) }
    let rules = try MixRules(mix, output: nil, metadata: model.metadata, architecture: model.architecture)
    let expected = try #require(reference["\(name) \(mix.name)"])
    for (tensor, choice) in zip(tensors, rules.choices(tensors)) {
      #expect(choice.type.name == expected[tensor.name, default: "F32"], "\(tensor.name)")
    }
  }

  @Test(arguments: [0, -1, 10_001, Int.max])
  func `a number of layers that no model has is refused`(count: Int) {
    var metadata = SmallModel(layers: 3, heads: 2, kvHeads: 2).metadata
    metadata["llama.block_count"] = .int64(Int64(count))
    #expect(
      throws: GGUFMetadata.KeyError.impossible(
        key: "llama.block_count", value: "\(count)", reason: "it must be 1 to 10000")
    ) { try MixRules(.q4_K_M, output: nil, metadata: metadata, architecture: .llama) }
  }

  @Test(arguments: QuantizationMix.allCases)
  func `a mixture has the name and number that llama.cpp has for it`(mix: QuantizationMix) {
    #expect(fileTypes[mix.name] == "\(mix.rawValue)")
    #expect(QuantizationMix(name: mix.name.lowercased()) == mix)
  }

  @Test func `a K type without a size is the middle one`() {
    #expect(QuantizationMix(name: "Q4_K") == .q4_K_M)
    #expect(QuantizationMix(name: "q5_k") == .q5_K_M)
    #expect(QuantizationMix(name: "Q3_K") == .q3_K_M)
    #expect(QuantizationMix(name: "Q6_K") == .q6_K)
    #expect(QuantizationMix(name: "IQ4_XS") == nil)
  }
}
