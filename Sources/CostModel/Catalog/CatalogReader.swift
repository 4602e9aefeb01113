public import Foundation
import TextSafety

extension Catalog {
  /// Reads the catalogue of a folder.
  ///
  /// - Parameters:
  ///   - folder: has `api-prices.csv`, `gpu-prices.csv`, `accelerators.csv`, `models.csv`, `vendors.yaml`,
  ///     `people.yaml` and `market.csv`.
  ///   - own: the reader's own folder with any of these files. Its rows take the place of those with the same id, and
  ///     further ones are added; the folder need not exist. Its people replace the others.
  /// - Throws: every mistake of all files at once, the reader's own ones after the others.
  public static func read(_ folder: String, overriddenBy own: String? = nil) throws(CatalogError) -> Catalog {
    let sink = ProblemSink()
    var files = CatalogFiles(sink: sink)
    try files.take(folder, optional: false)
    if let own { try files.take(own, optional: true) }
    if sink.problems.isEmpty { files.checkReferences() }
    guard sink.problems.isEmpty, let people = files.people else {
      throw .broken(folder: files.troubled ?? folder, problems: sink.problems)
    }
    return Catalog(
      apiPrices: files.apiPrices.rows, gpuPrices: files.gpuPrices.rows, accelerators: files.accelerators.rows,
      models: files.models.rows, vendors: files.vendors.rows, people: people, market: files.market.rows,
      aliases: files.aliases)
  }

  /// The bytes of a file, refused when it is larger than anything that is read here.
  ///
  /// - Parameter most: in bytes.
  public static func bytes(of path: String, most: Int = 64 << 20) throws(CatalogError) -> Data {
    let size = (try? FileManager.default.attributesOfItem(atPath: path)[.size] as? Int) ?? 0
    guard size <= most else { throw .unreadable(path: path, why: "it has more than \(most >> 20) MiB") }
    do {
      return try Data(contentsOf: URL(fileURLWithPath: path))
    } catch {
      throw .unreadable(path: path, why: FileManager.default.fileExists(atPath: path) ? "not allowed" : "no such file")
    }
  }
}

/// Rows by id in the order of their first appearance.
struct RowsByID<Row: Identifiable> where Row.ID == String {
  private(set) var rows: [Row] = []
  private var positions: [String: Int] = [:]

  /// Adds a file's rows; each takes the place of an earlier file's row with its id.
  mutating func take(_ file: [Row]) {
    for row in file {
      if let position = positions[row.id] {
        rows[position] = row
      } else {
        positions[row.id] = rows.count
        rows.append(row)
      }
    }
  }
}

/// What was read from the files so far.
struct CatalogFiles {
  let sink: ProblemSink
  var apiPrices = RowsByID<APIPrice>()
  var gpuPrices = RowsByID<GPUPrice>()
  var accelerators = RowsByID<Accelerator>()
  var models = RowsByID<LanguageModel>()
  var vendors = RowsByID<Vendor>()
  var market = RowsByID<MarketFact>()
  var people: PeopleFacts?
  var aliases: [String: [String]] = [:]
  /// The first folder in which a mistake was found.
  var troubled: String?
  private var places: [String: (file: String, line: Int)] = [:]

  init(sink: ProblemSink) {
    self.sink = sink
  }

  mutating func take(_ folder: String, optional: Bool) throws(CatalogError) {
    apiPrices.take(PriceRows.apiPrices(try rows("api-prices.csv", PriceRows.apiColumns, folder, optional)))
    let prices = unique(try rows("gpu-prices.csv", PriceRows.gpuColumns, folder, optional))
    gpuPrices.take(prices.map(PriceRows.gpuPrice))
    for row in prices { places[row.optionalText("id") ?? ""] = (row.file, row.line) }
    let machines = unique(try rows("accelerators.csv", HardwareRows.acceleratorColumns, folder, optional))
    accelerators.take(machines.map(HardwareRows.accelerator))
    let shapes = unique(try rows("models.csv", HardwareRows.modelColumns, folder, optional))
    models.take(shapes.map(HardwareRows.model))
    for row in machines + shapes { aliases[row.optionalText("id") ?? ""] = row.names("aliases") }
    let facts = unique(try rows("market.csv", PriceRows.marketColumns, folder, optional))
    market.take(facts.map(PriceRows.marketFact))
    if let record = try yaml("vendors.yaml", folder, optional) {
      record.reportUnknown(known: ["vendors"])
      let records = record.records("vendors")
      _ = unique(records.map(\.fields))
      vendors.take(records.map(VendorRecords.vendor))
    }
    if let record = try yaml("people.yaml", folder, optional) { people = VendorRecords.people(record) ?? people }
    if troubled == nil, !sink.problems.isEmpty { troubled = folder }
  }

  /// Prices of accelerators that do not exist.
  mutating func checkReferences() {
    let known = accelerators.rows.map(\.id)
    for price in gpuPrices.rows where !known.contains(price.accelerator) {
      let place = places[price.id] ?? ("gpu-prices.csv", 1)
      sink.report(
        CatalogProblem(
          file: place.file, line: place.line, field: "accelerator", value: price.accelerator,
          reason: .unknownName(kind: "accelerator", near: NearNames.of(price.accelerator, among: known))))
    }
  }

  /// The rows of a table; none when it may be missing and is.
  private func rows(
    _ name: String, _ columns: [String], _ folder: String, _ optional: Bool
  ) throws(CatalogError) -> [FieldReader] {
    guard let bytes = try bytes(name, folder, optional) else { return [] }
    let table: CSVTable
    do {
      table = try CSVTable(bytes)
    } catch {
      sink.report(CatalogProblem(file: name, fault: error))
      return []
    }
    let header = FieldReader(file: name, line: 1, cells: [:], sink: sink)
    for column in table.columns where !columns.contains(column) { header.reportUnknown(column, known: columns) }
    return table.rows.map { row in
      var cells: [String: FieldReader.Cell] = [:]
      for (column, field) in zip(table.columns, row.fields) {
        cells[column] = FieldReader.Cell(text: field.trimmingBlanks, line: row.line)
      }
      return FieldReader(file: name, line: row.line, cells: cells, sink: sink)
    }
  }

  private func yaml(_ name: String, _ folder: String, _ optional: Bool) throws(CatalogError) -> YAMLRecord? {
    guard let bytes = try bytes(name, folder, optional) else { return nil }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      sink.report(CatalogProblem(file: name, line: 1, reason: .other("the file is not UTF-8")))
      return nil
    }
    return YAMLRecord.read(text, file: name, sink: sink)
  }

  /// Nil when the file may be missing and is.
  private func bytes(_ name: String, _ folder: String, _ optional: Bool) throws(CatalogError) -> Data? {
    let path = folder + "/" + name
    if optional, !FileManager.default.fileExists(atPath: path) { return nil }
    return try Catalog.bytes(of: path, most: 16 << 20)
  }

  /// Reports ids that a file has twice.
  private func unique(_ rows: [FieldReader]) -> [FieldReader] {
    var lines: [String: Int] = [:]
    for row in rows {
      guard let id = row.cells["id"]?.text, !id.isEmpty else { continue }
      if let line = lines[id] { row.report("id", id, .doubled(firstLine: line)) }
      lines[id] = row.line
    }
    return rows
  }
}

extension CatalogProblem {
  /// What is wrong with a table as a whole.
  init(file: String, fault: CSVTable.Fault) {
    let sentence: String =
      switch fault.reason {
      case .notUTF8: "the text is not UTF-8"
      case .empty: "the table is empty"
      case .unclosedQuote: "a quote is opened here and never closed"
      case .textAfterQuote: "text follows a closing quote; write a quote within a field twice"
      case .fieldCount(let found, let expected): "the row has \(found) fields, the header \(expected)"
      case .doubledColumn(let name): "the column \(name) is there twice"
      case .fieldTooLong: "a field is longer than \(CSVTable.longestField) bytes"
      }
    self.init(file: file, line: fault.line, reason: .other(sentence))
  }
}
