import CKernels
import StrataTesting
import Testing

@testable import Inference

@Suite struct AttentionTests {
  /// Shares of the largest value: single-precision sums; keys and values rounded to half precision; to eight bits.
  static let bounds: [KVType: Float] = [.f32: 1e-5, .f16: 2e-3, .q8_0: 3e-2]

  static let combinations = InstructionSet.available.flatMap { set in KVType.allCases.map { (set, $0) } }

  @Test(arguments: combinations)
  func `attention in chunks equals softmax over all positions at once`(set: InstructionSet, type: KVType) throws {
    var random = SplitMix64(seed: 3)
    for (positions, dimension, softCap) in [(1, 16, nil), (16, 48, nil), (17, 64, 5), (130, 32, nil), (301, 128, 20)]
      as [(Int, Int, Float?)]
    {
      let keys = RandomRows.make(positions, dimension, &random)
      let values = RandomRows.make(positions, dimension, &random)
      let queries = RandomRows.make(11, dimension, &random)
      // Every query sees other positions: from the beginning, or a window, up to some position.
      let seen = queries.indices.map { _ in
        let last = random.int(0...positions - 1)
        return random.int(0...last)...last
      }
      let found = attend(set, type, queries, keys, values, seen, softCap)
      for (query, range) in seen.enumerated() {
        let expected = Reference.attention(
          query: queries[query], keys: Array(keys[range]), values: Array(values[range]),
          scale: 1 / Float(dimension).squareRoot(), softCap: softCap)
        let bound = try #require(AttentionTests.bounds[type])
        for (a, b) in zip(found[query], expected) {
          #expect(abs(a - b) <= bound, "\(positions) × \(dimension), query \(query)")
        }
      }
    }
  }

  private func attend(
    _ set: InstructionSet, _ type: KVType, _ queries: [[Float]], _ keys: [[Float]], _ values: [[Float]],
    _ seen: [ClosedRange<Int>], _ softCap: Float?
  ) -> [[Float]] {
    let kernels = Kernels(set).table
    let dimension = queries[0].count
    let tiles = (keys.count + 15) / 16
    let keyTiles = (0..<tiles).map { _ in AlignedMemory(count: type.tileBytes(headDimension: dimension)) }
    let valueTiles = (0..<tiles).map { _ in AlignedMemory(count: type.tileBytes(headDimension: dimension)) }
    for position in keys.indices {
      kernels.store_key(type.kernelType, keys[position], dimension, position % 16, keyTiles[position / 16].start)
      kernels.store_value(type.kernelType, values[position], dimension, position % 16, valueTiles[position / 16].start)
    }
    let input = AlignedMemory(count: queries.count * dimension * 4)
    let output = AlignedMemory(count: queries.count * dimension * 4)
    let (inputs, outputs) = (
      input.start.assumingMemoryBound(to: Float.self), output.start.assumingMemoryBound(to: Float.self)
    )
    for (index, query) in queries.enumerated() { (inputs + index * dimension).update(from: query, count: dimension) }
    let keyPointers = keyTiles.map { UnsafeRawPointer?($0.start) }
    let valuePointers = valueTiles.map { UnsafeRawPointer?($0.start) }
    let inputPointers = queries.indices.map { UnsafePointer<Float>?(inputs + $0 * dimension) }
    let outputPointers = queries.indices.map { UnsafeMutablePointer<Float>?(outputs + $0 * dimension) }
    let (first, last) = (seen.map { Int32($0.lowerBound) }, seen.map { Int32($0.upperBound) })
    let scratch = AlignedMemory(count: kernels.attend_scratch_bytes(dimension, queries.count))
    keyPointers.withUnsafeBufferPointer { keys in
      valuePointers.withUnsafeBufferPointer { values in
        inputPointers.withUnsafeBufferPointer { inputs in
          outputPointers.withUnsafeBufferPointer { outputs in
            first.withUnsafeBufferPointer { first in
              last.withUnsafeBufferPointer { last in
                var head = ck_head(
                  key_tiles: keys.baseAddress, value_tiles: values.baseAddress, type: type.kernelType,
                  dimension: dimension,
                  score_scale: 1 / Float(dimension).squareRoot(), soft_cap: softCap ?? 0)
                var asking = ck_queries(
                  queries: inputs.baseAddress, outputs: outputs.baseAddress, first: first.baseAddress,
                  last: last.baseAddress,
                  count: queries.count)
                kernels.attend(&head, &asking, scratch.start)
              }
            }
          }
        }
      }
    }
    return queries.indices.map { query in (0..<dimension).map { outputs[query * dimension + $0] } }
  }
}

enum RandomRows {
  static func make(_ count: Int, _ width: Int, _ random: inout SplitMix64) -> [[Float]] {
    (0..<count).map { _ in (0..<width).map { _ in Float.random(in: -1...1, using: &random) } }
  }
}
