import Inference
import StrataTesting
import Testing
@testable import Experiments

@Suite struct FewerBitsTests {
  private static let blockSizes = [32, 100, 4_096]

  private static func drawn(_ count: Int, _ random: inout SplitMix64) -> [Float] {
    (0..<count).map { _ in Float(random.int(-1_000...1_000)) / 700 }
  }

  @Test func `plain blocks take their bits for each weight and 16 for each block that has begun`() {
    #expect(PlainBlocks(bits: 4, blockSize: 32).bitsPerWeight == 4.5)
    #expect(PlainBlocks(bits: 2, blockSize: 4_096).bitsPerWeight == 2.00390625)
    for bits in WeightFormat.plainBits {
      let blocks = PlainBlocks(bits: bits, blockSize: 64)
      #expect(Double(blocks.bitCount(weights: 6_400)) == 6_400 * blocks.bitsPerWeight)
      #expect(blocks.bitCount(weights: 65) == 65 * bits + 32)
    }
  }

  @Test func `a weight is at most half a level away from what is stored, and the largest hardly moves`() {
    for seed in 0..<40 as Range<UInt64> {
      var random = SplitMix64(seed: seed)
      for bits in WeightFormat.plainBits {
        for size in FewerBitsTests.blockSizes {
          let blocks = PlainBlocks(bits: bits, blockSize: size)
          let weights = FewerBitsTests.drawn(250, &random)
          var stored = weights
          stored.withUnsafeMutableBufferPointer { blocks.round($0) }
          for start in stride(from: 0, to: weights.count, by: size) {
            let block = start..<min(start + size, weights.count)
            let most = block.map { weights[$0].magnitude }.max() ?? 0
            // A scale in half precision is off by 2^−11 at most, and so is the largest weight.
            let half = most / blocks.greatest / 2 + most * 0x1p-11
            #expect(block.allSatisfy { (weights[$0] - stored[$0]).magnitude <= half * 1.001 }, "seed \(seed)")
            #expect(Set(block.map { stored[$0] }).count <= 2 * Int(blocks.greatest) + 1, "seed \(seed)")
          }
        }
      }
    }
  }

  @Test func `what has been stored is stored again without a loss, and zeros stay zeros`() {
    var random = SplitMix64(seed: 8)
    let blocks = PlainBlocks(bits: 3, blockSize: 16)
    var stored = FewerBitsTests.drawn(64, &random)
    stored.withUnsafeMutableBufferPointer { blocks.round($0) }
    var again = stored
    again.withUnsafeMutableBufferPointer { blocks.round($0) }
    #expect(again == stored)
    var zeros = [Float](repeating: 0, count: 20)
    zeros.withUnsafeMutableBufferPointer { blocks.round($0) }
    #expect(zeros.allSatisfy { $0 == 0 })
  }

  @Test func `on a bell curve a bit less doubles the error, and longer blocks err more`() {
    let errors = WeightFormat.plainBits.map { PlainBlocks(bits: $0, blockSize: 32).errorOnBellCurve(seed: 3) }
    // By simulation elsewhere: lab 1 of the course.
    let known = [0.005, 0.022, 0.045, 0.097, 0.23, 0.66]
    for (error, known) in zip(errors, known) { #expect(abs(error / known - 1) < 0.1, "\(errors)") }
    let lengths = FewerBits.blockSizes.map { PlainBlocks(bits: 4, blockSize: $0).errorOnBellCurve(seed: 3) }
    #expect(lengths == lengths.sorted() && abs((lengths.last ?? 0) / 0.157 - 1) < 0.1, "\(lengths)")
  }

  @Test func `errors of parts add up to that of the whole`() {
    var (first, second, whole) = (WeightError(), WeightError(), WeightError())
    for (weight, stored) in [(3, 3.5), (4, 4)] as [(Float, Float)] { first.add(weight, stored) }
    second.add(12, 0)
    for (weight, stored) in [(3, 3.5), (4, 4), (12, 0)] as [(Float, Float)] { whole.add(weight, stored) }
    #expect(first.relative == 0.1 && first + second == whole && WeightError().relative == 0)
  }

  @Test func `fewer bits take less, err more and never diverge less than the model itself`() throws {
    let folder = try TemporaryFolder()
    let path = folder.path("tiny.gguf")
    try Surroundings.writeModel(to: path)
    let seen = Seen()
    let result = try Surroundings.run(
      "quantisation", [("tokens", "512"), ("questions", "5"), ("look", "Q2_K")], Surroundings.environment(model: path)
    ) {
      seen.all.append($0)
      return true
    }
    #expect(result.figure("size-4")?.isAsExpected == true && result.figure("size-4")?.value == 28.125)
    let rows = try #require(result.tables.first).rows
    func column(_ index: Int, _ isPlain: Bool) -> [Double] {
      rows.filter { $0[0].description.hasPrefix("plain") == isPlain }
        .compactMap { if case .number(let value) = $0[index] { value } else { nil } }
    }
    #expect(column(1, true) == column(1, true).sorted(by: >) && column(1, false)[0] > column(1, false)[1])
    #expect(column(2, true) == WeightFormat.plainBits.map { Double($0) + 0.5 })
    #expect(column(3, true) == column(3, true).sorted() && column(3, false).prefix(2) == [0, 0])
    for bits in WeightFormat.plainBits { #expect(result.figure("error-\(bits)")?.isAsExpected == true, "\(bits)") }
    let divergences = seen.points("plain blocks of 32")
    #expect(divergences.count == 6 && divergences.map(\.y) == divergences.map(\.y).sorted())
    #expect(seen.points("GGUF types").count == WeightFormat.mixes.count - 2)
    let pictures = seen.all.compactMap { if case .picture(let picture) = $0 { picture.title } else { nil } }
    #expect(
      Set(pictures).isSuperset(of: [
        "Errors of Q2_K", "Errors of Q2_K by layer, without the token table", "Size of the weights",
      ]))
  }
}
