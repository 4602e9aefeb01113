import Foundation

/// The reader's own catalogue: tables of the same form, whose rows take the place of the shipped ones.
public enum OwnCatalog {
  /// Adds prices of models to `api-prices.csv` of a folder, which is made if need be; rows of the same id are replaced.
  ///
  /// - Throws: when the file there has mistakes, which leaves it as it is, or cannot be written.
  public static func add(_ prices: [APIPrice], to folder: String) throws(CatalogError) {
    let files = try read(folder)
    var rows = files.apiPrices
    rows.take(prices)
    try write(APIPrice.table(of: rows.rows), to: "api-prices.csv", in: folder)
  }

  /// Adds prices of GPUs to `gpu-prices.csv` of a folder; as with models.
  public static func add(_ prices: [GPUPrice], to folder: String) throws(CatalogError) {
    let files = try read(folder)
    var rows = files.gpuPrices
    rows.take(prices)
    try write(GPUPrice.table(of: rows.rows), to: "gpu-prices.csv", in: folder)
  }

  /// Adds machines to `accelerators.csv` of a folder, as with models; further names of those there are kept.
  public static func add(_ machines: [Accelerator], to folder: String) throws(CatalogError) {
    let files = try read(folder)
    var rows = files.accelerators
    rows.take(machines)
    try write(Accelerator.table(of: rows.rows, aliases: files.aliases), to: "accelerators.csv", in: folder)
  }

  private static func read(_ folder: String) throws(CatalogError) -> CatalogFiles {
    let sink = ProblemSink()
    var files = CatalogFiles(sink: sink)
    try files.take(folder, optional: true)
    guard sink.problems.isEmpty else { throw .broken(folder: folder, problems: sink.problems) }
    return files
  }

  private static func write(_ table: String, to file: String, in folder: String) throws(CatalogError) {
    let path = folder + "/" + file
    do {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      try Data(table.utf8).write(to: URL(fileURLWithPath: path), options: .atomic)
    } catch {
      throw .unwritable(path: path, why: "the folder or the file is not open for writing")
    }
  }
}
