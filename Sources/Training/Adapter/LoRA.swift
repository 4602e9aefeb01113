public import Inference

/// Low-rank adaptation: beside each frozen matrix W stand two small ones, and the model runs with W + α/rank · B · A.
///
/// Hu et al. 2021, "LoRA: Low-rank adaptation of large language models". Here the sum is formed after every step, so that there is one pass for
/// all: what is saved are the optimizer's numbers, not arithmetic.
public final class LoRA: Learner {
  /// A matrix of a layer that gets an adapter.
  public enum Target: String, CaseIterable, Sendable {
    case query = "attn_q"
    case key = "attn_k"
    case value = "attn_v"
    case attentionOutput = "attn_output"
    case gate = "ffn_gate"
    case up = "ffn_up"
    case down = "ffn_down"
  }

  /// A frozen matrix with its two factors.
  private struct Pair {
    let matrix: ParameterLayout.Tensor  // [out, in]
    let a: ParameterLayout.Tensor  // [rank, in]
    let b: ParameterLayout.Tensor  // [out, rank]
  }

  /// The model with the adapter merged into it.
  public let model: TrainableModel
  /// The factors.
  public let learned: Parameters
  public let moments: Moments
  public let rank: Int
  public let alpha: Float

  private let frozen: Parameters
  private let slopes: Parameters
  private let pairs: [Pair]
  private var scale: Float { alpha / Float(rank) }

  /// An adapter that changes nothing yet: A is drawn at random, B is zero.
  ///
  /// - Parameters:
  ///   - base: Stays as it is.
  ///   - alpha: α/rank is what the product of the factors is multiplied by.
  public convenience init(
    _ base: TrainableModel, rank: Int, alpha: Float, targets: Set<Target>, seed: UInt64
  ) throws(TrainingError) {
    guard rank > 0, !targets.isEmpty else { throw .emptyAdapter(rank: rank, targets: targets.count) }
    try self.init(base, rank: rank, alpha: alpha) { _, target in targets.contains(target) }
    var random = SeededRandom(seed: seed)
    for pair in pairs {
      let values = learned[pair.a]
      let deviation = 1 / Float(pair.a.columns).squareRoot()
      for index in values.indices { values[index] = random.normal() * deviation }
    }
  }

  /// The adapter of a file, as ``write(to:name:)`` and llama.cpp's tools make them.
  ///
  /// - Parameter base: The model beside which it was trained; it stays as it is.
  public convenience init(_ base: TrainableModel, _ file: GGUFFile) throws(ModelFileError) {
    guard file.metadata.text("adapter.type") == "lora" else { throw .noAdapter }
    let names = Set(file.tensors.map(\.name))
    let ranks = Set(file.tensors.filter { $0.name.hasSuffix(".lora_a") }.map(\.rows))
    guard let rank = ranks.first, ranks.count == 1, rank > 0 else { throw .noAdapter }
    // Without the key the product counts as it is.
    let alpha = Float((try? file.metadata.number("adapter.lora.alpha")) ?? Double(rank))
    do {
      try self.init(base, rank: rank, alpha: alpha) { name, _ in names.contains(name + ".lora_a") }
    } catch {
      throw .training(error)
    }
    let known = Set(learned.layout.tensors.map(\.name))
    if let other = file.tensors.first(where: { !known.contains($0.name) }) { throw .noMatrix(other.name) }
    try learned.read(file)
  }

  private init(
    _ base: TrainableModel, rank: Int, alpha: Float, has: (String, Target) -> Bool
  ) throws(TrainingError) {
    self.rank = rank
    self.alpha = alpha
    frozen = base.parameters
    model = try TrainableModel(base.shape)
    model.parameters.copy(frozen)
    var layout = ParameterLayout()
    pairs = base.parameters.layout.tensors.compactMap { tensor in
      let words = tensor.name.split(separator: ".")
      guard words.count == 4, let target = Target(rawValue: String(words[2])), has(tensor.name, target) else {
        return nil
      }
      return Pair(
        matrix: tensor, a: layout.add(tensor.name + ".lora_a", rank, tensor.columns),
        b: layout.add(tensor.name + ".lora_b", tensor.rows, rank))
    }
    learned = try Parameters(layout)
    slopes = try Parameters(layout)
    moments = try Moments(layout)
  }

  /// Forms dA = α/rank · Bᵀ · dW and dB = α/rank · dW · Aᵀ.
  public func gradients(after pass: TrainingPass) -> Parameters {
    for pair in pairs {
      let slope = pass.gradients.matrix(pair.matrix)
      pass.crew.multiply(transposed: learned.matrix(pair.b), slope, into: slopes.matrix(pair.a), 0)
      pass.crew.multiply(slope, transposed: learned.matrix(pair.a), into: slopes.matrix(pair.b))
    }
    let all = slopes.memory.all
    for index in all.indices { all[index] *= scale }
    return slopes
  }

  /// Forms W + α/rank · B · A anew.
  public func didMove(_ pass: TrainingPass) { merge(pass.crew) }

  /// Brings ``model`` to what the factors say, once they were read from a file.
  public func merge(threads: Int) throws(TrainingError) {
    let shape = model.shape
    merge(
      try MatrixCrew(
        threads: threads, instructions: .widest, columns: max(shape.hiddenSize, shape.feedForwardSize), turned: 0))
  }

  private func merge(_ crew: MatrixCrew) {
    for pair in pairs {
      let merged = model.parameters.matrix(pair.matrix)
      crew.multiply(learned.matrix(pair.b), learned.matrix(pair.a), into: merged)
      let base = frozen.matrix(pair.matrix)
      crew.forEachShare(of: merged.rows) { [scale] rows, _ in
        for row in rows {
          let (out, before) = (merged.row(row), base.row(row))
          for column in 0..<merged.columns { out[column] = before[column] + scale * out[column] }
        }
      }
    }
  }

  /// Writes the adapter as a file that llama.cpp takes beside the base model.
  public func write(to path: String, name: String) throws(GGUFWriter.WriteError) {
    var metadata = GGUFMetadata()
    metadata["general.type"] = .string("adapter")
    metadata["general.architecture"] = .string("llama")
    metadata["general.name"] = .string(GGUFText(name))
    metadata["adapter.type"] = .string("lora")
    metadata["adapter.lora.alpha"] = .float32(alpha)
    var writer = try GGUFWriter(metadata: metadata)
    try learned.add(to: &writer, type: .f32)
    try writer.write(to: path)
  }
}
