import Foundation
import Inference
import StrataTesting
import Testing

extension TensorType {
  func quantized(_ weights: [Float]) -> [UInt8] {
    var blocks = [UInt8](repeating: 0xAA, count: weights.count / weightsPerBlock * bytesPerBlock)
    quantizeRow(weights, into: &blocks, count: weights.count)
    return blocks
  }

  static let simple: [TensorType] = [.f16, .bf16, .q4_0, .q4_1, .q5_0, .q5_1, .q8_0]
  static let superBlocks: [TensorType] = [.q2_K, .q3_K, .q4_K, .q5_K, .q6_K]
}

/// Mean of the squared differences.
private func meanSquaredError(_ weights: [Float], _ others: [Float]) -> Double {
  zip(weights, others).reduce(0) { $0 + (Double($1.0) - Double($1.1)) * (Double($1.0) - Double($1.1)) }
    / Double(weights.count)
}

@Suite struct QuantizeTests {
  private let reference: QuantizationReference

  init() throws { reference = try QuantizationReference() }

  @Test(arguments: SeededRow.allCases)
  func `a seeded row is the same here and in the reference script`(row: SeededRow) throws {
    #expect(try reference.figures("row", row.rawValue) == [fnv(bytes(row.weights))])
  }

  @Test(arguments: TensorType.simple, SeededRow.allCases)
  func `simple types are written as the reference writes them, to the last bit`(
    type: TensorType, row: SeededRow
  ) throws {
    let blocks = type.quantized(row.weights)
    let first = blocks.prefix(34).map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
    #expect(try reference.figures("quantize", type.name, row.rawValue) == [fnv(blocks), first])
  }

  /// Errors count alike, or large weights more, as ggml's search for scales has it.
  @Test(arguments: TensorType.superBlocks, SeededRow.allCases)
  func `K types err no more than the reference`(type: TensorType, row: SeededRow) throws {
    let weights = row.weights
    let figures = try reference.figures("error", type.name, row.rawValue).map { try #require(Double($0)) }
    let squares = zip(weights, type.dequantized(type.quantized(weights))).map { pow(Double($0) - Double($1), 2) }
    #expect(squares.reduce(0, +) / Double(weights.count) <= figures[0])
    var weighted = 0.0
    for first in stride(from: 0, to: weights.count, by: 32) {
      let part = first..<first + 32
      let typical = (part.reduce(0) { $0 + pow(Double(weights[$1]), 2) } / 32).squareRoot()
      weighted += part.reduce(0) { $0 + squares[$1] * (typical + Double(weights[$1].magnitude)) }
    }
    #expect(weighted / Double(weights.count) <= figures[1] * (1 + 1e-12))
  }

  /// Mean squared error over the variance, for nearly normal weights.
  @Test(
    arguments: [
      (.q2_K, 0.07), (.q3_K, 0.02), (.q4_K, 0.0048), (.q5_K, 0.0012), (.q6_K, 0.00028), (.q4_0, 0.009),
      (.q4_1, 0.007), (.q5_0, 0.0022), (.q5_1, 0.0016), (.q8_0, 0.000035), (.f16, 1e-7), (.bf16, 4e-6), (.f32, 0),
    ] as [(TensorType, Double)])
  func `nearly normal weights keep all but a known part of their variance`(type: TensorType, bound: Double) throws {
    try withEverySeed(0..<5) { _, rng in
      let weights = (0..<256 * 32).map { _ in rng.bell() }
      let variance = meanSquaredError(weights, Array(repeating: 0, count: weights.count))
      try #require(meanSquaredError(weights, type.dequantized(type.quantized(weights))) <= bound * variance)
    }
  }

  /// Half a step between levels, as a part of the largest magnitude, or a whole one where the highest level is missing.
  ///
  /// Half precision of scale and minimum adds a little.
  @Test(
    arguments: [(.q4_0, 1 / 8.0), (.q5_0, 1 / 16.0), (.q8_0, 0.57 / 127), (.q4_1, 1 / 15.0), (.q5_1, 1 / 31.0)]
      as [(TensorType, Double)])
  func `no weight of a simple type is off by more than its levels are apart`(type: TensorType, step: Double) throws {
    try withEverySeed(0..<200) { _, rng in
      let size = Float(sign: .plus, exponent: rng.int(-8...8), significand: 1)
      let weights = (0..<32).map { _ in rng.bell() * size }
      let largest = Double(weights.reduce(0) { max($0, $1.magnitude) })
      for (weight, read) in zip(weights, type.dequantized(type.quantized(weights))) {
        try #require(abs(Double(weight) - Double(read)) <= step * largest * 1.004)
      }
    }
  }

  @Test(arguments: [.f32, .f16, .bf16, .q4_0, .q5_0, .q8_0, .q4_1, .q5_1] as [TensorType], SeededRow.allCases)
  func `what was stored once is stored again without loss`(type: TensorType, row: SeededRow) {
    let once = type.dequantized(type.quantized(row.weights))
    #expect(type.dequantized(type.quantized(once)) == once)
  }

  @Test(arguments: TensorType.superBlocks, SeededRow.allCases)
  func `storing a K type again loses less than storing it did`(type: TensorType, row: SeededRow) {
    let weights = row.weights
    let once = type.dequantized(type.quantized(weights))
    let twice = type.dequantized(type.quantized(once))
    #expect(meanSquaredError(once, twice) <= meanSquaredError(weights, once))
  }

  @Test(arguments: TensorType.quantized)
  func `whatever the weights, the stored ones are finite`(type: TensorType) throws {
    try withEverySeed(0..<200) { _, rng in
      let weights = (0..<256).map { _ in Float(bitPattern: UInt32(truncatingIfNeeded: rng.next())) }
      let read = type.dequantized(type.quantized(weights))
      try #require(read.allSatisfy { $0.isFinite })
    }
  }

  @Test(
    arguments: TensorType.quantized,
    [
      Float.greatestFiniteMagnitude, -.greatestFiniteMagnitude, .infinity, -.infinity, .nan, .leastNonzeroMagnitude,
      -.leastNonzeroMagnitude, .leastNormalMagnitude, 0x1p-24, -0x1p-25, 65504, -65520, 1e7,
    ] as [Float])
  func `one odd weight, or a row of it, is stored as something finite of its sign`(type: TensorType, odd: Float) {
    var weights = [Float](repeating: odd, count: 256)
    for read in type.dequantized(type.quantized(weights)) {
      #expect(read.isFinite && (odd.isNaN ? read == 0 : read * odd.sign.factor >= 0))
    }
    weights = [Float](repeating: 0, count: 256)
    weights[37] = odd
    let read = type.dequantized(type.quantized(weights))
    #expect(read.allSatisfy { $0.isFinite })
    #expect(odd.isNaN ? read[37] == 0 : read[37] * odd.sign.factor >= 0)
  }

  @Test(arguments: TensorType.quantized)
  func `a row of zeros is read as zeros`(type: TensorType) {
    #expect(type.dequantized(type.quantized(Array(repeating: 0, count: 512))).allSatisfy { $0 == 0 })
  }
}

extension FloatingPointSign {
  fileprivate var factor: Float { self == .minus ? -1 : 1 }
}
