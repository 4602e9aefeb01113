/// The upper half of a single-precision number: the range of F32 with two significant digits.
///
///     bit    15    14 … 7      6 … 0
///            sign  exponent    the upper 7 bits of the fraction
public enum BF16: BlockFormat {
  public static let type = TensorType.bf16

  public static func dequantize(_ block: UnsafeRawPointer, into weights: UnsafeMutablePointer<Float>) {
    weights[0] = float(UInt16(littleEndian: block.loadUnaligned(as: UInt16.self)))
  }

  public static func quantize(_ weights: UnsafePointer<Float>, into block: UnsafeMutableRawPointer) {
    block.storeBytes(of: bits(weights[0]).littleEndian, as: UInt16.self)
  }

  public static func dot(_ block: UnsafeRawPointer, _ activations: UnsafePointer<Int8>) -> Float {
    float(UInt16(littleEndian: block.loadUnaligned(as: UInt16.self))) * Float(activations[0])
  }

  /// The number of 16 bits.
  public static func float(_ bits: UInt16) -> Float { Float(bitPattern: UInt32(bits) << 16) }

  /// The 16 bits nearest to a number, even ones if two are equally near; no number stays no number.
  public static func bits(_ number: Float) -> UInt16 {
    let bits = number.bitPattern
    if number.isNaN { return UInt16(bits >> 16) | 0x40 }
    return UInt16((bits + 0x7FFF + (bits >> 16 & 1)) >> 16)
  }
}
