public import Inference

/// Why a model cannot be trained.
public enum TrainingError: Error, Equatable, CustomStringConvertible {
  case memory(OutOfMemory)
  /// The processor lacks an instruction set that was asked for.
  case noInstructions(String)
  case shape(TrainingShape.ShapeError)

  public var description: String {
    switch self {
    case .memory(let error): "\(error)"
    case .noInstructions(let name): "this processor has no \(name) instructions"
    case .shape(let error): "\(error)"
    }
  }
}
