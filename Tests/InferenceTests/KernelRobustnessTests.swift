import CKernels
import StrataTesting
import Testing

@testable import Inference

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// What files and numbers can do to the kernels: rows at the end of a mapping, and activations that are no numbers.
@Suite struct KernelRobustnessTests {
  static let combinations = InstructionSet.available.flatMap { set in TensorType.allCases.map { (set, $0) } }

  @Test(arguments: combinations)
  func `nothing is read beyond the last row or before the first`(set: InstructionSet, type: TensorType) throws {
    var random = SplitMix64(seed: 17)
    let columnCounts =
      type.weightsPerBlock == 256
      ? [256, 512, 1_024] : type.isQuantized ? [32, 96, 288, 1_024] : [1, 17, 40, 65, 3_170]
    for columns in columnCounts {
      for rows in columns < 1_024 ? [1, 5, 17, 33] : [1, 5] {
        let weights = RandomTensor.make("w", type, columns: columns, rows: rows, &random)
        for end in [FencedMemory.End.upper, .lower] {
          let memory = try #require(FencedMemory(copying: weights.bytes, against: end))
          let fenced = Tensor(name: "w", type: type, shape: weights.shape, bytes: memory.bytes)
          for tokens in [1, 5] {
            let x = (0..<tokens * columns).map { _ in Float.random(in: -1...1, using: &random) }
            #expect(try product(fenced, x, tokens, set) == product(weights, x, tokens, set))
          }
        }
      }
    }
  }

  @Test(arguments: combinations)
  func `an activation that is no number leaves no number in any result, and only in its token`(
    set: InstructionSet, type: TensorType
  ) throws {
    var random = SplitMix64(seed: 23)
    let rows = 20
    for columns in type.weightsPerBlock == 256 ? [512, 1_536] : type.isQuantized ? [96, 1_120] : [96, 3_170] {
      let weights = RandomTensor.make("w", type, columns: columns, rows: rows, &random)
      for (spoiler, tokens) in [(Float.nan, 2), (-.nan, 6), (.infinity, 6), (-.infinity, 2)] {
        var x = (0..<tokens * columns).map { _ in Float.random(in: -1...1, using: &random) }
        x[columns + random.int(0...columns - 1)] = spoiler
        let results = try product(weights, x, tokens, set)
        for (index, result) in results.enumerated() {
          #expect(
            result.isFinite == (index / rows != 1),
            "\(spoiler): \(result) in row \(index % rows) of token \(index / rows)")
        }
      }
    }
  }

  @Test(arguments: combinations)
  func `subnormal activations give tiny results`(set: InstructionSet, type: TensorType) throws {
    var random = SplitMix64(seed: 29)
    for columns in type.weightsPerBlock == 256 ? [256, 1_024] : type.isQuantized ? [64, 1_120] : [64, 3_170] {
      let weights = RandomTensor.make("w", type, columns: columns, rows: 4, &random)
      let x = (0..<columns).map { _ in Float.leastNormalMagnitude * Float.random(in: -1...1, using: &random) }
      #expect(try product(weights, x, 1, set).allSatisfy { abs($0) < 1e-25 })
    }
  }

  @Test(arguments: InstructionSet.available.flatMap { set in KVType.allCases.map { (set, $0) } })
  func `a key or a value that is no number shows in the output of who sees it`(set: InstructionSet, type: KVType) throws
  {
    var random = SplitMix64(seed: 31)
    let kernels = Kernels(set).table
    let dimension = 32
    for spoilsKey in [true, false] {
      let keys = AlignedMemory(count: type.tileBytes(headDimension: dimension))
      let values = AlignedMemory(count: type.tileBytes(headDimension: dimension))
      for position in 0..<3 {
        var rows = RandomRows.make(2, dimension, &random)
        if position == 1 { rows[spoilsKey ? 0 : 1][7] = .nan }
        kernels.store_key(type.kernelType, rows[0], dimension, position, keys.start)
        kernels.store_value(type.kernelType, rows[1], dimension, position, values.start)
      }
      let query = RandomRows.make(1, dimension, &random)[0]
      #expect(attend(query, keys, values, 0...2, type, kernels).contains { !$0.isFinite })
      #expect(!attend(query, keys, values, 0...0, type, kernels).contains { !$0.isFinite })
    }
  }

  private func product(_ weights: Tensor, _ x: [Float], _ tokens: Int, _ set: InstructionSet) throws -> [Float] {
    let crew = Crew(threads: 1, instructions: set, scratchBytes: Kernels(set).table.scratch_bytes(weights.columns))
    let activations = try Activations(columns: weights.columns, capacity: tokens)
    let projection = Projection(weights)
    for token in 0..<tokens {
      activations.row(token).update(
        from: Array(x[token * weights.columns..<(token + 1) * weights.columns]), count: weights.columns)
      activations.round(row: token, for: projection.forms, crew.kernels)
    }
    var results = [Float](repeating: 0, count: tokens * weights.rows)
    projection(activations, tokens: tokens, into: &results, crew)
    return results
  }

  private func attend(
    _ query: [Float], _ keys: AlignedMemory, _ values: AlignedMemory, _ seen: ClosedRange<Int32>, _ type: KVType,
    _ kernels: ck_kernels
  ) -> [Float] {
    let scratch = AlignedMemory(count: kernels.attend_scratch_bytes(query.count, 1))
    var output = [Float](repeating: 0, count: query.count)
    query.withUnsafeBufferPointer { query in
      output.withUnsafeMutableBufferPointer { output in
        var (key, value): (UnsafeRawPointer?, UnsafeRawPointer?) = (
          UnsafeRawPointer(keys.start), UnsafeRawPointer(values.start)
        )
        var (asks, gets) = (query.baseAddress, output.baseAddress)
        var (first, last) = (seen.lowerBound, seen.upperBound)
        withUnsafePointer(to: &key) { key in
          withUnsafePointer(to: &value) { value in
            withUnsafePointer(to: &asks) { asks in
              withUnsafePointer(to: &gets) { gets in
                withUnsafePointer(to: &first) { first in
                  withUnsafePointer(to: &last) { last in
                    var head = ck_head(
                      key_tiles: key, value_tiles: value, type: type.kernelType, dimension: query.count, score_scale: 1,
                      soft_cap: 0)
                    var asking = ck_queries(queries: asks, outputs: gets, first: first, last: last, count: 1)
                    kernels.attend(&head, &asking, scratch.start)
                  }
                }
              }
            }
          }
        }
      }
    }
    return output
  }
}

/// Bytes with a page on each side that cannot be read, right beside one of them.
private final class FencedMemory: Sendable {
  enum End { case lower, upper }

  let bytes: TensorBytes

  private final class Mapping: @unchecked Sendable {
    // Unchecked, since pointers are not Sendable: written before it is shared.
    let start: UnsafeMutableRawPointer
    let count: Int

    init?(count: Int) {
      guard let start = mmap(nil, count, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANON, -1, 0), start != MAP_FAILED
      else { return nil }
      self.start = start
      self.count = count
    }

    deinit { munmap(start, count) }
  }

  init?(copying source: TensorBytes, against end: End) {
    let page = Int(sysconf(Int32(_SC_PAGESIZE)))
    let body = (source.count + page - 1) / page * page
    guard let mapping = Mapping(count: body + 2 * page) else { return nil }
    let place = mapping.start + page + (end == .upper ? body - source.count : 0)
    place.copyMemory(from: source.start, byteCount: source.count)
    guard mprotect(mapping.start, page, PROT_NONE) == 0, mprotect(mapping.start + page + body, page, PROT_NONE) == 0
    else { return nil }
    bytes = TensorBytes(start: place, count: source.count, owner: mapping)
  }
}
