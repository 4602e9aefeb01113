/// Single precision: a weight as it was trained.
///
///     byte   0 … 3
///            IEEE 754 binary32: sign 1 bit, exponent 8, fraction 23
public enum F32: BlockFormat {
  public static let type = TensorType.f32

  public static func dequantize(_ block: UnsafeRawPointer, into weights: UnsafeMutablePointer<Float>) {
    weights[0] = Float(bitPattern: UInt32(littleEndian: block.loadUnaligned(as: UInt32.self)))
  }

  public static func quantize(_ weights: UnsafePointer<Float>, into block: UnsafeMutableRawPointer) {
    block.storeBytes(of: weights[0].bitPattern.littleEndian, as: UInt32.self)
  }

  public static func dot(_ block: UnsafeRawPointer, _ activations: UnsafePointer<Int8>) -> Float {
    var weight: Float = 0
    dequantize(block, into: &weight)
    return weight * Float(activations[0])
  }
}
