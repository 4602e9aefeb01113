/// What Q4_K and Q5_K have in common: all but where the integer of a weight lies.
///
/// weight = scale · sub-scale · integer − minimum · sub-minimum, for each of eight sub-blocks of 32 weights. A block
/// begins with scale (F16), minimum (F16) and the twelve bytes of `SixBitScales`.
enum SixBitSuperBlock {
  private static let partCount = 8
  private static let weightsPerPart = 32
  private static let scalesOffset = 4

  private static func weights(of part: Int) -> Range<Int> { part * weightsPerPart..<(part + 1) * weightsPerPart }

  /// Reads all weights.
  ///
  /// - Parameter integer: gives the stored integer of a weight.
  @inline(__always)
  static func dequantize(
    _ block: UnsafeRawPointer, into weights: UnsafeMutablePointer<Float>, _ integer: (_ weight: Int) -> Int32
  ) {
    for part in 0..<partCount {
      let scale = block.half(0) * Float(SixBitScales.scale(block + scalesOffset, part))
      let minimum = block.half(2) * Float(SixBitScales.minimum(block + scalesOffset, part))
      for weight in self.weights(of: part) { weights[weight] = scale * Float(integer(weight)) - minimum }
    }
  }

  /// The sum of weight times activation: for each sub-block a sum of products and one of activations.
  @inline(__always)
  static func dot(
    _ block: UnsafeRawPointer, _ activations: UnsafePointer<Int8>, _ integer: (_ weight: Int) -> Int32
  ) -> Float {
    var scaled: Int32 = 0
    var offset: Int32 = 0
    for part in 0..<partCount {
      var products: Int32 = 0
      var sum: Int32 = 0
      for weight in weights(of: part) {
        products += integer(weight) * Int32(activations[weight])
        sum += Int32(activations[weight])
      }
      scaled += SixBitScales.scale(block + scalesOffset, part) * products
      offset += SixBitScales.minimum(block + scalesOffset, part) * sum
    }
    return block.half(0) * Float(scaled) - block.half(2) * Float(offset)
  }

  /// Writes all scales and minimums into a block of zeros.
  ///
  /// - Returns: the integers of the weights, each from 0 to `greatest`, which the format puts where it has them.
  static func quantize(
    _ weights: UnsafePointer<Float>, into block: UnsafeMutableRawPointer, greatest: Float
  ) -> [Int32] {
    let shape = AffineSuperBlock.Shape(partCount: weightsPerPart, greatest: greatest, greatestScale: 63)
    let chosen = AffineSuperBlock(weights, shape)
    block.setHalf(0, chosen.scale)
    block.setHalf(2, chosen.minimum)
    for part in 0..<partCount {
      SixBitScales.add(
        block + scalesOffset, part, scale: chosen.subScales[part], minimum: chosen.subMinimums[part])
    }
    return chosen.integers
  }
}
