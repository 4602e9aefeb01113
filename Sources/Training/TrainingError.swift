public import Inference

/// Why a model cannot be trained.
public enum TrainingError: Error, Equatable, CustomStringConvertible {
  case memory(OutOfMemory)
  /// The processor lacks an instruction set that was asked for.
  case noInstructions(String)
  case shape(TrainingShape.ShapeError)
  /// An adapter of no rank, or on no matrix.
  case emptyAdapter(rank: Int, targets: Int)
  /// A teacher and its student have different tokens.
  case vocabularies(teacher: Int, student: Int)
  /// More memory is needed than programs can still have.
  case shortage(needed: Int, available: Int)

  public var description: String {
    switch self {
    case .memory(let error): "\(error)"
    case .noInstructions(let name): "this processor has no \(name) instructions"
    case .shape(let error): "\(error)"
    case .emptyAdapter(let rank, let targets):
      "an adapter needs a rank of at least 1 and a matrix to stand beside; asked for were rank \(rank) and \(targets) kinds of matrices"
    case .vocabularies(let teacher, let student):
      "the teacher has \(teacher) tokens and the student \(student): they must have the same, from the same tokenizer"
    case .shortage(let needed, let available):
      "\(ByteCount(needed)) of memory are needed and \(ByteCount(available)) are available; train a smaller shape, or "
        + "fewer and shorter sequences at once"
    }
  }
}
