import Inference

/// Numbers that are learned, or a gradient for each of them.
public final class Parameters: @unchecked Sendable {
  // Unchecked: whoever hands pieces to threads gives each its own.
  public let layout: ParameterLayout
  let memory: FloatMemory

  /// Zeros, in a layout.
  public init(_ layout: ParameterLayout) throws(TrainingError) {
    self.layout = layout
    memory = try FloatMemory(layout.floats)
  }

  /// The numbers of one tensor, row after row.
  public subscript(_ tensor: ParameterLayout.Tensor) -> UnsafeMutableBufferPointer<Float> {
    UnsafeMutableBufferPointer(start: memory.start + tensor.offset, count: tensor.count)
  }

  func matrix(_ tensor: ParameterLayout.Tensor) -> Matrix {
    Matrix(memory.start + tensor.offset, tensor.rows, tensor.columns)
  }

  /// Takes the numbers of others in the same layout.
  func copy(_ other: Parameters) { memory.start.update(from: other.memory.start, count: memory.count) }
}

/// A model that is trained: its shape and its numbers.
public final class TrainableModel: Sendable {
  public let shape: TrainingShape
  public let parameters: Parameters
  let tensors: ModelTensors

  /// A model whose numbers are all zero.
  public init(_ shape: TrainingShape) throws(TrainingError) {
    do { try shape.check() } catch { throw .shape(error) }
    self.shape = shape
    tensors = ModelTensors(shape)
    parameters = try Parameters(tensors.layout)
  }

  /// The start of a training: normal deviates of standard deviation 0.02, less for matrices that add to the residual stream, and norms of 1.
  ///
  /// Each of the 2 × layers additions gets 1/√(2 × layers) of that, so that their sum stays in bounds (Radford et al. 2019).
  public convenience init(_ shape: TrainingShape, seed: UInt64) throws(TrainingError) {
    try self.init(shape)
    var random = SeededRandom(seed: seed)
    let adding = Set(tensors.layers.flatMap { [$0.attentionOutput.name, $0.down.name] })
    let reduced = 0.02 / Float(2 * shape.layerCount).squareRoot()
    for tensor in parameters.layout.tensors {
      let deviation = adding.contains(tensor.name) ? reduced : 0.02
      let values = parameters[tensor]
      for index in values.indices { values[index] = tensor.isVector ? 1 : random.normal() * deviation }
    }
  }
}
