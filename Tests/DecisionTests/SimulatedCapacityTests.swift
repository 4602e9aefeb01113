import CostModel
import Decision
import Foundation
import Testing

@Suite struct SimulatedCapacityTests {
  @Test(arguments: PresetTests.files)
  func `x`(_ name: String) throws {
    let folder = PresetTests.folder.deletingLastPathComponent().appendingPathComponent("catalog").path
    let catalog = try Catalog.read(folder)
    let factors = try Factors.read(folder + "/calibration.csv")
    let text = try String(contentsOf: PresetTests.folder.appendingPathComponent(name + ".yaml"), encoding: .utf8)
    let evaluator = try Evaluator(
      try ScenarioReader.read(text, file: name), catalog, factors, today: try #require(CalendarDay("2026-11-26")))
    for option in evaluator.comparison().options where option.fleet != nil {
      let start = ContinuousClock.now
      let found = try evaluator.simulatedCapacity(option.id)
      print(name, option.id, option.failures, option.fleet?.capacity.map { "\($0.rate.value) \($0.limit) b=\($0.batch) ttft=\($0.ttft.value) tpot=\($0.tpot.value)" } ?? "-", "| SIM", found.map { "\($0.rate.value) \($0.limit) b=\($0.batch) ttft=\($0.ttft.value) tpot=\($0.tpot.value) \($0.basis)" } ?? "-", ContinuousClock.now - start)
    }
  }
}
