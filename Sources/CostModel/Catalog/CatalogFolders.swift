import Foundation

/// Where a catalogue lies: the one that came along, and the reader's own, whose tables go before it.
public struct CatalogFolders: Equatable, Sendable {
  /// The folder `Content/catalog` of a course.
  public var shipped: String
  /// The reader's own, which need not exist; nil where there is no place for one.
  public var own: String?

  public init(shipped: String, own: String? = nil) {
    self.shipped = shipped
    self.own = own
  }

  /// The folder for the reader's own catalogue, by the variables of the environment; nil without a home.
  public static func own(by environment: [String: String]) -> String? {
    if let data = environment["XDG_DATA_HOME"], data.hasPrefix("/") { return data + "/strata/catalog" }
    return environment["HOME"].flatMap { $0.isEmpty ? nil : $0 + "/.local/share/strata/catalog" }
  }

  /// Whether the reader has a calibration of his own.
  public var hasOwnCalibration: Bool { ownTable(CatalogFolders.calibrationFile) != nil }

  /// Whether the reader has bands of his own; a calibration alone leaves those that came along.
  public var hasOwnBands: Bool { ownTable(CatalogFolders.bandsFile) != nil }

  public func catalog() throws(CatalogError) -> Catalog { try Catalog.read(shipped, overriddenBy: own) }

  /// The factors of the reader's own calibration, else those that came along.
  public func factors() throws(CatalogError) -> Factors {
    try Factors.read(ownTable(CatalogFolders.calibrationFile) ?? shipped + "/" + CatalogFolders.calibrationFile)
  }

  /// How far measurements lie from predictions: the reader's own bands, else those that came along; none without.
  public func bands() throws(CatalogError) -> Bands {
    let path = ownTable(CatalogFolders.bandsFile) ?? shipped + "/" + CatalogFolders.bandsFile
    return FileManager.default.fileExists(atPath: path) ? try Bands.read(path) : Bands()
  }

  /// The file of the published measurements.
  public var measurements: String { shipped + "/measurements.csv" }

  private static let calibrationFile = "calibration.csv"
  private static let bandsFile = "bands.csv"

  /// The reader's own table of that name; nil where there is none.
  private func ownTable(_ name: String) -> String? {
    guard let path = own.map({ $0 + "/" + name }), FileManager.default.fileExists(atPath: path) else { return nil }
    return path
  }
}
