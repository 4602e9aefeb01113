import CostModel
import Decision
import Foundation
import Testing

@Suite struct SimulatedCapacityTests {
  private func evaluator(_ name: String) throws -> Evaluator {
    let folder = PresetTests.folder.deletingLastPathComponent().appendingPathComponent("catalog").path
    let text = try String(contentsOf: PresetTests.folder.appendingPathComponent(name + ".yaml"), encoding: .utf8)
    return try Evaluator(
      try ScenarioReader.read(text, file: name), try Catalog.read(folder),
      try Factors.read(folder + "/calibration.csv"),
      today: try #require(CalendarDay("2026-11-26")))
  }

  @Test func `the closed form lies within half and double of the simulation, and gives way to it`() throws {
    var evaluator = try evaluator("batch-extraction")
    let before = try #require(evaluator.comparison().option("own")?.fleet)
    let estimated = try #require(before.capacity)
    #expect(estimated.basis == .estimated)
    let simulated = try #require(try evaluator.simulatedCapacity("own"))
    #expect((0.5...2).contains(estimated.rate / simulated.rate), "\(estimated.rate) \(simulated.rate)")
    evaluator.use(simulated, for: "own")
    let after = try #require(evaluator.comparison().option("own")?.fleet)
    #expect(after.capacity == simulated)
    // What serves the load is the load over the capacity: utilisation and replicas follow.
    let load = evaluator.scenario.workload.requests.average.value
    #expect(abs(after.utilisation.value - load / simulated.rate.value / after.meanReplicas) < 1e-6)
  }

  @Test func `an option without machines has no capacity of its own`() throws {
    #expect(try evaluator("batch-extraction").simulatedCapacity("frontier-api") == nil)
  }

  @Test func `the same seed finds the same capacity`() throws {
    let evaluator = try evaluator("batch-extraction")
    #expect(try evaluator.simulatedCapacity("own", seed: 5) == evaluator.simulatedCapacity("own", seed: 5))
  }
}
