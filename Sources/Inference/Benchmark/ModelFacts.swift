/// What a table of measurements says of a file.
public struct ModelFacts: Equatable, Sendable {
  /// As it was opened.
  public let path: String
  /// The model's own name, if it has one.
  public let name: String?
  /// The name of the mixture if the file says which, else what most weights are stored as.
  public let type: String
  /// Bytes of all parts of the file.
  public let byteCount: Int
  public let weightCount: Int
  /// Whether its weights are random: it was made to be measured.
  public let isSpeedOnly: Bool

  /// Bits that a weight takes on average.
  public let bitsPerWeight: Double

  /// The facts of an open file.
  init(path: String, file: GGUFFile) {
    self.path = path
    func text(_ key: String) -> String? {
      if case .string(let value) = file.metadata[key] { value.text } else { nil }
    }
    name = text("general.name")
    byteCount = file.byteCount
    weightCount = file.tensors.reduce(0) { $0 + $1.weightCount }
    bitsPerWeight = Double(file.tensors.reduce(0) { $0 + $1.byteCount } * 8) / Double(max(1, weightCount))
    isSpeedOnly = file.metadata[RandomModel.mark] == .bool(true)
    var weights: [TensorType: Int] = [:]
    for tensor in file.tensors { weights[tensor.type, default: 0] += tensor.weightCount }
    let most = weights.max { ($0.value, $1.key.rawValue) < ($1.value, $0.key.rawValue) }?.key
    let mix = file.metadata["general.file_type"]?.integer.flatMap(QuantizationMix.init(rawValue:))
    // A file type that no tensor has is left aside: some files keep the one of the file that they were made from.
    type = mix.flatMap { weights[$0.type] != nil ? $0.name : nil } ?? most?.name ?? "none"
  }
}
