import CKernels
import Inference
import Testing

@Suite struct RoofTests {
  private static func kernels(_ set: InstructionSet) throws -> ck_kernels {
    try #require(ck_kernels_named(set.rawValue)).pointee
  }

  @Test(arguments: InstructionSet.available)
  func `reading through memory sums all of its words`(set: InstructionSet) throws {
    let words = (0..<640).map { UInt64($0) &* 0x9E37_79B9_7F4A_7C15 }
    let sum = try words.withUnsafeBytes { bytes in
      try Self.kernels(set).read_through(bytes.baseAddress, bytes.count)
    }
    #expect(sum == words.reduce(0, &+))
  }

  @Test(arguments: InstructionSet.available)
  func `every multiplication and addition that is counted is done`(set: InstructionSet) throws {
    // x · 3/4 + 1/4 goes to 1 in each number of each chain, and a round has four steps of two operations for each.
    var result: Float = 5
    let operations = try Self.kernels(set).multiply_add(100, &result)
    #expect(abs(result * 8 - Float(operations)) < 0.01)
    // A round multiplies 64 bytes for each chain, 0 … 63 by 0, 1, 2, 0, 1, 2 …
    let perChain = (0..<64).reduce(0) { $0 + $1 * ($1 % 3) }
    let bytes = try Self.kernels(set).multiply_bytes(7, &result)
    #expect(result == Float(7 * perChain * bytes / 128))
  }

  @Test(arguments: InstructionSet.available, [1, 2])
  func `roofs are measured with any instructions and threads`(set: InstructionSet, threads: Int) throws {
    let roofs = try Roofs.measure(threads: threads, instructions: set, bufferBytes: 2 << 20, sweeps: 2)
    #expect(roofs.threads == threads && roofs.instructions == set && roofs.bufferBytes == 2 << 20)
    #expect(roofs.readSpeeds.count == 2 && roofs.readSpeeds.allSatisfy { $0 > 0 && $0.isFinite })
    #expect(roofs.floatOperationsPerSecond > 0 && roofs.byteOperationsPerSecond > 0)
    #expect(Spread(of: roofs.readSpeeds).median == roofs.bytesPerSecond)
  }
}
