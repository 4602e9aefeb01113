/// What a whole model is stored as: one type, or a K type with more bits where they count most.
///
/// Names and numbers are those of llama.cpp (`llama_ftype`); S, M and L say how many tensors get more bits.
public enum QuantizationMix: Int, CaseIterable, Sendable {
  case f32 = 0
  case f16 = 1
  case bf16 = 32
  case q8_0 = 7
  case q6_K = 18
  case q5_K_M = 17
  case q5_K_S = 16
  case q5_1 = 9
  case q5_0 = 8
  case q4_K_M = 15
  case q4_K_S = 14
  case q4_1 = 3
  case q4_0 = 2
  case q3_K_L = 13
  case q3_K_M = 12
  case q3_K_S = 11
  case q2_K = 10

  /// The name under which the mixture is known: `Q4_K_M`.
  public var name: String {
    switch self {
    case .q3_K_L, .q3_K_M, .q3_K_S, .q4_K_M, .q4_K_S, .q5_K_M, .q5_K_S: "\(type.name)_\(size)"
    default: type.name
    }
  }

  private var size: String {
    switch self {
    case .q3_K_L: "L"
    case .q3_K_S, .q4_K_S, .q5_K_S: "S"
    default: "M"
    }
  }

  /// The mixture of a name, in capitals or not; a K type that comes in sizes means the middle one.
  public init?(name: String) {
    let name = name.uppercased()
    let named = QuantizationMix.allCases.first { $0.name == name || $0.name == name + "_M" }
    guard let named else { return nil }
    self = named
  }

  /// What most tensors become.
  public var type: TensorType {
    switch self {
    case .f32: .f32
    case .f16: .f16
    case .bf16: .bf16
    case .q8_0: .q8_0
    case .q6_K: .q6_K
    case .q5_K_M, .q5_K_S: .q5_K
    case .q5_1: .q5_1
    case .q5_0: .q5_0
    case .q4_K_M, .q4_K_S: .q4_K
    case .q4_1: .q4_1
    case .q4_0: .q4_0
    case .q3_K_L, .q3_K_M, .q3_K_S: .q3_K
    case .q2_K: .q2_K
    }
  }
}
