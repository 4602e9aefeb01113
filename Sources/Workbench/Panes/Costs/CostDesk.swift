public import CostModel
public import Decision
public import Foundation
public import TextSafety

/// What the costs pane reckons with: catalogue, fitted factors, prepared scenarios.
///
/// Read once, never changed.
public final class CostDesk: Sendable, Equatable {
  public let catalog: Catalog
  /// The reader's own calibration, else the one that came along.
  public let factors: Factors
  /// How far measurements lie from predictions; the reader's own, else those that came along.
  public let bands: Bands
  /// Whether the calibration is the reader's own.
  public let isOwnCalibration: Bool
  /// The prepared scenarios of the course.
  public let presets: [Scenario]
  /// The day on which the sources' ages are counted.
  public let today: CalendarDay

  public init(
    catalog: Catalog, factors: Factors, bands: Bands = Bands(), isOwnCalibration: Bool = false, presets: [Scenario],
    today: CalendarDay
  ) {
    self.catalog = catalog
    self.factors = factors
    self.bands = bands
    self.isOwnCalibration = isOwnCalibration
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
  /// - Parameter own: the reader's own catalogue, whose rows, calibration and bands override; need not exist.
  public static func read(content: String, own: String?, now: Date) throws(Failure) -> CostDesk {
    do {
      let catalog = try Catalog.read(content + "/catalog", overriddenBy: own)
      let calibration = path(of: "calibration.csv", content, own)
      let factors = try Factors.read(calibration ?? content + "/catalog/calibration.csv")
      let bands = try path(of: "bands.csv", content, own).map { path throws(CatalogError) in try Bands.read(path) }
      let names = (try? FileManager.default.contentsOfDirectory(atPath: content + "/scenarios")) ?? []
      var presets: [Scenario] = []
      for name in names.sorted() where name.hasSuffix(".yaml") {
        let text = try String(contentsOfFile: content + "/scenarios/" + name, encoding: .utf8)
        presets.append(try ScenarioReader.read(text, file: name))
      }
      return CostDesk(
        catalog: catalog, factors: factors, bands: bands ?? Bands(),
        isOwnCalibration: calibration != content + "/catalog/calibration.csv", presets: presets,
        today: CalendarDay(now))
    } catch let error as CatalogError {
      throw Failure(message: error.message)
    } catch let error as ScenarioError {
      throw Failure(message: SafeText(error.description))
    } catch {
      throw Failure(message: SafeText("\(error)"))
    }
  }

  /// Where a table lies: in the reader's own catalogue, else beside the course's; nil where neither has it.
  private static func path(of name: String, _ content: String, _ own: String?) -> String? {
    [own, content + "/catalog"].compactMap { $0.map { $0 + "/" + name } }
      .first { FileManager.default.fileExists(atPath: $0) }
  }
}

extension CalendarDay {
  /// The day of a moment, where the reader is.
  init(_ date: Date) {
    let seconds = date.timeIntervalSince1970 + Double(TimeZone.current.secondsFromGMT(for: date))
    self.init(dayNumber: Int((seconds / 86_400).rounded(.down)))
  }
}
