public import CostModel
public import Decision
public import Foundation
public import TextSafety

/// What the costs pane reckons with: catalogue, fitted factors, prepared scenarios.
///
/// Read once, never changed.
public final class CostDesk: Sendable, Equatable {
  public let catalog: Catalog
  public let factors: Factors
  /// The prepared scenarios of the course.
  public let presets: [Scenario]
  /// The day on which the sources' ages are counted.
  public let today: CalendarDay

  public init(catalog: Catalog, factors: Factors, presets: [Scenario], today: CalendarDay) {
    self.catalog = catalog
    self.factors = factors
    self.presets = presets
    self.today = today
  }

  public static func == (a: CostDesk, b: CostDesk) -> Bool { a === b }

  /// Why there is no desk: a mistake in the catalogue or a scenario, as a line.
  public struct Failure: Error, Equatable, Sendable {
    public var message: SafeText
  }

  /// Reads everything from a course's folder `Content`.
  ///
  /// - Parameter own: the reader's own catalogue, whose rows override; need not exist.
  public static func read(content: String, own: String?, now: Date) throws(Failure) -> CostDesk {
    do {
      let catalog = try Catalog.read(content + "/catalog", overriddenBy: own)
      let factors = try Factors.read(content + "/catalog/calibration.csv")
      let names = (try? FileManager.default.contentsOfDirectory(atPath: content + "/scenarios")) ?? []
      var presets: [Scenario] = []
      for name in names.sorted() where name.hasSuffix(".yaml") {
        let text = try String(contentsOfFile: content + "/scenarios/" + name, encoding: .utf8)
        presets.append(try ScenarioReader.read(text, file: name))
      }
      return CostDesk(catalog: catalog, factors: factors, presets: presets, today: CalendarDay(now))
    } catch let error as CatalogError {
      throw Failure(message: error.message)
    } catch let error as ScenarioError {
      throw Failure(message: SafeText(error.description))
    } catch {
      throw Failure(message: SafeText("\(error)"))
    }
  }
}

extension CalendarDay {
  /// The day of a moment, where the reader is.
  init(_ date: Date) {
    let seconds = date.timeIntervalSince1970 + Double(TimeZone.current.secondsFromGMT(for: date))
    self.init(dayNumber: Int((seconds / 86_400).rounded(.down)))
  }
}
