public import Inference

/// A training as it is after a step, in a file: everything that it takes to go on as if there had been no pause.
///
/// A GGUF file: what is learned in F32, and beside each tensor what the optimizer remembers of it, so that every tool for such files can look at it.
public enum Checkpoint {
  private static let stepKey = "strata.training.step"
  private static let looksKeys = (
    best: "strata.training.looks.best", age: "strata.training.looks.age", step: "strata.training.looks.step"
  )
  private static let means = "adam.mean."
  private static let squares = "adam.square."

  /// Writes one; an older one of that name stays until this one is on the disk.
  ///
  /// - Parameters:
  ///   - step: Steps done.
  ///   - looks: What was seen of the validation text.
  ///   - metadata: The model's keys and those of its tokenizer.
  public static func write(
    _ learner: any Learner, step: Int, looks: Trainer.Looks? = nil, metadata: GGUFMetadata, to path: String
  ) throws(GGUFWriter.WriteError) {
    var keys = metadata
    keys[stepKey] = .uint64(UInt64(step))
    if let looks {
      keys[looksKeys.best] = .float64(looks.best)
      keys[looksKeys.age] = .uint64(UInt64(looks.age))
      keys[looksKeys.step] = .uint64(UInt64(looks.step))
    }
    var writer = try GGUFWriter(metadata: keys)
    try learner.learned.add(to: &writer, type: .f32)
    try learner.moments.means.add(to: &writer, type: .f32, prefix: means)
    try learner.moments.squares.add(to: &writer, type: .f32, prefix: squares)
    try writer.write(to: path)
  }

  /// Brings a learner to where it was when a checkpoint was written, and returns the steps done.
  ///
  /// A ``Trainer`` made of it afterwards goes on with them.
  public static func restore(_ learner: any Learner, from file: GGUFFile) throws(ModelFileError) -> Int {
    guard let step = file.metadata[stepKey]?.integer, step >= 0 else { throw .noCheckpoint(key: stepKey) }
    try learner.learned.read(file)
    try learner.moments.means.read(file, prefix: means)
    try learner.moments.squares.read(file, prefix: squares)
    return step
  }

  /// What a checkpoint's run had seen of the validation text; nil where it had not looked yet.
  public static func looks(in file: GGUFFile) -> Trainer.Looks? {
    guard let best = file.metadata[looksKeys.best]?.number, let age = file.metadata[looksKeys.age]?.integer,
      let step = file.metadata[looksKeys.step]?.integer, age >= 0, step >= 0
    else { return nil }
    return Trainer.Looks(best: best, age: age, step: step)
  }
}
