import CKernels
import StrataTesting
import Testing

@testable import Inference

/// Every fast kernel against its slow twin, for each instruction set of this machine.
@Suite struct KernelTests {
  /// Rounding of sums in another order: a share of the sum of all magnitudes.
  static let sumBound: Float = 2e-6
  /// The approximated exponential.
  static let exponentialBound: Float = 1e-6

  static let combinations = InstructionSet.available.flatMap { set in TensorType.allCases.map { (set, $0) } }

  @Test(arguments: combinations)
  func `a projection of one token, a few or many equals the slow product`(set: InstructionSet, type: TensorType) throws
  {
    var random = SplitMix64(seed: UInt64(type.rawValue))
    let columnCounts =
      type.weightsPerBlock == 256
      ? [256, 768, 1_280] : type.isQuantized ? [32, 96, 288, 544, 800, 1_120] : [1, 17, 40, 288]
    for columns in columnCounts {
      for rows in [1, 37, 70] {
        let weights = RandomTensor.make("w", type, columns: columns, rows: rows, &random)
        for tokens in [1, 2, 3, 6, 14] { try check(weights, tokens: tokens, set, &random) }
      }
    }
  }

  @Test(arguments: combinations)
  func `rows that are wider than the first cache equal the slow product too`(set: InstructionSet, type: TensorType)
    throws
  {
    var random = SplitMix64(seed: 11 + UInt64(type.rawValue))
    for columns in type.isQuantized ? [33_024] : [6_145, 7_296] {
      try check(RandomTensor.make("w", type, columns: columns, rows: 2, &random), tokens: 5, set, &random)
    }
  }

  @Test(arguments: [TensorType.q4_0, .q6_K])
  func `rows that are wider than a stack could hold their activations equal the slow product too`(type: TensorType)
    throws
  {
    var random = SplitMix64(seed: 13)
    let weights = RandomTensor.make("w", type, columns: 1 << 21, rows: 1, &random)
    try check(weights, tokens: 3, .widest, &random)
  }

  private func check(_ weights: Tensor, tokens: Int, _ set: InstructionSet, _ random: inout SplitMix64) throws {
    let (columns, rows) = (weights.columns, weights.rows)
    let crew = Crew(threads: 2, instructions: set, scratchBytes: Kernels(set).table.scratch_bytes(columns))
    let activations = try Activations(columns: columns, capacity: tokens)
    let projection = Projection(weights)
    let x = (0..<tokens).map { _ in (0..<columns).map { _ in Float.random(in: -2...2, using: &random) } }
    for token in 0..<tokens {
      activations.row(token).update(from: x[token], count: columns)
      activations.round(row: token, for: projection.forms, crew.kernels)
    }
    var results = [Float](repeating: .nan, count: tokens * rows)
    projection(activations, tokens: tokens, into: &results, crew)
    for token in 0..<tokens {
      let expected = Reference.product(weights, x[token])
      let magnitudes = RandomTensor.magnitudes(weights, x[token])
      for row in 0..<rows {
        let difference = abs(results[token * rows + row] - expected[row])
        #expect(
          difference <= KernelTests.sumBound * magnitudes[row],
          "\(set) \(weights.type.name) \(columns)×\(rows), token \(token) of \(tokens), row \(row): \(difference)")
      }
    }
  }

  @Test(arguments: combinations)
  func `a token's results are the same to the bit, whoever is multiplied with it`(set: InstructionSet, type: TensorType)
    throws
  {
    var random = SplitMix64(seed: 7 + UInt64(type.rawValue))
    let columns = type.weightsPerBlock == 256 ? 1_280 : type.isQuantized ? 1_120 : 3_170
    let (rows, tokens) = (37, 11)
    let projection = Projection(RandomTensor.make("w", type, columns: columns, rows: rows, &random))
    let crew = Crew(threads: 2, instructions: set, scratchBytes: Kernels(set).table.scratch_bytes(columns))
    crew.summation = .tokenByToken
    let together = try Activations(columns: columns, capacity: tokens)
    for token in 0..<tokens {
      for k in 0..<columns { together.row(token)[k] = Float.random(in: -2...2, using: &random) }
      together.round(row: token, for: projection.forms, crew.kernels)
    }
    var results = [Float](repeating: .nan, count: tokens * rows)
    projection(together, tokens: tokens, into: &results, crew)
    for token in 0..<tokens {
      let single = try Activations(columns: columns, capacity: 1)
      single.row(0).update(from: together.row(token), count: columns)
      single.round(row: 0, for: projection.forms, crew.kernels)
      var alone = [Float](repeating: .nan, count: rows)
      projection(single, tokens: 1, into: &alone, crew)
      #expect(alone == Array(results[token * rows..<(token + 1) * rows]), "\(set) \(type.name), token \(token)")
    }
  }

  @Test(arguments: InstructionSet.available)
  func `rounding a row gives the slow twin's integers and scales, and sums that belong to them`(set: InstructionSet) {
    var random = SplitMix64(seed: 5)
    let kernels = Kernels(set).table
    for columns in [1, 31, 32, 256, 300, 768] {
      let x = (0..<columns).map { _ in Float.random(in: -3...3, using: &random) }
      for block in [32, 256] {
        let padded = (columns + 255) / 256 * 256
        var values = [Int8](repeating: 99, count: padded)
        var scales = [Float](repeating: .nan, count: padded / 16)
        var sums = scales
        kernels.quantize(x, columns, block, &values, &scales, &sums)
        let expected = Reference.rounded(x, block: block)
        #expect(Array(values.prefix(columns)) == expected.values)
        #expect(values.dropFirst(columns).allSatisfy { $0 == 0 })
        for group in 0..<(columns + 15) / 16 {
          #expect(scales[group] == expected.scales[group * 16 / block])
          let sum = values[group * 16..<group * 16 + 16].reduce(0) { $0 + Float($1) }
          #expect(abs(sums[group] - scales[group] * sum) <= 1e-6 * max(1, abs(sum)))
        }
      }
    }
  }

  @Test(arguments: InstructionSet.available)
  func `a row of zeros stays zeros`(set: InstructionSet) {
    let x = [Float](repeating: 0, count: 64)
    var values = [Int8](repeating: 99, count: 256)
    var scales = [Float](repeating: .nan, count: 16)
    var sums = scales
    Kernels(set).table.quantize(x, 64, 32, &values, &scales, &sums)
    #expect(values.allSatisfy { $0 == 0 } && scales.allSatisfy { $0 == 0 } && sums.allSatisfy { $0 == 0 })
  }

  @Test(arguments: InstructionSet.available)
  func `normalisation and gates equal their slow twins, at every length`(set: InstructionSet) {
    var random = SplitMix64(seed: 11)
    let kernels = Kernels(set).table
    for count in [1, 15, 16, 33, 288] {
      let x = (0..<count).map { _ in Float.random(in: -8...8, using: &random) }
      let w = (0..<count).map { _ in Float.random(in: -2...2, using: &random) }
      var y = [Float](repeating: 0, count: count)
      kernels.rms_norm(x, w, 1e-5, &y, count)
      for (found, expected) in zip(y, Reference.rmsNorm(x, weight: w, epsilon: 1e-5)) {
        #expect(abs(found - expected) <= 1e-5 * max(1, abs(expected)))
      }
      for (gate, twin) in [(kernels.silu_multiply, Reference.silu), (kernels.gelu_multiply, Reference.gelu)] {
        var gated = x
        gate?(&gated, w, count)
        for index in 0..<count {
          let expected = twin(x[index]) * w[index]
          #expect(abs(gated[index] - expected) <= 4 * KernelTests.exponentialBound * max(1, abs(expected)))
        }
      }
    }
  }
}

/// Random weights in the blocks of a type, with scales of a reasonable size.
enum RandomTensor {
  static func make(_ name: String, _ type: TensorType, columns: Int, rows: Int, _ random: inout SplitMix64) -> Tensor {
    let bytesPerRow = columns / type.weightsPerBlock * type.bytesPerBlock
    let memory = AlignedMemory(count: bytesPerRow * rows)
    for row in 0..<rows {
      for block in 0..<columns / type.weightsPerBlock {
        fill(memory.start + row * bytesPerRow + block * type.bytesPerBlock, type, &random)
      }
    }
    return Tensor(name: name, type: type, shape: [columns, rows], bytes: memory.tensorBytes)
  }

  private static func fill(_ block: UnsafeMutableRawPointer, _ type: TensorType, _ random: inout SplitMix64) {
    let number = Float.random(in: -1...1, using: &random)
    switch type {
    case .f32: block.storeBytes(of: number, as: Float.self)
    case .f16: block.storeBytes(of: Float16(number), as: Float16.self)
    case .bf16: block.storeBytes(of: UInt16(truncatingIfNeeded: number.bitPattern >> 16), as: UInt16.self)
    default:
      for byte in 0..<type.bytesPerBlock {
        block.storeBytes(of: UInt8(random.int(0...255)), toByteOffset: byte, as: UInt8.self)
      }
      for offset in halves(type) {
        block.storeBytes(of: Float16.random(in: -0.1...0.1, using: &random), toByteOffset: offset, as: Float16.self)
      }
    }
  }

  /// Where a block keeps its scale and minimum.
  private static func halves(_ type: TensorType) -> [Int] {
    switch type {
    case .q4_0, .q5_0, .q8_0: [0]
    case .q4_1, .q5_1, .q4_K, .q5_K: [0, 2]
    case .q2_K: [80, 82]
    case .q3_K: [108]
    case .q6_K: [208]
    case .f32, .f16, .bf16: []
    }
  }

  /// For each row the sum of |weight| × |activation|, with what offsets add before they cancel: what rounding is a share of.
  static func magnitudes(_ weights: Tensor, _ x: [Float]) -> [Float] {
    (0..<weights.rows).map { index in
      var row = [Float](repeating: 0, count: weights.columns)
      weights.type.dequantizeRow(weights.bytes.start + index * weights.bytesPerRow, into: &row, count: weights.columns)
      let largest = row.reduce(0) { max($0, abs($1)) }
      return x.reduce(0) { $0 + (largest + 0.1) * abs($1) }
    }
  }
}
