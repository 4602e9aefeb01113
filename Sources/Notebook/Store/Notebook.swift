public import Foundation
import GRDB

/// The reader's answers, notes, grades and progress, in one SQLite file.
///
/// Every call that changes something is one transaction, and is on the disk when it returns (write-ahead log,
/// `synchronous = FULL`). Texts are never thrown away: each editing session leaves a version. Two programs may have
/// the same notebook open; neither undoes what the other wrote. Calls wait for the disk: not for a drawing thread.
public final class Notebook: Sendable {
  /// The file.
  public let path: String
  let database: DatabaseQueue
  let clock: @Sendable () -> Date
  private let patience = LockPatience()

  /// Opens a notebook, making its file and folder when they are not there.
  ///
  /// - Parameter clock: gives the time that goes with each change.
  public init(at path: String, clock: @escaping @Sendable () -> Date = { Date() }) throws(NotebookError) {
    self.path = path
    self.clock = clock
    let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
    do {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    } catch {
      throw .folder(path: folder, reason: Notebook.reason(of: error))
    }
    var status = stat()
    if stat(path, &status) == 0, status.st_mode & S_IFMT != S_IFREG { throw .notADatabase(path: path) }
    do {
      database = try DatabaseQueue(path: path, configuration: Notebook.configuration(patience))
      try Notebook.prepare(database, path: path)
    } catch let error as NotebookError {
      throw error
    } catch {
      throw Notebook.translate(error, path: path)
    }
  }

  /// Where the notebook lies when no flag names one: `STRATA_NOTEBOOK`, else `strata/notebook.sqlite` in
  /// `$XDG_DATA_HOME` or `~/.local/share`.
  ///
  /// Nil when there is neither a home nor a setting.
  public static func defaultPath(environment: [String: String]) -> String? {
    func setting(_ name: String) -> String? { environment[name].flatMap { $0.isEmpty ? nil : $0 } }
    if let path = setting("STRATA_NOTEBOOK") { return path }
    if let data = setting("XDG_DATA_HOME"), data.hasPrefix("/") { return data + "/strata/notebook.sqlite" }
    return setting("HOME").map { $0 + "/.local/share/strata/notebook.sqlite" }
  }

  /// From now on waits for other programs for so long at the most, over all calls: for one who is leaving.
  ///
  /// What the notebook does not get to is told as busy, and is in the caller's hands.
  public func hurry(within duration: Duration) {
    patience.run(outIn: duration)
  }

  /// A number that changes when another connection has written to the file.
  public func dataVersion() throws(NotebookError) -> Int {
    try read { try Int.fetchOne($0, sql: "PRAGMA data_version") ?? 0 }
  }

  /// The version of SQLite in use; nil when it does not run at all.
  public static var engineVersion: String? {
    try? DatabaseQueue().read { try String.fetchOne($0, sql: "SELECT sqlite_version()") }
  }

  /// What SQLite finds wrong in the file; empty when it is sound.
  public func integrityProblems() throws(NotebookError) -> [String] {
    try read { try String.fetchAll($0, sql: "PRAGMA integrity_check") }.filter { $0 != "ok" }
  }

  /// A state worth restoring (the pane, the selection …); nil when none was kept.
  public func state(_ key: String) throws(NotebookError) -> String? {
    try read { try String.fetchOne($0, sql: "SELECT value FROM state WHERE key = ?", arguments: [key]) }
  }

  /// Keeps a state worth restoring.
  ///
  /// - Parameter next: gives it from what is kept; no other program writes in between. With nil that stays.
  public func updateState(_ key: String, _ next: (String?) -> String?) throws(NotebookError) {
    try write { db in
      let kept = try String.fetchOne(db, sql: "SELECT value FROM state WHERE key = ?", arguments: [key])
      guard let value = next(kept) else { return }
      try db.execute(
        sql: "INSERT INTO state VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
        arguments: [key, value])
    }
  }

  // MARK: Inside

  func read<Value>(_ body: (Database) throws -> Value) throws(NotebookError) -> Value {
    do { return try database.read(body) } catch { throw Notebook.translate(error, path: path) }
  }

  @discardableResult
  func write<Value>(_ body: (Database) throws -> Value) throws(NotebookError) -> Value {
    do { return try database.write(body) } catch { throw Notebook.translate(error, path: path) }
  }

  private static func configuration(_ patience: LockPatience) -> Configuration {
    var configuration = Configuration()
    configuration.busyMode = .callback { tries in patience.waits(after: tries) }
    configuration.prepareDatabase { db in
      try db.execute(sql: "PRAGMA synchronous = FULL")
      try db.execute(sql: "PRAGMA cache_size = -1024")
    }
    return configuration
  }

  /// Looks before it changes anything: what is no notebook of this version stays as it is, byte for byte.
  private static func prepare(_ database: DatabaseQueue, path: String) throws {
    let migrator = Schema.migrator
    let (newer, foreign, current) = try database.read { db in
      let tables = try String.fetchAll(db, sql: "SELECT name FROM sqlite_schema WHERE type = 'table'")
      return (
        try migrator.hasBeenSuperseded(db), !tables.isEmpty && !tables.contains("grdb_migrations"),
        try migrator.hasCompletedMigrations(db)
      )
    }
    if newer { throw NotebookError.newerSchema(path: path) }
    if foreign { throw NotebookError.notADatabase(path: path) }
    try useWriteAheadLog(database)
    if !current { try upgrade(database, by: migrator) }
  }

  private static func upgrade(_ database: DatabaseQueue, by migrator: DatabaseMigrator) throws {
    var taken = try database.read(migrator.appliedMigrations).count
    while true {
      do { return try migrator.migrate(database) } catch {
        // Another program may have taken the same step meanwhile: then the next one is tried.
        let now = try database.read(migrator.appliedMigrations).count
        guard now > taken else { throw error }
        taken = now
      }
    }
  }

  /// GRDB's own way of doing this would write before the look, and lower `synchronous` to NORMAL.
  private static func useWriteAheadLog(_ database: DatabaseQueue) throws {
    for attempt in 0... {
      do {
        let mode = try database.inDatabase { try String.fetchOne($0, sql: "PRAGMA journal_mode = WAL") }
        guard mode == "wal" else { throw DatabaseError(message: "the file system allows no write-ahead log") }
        return
      } catch let error as DatabaseError where error.resultCode == .SQLITE_BUSY && attempt < 100 {
        // SQLite does not wait here by itself while another program makes the same change.
        usleep(50_000)
      }
    }
  }

  /// The message of a Foundation error without its wrapping.
  static func reason(of error: any Error) -> String {
    let underlying = (error as NSError).userInfo[NSUnderlyingErrorKey] as? any Error
    return (underlying ?? error).localizedDescription
  }

  private static func translate(_ error: any Error, path: String) -> NotebookError {
    if let error = error as? NotebookError { return error }
    if error is RowDecodingError { return .damaged(path: path, detail: "a value is of the wrong kind") }
    guard let error = error as? DatabaseError else { return .failed(path: path, detail: "\(error)") }
    let detail = error.message ?? "SQLite error \(error.extendedResultCode.rawValue)"
    switch error.resultCode {
    case .SQLITE_NOTADB: return .notADatabase(path: path)
    case .SQLITE_CORRUPT, .SQLITE_FORMAT: return .damaged(path: path, detail: detail)
    case .SQLITE_FULL: return .full(path: path, detail: "the disk is full")
    case .SQLITE_IOERR: return .full(path: path, detail: detail)
    case .SQLITE_READONLY, .SQLITE_CANTOPEN, .SQLITE_PERM, .SQLITE_AUTH: return .readOnly(path: path)
    case .SQLITE_BUSY, .SQLITE_LOCKED: return .busy(path: path)
    default: return .failed(path: path, detail: detail)
    }
  }
}
