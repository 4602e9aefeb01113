import Inference
import StrataTesting
import Testing

extension TensorType {
  static let quantized = allCases.filter(\.isQuantized)

  /// Where a block holds half-precision numbers.
  var halves: [Int] {
    switch self {
    case .f32: [2]
    case .f16, .bf16, .q4_0, .q5_0, .q8_0: [0]
    case .q4_1, .q5_1, .q4_K, .q5_K: [0, 2]
    case .q2_K: [80, 82]
    case .q3_K: [108]
    case .q6_K: [208]
    }
  }

  /// Blocks of random bytes whose half-precision numbers are finite.
  func randomBlocks(_ count: Int, using rng: inout SplitMix64) -> [UInt8] {
    var blocks = (0..<count * bytesPerBlock).map { _ in UInt8(truncatingIfNeeded: rng.next()) }
    for block in 0..<count {
      for half in halves { blocks[block * bytesPerBlock + half + 1] &= 0xBF }
    }
    return blocks
  }

  func dequantized(_ blocks: [UInt8]) -> [Float] {
    let count = blocks.count / bytesPerBlock * weightsPerBlock
    var weights = [Float](repeating: 0, count: count)
    dequantizeRow(blocks, into: &weights, count: count)
    return weights
  }
}

@Suite struct BlockFormatTests {
  private let reference: QuantizationReference

  init() throws { reference = try QuantizationReference() }

  @Test(arguments: TensorType.allCases)
  func `a format belongs to its type`(type: TensorType) {
    #expect(type.format.type == type)
  }

  @Test(arguments: TensorType.allCases.filter { $0 != .f32 })
  func `random blocks read as the reference reads them, to the last bit`(type: TensorType) throws {
    var rng = SplitMix64(seed: 11)
    let blocks = type.randomBlocks(64, using: &rng)
    #expect(try reference.figures("dequantize", type.name) == [fnv(bytes(type.dequantized(blocks)))])
  }

  /// Integers are summed exactly; what remains is the rounding of weights, and of the scaled sums.
  @Test(arguments: TensorType.allCases)
  func `the dot product is that of the dequantized weights`(type: TensorType) throws {
    try withEverySeed(0..<50) { _, rng in
      let block = type.randomBlocks(1, using: &rng)
      let activations = (0..<type.weightsPerBlock).map { _ in Int8(rng.int(-127...127)) }
      let weights = type.dequantized(block).map(Double.init)
      let expected = zip(weights, activations).reduce(0) { $0 + $1.0 * Double($1.1) }
      let largest = weights.reduce(0) { max($0, $1.magnitude) }
      let bound = Double(Float.ulpOfOne) * largest * activations.reduce(0) { $0 + Double($1.magnitude) } + 1e-44
      try #require(abs(Double(type.format.dot(block, activations)) - expected) <= bound)
    }
  }

  @Test func `every half-precision number is read and written exactly`() {
    for bits in UInt16.min...UInt16.max {
      let number = F16.float(bits)
      guard !number.isNaN else { continue }
      #expect(F16.bits(number) == bits)
    }
    #expect(F16.float(0x3C00) == 1)
    #expect(F16.float(0x0001) == 0x1p-24)
    #expect(F16.float(0xFBFF) == -65504)
    #expect(F16.float(0x7C00) == .infinity)
    #expect(F16.float(0x7E01).isNaN)
    #expect(F16.bits(.nan) == 0x7E00)
  }

  @Test(
    arguments: [
      (1 + 0x1p-11, 0x3C00), (1 + 0x1p-11 + 0x1p-20, 0x3C01), (1 + 3 * 0x1p-11, 0x3C02), (65519.99, 0x7BFF),
      (65520, 0x7C00), (0x1p-25, 0x0000), (0x1.8p-25, 0x0001), (3 * 0x1p-25, 0x0002), (0x1.ffep-15, 0x0400),
      (0x1.ff8p-15, 0x03FF), (0x1.ffcp-15, 0x0400), (-1e30, 0xFC00),
    ] as [(Float, UInt16)])
  func `a number rounds to the nearest half-precision one, or the even of two`(number: Float, bits: UInt16) {
    #expect(F16.bits(number) == bits)
  }
}
