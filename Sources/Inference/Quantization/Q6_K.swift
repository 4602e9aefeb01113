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
    block.bits(weight / 128 * 64 + weight % 64, shift: weight % 128 / 64 * 4, width: 4)
      + block.bits(128 + weight / 128 * 32 + weight % 32, shift: weight % 128 / 32 * 2, width: 2) * 16 - 32
  }

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
}
