/// 32 weights of 8 bits with one scale: weight = scale · integer, 8.5 bits per weight.
///
///     byte   0 1       2     3     …   33
///            scale     w0    w1        w31
///            F16       signed bytes, −127 … 127
///
/// Layout: ggml, `block_q8_0`.
public enum Q8_0: BlockFormat {
  public static let type = TensorType.q8_0

  public static func dequantize(_ block: UnsafeRawPointer, into weights: UnsafeMutablePointer<Float>) {
    let scale = block.half(0)
    for weight in 0..<32 { weights[weight] = scale * Float(block.signedByte(2 + weight)) }
  }

  public static func dot(_ block: UnsafeRawPointer, _ activations: UnsafePointer<Int8>) -> Float {
    var sum: Int32 = 0
    for weight in 0..<32 { sum += block.signedByte(2 + weight) * Int32(activations[weight]) }
    return block.half(0) * Float(sum)
  }

  /// The weight farthest from zero becomes 127 or −127.
  public static func quantize(_ weights: UnsafePointer<Float>, into block: UnsafeMutableRawPointer) {
    let levels = SymmetricLevels(weights, count: 32, farthest: 127, signed: false)
    block.setHalf(0, levels.scale)
    for weight in 0..<32 {
      block.setByte(2 + weight, levels.nearestInteger(weights[weight], limit: 127))
    }
  }
}
