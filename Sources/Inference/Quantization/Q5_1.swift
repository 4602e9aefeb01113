/// 32 weights of 5 bits with a scale and a minimum: weight = scale · integer + minimum, 6 bits per weight.
///
///     byte   0 1     2 3       4 … 7                 8                 9                …   23
///            scale   minimum   the fifth bits:       w16    w0         w17    w1            w31    w15
///            F16     F16       bit i is weight i's   high   low 4 bits
///
/// Layout: ggml, `block_q5_1`.
public enum Q5_1: BlockFormat {
  public static let type = TensorType.q5_1

  /// The stored integer of a weight, 0 … 31.
  private static func integer(_ block: UnsafeRawPointer, _ weight: Int) -> Int32 {
    block.bits(8 + weight % 16, shift: weight / 16 * 4, width: 4)
      | block.bits(4 + weight / 8, shift: weight % 8, width: 1) << 4
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

  /// The least weight becomes 0, the greatest 31.
  public static func quantize(_ weights: UnsafePointer<Float>, into block: UnsafeMutableRawPointer) {
    let levels = AffineLevels(weights, count: 32, greatest: 31)
    block.setHalf(0, levels.scale)
    block.setHalf(2, levels.minimum)
    for byte in 4..<24 { block.setByte(byte, 0) }
    for weight in 0..<32 {
      let integer = levels.integer(weights[weight])
      block.addBits(8 + weight % 16, shift: weight / 16 * 4, integer & 15)
      block.addBits(4 + weight / 8, shift: weight % 8, integer >> 4)
    }
  }
}
