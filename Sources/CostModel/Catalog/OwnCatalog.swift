import Foundation

/// The reader's own catalogue: tables of the same form, whose rows take the place of the shipped ones.
public enum OwnCatalog {
  /// Adds prices of models to `api-prices.csv` of a folder, which is made if need be; rows of the same id are replaced.
  ///
  /// What another program adds meanwhile is kept too.
  ///
  /// - Throws: when the file there has mistakes, which leaves it as it is, or cannot be written.
  public static func add(_ prices: [APIPrice], to folder: String) throws(CatalogError) {
    try change("api-prices.csv", of: folder) { files in
      files.apiPrices.take(prices)
      return APIPrice.table(of: files.apiPrices.rows)
    }
  }

  /// Adds prices of GPUs to `gpu-prices.csv` of a folder; as with models.
  public static func add(_ prices: [GPUPrice], to folder: String) throws(CatalogError) {
    try change("gpu-prices.csv", of: folder) { files in
      files.gpuPrices.take(prices)
      return GPUPrice.table(of: files.gpuPrices.rows)
    }
  }

  /// Adds machines to `accelerators.csv` of a folder, as with models; further names of those there are kept.
  public static func add(_ machines: [Accelerator], to folder: String) throws(CatalogError) {
    try change("accelerators.csv", of: folder) { files in
      files.accelerators.take(machines)
      return Accelerator.table(of: files.accelerators.rows, aliases: files.aliases)
    }
  }

  /// Reads a folder, and writes a table of it as it is then, while nobody else does.
  private static func change(
    _ file: String, of folder: String, _ table: (inout CatalogFiles) -> String
  ) throws(CatalogError) {
    do {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    } catch {
      throw unwritable(folder, error)
    }
    try FolderLock.holding(folder) { () throws(CatalogError) in
      var files = try read(folder)
      let path = folder + "/" + file
      do {
        try Data(table(&files).utf8).write(to: URL(fileURLWithPath: path), options: .atomic)
      } catch {
        throw unwritable(path, error)
      }
    }
  }

  private static func read(_ folder: String) throws(CatalogError) -> CatalogFiles {
    let sink = ProblemSink()
    var files = CatalogFiles(sink: sink)
    try files.take(folder, optional: true)
    guard sink.problems.isEmpty else { throw .broken(folder: folder, problems: sink.problems) }
    return files
  }

  /// What the system says, without the sentence that Foundation makes of it where it says more.
  private static func unwritable(_ path: String, _ error: any Error) -> CatalogError {
    let reason = (error as NSError).userInfo[NSUnderlyingErrorKey] as? POSIXError
    let why = reason.map { String(cString: strerror($0.code.rawValue)) }
    return .unwritable(path: path, why: why ?? error.localizedDescription)
  }
}
