public import Inference

/// A training as it was after a step: everything that it takes to go on as if there had been no pause.
///
/// A GGUF file: the model in F32, and beside each tensor what the optimizer remembers of it, so that every tool for such files can look at it.
public struct Checkpoint {
  public let model: TrainableModel
  public let moments: Moments
  /// Steps done.
  public let step: Int
  /// The model's keys and those of its tokenizer.
  public let metadata: GGUFMetadata

  private static let stepKey = "strata.training.step"
  private static let means = "adam.mean."
  private static let squares = "adam.square."

  public init(_ model: TrainableModel, _ moments: Moments, step: Int, metadata: GGUFMetadata) {
    self.model = model
    self.moments = moments
    self.step = step
    self.metadata = metadata
  }

  /// Reads a checkpoint.
  public init(_ file: GGUFFile) throws(ModelFileError) {
    guard let step = file.metadata[Checkpoint.stepKey]?.integer, step >= 0 else {
      throw .noCheckpoint(key: Checkpoint.stepKey)
    }
    self.step = step
    metadata = file.metadata
    model = try TrainableModel(file)
    do { moments = try Moments(model.parameters.layout) } catch { throw .training(error) }
    try moments.means.read(file, prefix: Checkpoint.means)
    try moments.squares.read(file, prefix: Checkpoint.squares)
  }

  /// Writes it; an older one of that name stays until this one is on the disk.
  public func write(to path: String) throws(GGUFWriter.WriteError) {
    var keys = metadata
    keys[Checkpoint.stepKey] = .uint64(UInt64(step))
    var writer = try GGUFWriter(metadata: keys)
    try model.parameters.add(to: &writer, type: .f32)
    try moments.means.add(to: &writer, type: .f32, prefix: Checkpoint.means)
    try moments.squares.add(to: &writer, type: .f32, prefix: Checkpoint.squares)
    try writer.write(to: path)
  }
}
