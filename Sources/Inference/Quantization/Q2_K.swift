/// 256 weights of 2 bits in sub-blocks of 16, each with a scale and a minimum of 4 bits: 2.625 bits per weight.
///
/// weight = scale · sub-scale · integer − minimum · sub-minimum
///
///     byte   0 … 15                 16 … 47                     48 … 79              80 1     82 3
///            sub-block i:           weights 0 … 127:            weights 128 … 255    scale    minimum
///            low 4 bits sub-scale   byte 16+j holds w[j],       in the same way      F16      F16
///            high 4 sub-minimum     w[j+32], w[j+64], w[j+96]
///                                   from the low bits up
///
/// Layout: ggml, `block_q2_K`.
public enum Q2_K: BlockFormat {
  public static let type = TensorType.q2_K

  /// The stored integer of a weight, 0 … 3.
  private static func integer(_ block: UnsafeRawPointer, _ weight: Int) -> Int32 {
    block.bits(16 + place(weight), shift: shift(weight), width: 2)
  }
  private static func place(_ weight: Int) -> Int { weight / 128 * 32 + weight % 32 }
  private static func shift(_ weight: Int) -> Int { weight % 128 / 32 * 2 }

  public static func dequantize(_ block: UnsafeRawPointer, into weights: UnsafeMutablePointer<Float>) {
    for part in 0..<16 {
      let scale = block.half(80) * Float(block.byte(part) & 15)
      let minimum = block.half(82) * Float(block.byte(part) >> 4)
      for weight in part * 16..<part * 16 + 16 { weights[weight] = scale * Float(integer(block, weight)) - minimum }
    }
  }

  public static func dot(_ block: UnsafeRawPointer, _ activations: UnsafePointer<Int8>) -> Float {
    var scaled: Int32 = 0
    var offset: Int32 = 0
    for part in 0..<16 {
      var products: Int32 = 0
      var sum: Int32 = 0
      for weight in part * 16..<part * 16 + 16 {
        products += integer(block, weight) * Int32(activations[weight])
        sum += Int32(activations[weight])
      }
      scaled += (block.byte(part) & 15) * products
      offset += (block.byte(part) >> 4) * sum
    }
    return block.half(80) * Float(scaled) - block.half(82) * Float(offset)
  }

  public static func quantize(_ weights: UnsafePointer<Float>, into block: UnsafeMutableRawPointer) {
    let chosen = AffineSuperBlock(weights, AffineSuperBlock.Shape(partCount: 16, greatest: 3, greatestScale: 15))
    block.initializeMemory(as: UInt8.self, repeating: 0, count: type.bytesPerBlock)
    block.setHalf(80, chosen.scale)
    block.setHalf(82, chosen.minimum)
    for part in 0..<16 { block.setByte(part, chosen.subScales[part] | chosen.subMinimums[part] << 4) }
    for weight in 0..<256 {
      block.addBits(16 + place(weight), shift: shift(weight), chosen.integers[weight])
    }
  }
}
