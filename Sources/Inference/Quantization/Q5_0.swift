/// 32 weights of 5 bits with one scale: weight = scale · (integer − 16), 5.5 bits per weight.
///
///     byte   0 1       2 … 5                 6                 7                …   21
///            scale     the fifth bits:       w16    w0         w17    w1            w31    w15
///            F16       bit i is weight i's   high   low 4 bits
///
/// Layout: ggml, `block_q5_0`.
public enum Q5_0: BlockFormat {
  public static let type = TensorType.q5_0

  /// The stored integer of a weight, 0 … 31.
  private static func integer(_ block: UnsafeRawPointer, _ weight: Int) -> Int32 {
    block.bits(6 + weight % 16, shift: weight / 16 * 4, width: 4)
      | block.bits(2 + weight / 8, shift: weight % 8, width: 1) << 4
  }

  public static func dequantize(_ block: UnsafeRawPointer, into weights: UnsafeMutablePointer<Float>) {
    let scale = block.half(0)
    for weight in 0..<32 { weights[weight] = scale * Float(integer(block, weight) - 16) }
  }

  public static func dot(_ block: UnsafeRawPointer, _ activations: UnsafePointer<Int8>) -> Float {
    var sum: Int32 = 0
    for weight in 0..<32 { sum += (integer(block, weight) - 16) * Int32(activations[weight]) }
    return block.half(0) * Float(sum)
  }

  /// The weight farthest from zero becomes −16, whatever its sign: the scale takes the sign.
  public static func quantize(_ weights: UnsafePointer<Float>, into block: UnsafeMutableRawPointer) {
    let levels = SymmetricLevels(weights, count: 32, farthest: -16)
    block.setHalf(0, levels.scale)
    for byte in 2..<22 { block.setByte(byte, 0) }
    for weight in 0..<32 {
      let integer = levels.integer(weights[weight], from: -16, to: 15) + 16
      block.addBits(6 + weight % 16, shift: weight / 16 * 4, integer & 15)
      block.addBits(2 + weight / 8, shift: weight % 8, integer >> 4)
    }
  }
}
