/// 256 weights of 4 bits in sub-blocks of 32, each with a scale and a minimum of 6 bits: 4.5 bits per weight.
///
/// weight = scale · sub-scale · integer − minimum · sub-minimum
///
///     byte   0 1     2 3       4 … 15           16 … 47                48 … 79   80 … 111   112 … 143
///            scale   minimum   sub-scales and   weights 0 … 63:        64 …      128 …      192 … 255
///            F16     F16       sub-minimums,    byte 16+j holds        in the same way
///                              `SixBitScales`   w[j] in its low 4
///                                               bits, w[j+32] above
///
/// Layout: ggml, `block_q4_K`.
public enum Q4_K: BlockFormat {
  public static let type = TensorType.q4_K

  /// The stored integer of a weight, 0 … 15.
  private static func integer(_ block: UnsafeRawPointer, _ weight: Int) -> Int32 {
    block.bits(place(weight), shift: shift(weight), width: 4)
  }
  private static func place(_ weight: Int) -> Int { 16 + weight / 64 * 32 + weight % 32 }
  private static func shift(_ weight: Int) -> Int { weight % 64 / 32 * 4 }

  public static func dequantize(_ block: UnsafeRawPointer, into weights: UnsafeMutablePointer<Float>) {
    SixBitSuperBlock.dequantize(block, into: weights) { integer(block, $0) }
  }

  public static func dot(_ block: UnsafeRawPointer, _ activations: UnsafePointer<Int8>) -> Float {
    SixBitSuperBlock.dot(block, activations) { integer(block, $0) }
  }

  public static func quantize(_ weights: UnsafePointer<Float>, into block: UnsafeMutableRawPointer) {
    block.initializeMemory(as: UInt8.self, repeating: 0, count: type.bytesPerBlock)
    let integers = SixBitSuperBlock.quantize(weights, into: block, greatest: 15)
    for weight in 0..<256 { block.addBits(place(weight), shift: shift(weight), integers[weight]) }
  }
}
