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
    #expect(evaluator.simulateFleet("own") != nil)
    let after = try #require(evaluator.comparison().option("own")?.fleet)
    let simulated = try #require(after.capacity)
    #expect(simulated.basis != .estimated)
    #expect((0.5...2).contains(estimated.rate / simulated.rate), "\(estimated.rate) \(simulated.rate)")
    // What serves the load is the load over the capacity: utilisation and replicas follow.
    let load = evaluator.scenario.workload.requests.average.value
    #expect(abs(after.utilisation.value - load / simulated.rate.value / after.meanReplicas) < 1e-6)
  }

  @Test func `an option without machines has no fleet to simulate`() throws {
    var evaluator = try evaluator("batch-extraction")
    #expect(evaluator.simulateFleet("frontier-api") == nil)
  }

  @Test func `the same seed finds the same fleet`() throws {
    var evaluator = try evaluator("batch-extraction")
    #expect(evaluator.simulateFleet("own") == evaluator.simulateFleet("own"))
  }

  @Test func `a simulation that is cancelled midway leaves the closed form as it was`() throws {
    var evaluator = try evaluator("batch-extraction")
    let before = evaluator.comparison()
    var asked = 0
    let answer = evaluator.simulateFleet("own") {
      asked += 1
      return asked >= 30
    }
    #expect(answer == nil && asked == 30 && evaluator.comparison() == before)
  }
}
