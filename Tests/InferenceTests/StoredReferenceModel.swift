import Inference

extension ReferenceModel {
  /// The tensors of the model's file, the matrices in a type as far as their rows are whole blocks of it.
  ///
  /// Norms, biases and RoPE factors stay F32, as in every file.
  func fileTensors(as type: TensorType) -> [Tensor] {
    fileTensors().map { tensor in
      tensor.shape.count > 1 && tensor.columns % type.weightsPerBlock == 0 ? tensor.stored(as: type) : tensor
    }
  }
}

extension Tensor {
  /// This F32 tensor with its weights rounded to a type.
  fileprivate func stored(as type: TensorType) -> Tensor {
    let rowBytes = columns / type.weightsPerBlock * type.bytesPerBlock
    let memory = AlignedMemory(count: rows * rowBytes)
    let weights = bytes.start.assumingMemoryBound(to: Float.self)
    for row in 0..<rows {
      type.quantizeRow(weights + row * columns, into: memory.start + row * rowBytes, count: columns)
    }
    return Tensor(name: name, type: type, shape: shape, bytes: memory.tensorBytes)
  }

  /// This tensor with the weights that its blocks stand for, in F32.
  var dequantized: Tensor {
    let memory = AlignedMemory(count: weightCount * 4)
    let floats = memory.start.assumingMemoryBound(to: Float.self)
    for row in 0..<rows {
      type.dequantizeRow(bytes.start + row * bytesPerRow, into: floats + row * columns, count: columns)
    }
    return Tensor(name: name, type: .f32, shape: shape, bytes: memory.tensorBytes)
  }
}
