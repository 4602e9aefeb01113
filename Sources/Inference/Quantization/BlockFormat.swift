/// A way to store weights: what one quantization block looks like, and how it is read, written and multiplied.
///
/// The definitions are plain, one weight after another: the slow twins by which the fast kernels are tested.
/// A block needs no alignment. Numbers of more than one byte are little endian.
public protocol BlockFormat: Sendable {
  /// The type of the tensors that are stored so.
  static var type: TensorType { get }

  /// Reads the weights of a block, `type.weightsPerBlock` of them.
  static func dequantize(_ block: UnsafeRawPointer, into weights: UnsafeMutablePointer<Float>)

  /// Stores `type.weightsPerBlock` weights as a block; a weight or scale too large for the format is held at its limit.
  static func quantize(_ weights: UnsafePointer<Float>, into block: UnsafeMutableRawPointer)

  /// The sum of weight times activation over a block: in integers as far as a scale is shared, then the scales.
  static func dot(_ block: UnsafeRawPointer, _ activations: UnsafePointer<Int8>) -> Float
}

extension TensorType {
  /// How a block of this type is laid out, read, written and multiplied.
  public var format: any BlockFormat.Type {
    switch self {
    case .f32: F32.self
    case .f16: F16.self
    case .bf16: BF16.self
    case .q4_0: Q4_0.self
    case .q4_1: Q4_1.self
    case .q5_0: Q5_0.self
    case .q5_1: Q5_1.self
    case .q8_0: Q8_0.self
    case .q2_K: Q2_K.self
    case .q3_K: Q3_K.self
    case .q4_K: Q4_K.self
    case .q5_K: Q5_K.self
    case .q6_K: Q6_K.self
    }
  }

  /// Reads `count` weights, a whole number of blocks, from memory of this type.
  public func dequantizeRow(_ row: UnsafeRawPointer, into weights: UnsafeMutablePointer<Float>, count: Int) {
    precondition(count >= 0 && count % weightsPerBlock == 0, "\(count) weights are no whole number of \(name) blocks")
    // Opened once, so that the loop is compiled for each format.
    func read<Format: BlockFormat>(_: Format.Type) {
      let (weightsPerBlock, bytesPerBlock) = (Format.type.weightsPerBlock, Format.type.bytesPerBlock)
      for block in 0..<count / weightsPerBlock {
        Format.dequantize(row + block * bytesPerBlock, into: weights + block * weightsPerBlock)
      }
    }
    switch self {
    case .f32: read(F32.self)
    case .f16: read(F16.self)
    case .bf16: read(BF16.self)
    default: read(format)
    }
  }

  /// Stores `count` weights, a whole number of blocks, as this type.
  public func quantizeRow(_ weights: UnsafePointer<Float>, into row: UnsafeMutableRawPointer, count: Int) {
    precondition(count >= 0 && count % weightsPerBlock == 0, "\(count) weights are no whole number of \(name) blocks")
    func write<Format: BlockFormat>(_: Format.Type) {
      let (weightsPerBlock, bytesPerBlock) = (Format.type.weightsPerBlock, Format.type.bytesPerBlock)
      for block in 0..<count / weightsPerBlock {
        Format.quantize(weights + block * weightsPerBlock, into: row + block * bytesPerBlock)
      }
    }
    switch self {
    case .f32: write(F32.self)
    case .f16: write(F16.self)
    case .bf16: write(BF16.self)
    default: write(format)
    }
  }
}
