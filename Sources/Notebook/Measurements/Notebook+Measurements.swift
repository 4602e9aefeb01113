import Foundation
import GRDB
import TextSafety

extension Notebook {
  /// Pins a result.
  ///
  /// Returns its number, by which ``EntryKey/measurement(_:)`` names it. Harmful scalars are replaced first.
  ///
  /// - Parameters:
  ///   - note: the first text of the note on it.
  ///   - uid: its name in other notebooks, when it comes from one.
  /// - Throws: ``NotebookError/unfitChart(reason:)`` when the SVG holds more than a drawing.
  @discardableResult
  public func addMeasurement(
    _ measurement: Measurement, note: String = "", session: String, origin: Version.Origin, uid: String? = nil
  ) throws(NotebookError) -> Int {
    let measurement = measurement.cleaned
    if let svg = measurement.svg, let reason = ChartImage.problem(svg) { throw .unfitChart(reason: reason) }
    let note = SafeText.cleanedBlock(note)
    let now = clock().timeIntervalSince1970
    return try write { db in
      let number = try Notebook.nextNumber(db, "measurement")
      let key = EntryKey.measurement(number)
      try Notebook.insert(db, key.description, nil, uid ?? Notebook.newUID(), note, session, origin, now)
      try Notebook.insert(db, measurement, entry: db.lastEntryID(key))
      return number
    }
  }

  private static func insert(_ db: Database, _ measurement: Measurement, entry: Int64) throws {
    try db.execute(
      sql: """
        INSERT INTO measurement
          (entry_id, kind, title, subject, parameters, results, chart, svg, catalogs, program, machine, measured_at)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
      arguments: [
        entry, measurement.kind.rawValue, measurement.title, measurement.subject, rows(measurement.parameters),
        rows(measurement.results), measurement.chart, measurement.svg,
        measurement.catalogs.map { $0.name + "\t" + $0.date }.joined(separator: "\n"), measurement.program,
        measurement.machine, measurement.measuredAt.timeIntervalSince1970,
      ])
    try db.execute(
      sql: "INSERT INTO measurement_text (rowid, title, text) VALUES (?, ?, ?)",
      arguments: [entry, measurement.title, measurement.searchText])
  }

  /// Reads the pinned results, those that were removed too.
  static func readMeasurements(_ db: Database, into out: inout NotebookContents) throws {
    let rows = try Row.fetchAll(
      db, sql: "SELECT measurement.*, entry.key FROM measurement JOIN entry ON entry.id = entry_id")
    for row in rows {
      guard case .measurement(let number)? = EntryKey(try row.value("key")) else { continue }
      out.measurements[number] = Measurement(
        kind: Measurement.Kind(rawValue: try row.value("kind")), title: try row.value("title"),
        subject: try row.value("subject"), parameters: figures(try row.value("parameters")),
        results: figures(try row.value("results")), chart: try row.value("chart"), svg: try row.value("svg"),
        catalogs: cells(try row.value("catalogs")).map { Measurement.Catalog($0[0], $0[1]) },
        program: try row.value("program"), machine: try row.value("machine"),
        measuredAt: try row.moment("measured_at"))
    }
  }

  // MARK: Lists in a column: a line for each, with tabs, which no cleaned line holds

  private static func rows(_ figures: [Measurement.Figure]) -> String {
    figures.map { [$0.name, $0.value, $0.unit].joined(separator: "\t") }.joined(separator: "\n")
  }

  private static func figures(_ text: String) -> [Measurement.Figure] {
    cells(text).map { Measurement.Figure($0[0], $0[1], $0[2]) }
  }

  /// Three cells for each line, whatever a damaged file holds.
  private static func cells(_ text: String) -> [[String]] {
    text.split(separator: "\n").map { line in
      let cells = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
      return Array((cells + ["", "", ""]).prefix(3))
    }
  }
}

extension Database {
  /// The row of an entry that was just made.
  fileprivate func lastEntryID(_ key: EntryKey) throws -> Int64 {
    try Int64.fetchOne(self, sql: "SELECT id FROM entry WHERE key = ?", arguments: [key.description]) ?? 0
  }
}
