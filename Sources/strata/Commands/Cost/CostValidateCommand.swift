import ArgumentParser
import CostModel
import Decision

/// `strata cost validate`: how far the speed model is from measurements.
struct CostValidateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "validate", abstract: "Hold the speed model against published measurements, or your own.",
    discussion: """
      A file has the columns of Content/catalog/measurements.csv. Rows that are marked as headline count: steady loads \
      that were checked, and whose set-up is known. Where a file marks none, all of its rows do. Open loops are \
      simulated, and their latencies are listed apart.
      """)

  @OptionGroup var options: GlobalOptions
  @Argument(help: ArgumentHelp("Measurements (default: the published ones that came along).", valueName: "file"))
  var file: String?
  @Flag(help: "Print the error of every row.") var rows = false
  @Flag(help: "Count doubtful rows too, not only headline ones.") var all = false
  @Flag(help: "Refit without a third, a model, a GPU at a time, and predict what was left out. Takes a minute.")
  var refit = false
  @Flag(help: "Print JSON.") var json = false

  func run() throws {
    let desk = Desk(options)
    let folders = try desk.catalogFolders()
    let catalog = try folders.catalog()
    let runs =
      try file.map { try Measurements.read($0, catalog) }
      ?? PublishedRun.read(folders.measurements, catalog)
    var progress = ProgressLine()
    progress.show("predicting \(runs.count) measurements")
    let whole = Validation(simulating: runs, try folders.factors(), try folders.bands())
    var validation = whole
    if !all, runs.contains(where: \.isScored) { validation.rows = validation.rows.filter(\.run.isScored) }
    let cross = refit ? CrossValidation(runs) { progress.show("fitting \($0)", $1) } : nil
    progress.clear()
    guard !validation.rows.isEmpty || !validation.latencies.isEmpty else {
      throw Failure("none of the \(runs.count) measurements can be predicted: \(validation.omissions.first?.why ?? "")")
    }
    let result = ValidationResult(
      validation: validation, whole: whole, given: runs.count, cross: cross)
    if json { try result.json.write() } else { try result.printout(withRows: rows).write(styled: true) }
  }
}
