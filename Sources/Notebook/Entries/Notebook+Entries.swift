public import Curriculum
import Foundation
import GRDB
import TextSafety

extension Notebook {
  /// Writes the text of an answer, a note, a scenario, or the note on a pinned result.
  ///
  /// Writes with the same `session` change one version; a new session begins a new one. A text that the entry has
  /// already is not written again. Harmful scalars are replaced first.
  /// - Parameter uid: the name of a new entry in other notebooks, when it comes from one.
  /// - Throws: ``NotebookError/lockedPrediction(field:)`` for a locked answer;
  ///   ``NotebookError/noSuchNote(_:)`` for a note that was never made, and its like for a pinned result.
  public func write(
    _ text: String, to key: EntryKey, session: String, origin: Version.Origin, uid: String? = nil
  ) throws(NotebookError) {
    let text = SafeText.cleanedBlock(text)
    let now = clock().timeIntervalSince1970
    try write { db in
      if let row = try Row.fetchOne(
        db, sql: "SELECT id, text, locked_at, removed_at FROM entry WHERE key = ?", arguments: [key.description])
      {
        let old: String = try row.value("text")
        let id: Int64 = try row.value("id")
        if old.utf8.elementsEqual(text.utf8) && row["removed_at"] == nil { return }
        if row["locked_at"] != nil { throw NotebookError.lockedPrediction(field: key.description) }
        try db.execute(
          sql: "UPDATE entry SET text = ?, updated_at = ?, removed_at = NULL WHERE id = ?",
          arguments: [text, now, id])
        try Notebook.keepVersion(db, id, session, text, origin, now)
      } else {
        switch key {
        case .note, .measurement: throw NotebookError.missing(key)
        case .answer, .question, .scenario: break
        }
        if text.isEmpty { return }
        try Notebook.insert(db, key.description, nil, uid ?? Notebook.newUID(), text, session, origin, now)
      }
    }
  }

  /// Makes a note.
  ///
  /// Returns its number.
  ///
  /// - Parameters:
  ///   - anchor: what it hangs on, if anything.
  ///   - uid: its name in other notebooks, when it comes from one.
  @discardableResult
  public func addNote(
    _ text: String, on anchor: Reference?, session: String, origin: Version.Origin, uid: String? = nil
  ) throws(NotebookError) -> Int {
    let text = SafeText.cleanedBlock(text)
    let now = clock().timeIntervalSince1970
    return try write { db in
      let number = try Notebook.nextNumber(db, "note")
      let key = EntryKey.note(number)
      try Notebook.insert(
        db, key.description, anchor?.description, uid ?? Notebook.newUID(), text, session, origin, now)
      return number
    }
  }

  /// Takes a note away, or brings it back.
  public func setNote(_ number: Int, removed: Bool) throws(NotebookError) {
    try set(.note(number), removed: removed)
  }

  /// Takes a note, a scenario or a pinned result away, or brings it back.
  ///
  /// Its text and versions are kept.
  public func set(_ key: EntryKey, removed: Bool) throws(NotebookError) {
    let now = clock().timeIntervalSince1970
    try write { db in
      try db.execute(
        sql: "UPDATE entry SET removed_at = ?, updated_at = ? WHERE key = ?",
        arguments: [removed ? now : nil, now, key.description])
      if db.changesCount == 0 { throw NotebookError.missing(key) }
    }
  }

  /// All versions of an entry, the newest first.
  public func versions(of key: EntryKey) throws(NotebookError) -> [Version] {
    try read { db in
      let rows = try Row.fetchAll(
        db,
        sql: """
          SELECT version.* FROM version JOIN entry ON entry.id = entry_id WHERE key = ?
          ORDER BY written_at DESC, version.id DESC
          """, arguments: [key.description])
      return try rows.map { row in
        Version(
          id: try row.value("id"), text: try row.value("text"),
          writtenAt: try row.moment("written_at"),
          origin: Version.Origin(rawValue: try row.value("origin")) ?? .typed)
      }
    }
  }

  /// Keeps a text as a version of an entry without making it the present one.
  public func keepAside(
    _ text: String, of key: EntryKey, session: String, origin: Version.Origin
  ) throws(NotebookError) {
    let text = SafeText.cleanedBlock(text)
    let now = clock().timeIntervalSince1970
    try write { db in
      let id = try Int64.fetchOne(db, sql: "SELECT id FROM entry WHERE key = ?", arguments: [key.description])
      if let id { try Notebook.keepVersion(db, id, session, text, origin, now) }
    }
  }

  /// The number after the largest that a note or a pinned result has, removed ones too.
  static func nextNumber(_ db: Database, _ kind: String) throws -> Int {
    let prefix = kind + ":"
    let number = try Int.fetchOne(
      db, sql: "SELECT MAX(CAST(SUBSTR(key, ?) AS INTEGER)) FROM entry WHERE key LIKE ?",
      arguments: [prefix.count + 1, prefix + "%"])
    return (number ?? 0) + 1
  }

  static func insert(
    _ db: Database, _ key: String, _ anchor: String?, _ uid: String, _ text: String, _ session: String,
    _ origin: Version.Origin, _ now: Double
  ) throws {
    try db.execute(
      sql: "INSERT INTO entry (key, uid, anchor, text, created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?)",
      arguments: [key, uid, anchor, text, now, now])
    try keepVersion(db, db.lastInsertedRowID, session, text, origin, now)
  }

  static func keepVersion(
    _ db: Database, _ entry: Int64, _ session: String, _ text: String, _ origin: Version.Origin, _ now: Double
  ) throws {
    try db.execute(
      sql: """
        INSERT INTO version (entry_id, session, text, origin, written_at) VALUES (?, ?, ?, ?, ?)
        ON CONFLICT (entry_id, session) DO UPDATE SET text = excluded.text, written_at = excluded.written_at
        """, arguments: [entry, session, text, origin.rawValue, now])
  }

  /// Twelve letters and digits that no other entry is likely to have.
  static func newUID() -> String {
    let alphabet = Array("abcdefghijkmnpqrstuvwxyz23456789")
    var generator = SystemRandomNumberGenerator()
    return String((0..<12).map { _ in alphabet[Int.random(in: 0..<alphabet.count, using: &generator)] })
  }
}
