public import Curriculum
import Foundation
import GRDB

/// Everything in a notebook but old versions, as one value: what the screens and the exports are made from.
public struct NotebookContents: Equatable, Sendable {
  /// Answers, questions' notes, notes, scenarios and the notes on pinned results, by key.
  public var entries: [EntryKey: Entry]
  /// Pinned results by number, removed ones too; ``EntryKey/measurement(_:)`` has the note and says what is removed.
  public var measurements: [Int: Notebook.Measurement]
  /// Gradings by question, the oldest first.
  public var grades: [PageID: [Grade]]
  public var readings: [PageID: Reading]
  /// Subjects of each lab whose evidence is open.
  public var opened: [LabID: Set<String>]
  /// Seconds spent on each lab.
  public var clocks: [LabID: Int]

  /// An empty notebook.
  public init() {
    entries = [:]
    measurements = [:]
    grades = [:]
    readings = [:]
    opened = [:]
    clocks = [:]
  }

  /// The text of an entry; empty when there is none or it was removed.
  public func text(_ key: EntryKey) -> String {
    guard let entry = entries[key], !entry.isRemoved else { return "" }
    return entry.text
  }

  /// The notes that stand, by number.
  public var notes: [(number: Int, entry: Entry)] {
    entries.compactMap { key, entry in
      guard case .note(let number) = key, !entry.isRemoved else { return nil }
      return (number, entry)
    }.sorted { $0.number < $1.number }
  }

  /// The scenarios that stand, by name; an entry's text is the YAML.
  public var scenarios: [(name: ScenarioName, entry: Entry)] {
    entries.compactMap { key, entry in
      guard case .scenario(let name) = key, !entry.isRemoved else { return nil }
      return (name, entry)
    }.sorted { $0.name < $1.name }
  }

  /// The pinned results that stand, by number; an entry's text is the note.
  public var pins: [(number: Int, measurement: Notebook.Measurement, entry: Entry)] {
    measurements.compactMap { number, measurement in
      guard let entry = entries[.measurement(number)], !entry.isRemoved else { return nil }
      return (number, measurement, entry)
    }.sorted { $0.number < $1.number }
  }

  /// The notes that hang on a thing.
  public func notes(on reference: Reference) -> [(number: Int, entry: Entry)] {
    notes.filter { $0.entry.anchor == reference }
  }

  /// A lab with the reader's answers.
  public func worksheet(_ lab: Lab) -> Worksheet {
    var answers: [String: String] = [:]
    for case (.answer(lab.id, let field), let entry) in entries where !entry.isRemoved {
      answers[field] = entry.text
    }
    return Worksheet(lab, answers: answers, opened: opened[lab.id] ?? [])
  }

  /// True when a reader may see what the course knows of a product: a worksheet chose it, and its evidence is open.
  public func isOpened(_ product: ProductID, in course: Course) -> Bool {
    course.labs.contains { lab in
      let sheet = worksheet(lab)
      return lab.subjects.contains {
        sheet.opened.contains($0.id) && sheet.choice(ofSubject: $0) == product.rawValue
      }
    }
  }

  /// True when a page is marked as read.
  public func isRead(_ page: PageID) -> Bool { readings[page]?.readAt != nil }
}

extension Notebook {
  /// Reads everything.
  public func contents() throws(NotebookError) -> NotebookContents {
    try read { db in
      var out = NotebookContents()
      try Notebook.readEntries(db, into: &out)
      try Notebook.readMeasurements(db, into: &out)
      for row in try Row.fetchAll(db, sql: "SELECT * FROM grade ORDER BY id") {
        let grade = Grade(
          points: Notebook.points(try row.value("points")),
          gradedAt: try row.moment("graded_at"))
        out.grades[PageID(try row.value("question")), default: []].append(grade)
      }
      for row in try Row.fetchAll(db, sql: "SELECT * FROM reading") {
        let readAt: Double? = try row.value("read_at")
        out.readings[PageID(try row.value("page"))] = Reading(
          readAt: readAt.map(Row.moment), place: try row.amount("place"),
          seconds: try row.amount("seconds"))
      }
      for row in try Row.fetchAll(db, sql: "SELECT lab, subject FROM opened") {
        out.opened[LabID(try row.value("lab")), default: []].insert(try row.value("subject"))
      }
      for row in try Row.fetchAll(db, sql: "SELECT lab, seconds FROM clock") {
        out.clocks[LabID(try row.value("lab"))] = try row.amount("seconds")
      }
      return out
    }
  }

  private static func readEntries(_ db: Database, into out: inout NotebookContents) throws {
    let rows = try Row.fetchAll(
      db,
      sql: """
        SELECT entry.*, (SELECT COUNT(*) FROM version WHERE entry_id = entry.id) AS versions FROM entry
        """)
    for row in rows {
      guard let key = EntryKey(try row.value("key")) else { continue }
      let anchor: String? = try row.value("anchor")
      out.entries[key] = Entry(
        key: key, anchor: anchor.flatMap { Reference($0) } ?? key.subject, uid: try row.value("uid"),
        text: try row.value("text"), createdAt: try row.moment("created_at"),
        updatedAt: try row.moment("updated_at"), versionCount: try row.amount("versions"),
        isLocked: row["locked_at"] != nil, isRemoved: row["removed_at"] != nil)
    }
  }

  private static func points(_ text: String) -> [String: Int] {
    var out: [String: Int] = [:]
    for pair in text.split(separator: " ") {
      let parts = pair.split(separator: "=")
      if parts.count == 2, let value = Int(parts[1]), (0...100).contains(value) { out[String(parts[0])] = value }
    }
    return out
  }
}
