extension Quantizer {
  /// Why a model cannot be stored in another type.
  public enum QuantizeError: Error, Equatable, Sendable {
    /// The file is no model that the engine runs.
    case model(LoadError)
    /// A weight is infinite or no number.
    case notFinite(tensor: String, row: Int, column: Int, value: String)
    /// A weight is larger than the new type can hold.
    case tooLarge(tensor: String, row: Int, column: Int, value: String, type: TensorType)
    /// The new file cannot be written, or the writing was interrupted.
    case write(GGUFWriter.WriteError)
  }
}

extension Quantizer.QuantizeError: CustomStringConvertible {
  /// What is wrong, where, how much, and what to do; not yet safe for a terminal.
  public var description: String {
    switch self {
    case .model(let error): error.description
    case .notFinite(let tensor, let row, let column, let value):
      "the weight in row \(Figures.grouped(row)), column \(Figures.grouped(column)) of tensor \(tensor) is \(value): "
        + "the model is damaged. Download it again"
    case .tooLarge(let tensor, let row, let column, let value, let type):
      "the weight in row \(Figures.grouped(row)), column \(Figures.grouped(column)) of tensor \(tensor) is \(value), "
        + "which \(type.name) cannot hold. Choose another type"
    case .write(let error): error.description
    }
  }
}
