import Inference
import StrataTesting
import Testing
@testable import Experiments

@Suite struct MachineRooflineTests {
  /// 10 GB/s, 40 and 200 billion operations a second.
  private let roofs = MeasuredRoofs(
    readSpeeds: [9e9, 10e9, 10e9], floatPeaks: [40e9, 35e9], bytePeaks: [100e9, 200e9], bufferBytes: 1)

  @Test func `the roofs meet where both take as long, and the lower one counts`() {
    #expect(roofs.bandwidth == 10e9 && roofs.ridge(bytes: false) == 4 && roofs.ridge(bytes: true) == 20)
    #expect(roofs.roof(1, bytes: false) == 10e9 && roofs.roof(4, bytes: false) == 40e9)
    #expect(roofs.roof(100, bytes: false) == 40e9 && roofs.roof(100, bytes: true) == 200e9)
  }

  @Test func `where the roofs meet is the peak, to the last bit, whatever was measured`() {
    var random = SeededRandom(seed: 5)
    for _ in 0..<1_000 {
      let measured = MeasuredRoofs(
        readSpeeds: [1e10 * (1 + random.unit())], floatPeaks: [1e11 * (1 + random.unit())],
        bytePeaks: [1e12 * (1 + random.unit())], bufferBytes: 1)
      for bytes in [false, true] {
        #expect(measured.roof(measured.ridge(bytes: bytes), bytes: bytes) == measured.peak(bytes: bytes))
      }
    }
  }

  @Test func `a token takes as long as the slower of reading and reckoning`() throws {
    for seed in 1...4 as ClosedRange<UInt64> {
      let shape = try #require(ModelShape(named: "260k"))
      let file = try MemoryFile.open(try RandomModel(shape, .f16, seed: seed).bytes(), name: "260k")
      let model = try Model(metadata: file.metadata, tensors: file.tensors)
      for tokens in [1, 16, 200] {
        let work = Workload(.prefill(tokens: tokens, depth: 0), model: model, kvType: .f16, capacity: 256)
        let seconds = max(work.bytesPerToken / 10e9, work.operationsPerToken / 40e9)
        #expect(abs(roofs.tokensPerSecond(work) * seconds - 1) < 1e-12)
        #expect(roofs.bound(work) == (work.operationsPerToken < 4 * work.bytesPerToken ? .memory : .compute))
      }
      let alone = Workload(.decode(tokens: 1, depth: 0), model: model, kvType: .f16, capacity: 256)
      #expect(roofs.bound(alone) == .memory && abs(alone.intensity - 1) < 0.1)
    }
  }

  @Test func `every format is a point below each roof's line, at its own number of operations for a byte`() throws {
    let seen = Seen()
    let result = try Surroundings.run(
      "roofline", [("model", "15m"), ("decode", "4"), ("prompt", "32")], Surroundings.environment()
    ) {
      seen.all.append($0)
      return true
    }
    let rows = try #require(result.tables.first).rows
    #expect(rows.map(\.[0].description) == ["F16", "Q8_0", "Q4_0"])
    let writing = rows.compactMap { if case .number(let value) = $0[4] { value } else { nil } }
    // Two operations for two bytes, for a little more than one, for a little more than a half.
    #expect(writing == writing.sorted() && abs(writing[0] - 1) < 0.05 && abs(writing[1] - 2 / 1.0625) < 0.1)
    #expect(seen.points("decode").map(\.x) == writing && seen.points("prefill").count == 3)
    for line in ["roof for bytes", "roof for single precision"] {
      let points = seen.points(line)
      #expect(points.count == 3 && points.map(\.x) == points.map(\.x).sorted())
      #expect(points[1].y == points[2].y && abs(points[1].y / points[0].y - points[1].x / points[0].x) < 1e-6)
    }
    for name in ["F16", "Q8_0", "Q4_0"] {
      let (speed, most) = (result.figure("decode-\(name)"), result.figure("decode-most-\(name)"))
      let share = try #require(result.figure("decode-share-\(name)")).value
      #expect(abs(share - 100 * (speed?.value ?? 0) / (most?.value ?? 1)) < 1e-9)
    }
    #expect(result.choices["bound-decode"] == "memory")
  }

  @Test func `a model's file is measured as it is`() throws {
    let folder = try TemporaryFolder()
    let path = folder.path("tiny.gguf")
    try Surroundings.writeModel(to: path)
    let result = try Surroundings.run(
      "roofline", [("model", "model"), ("decode", "4"), ("prompt", "16")], Surroundings.environment(model: path))
    #expect(result.tables.first?.rows.map(\.[0].description) == ["F16"])
    #expect(result.figure("decode-F16") != nil && result.sentences.contains { $0.contains("into the last cache") })
  }
}
