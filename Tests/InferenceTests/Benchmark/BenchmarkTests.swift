import Foundation
import Inference
import Testing

@Suite struct BenchmarkTests {
  private static func model(
    _ mix: QuantizationMix = .q8_0, change: (inout GGUFMetadata) -> Void = { _ in }
  ) throws -> Model {
    let file = try RandomModel(smallShape, mix, seed: 1).opened()
    var metadata = file.metadata
    change(&metadata)
    return try Model(metadata: metadata, tensors: file.tensors)
  }

  /// A file that is there while `body` runs.
  private func withFile<Value>(_ body: (String) throws -> Value) throws -> Value {
    let url = FileManager.default.temporaryDirectory.appendingPathComponent("bench-\(UUID().uuidString).gguf")
    defer { try? FileManager.default.removeItem(at: url) }
    try RandomModel(smallShape, .q4_0, seed: 1).write(to: url.path)
    return try body(url.path)
  }

  // MARK: Work

  // Of each layer: queries and output 256 × 256, keys and values 256 × 128, three of 256 × 512.
  private static let layerWeights = 2 * 256 * 256 + 2 * 256 * 128 + 3 * 256 * 512
  private static let outputWeights = 256 * 320

  @Test func `a decoded token reads all weights, and keys and values of what stands before`() throws {
    let test = Benchmark.Test.decode(tokens: 8, depth: 100)
    let work = Workload(test, model: try Self.model(), kvType: .f16, capacity: 512)
    // Positions 101 … 108, 104.5 on average; 2 layers × (keys + values) × 2 heads × 64 numbers × 2 bytes.
    let weights = Double(2 * Self.layerWeights + Self.outputWeights)
    #expect(work.bytesPerToken == weights * 34 / 32 + 104.5 * 1_024)
    #expect(work.operationsPerToken == 2 * weights + 104.5 * Double(2 * 4 * 256))
    #expect(work.multipliesBytes)
  }

  @Test func `a prefill reads the weights once for each pass, and multiplies the output for its last token alone`()
    throws
  {
    let test = Benchmark.Test.prefill(tokens: 100, depth: 20)
    let work = Workload(test, model: try Self.model(.f16), kvType: .f32, capacity: 64)
    let weights = Double(2 * Self.layerWeights + Self.outputWeights)
    #expect(work.bytesPerToken * 100 == 2 * weights * 2 + Double((84 + 120) * 2_048))
    // Positions 21 … 120, 70.5 on average.
    let attention = 70.5 * 100 * Double(2 * 4 * 256)
    let matrices = 2 * Double(100 * 2 * Self.layerWeights + 2 * Self.outputWeights)
    #expect(abs(work.operationsPerToken * 100 - matrices - attention) < 1)
    #expect(!work.multipliesBytes)
  }

  @Test func `a layer with a window reads no more than the window`() throws {
    let model = try Self.model { $0["llama.attention.sliding_window"] = .uint32(16) }
    func work(_ depth: Int) -> Workload {
      Workload(.decode(tokens: 4, depth: depth), model: model, kvType: .q8_0, capacity: 512)
    }
    #expect(work(16) == work(1_000))
    #expect(work(0).bytesPerToken < work(16).bytesPerToken)
  }

  // MARK: Runs

  @Test func `each test is repeated, observed, and comes back in order`() throws {
    let tests: [Benchmark.Test] = [.prefill(tokens: 20, depth: 0), .decode(tokens: 3, depth: 40)]
    var seen: [String] = []
    let run = try withFile { path in
      try Benchmark(tests, threads: 2, repetitions: 3).run(path) { observation in
        switch observation {
        case .ready(let seconds): seen.append(seconds > 0 ? "ready" : "no time")
        case .began(let test, _): seen.append("began \(test.name)")
        case .repeated(let test, _): seen.append(test.name)
        case .finished(let result): seen.append("finished \(result.test.name)")
        }
      }
    }
    #expect(
      seen == ["ready", "began pp20", "pp20", "pp20", "pp20", "finished pp20"]
        + ["began tg3 @ d40", "tg3 @ d40", "tg3 @ d40", "tg3 @ d40", "finished tg3 @ d40"])
    #expect(run.measurements.map(\.test) == tests && run.measurements.allSatisfy { $0.seconds.count == 3 })
    #expect(run.model.type == "Q4_0" && run.model.isSpeedOnly && run.model.weightCount == smallShape.weightCount)
    for result in run.measurements {
      let speed = result.tokensPerSecond
      #expect(speed.least > 0 && speed.least <= speed.median && speed.median <= speed.most)
      #expect(result.bytesPerSecond == speed.median * result.workload.bytesPerToken)
    }
    // A process holds at least the file that it has read.
    if let peak = run.peakMemory { #expect(peak > run.model.byteCount / 2) }
  }

  @Test func `cancelled, it gives back the tests that are finished`() throws {
    let tests: [Benchmark.Test] = [.decode(tokens: 2, depth: 0), .decode(tokens: 50, depth: 0)]
    var isCancelled = false
    let run = try withFile { path in
      try Benchmark(tests, threads: 1, repetitions: 2).run(path) { observation in
        if case .finished = observation { isCancelled = true }
      } isCancelled: {
        isCancelled
      }
    }
    #expect(run.measurements.map(\.test) == [tests[0]])
  }

  @Test func `cancelled within a test, it gives back the repetitions that were complete`() throws {
    var count = 0
    let run = try withFile { path in
      try Benchmark([.prefill(tokens: 4, depth: 0)], threads: 1, repetitions: 9).run(path) { observation in
        if case .repeated = observation { count += 1 }
      } isCancelled: {
        count == 3
      }
    }
    #expect(run.measurements.map(\.seconds.count) == [3])
  }

  @Test func `without tests the time to the first token is measured alone`() throws {
    let run = try withFile { try Benchmark([], threads: 1).run($0) }
    #expect(run.measurements.isEmpty && run.startSeconds > 0)
  }

  @Test func `a file that is none, or needs too much memory, is refused with the reason`() throws {
    #expect(throws: Benchmark.RunError.self) { try Benchmark([], threads: 1).run("/nonexistent/model.gguf") }
    let error = try withFile { path in
      #expect(throws: Benchmark.RunError.self) {
        try Benchmark([.decode(tokens: 1, depth: 1 << 40)], threads: 1).run(path)
      }
    }
    guard case .memory(let shortage) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    // A whole number of bytes for each of the positions, and more than there is.
    #expect(shortage.need.cache % (1 << 40 + 1) == 0 && shortage.need.cache > shortage.available)
  }

  // MARK: Figures

  @Test func `a spread tells the middle, the quarters and the ends`() {
    let spread = Spread(of: [5, 1, 4, 2, 3])
    #expect([spread.least, spread.lowerQuartile, spread.median, spread.upperQuartile, spread.most] == [1, 2, 3, 4, 5])
    #expect(Spread(of: [2, 4]).median == 3 && Spread(of: [7]).lowerQuartile == 7)
  }
}
