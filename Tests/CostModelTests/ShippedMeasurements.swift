import CostModel

/// The published rows, read once for all tests: there are 1,590.
enum ShippedMeasurements {
  static let catalog = Result { try Catalog.read(shippedCatalog) }
  static let runs = Result { try PublishedRun.read(shippedCatalog + "/measurements.csv", try catalog.get()) }
}
