import Foundation
import Inference
import StrataTesting

/// A small model with seeded weights, and what an independent reference computed with it.
///
/// `Reference/README.md` says how the weights are made and where the figures come from.
struct ReferenceModel: Decodable {
  /// The name of the model and of its fixture.
  let name: String
  /// Ids of a fixed sequence.
  let ids: [Int]
  /// The logits after the last of them. [vocabulary]
  let last: [Double]
  /// Some logits after others of them.
  let samples: [Sample]
  /// The most likely continuation.
  let greedy: [Int]
  /// The tensors, in the order of the file.
  let tensors: [Recipe]
  private let vocabulary: Int
  private let metadata: [Entry]

  /// Evenly spaced logits of one position.
  struct Sample: Decodable {
    let position: Int
    let logits: [Double]
  }

  /// How the weights of a tensor are made: centre + 2^exponent · x with x in [−1, 1), or as they are listed.
  struct Recipe: Decodable {
    let name: String
    /// The length of a row first.
    let shape: [Int]
    let centre: Float?
    let exponent: Int?
    let values: [Float]?
    /// The sum of (place + 1) · bits over all weights, modulo 2^64, in hexadecimal.
    let digest: String
  }

  /// All models, by name.
  static let names = [
    "llama-gqa", "llama3-factors", "llama-linear", "llama-mqa-tied", "mistral", "qwen2", "qwen2-tied", "qwen3",
    "qwen3-odd", "gemma2", "gemma2-odd", "gemma3", "gemma3-linear",
  ]

  /// Models whose rows are whole blocks of every type, one for each architecture.
  static let quantizableNames = ["llama-gqa", "qwen2", "qwen3", "gemma2", "gemma3"]

  /// Reads the fixture of a model.
  static func named(_ name: String) throws -> ReferenceModel {
    try read("\(name).json")
  }

  /// Reads a file of the reference's folder.
  fileprivate static func read<Value: Decodable>(_ file: String) throws -> Value {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Reference")
    return try JSONDecoder().decode(Value.self, from: Data(contentsOf: folder.appendingPathComponent(file)))
  }
}

// MARK: - Metadata

extension ReferenceModel {
  fileprivate struct Entry: Decodable {
    let key: String
    let value: GGUFValue

    init(from decoder: any Decoder) throws {
      var list = try decoder.unkeyedContainer()
      key = try list.decode(String.self)
      let type = try list.decode(String.self)
      switch type {
      case "string": value = .string(GGUFText(try list.decode(String.self)))
      case "uint32": value = .uint32(try list.decode(UInt32.self))
      case "float32": value = .float32(try list.decode(Float.self))
      default: throw DecodingError.dataCorruptedError(in: list, debugDescription: "\(key) has the type \(type)")
      }
    }
  }

  private struct Vocabulary: Decodable {
    let tokens: [String]
    let types: [Int32]
    let scores: [Float]
  }

  /// The keys of the model's file, its tokenizer's included.
  func fileMetadata() throws -> GGUFMetadata {
    let words: Vocabulary = try ReferenceModel.read("vocabulary.json")
    var keys = GGUFMetadata(metadata.map { GGUFMetadata.Entry(key: $0.key, value: $0.value) })
    keys["tokenizer.ggml.model"] = .string("llama")
    keys["tokenizer.ggml.tokens"] = .array(.string(words.tokens.prefix(vocabulary).map { GGUFText($0) }))
    keys["tokenizer.ggml.scores"] = .array(.float32(Array(words.scores.prefix(vocabulary))))
    keys["tokenizer.ggml.token_type"] = .array(.int32(Array(words.types.prefix(vocabulary))))
    keys["tokenizer.ggml.bos_token_id"] = .uint32(1)
    keys["tokenizer.ggml.eos_token_id"] = .uint32(2)
    keys["tokenizer.ggml.unknown_token_id"] = .uint32(0)
    keys["tokenizer.ggml.add_bos_token"] = .bool(true)
    return keys
  }
}

// MARK: - Weights

extension ReferenceModel {
  /// The weights of a tensor, row after row.
  func weights(of tensor: Recipe) -> [Float] {
    if let values = tensor.values { return values }
    let count = tensor.shape.reduce(1, *)
    let centre = tensor.centre ?? 0
    let step = Float(sign: .plus, exponent: (tensor.exponent ?? 0) - 23, significand: 1)
    var numbers = SplitMix64(seed: ReferenceModel.hash("\(name)/\(tensor.name)"))
    return [Float](unsafeUninitializedCapacity: count) { weights, initialized in
      for place in 0..<count {
        let steps = Int32(truncatingIfNeeded: numbers.next() >> 40) - (1 << 23)
        weights[place] = centre + Float(steps) * step
      }
      initialized = count
    }
  }

  /// FNV-1a, 64 bits, of the UTF-8 of a text.
  static func hash(_ text: String) -> UInt64 {
    text.utf8.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
  }

  /// The tensors of the model's file, all in F32.
  func fileTensors() -> [Tensor] {
    tensors.map { Tensor(name: $0.name, shape: $0.shape, floats: weights(of: $0)) }
  }
}

extension Tensor {
  /// A tensor of F32 weights.
  init(name: String, shape: [Int], floats: [Float]) {
    let memory = AlignedMemory(count: floats.count * 4)
    floats.withUnsafeBytes { source in
      UnsafeMutableRawBufferPointer(start: memory.start, count: source.count).copyMemory(from: source)
    }
    self.init(name: name, type: .f32, shape: shape, bytes: memory.tensorBytes)
  }
}
