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
  public let hasOwnCalibration: Bool
  /// Whether the bands are the reader's own.
  public let hasOwnBands: Bool
  /// The published measurements that predictions are held against; none where the catalogue has none.
  public let measurements: String?
  /// The prepared scenarios of the course.
  public let presets: [Scenario]
  /// The day on which the sources' ages are counted.
  public let today: CalendarDay

  public init(
    catalog: Catalog, factors: Factors, bands: Bands = Bands(), hasOwnCalibration: Bool = false,
    hasOwnBands: Bool = false, measurements: String? = nil, presets: [Scenario], today: CalendarDay
  ) {
    self.catalog = catalog
    self.factors = factors
    self.bands = bands
    self.hasOwnCalibration = hasOwnCalibration
    self.hasOwnBands = hasOwnBands
    self.measurements = measurements
    self.presets = presets
    self.today = today
  }

  public static func == (a: CostDesk, b: CostDesk) -> Bool { a === b }

  /// Why there is no desk: a mistake in the catalogue or a scenario, as a line.
  public struct Failure: Error, Equatable, Sendable {
    public var message: SafeText
  }

  /// Reads everything that costs are reckoned with.
  public static func read(
    _ folders: CatalogFolders, _ scenarios: ScenarioFolder, now: Date
  ) throws(Failure) -> CostDesk {
    do {
      return CostDesk(
        catalog: try folders.catalog(), factors: try folders.factors(), bands: try folders.bands(),
        hasOwnCalibration: folders.hasOwnCalibration, hasOwnBands: folders.hasOwnBands,
        measurements: folders.measurements, presets: try scenarios.all(), today: CalendarDay(now))
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
