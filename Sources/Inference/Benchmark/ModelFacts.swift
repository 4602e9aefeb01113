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
  public init(path: String, file: GGUFFile) {
    self.path = path
    let outline = ModelOutline(file)
    name = file.metadata.text("general.name")
    byteCount = file.byteCount
    weightCount = outline.weightCount
    bitsPerWeight = outline.bitsPerWeight ?? 0
    isSpeedOnly = file.metadata[RandomModel.mark] == .bool(true)
    let mix = file.metadata["general.file_type"]?.integer.flatMap(QuantizationMix.init(rawValue:))
    // A file type that no tensor has is left aside: some files keep the one of the file that they were made from.
    let stated = mix.flatMap { mix in outline.tallies.contains { $0.type == mix.type } ? mix.name : nil }
    type = stated ?? outline.tallies.max { $0.weights < $1.weights }?.type.name ?? "none"
  }
}
