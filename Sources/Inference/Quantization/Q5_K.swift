/// 256 weights of 5 bits in sub-blocks of 32, each with a scale and a minimum of 6 bits: 5.5 bits per weight.
///
/// weight = scale · sub-scale · integer − minimum · sub-minimum
///
///     byte   0 1     2 3       4 … 15           16 … 47              48 … 79                80 … 175
///            scale   minimum   sub-scales and   the fifth bits:      weights 0 … 63:        64 … 255
///            F16     F16       sub-minimums,    byte 16+j bit i is   byte 48+j holds the    in the
///                              `SixBitScales`   of weight 32·i + j   low 4 bits of w[j],    same way
///                                                                    above those of w[j+32]
///
/// Layout: ggml, `block_q5_K`.
public enum Q5_K: BlockFormat {
  public static let type = TensorType.q5_K

  /// The stored integer of a weight, 0 … 31.
  private static func integer(_ block: UnsafeRawPointer, _ weight: Int) -> Int32 {
    block.bits(lowPlace(weight), shift: lowShift(weight), width: 4)
      | block.bits(16 + weight % 32, shift: weight / 32, width: 1) << 4
  }
  private static func lowPlace(_ weight: Int) -> Int { 48 + weight / 64 * 32 + weight % 32 }
  private static func lowShift(_ weight: Int) -> Int { weight % 64 / 32 * 4 }

  public static func dequantize(_ block: UnsafeRawPointer, into weights: UnsafeMutablePointer<Float>) {
    SixBitSuperBlock.dequantize(block, into: weights) { integer(block, $0) }
  }

  public static func dot(_ block: UnsafeRawPointer, _ activations: UnsafePointer<Int8>) -> Float {
    SixBitSuperBlock.dot(block, activations) { integer(block, $0) }
  }

  public static func quantize(_ weights: UnsafePointer<Float>, into block: UnsafeMutableRawPointer) {
    block.initializeMemory(as: UInt8.self, repeating: 0, count: type.bytesPerBlock)
    let integers = SixBitSuperBlock.quantize(weights, into: block, greatest: 31)
    for weight in 0..<256 {
      let integer = integers[weight]
      block.addBits(lowPlace(weight), shift: lowShift(weight), integer & 15)
      block.addBits(16 + weight % 32, shift: weight / 32, integer >> 4)
    }
  }
}
