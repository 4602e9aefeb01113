/// 32 weights of 4 bits with a scale and a minimum: weight = scale · integer + minimum, 5 bits per weight.
///
///     byte   0 1       2 3         4                 5                …   19
///            scale     minimum     w16    w0         w17    w1            w31    w15
///            F16       F16         high   low 4 bits
///
/// Layout: ggml, `block_q4_1`.
public enum Q4_1: BlockFormat {
  public static let type = TensorType.q4_1

  /// The stored integer of a weight, 0 … 15.
  private static func integer(_ block: UnsafeRawPointer, _ weight: Int) -> Int32 {
    block.bits(4 + weight % 16, shift: weight / 16 * 4, width: 4)
  }

  public static func dequantize(_ block: UnsafeRawPointer, into weights: UnsafeMutablePointer<Float>) {
    let scale = block.half(0)
    let minimum = block.half(2)
    for weight in 0..<32 { weights[weight] = scale * Float(integer(block, weight)) + minimum }
  }

  public static func dot(_ block: UnsafeRawPointer, _ activations: UnsafePointer<Int8>) -> Float {
    var products: Int32 = 0
    var sum: Int32 = 0
    for weight in 0..<32 {
      products += integer(block, weight) * Int32(activations[weight])
      sum += Int32(activations[weight])
    }
    return block.half(0) * Float(products) + block.half(2) * Float(sum)
  }

  /// The least weight becomes 0, the greatest 15.
  public static func quantize(_ weights: UnsafePointer<Float>, into block: UnsafeMutableRawPointer) {
    let levels = AffineLevels(weights, count: 32, greatest: 15)
    block.setHalf(0, levels.scale)
    block.setHalf(2, levels.minimum)
    for pair in 0..<16 {
      let low = levels.integer(weights[pair])
      let high = levels.integer(weights[pair + 16])
      block.setByte(4 + pair, low | high << 4)
    }
  }
}
