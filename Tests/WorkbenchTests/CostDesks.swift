import CostModel
import Decision
import Foundation
import Workbench

/// What the tests reckon costs with, on the day of their clock.
enum CostDesks {
  /// The catalogue and the scenarios that Strata ships.
  static let shipped: CostDesk = {
    do {
      return try CostDesk.read(content: Courses.package.path + "/Content", own: nil, now: day)
    } catch {
      preconditionFailure("\(error)")
    }
  }()

  /// Made-up prices that lie beside the tests, so that pictures stay when the real ones change, and factors that no
  /// fit moves.
  static let garden: CostDesk = {
    let content = Courses.gardenFolder.path + "/Content"
    do {
      let presets = try ["garden-desk", "window-box"].map { name in
        let path = "\(content)/scenarios/\(name).yaml"
        return try ScenarioReader.read(try String(contentsOfFile: path, encoding: .utf8), file: name)
      }
      return CostDesk(
        catalog: try Catalog.read(content + "/catalog"), factors: .prior, presets: presets,
        today: CalendarDay(dayNumber: Int(day.timeIntervalSince1970 / 86_400)))
    } catch {
      preconditionFailure("\(error)")
    }
  }()

  private static let day = Date(timeIntervalSince1970: 1_795_608_000)  // 2026-11-25 12:00 UTC
}
