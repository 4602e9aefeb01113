/// How the weights of a tensor are stored: the types of the GGUF format that the engine computes with.
///
/// Raw values are the type numbers of the format. Source: the GGUF specification, `ggml_type`.
public enum TensorType: UInt32, CaseIterable, Sendable {
  case f32 = 0
  case f16 = 1
  case q4_0 = 2
  case q4_1 = 3
  case q5_0 = 6
  case q5_1 = 7
  case q8_0 = 8
  case q2_K = 10
  case q3_K = 11
  case q4_K = 12
  case q5_K = 13
  case q6_K = 14
  case bf16 = 30

  /// The name under which the type is known: `Q4_K`.
  public var name: String {
    switch self {
    case .f32: "F32"
    case .f16: "F16"
    case .bf16: "BF16"
    case .q4_0: "Q4_0"
    case .q4_1: "Q4_1"
    case .q5_0: "Q5_0"
    case .q5_1: "Q5_1"
    case .q8_0: "Q8_0"
    case .q2_K: "Q2_K"
    case .q3_K: "Q3_K"
    case .q4_K: "Q4_K"
    case .q5_K: "Q5_K"
    case .q6_K: "Q6_K"
    }
  }

  /// The type of a name, in capitals or not.
  public init?(name: String) {
    guard let type = TensorType.allCases.first(where: { $0.name == name.uppercased() }) else { return nil }
    self = type
  }

  /// How many weights share one quantization block: a row is a whole number of them.
  public var weightsPerBlock: Int {
    switch self {
    case .f32, .f16, .bf16: 1
    case .q4_0, .q4_1, .q5_0, .q5_1, .q8_0: 32
    case .q2_K, .q3_K, .q4_K, .q5_K, .q6_K: 256
    }
  }

  /// The bytes of one quantization block, scales included.
  public var bytesPerBlock: Int {
    switch self {
    case .f32: 4
    case .f16, .bf16: 2
    case .q4_0: 18
    case .q4_1: 20
    case .q5_0: 22
    case .q5_1: 24
    case .q8_0: 34
    case .q2_K: 84
    case .q3_K: 110
    case .q4_K: 144
    case .q5_K: 176
    case .q6_K: 210
    }
  }

  /// Stored bits for one weight, scales included.
  public var bitsPerWeight: Double { Double(bytesPerBlock * 8) / Double(weightsPerBlock) }

  /// Whether weights are stored as small integers with a scale that a block shares.
  public var isQuantized: Bool { weightsPerBlock > 1 }

  /// The bytes of a tensor of this shape; nil if there is none: no dimensions, one below 1, rows that are no whole number
  /// of quantization blocks, or more weights or bytes than can be counted.
  ///
  /// - Parameter shape: the length of a row first.
  public func byteCount(shape: [Int]) -> Int? {
    guard let columns = shape.first, shape.allSatisfy({ $0 >= 1 }), var bytes = byteCount(weights: columns) else {
      return nil
    }
    var weights = columns
    for length in shape.dropFirst() {
      let (nextBytes, tooManyBytes) = bytes.multipliedReportingOverflow(by: length)
      let (nextWeights, tooManyWeights) = weights.multipliedReportingOverflow(by: length)
      if tooManyBytes || tooManyWeights { return nil }
      (bytes, weights) = (nextBytes, nextWeights)
    }
    return bytes
  }

  /// The bytes of a row of so many weights; nil if it is no whole number of quantization blocks, or too large to count.
  public func byteCount(weights: Int) -> Int? {
    guard weights >= 0, weights % weightsPerBlock == 0 else { return nil }
    let (bytes, overflow) = (weights / weightsPerBlock).multipliedReportingOverflow(by: bytesPerBlock)
    return overflow ? nil : bytes
  }
}
