/// 256 weights of 6 bits in sub-blocks of 16, each with a signed scale of 8 bits: 6.5625 bits per weight.
///
/// weight = scale · sub-scale · (integer − 32)
///
///     byte   0 … 63                 64 … 127    128 … 159                160 … 191   192 … 207      208 9
///            weights 0 … 127:       128 … 255   weights 0 … 127:         128 … 255   16 sub-scales  scale
///            byte j holds the low   in the      byte 128+j holds the     in the      signed bytes   F16
///            4 bits of w[j], above  same way    upper 2 bits of w[j],    same way
///            those of w[j+64]                   w[j+32], w[j+64],
///                                               w[j+96], from the low up
///
/// Layout: ggml, `block_q6_K`.
public enum Q6_K: BlockFormat {
  public static let type = TensorType.q6_K

  /// The integer of a weight, −32 … 31.
  private static func integer(_ block: UnsafeRawPointer, _ weight: Int) -> Int32 {
    block.bits(lowPlace(weight), shift: lowShift(weight), width: 4)
      + block.bits(highPlace(weight), shift: highShift(weight), width: 2) * 16 - 32
  }
  private static func lowPlace(_ weight: Int) -> Int { weight / 128 * 64 + weight % 64 }
  private static func lowShift(_ weight: Int) -> Int { weight % 128 / 64 * 4 }
  private static func highPlace(_ weight: Int) -> Int { 128 + weight / 128 * 32 + weight % 32 }
  private static func highShift(_ weight: Int) -> Int { weight % 128 / 32 * 2 }

  public static func dequantize(_ block: UnsafeRawPointer, into weights: UnsafeMutablePointer<Float>) {
    for part in 0..<16 {
      let scale = block.half(208) * Float(block.signedByte(192 + part))
      for weight in part * 16..<part * 16 + 16 { weights[weight] = scale * Float(integer(block, weight)) }
    }
  }

  public static func dot(_ block: UnsafeRawPointer, _ activations: UnsafePointer<Int8>) -> Float {
    var scaled: Int32 = 0
    for part in 0..<16 {
      var products: Int32 = 0
      for weight in part * 16..<part * 16 + 16 { products += integer(block, weight) * Int32(activations[weight]) }
      scaled += block.signedByte(192 + part) * products
    }
    return block.half(208) * Float(scaled)
  }

  public static func quantize(_ weights: UnsafePointer<Float>, into block: UnsafeMutableRawPointer) {
    let chosen = SymmetricSuperBlock(weights, SymmetricSuperBlock.Shape(limit: 32, scaleLimit: 128))
    block.initializeMemory(as: UInt8.self, repeating: 0, count: type.bytesPerBlock)
    block.setHalf(208, chosen.scale)
    for part in 0..<16 { block.setByte(192 + part, chosen.subScales[part]) }
    for weight in 0..<256 {
      let integer = chosen.integers[weight] + 32
      block.addBits(lowPlace(weight), shift: lowShift(weight), integer & 15)
      block.addBits(highPlace(weight), shift: highShift(weight), integer >> 4)
    }
  }
}
