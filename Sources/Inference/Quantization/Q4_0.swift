/// 32 weights of 4 bits with one scale: weight = scale · (integer − 8), 4.5 bits per weight.
///
///     byte   0 1       2                 3                …   17
///            scale     w16    w0         w17    w1            w31    w15
///            F16       high   low 4 bits
///
/// A byte holds a weight of the first half of the block and, above it, its neighbour of the second half.
/// Layout: ggml, `block_q4_0`.
public enum Q4_0: BlockFormat {
  public static let type = TensorType.q4_0

  /// The stored integer of a weight, 0 … 15.
  private static func integer(_ block: UnsafeRawPointer, _ weight: Int) -> Int32 {
    block.bits(2 + weight % 16, shift: weight / 16 * 4, width: 4)
  }

  public static func dequantize(_ block: UnsafeRawPointer, into weights: UnsafeMutablePointer<Float>) {
    let scale = block.half(0)
    for weight in 0..<32 { weights[weight] = scale * Float(integer(block, weight) - 8) }
  }

  public static func dot(_ block: UnsafeRawPointer, _ activations: UnsafePointer<Int8>) -> Float {
    var sum: Int32 = 0
    for weight in 0..<32 { sum += (integer(block, weight) - 8) * Int32(activations[weight]) }
    return block.half(0) * Float(sum)
  }

  /// The weight farthest from zero becomes −8, whatever its sign: the scale takes the sign.
  public static func quantize(_ weights: UnsafePointer<Float>, into block: UnsafeMutableRawPointer) {
    let levels = SymmetricLevels(weights, count: 32, farthest: -8)
    block.setHalf(0, levels.scale)
    for pair in 0..<16 {
      let low = levels.integer(weights[pair], from: -8, to: 7)
      let high = levels.integer(weights[pair + 16], from: -8, to: 7)
      block.setByte(2 + pair, low + 8 | (high + 8) << 4)
    }
  }
}
