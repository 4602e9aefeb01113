/// Half precision: half the bytes of F32, three significant digits, nothing above 65504.
///
///     bit    15    14 … 10     9 … 0
///            sign  exponent    fraction        (IEEE 754 binary16)
///
/// The value is ±1.fraction · 2^(exponent − 15); exponent 0 means ±0.fraction · 2^−14, exponent 31 infinity or no number.
/// Scales of the quantized formats are such numbers too.
public enum F16: BlockFormat {
  public static let type = TensorType.f16

  /// The largest finite number.
  public static let limit: Float = 65504

  public static func dequantize(_ block: UnsafeRawPointer, into weights: UnsafeMutablePointer<Float>) {
    weights[0] = block.half(0)
  }

  public static func quantize(_ weights: UnsafePointer<Float>, into block: UnsafeMutableRawPointer) {
    block.setHalf(0, weights[0])
  }

  public static func dot(_ block: UnsafeRawPointer, _ activations: UnsafePointer<Int8>) -> Float {
    block.half(0) * Float(activations[0])
  }

  /// The number of 16 bits.
  public static func float(_ bits: UInt16) -> Float {
    let sign = UInt32(bits & 0x8000) << 16
    let magnitude = UInt32(bits & 0x7FFF) << 13
    if bits & 0x7C00 == 0x7C00 { return Float(bitPattern: sign | 0x7F80_0000 | magnitude) }
    // Read as single precision, the exponent is too small by the difference of the biases, 127 − 15 = 112;
    // the product with a power of two is exact, and takes the numbers below 2^−14 along.
    return Float(bitPattern: sign | (Float(bitPattern: magnitude) * 0x1p112).bitPattern)
  }

  /// The 16 bits nearest to a number, even ones if two are equally near; infinity from 65520 on.
  public static func bits(_ number: Float) -> UInt16 {
    let sign = UInt16(number.bitPattern >> 16 & 0x8000)
    let magnitude = number.magnitude
    if number.isNaN { return sign | 0x7E00 | UInt16(number.bitPattern >> 13 & 0x1FF) }
    if magnitude >= 65520 { return sign | 0x7C00 }
    if magnitude < 0x1p-14 {
      // The last bit of a number from 0.5 to 1 is worth 2^−24, as that of a half-precision number below 2^−14 is:
      // adding 0.5 rounds there.
      return sign | UInt16(truncatingIfNeeded: (magnitude + 0.5).bitPattern &- Float(0.5).bitPattern)
    }
    let bits = magnitude.bitPattern
    let rounded = bits + 0xFFF + (bits >> 13 & 1)
    return sign | UInt16(truncatingIfNeeded: (rounded - 112 << 23) >> 13)
  }

  /// A number as half precision can hold it: rounded, and held at the largest finite one.
  static func rounded(_ number: Float) -> Float { float(bits(number.held(to: limit))) }
}
