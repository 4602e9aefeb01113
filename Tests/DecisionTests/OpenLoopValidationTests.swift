import CostModel
import Foundation
import Simulation
import StrataTesting
import Testing

@testable import Decision

/// Open-loop measurements against simulations of their harness.
@Suite struct OpenLoopValidationTests {
  private let runs: [PublishedRun]
  private let factors: Factors
  private let bands: Bands

  private static let path: String = {
    var folder = URL(fileURLWithPath: #filePath)
    for _ in 0..<3 { folder.deleteLastPathComponent() }
    return folder.appendingPathComponent("Content/catalog").path
  }()
  private static let shipped = Result { try PublishedRun.read(path + "/measurements.csv", try Catalog.read(path)) }

  init() throws {
    let path = OpenLoopValidationTests.path
    runs = try OpenLoopValidationTests.shipped.get()
    factors = try Factors.read(path + "/calibration.csv")
    bands = try Bands.read(path + "/bands.csv")
  }

  @Test func `the 99th percentile of TPOT is predicted as well as the documents say`() throws {
    let open = runs.filter { $0.kind == .openLoop && $0.group == "iog" }
    let validation = Validation(simulating: open, factors, bands)
    #expect(validation.rows.count == 80 && validation.omissions.isEmpty)
    let tail = try #require(validation.latencySummaries.first { $0.figure == .p99TPOT })
    // docs/validation.md says 14 %; three seeds are few, and the percentile rests on two requests of a row.
    #expect(tail.count == 80 && tail.median <= 0.16, "\(tail)")
    let mean = try #require(validation.latencySummaries.first { $0.figure == .meanTPOT })
    #expect(mean.median <= 0.06, "\(mean)")
    // Prompts were repeated there, so that first tokens say nothing.
    #expect(!validation.latencies.contains { $0.figure == .meanTTFT || $0.figure == .p99TTFT })
    #expect(try #require(validation.overall).coverage >= 0.85)
  }

  @Test func `a prediction repeats to the last bit, and more arrivals never make tokens come quicker`() throws {
    var run = try #require(runs.first { $0.kind == .openLoop && $0.group == "iog" })
    var before = 0.0
    for rate in [0.5, 2, 8] {
      run.arrivals = RequestsPerSecond(rate)
      let predicted = try #require(OpenLoopPrediction(run, factors))
      #expect(predicted == OpenLoopPrediction(run, factors))
      let mean = try #require(predicted.tpot.mean).value
      #expect(mean >= before)
      before = mean
      #expect(try #require(predicted.tpot.p99) >= #require(predicted.tpot.median))
    }
  }

  @Test func `prompts that do not fit the cache, or come at the first rate of a replay, are computed`() throws {
    var run = try #require(
      runs.first { $0.kind == .openLoop && $0.group == "iog" && $0.deployment.model.id == "Qwen2.5 1.5B" })
    run.arrivals = RequestsPerSecond(1)
    #expect(try #require(OpenLoopPrediction(run, factors)).isCold == false)
    run.arrivals = RequestsPerSecond(32)
    #expect(try #require(OpenLoopPrediction(run, factors)).isCold)
    run.arrivals = RequestsPerSecond(1)
    run.prompt = Tokens(20_000)
    #expect(try #require(OpenLoopPrediction(run, factors)).isCold)
  }

  @Test func `lengths keep their mean and their limit, arrivals their rate`() {
    var chance = SeededChance(seed: 7)
    let harness = OpenLoopHarness.tenMinutes
    let lengths = harness.lengths(mean: 293, sigma: 0.8, &chance)
    let mean = Double(lengths.reduce(0, +)) / Double(lengths.count)
    #expect(lengths.count == 3000 && abs(mean / 293 - 1) < 0.01)
    // Cut at 1,024, then stretched back to the mean.
    #expect(lengths.allSatisfy { (1...1130).contains($0) })
    let arrivals = harness.arrivals(rate: 10, &chance)
    #expect(arrivals.first == 0 && abs((arrivals.last ?? 0) - 299.9) < 1e-9)
    #expect(zip(arrivals, arrivals.dropFirst()).allSatisfy { $0 < $1 })
  }

  @Test func `rows keep their order, and what cannot be simulated is said`() throws {
    let open = try #require(runs.first { $0.kind == .openLoop })
    let closed = try #require(runs.first { $0.kind == .closedLoop && $0.isScored })
    var silent = open
    silent.id = "silent"
    silent.arrivals = nil
    let validation = Validation(simulating: [closed, silent, open, closed], factors)
    #expect(validation.rows.map(\.id) == [closed.id, open.id, closed.id])
    #expect(validation.omissions == [Validation.Omission(id: "silent", why: "no rate of arrivals, or no lengths")])
  }

  @Test func `odd lengths and rates neither trap nor give figures that are none`() throws {
    let open = try #require(runs.first { $0.kind == .openLoop && $0.group == "iog" })
    let odd = [0, -1, 0.3, 1, 50, 900, 2e5, 1e300, .infinity, .nan]
    try withEverySeed(0..<40) { _, rng in
      var run = open
      run.prompt = Tokens(odd.randomElement(using: &rng) ?? 0)
      run.output = Tokens(odd.randomElement(using: &rng) ?? 0)
      run.arrivals = RequestsPerSecond(odd.randomElement(using: &rng) ?? 0)
      run.copies = rng.int(-1...3)
      run.deployment.gpus = rng.int(1...16)
      let validation = Validation(simulating: [run], factors, bands)
      try #require(validation.rows.allSatisfy { $0.predicted.value.isFinite })
      try #require(validation.latencies.allSatisfy { $0.predicted.value.isFinite })
      try #require(validation.rows.count + validation.omissions.count == 1)
    }
  }
}
