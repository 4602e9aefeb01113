import ArgumentParser
import CostModel
import Decision
import TextSafety

/// `strata cost calibrate`: fits the step model to measurements.
struct CostCalibrateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "calibrate", abstract: "Fit the speed model to measurements, and print its factors as a table.",
    discussion: """
      The table is what Content/catalog/calibration.csv is: saved as calibration.csv in your own catalogue, it is used \
      in place of the shipped one. The same goes for --bands and bands.csv. Files add measurements, in the \
      columns of Content/catalog/measurements.csv, to the shipped ones.
      """)

  @OptionGroup var options: GlobalOptions
  @Argument(help: ArgumentHelp("Files with further measurements.", valueName: "file")) var files: [String] = []
  @Flag(help: "Fit to the files alone.") var alone = false
  @Flag(help: "Print how far measurements lie from predictions instead: some thirty fits.") var bands = false

  func validate() throws {
    if alone && files.isEmpty { throw ValidationError("--alone needs a file with measurements") }
  }

  func run() throws {
    let desk = Desk(options)
    let folders = try desk.catalogFolders()
    let catalog = try folders.catalog()
    var rows = alone ? [] : try PublishedRun.read(folders.measurements, catalog)
    for file in files { rows += try Measurements.read(file, catalog) }
    var progress = ProgressLine()
    progress.show("fitting to \(rows.count) measurements")
    let table =
      bands ? Bands.learned(from: rows) { progress.show("fitting \($0)", $1) }.table : Fit.factors(to: rows).table
    progress.clear()
    try Console.output(table)
  }
}

/// Measurements that the reader names.
enum Measurements {
  /// Reads a file; its mistakes are wrong usage: an unknown GPU or model, a value out of range.
  static func read(_ path: String, _ catalog: Catalog) throws(Failure) -> [PublishedRun] {
    do {
      return try PublishedRun.read(path, catalog)
    } catch {
      if case .broken = error { throw .usage(error.message.string) }
      throw Failure("the measurements \(path) cannot be read: \(Measurements.reason(error))")
    }
  }

  private static func reason(_ error: CatalogError) -> String {
    switch error {
    case .unreadable(_, let why), .unwritable(_, let why): why
    case .broken: "it has mistakes"
    }
  }
}
