public import Curriculum
import Foundation
import GRDB

extension Notebook {
  /// Marks a page as read, or as not read.
  public func setRead(_ page: PageID, _ isRead: Bool) throws(NotebookError) {
    let now = clock().timeIntervalSince1970
    try write { db in
      try db.execute(
        sql: """
          INSERT INTO reading (page, read_at) VALUES (?, ?)
          ON CONFLICT (page) DO UPDATE SET read_at = excluded.read_at
          """, arguments: [page.rawValue, isRead ? now : nil])
    }
  }

  /// Adds time to a page and keeps the place at which it was left.
  public func addReading(_ page: PageID, seconds: Int, place: Int) throws(NotebookError) {
    try write { db in
      try db.execute(
        sql: """
          INSERT INTO reading (page, place, seconds) VALUES (?, ?, ?)
          ON CONFLICT (page) DO UPDATE SET place = excluded.place, seconds = seconds + excluded.seconds
          """, arguments: [page.rawValue, place, max(0, seconds)])
    }
  }

  /// Keeps a grading of a question.
  ///
  /// Gradings with the same `session` are one, changed; earlier ones stay.
  public func grade(_ question: PageID, points: [String: Int], session: String? = nil) throws(NotebookError) {
    let session = session ?? Notebook.newUID()
    let now = clock().timeIntervalSince1970
    let text = points.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: " ")
    try write { db in
      try db.execute(
        sql: """
          INSERT INTO grade (question, session, points, graded_at) VALUES (?, ?, ?, ?)
          ON CONFLICT (question, session) DO UPDATE SET points = excluded.points, graded_at = excluded.graded_at
          """, arguments: [question.rawValue, session, text, now])
    }
  }

  /// Opens the evidence for a subject of a lab; its predictions lock for good.
  ///
  /// - Parameter fields: full names of the predictions that lock.
  public func openEvidence(_ lab: LabID, subject: String, locking fields: [String]) throws(NotebookError) {
    let now = clock().timeIntervalSince1970
    try write { db in
      try db.execute(sql: "INSERT OR IGNORE INTO opened VALUES (?, ?, ?)", arguments: [lab.rawValue, subject, now])
      for field in fields {
        try db.execute(
          sql: "UPDATE entry SET locked_at = COALESCE(locked_at, ?) WHERE key = ?",
          arguments: [now, EntryKey.answer(lab, field: field).description])
      }
    }
  }

  /// Adds time to a lab's clock.
  public func addClock(_ lab: LabID, seconds: Int) throws(NotebookError) {
    try write { db in
      try db.execute(
        sql: "INSERT INTO clock VALUES (?, ?) ON CONFLICT (lab) DO UPDATE SET seconds = seconds + excluded.seconds",
        arguments: [lab.rawValue, max(0, seconds)])
    }
  }

  /// Empties a lab's worksheet: answers cleared and unlocked, evidence closed, clock at zero.
  ///
  /// The cleared answers stay as versions.
  public func reset(_ lab: LabID) throws(NotebookError) {
    let now = clock().timeIntervalSince1970
    let session = "reset-" + Notebook.newUID()
    try write { db in
      let prefix = "answer:\(lab)/"
      let ids = try Int64.fetchAll(
        db, sql: "SELECT id FROM entry WHERE SUBSTR(key, 1, ?) = ? AND (text <> '' OR locked_at IS NOT NULL)",
        arguments: [prefix.unicodeScalars.count, prefix])
      for id in ids {
        try db.execute(sql: "UPDATE entry SET locked_at = NULL WHERE id = ?", arguments: [id])
        try db.execute(sql: "UPDATE entry SET text = '', updated_at = ? WHERE id = ?", arguments: [now, id])
        try Notebook.keepVersion(db, id, session, "", .reset, now)
      }
      try db.execute(sql: "DELETE FROM opened WHERE lab = ?", arguments: [lab.rawValue])
      try db.execute(sql: "DELETE FROM clock WHERE lab = ?", arguments: [lab.rawValue])
    }
  }
}
