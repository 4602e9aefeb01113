import CostModel
import Decision
import Foundation
import Workbench

/// What the tests reckon costs with, on the day of their clock.
enum CostDesks {
  /// The catalogue and the scenarios that Strata ships.
  static let shipped: CostDesk = {
    do {
      return try read(Courses.package.path + "/Content")
    } catch {
      preconditionFailure("\(error)")
    }
  }()

  /// Made-up prices that lie beside the tests, so that pictures stay when the real ones change, and factors that no
  /// fit moves.
  static let garden: CostDesk = {
    let content = Courses.gardenFolder.path + "/Content"
    do {
      let folder = ScenarioFolder(content + "/scenarios")
      let presets = try ["garden-desk", "window-box"].map { try folder.scenario(named: $0) }
      return CostDesk(
        catalog: try Catalog.read(content + "/catalog"), factors: .prior, presets: presets,
        today: CalendarDay(dayNumber: Int(day.timeIntervalSince1970 / 86_400)))
    } catch {
      preconditionFailure("\(error)")
    }
  }()

  /// What a course's folder `Content` and the reader's own catalogue give.
  static func read(_ content: String, own: String? = nil) throws(CostDesk.Failure) -> CostDesk {
    try CostDesk.read(
      CatalogFolders(shipped: content + "/catalog", own: own), ScenarioFolder(content + "/scenarios"), now: day)
  }

  private static let day = Date(timeIntervalSince1970: 1_795_608_000)  // 2026-11-25 12:00 UTC
}
