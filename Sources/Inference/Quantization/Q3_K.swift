/// 256 weights of 3 bits in sub-blocks of 16, each with a signed scale of 6 bits: 3.4375 bits per weight.
///
/// weight = scale · (sub-scale − 32) · (integer − 4)
///
///     byte   0 … 31               32 … 63                     64 … 95             96 … 107         108 9
///            the third bits:      weights 0 … 127:            weights 128 … 255   16 sub-scales    scale
///            byte j bit i is      byte 32+j holds the low 2   in the same way     of 6 bits        F16
///            of weight 32·i + j   bits of w[j], w[j+32],
///                                 w[j+64], w[j+96]
///
///     byte of the sub-scales   bits 7 … 4           3 … 0
///     i        (0 … 7)         sub-scale i+8        sub-scale i          the lower 4 bits
///     8+i      (0 … 3)         bits 7 6: i+12   5 4: i+8   3 2: i+4   1 0: i     the upper 2 bits
///
/// Layout: ggml, `block_q3_K`.
public enum Q3_K: BlockFormat {
  public static let type = TensorType.q3_K

  /// The integer of a weight, −4 … 3.
  private static func integer(_ block: UnsafeRawPointer, _ weight: Int) -> Int32 {
    block.bits(lowPlace(weight), shift: lowShift(weight), width: 2)
      + block.bits(weight % 32, shift: weight / 32, width: 1) * 4 - 4
  }
  private static func lowPlace(_ weight: Int) -> Int { 32 + weight / 128 * 32 + weight % 32 }
  private static func lowShift(_ weight: Int) -> Int { weight % 128 / 32 * 2 }

  /// The scale of a sub-block, −32 … 31.
  private static func subScale(_ block: UnsafeRawPointer, _ part: Int) -> Int32 {
    block.bits(96 + part % 8, shift: part / 8 * 4, width: 4)
      + block.bits(104 + part % 4, shift: part / 4 * 2, width: 2) * 16 - 32
  }

  public static func dequantize(_ block: UnsafeRawPointer, into weights: UnsafeMutablePointer<Float>) {
    for part in 0..<16 {
      let scale = block.half(108) * Float(subScale(block, part))
      for weight in part * 16..<part * 16 + 16 { weights[weight] = scale * Float(integer(block, weight)) }
    }
  }

  public static func dot(_ block: UnsafeRawPointer, _ activations: UnsafePointer<Int8>) -> Float {
    var scaled: Int32 = 0
    for part in 0..<16 {
      var products: Int32 = 0
      for weight in part * 16..<part * 16 + 16 { products += integer(block, weight) * Int32(activations[weight]) }
      scaled += subScale(block, part) * products
    }
    return block.half(108) * Float(scaled)
  }

  public static func quantize(_ weights: UnsafePointer<Float>, into block: UnsafeMutableRawPointer) {
    let chosen = SymmetricSuperBlock(weights, SymmetricSuperBlock.Shape(limit: 4, scaleLimit: 32))
    block.initializeMemory(as: UInt8.self, repeating: 0, count: type.bytesPerBlock)
    block.setHalf(108, chosen.scale)
    for part in 0..<16 {
      let subScale = chosen.subScales[part] + 32
      block.addBits(96 + part % 8, shift: part / 8 * 4, subScale & 15)
      block.addBits(104 + part % 4, shift: part / 4 * 2, subScale >> 4)
    }
    for weight in 0..<256 {
      let integer = chosen.integers[weight] + 4
      block.addBits(lowPlace(weight), shift: lowShift(weight), integer & 3)
      block.addBits(weight % 32, shift: weight / 32, integer >> 2)
    }
  }
}
