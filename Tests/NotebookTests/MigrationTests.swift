import Curriculum
import Foundation
import GRDB
import StrataTesting
import Testing

@testable import Notebook

/// A notebook of an older program opens, and becomes one of this program.
struct `Notebooks of older programs` {
  let folder: TemporaryFolder
  private var path: String { folder.path("notebook.sqlite") }

  init() throws { folder = try TemporaryFolder() }

  /// The first release's notebook, as its program left it.
  private func makeOld() throws {
    let raw = try DatabaseQueue(path: path)
    try raw.write { db in
      try db.execute(sql: OldNotebook.schema + OldNotebook.rows)
    }
    try raw.close()
  }

  private func tables(_ path: String) throws -> [String: String] {
    let raw = try DatabaseQueue(path: path)
    return try raw.read { db in
      let rows = try Row.fetchAll(db, sql: "SELECT name, sql FROM sqlite_schema WHERE sql IS NOT NULL")
      return Dictionary(uniqueKeysWithValues: rows.map { ($0["name"], $0["sql"]) })
    }
  }

  @Test func `what was released is made in the same words today`() throws {
    try makeOld()
    let today = try DatabaseQueue(path: folder.path("today.sqlite"))
    try Schema.migrator.migrate(today, upTo: "1 study")
    try today.close()
    #expect(try tables(folder.path("today.sqlite")) == (try tables(path)))
  }

  @Test func `everything in it is there after the upgrade, and new things can be kept`() throws {
    try makeOld()
    let notebook = try folder.notebook()
    let contents = try notebook.contents()
    #expect(contents.text(.question("q1")) == "an old answer")
    #expect(contents.entries[.answer("lab-0", field: "first.model.sentence")]?.isLocked == true)
    #expect(contents.notes.map(\.entry.text) == ["an old note"])
    #expect(contents.entries[.note(2)]?.isRemoved == true)
    #expect(try notebook.versions(of: .question("q1")).map(\.text) == ["an old answer", "a first answer"])
    #expect(contents.grades["q1"]?.map(\.points) == [["a": 2]])
    #expect(contents.isRead("rag") && contents.opened == ["lab-0": ["first"]] && contents.clocks == ["lab-0": 7])
    #expect(try notebook.state("pane") == "stack")
    #expect(contents.measurements.isEmpty && contents.scenarios.isEmpty)
    #expect(try notebook.addMeasurement(.sample, session: "s", origin: .command) == 1)
    try notebook.saveScenario(try #require(ScenarioName("desk")), "x: 1\n", session: "s", origin: .command)
    #expect(try notebook.addNote("new", on: nil, session: "s", origin: .typed) == 3)
    let search = try Search(try TwoLessonCourse.read(in: folder), notebook)
    #expect(try search.find("old note", limit: 5).first?.place == .own(.note(1)))
    #expect(try notebook.integrityProblems() == [])
  }

  @Test func `an upgraded notebook has the tables of a new one`() throws {
    try makeOld()
    _ = try folder.notebook()
    _ = try folder.notebook("new.sqlite")
    #expect(try tables(path) == (try tables(folder.path("new.sqlite"))))
  }

  @Test func `many programs may upgrade it at the same moment`() async throws {
    try makeOld()
    let path = path
    let failures = await withTaskGroup(of: NotebookError?.self) { group in
      for index in 0..<8 {
        group.addTask {
          do throws(NotebookError) {
            let notebook = try Notebook(at: path)
            try notebook.addNote("note \(index)", on: nil, session: "s", origin: .typed)
            return nil
          } catch { return error }
        }
      }
      return await group.reduce(into: []) { $0 += [$1].compactMap { $0 } }
    }
    #expect(failures == [])
    #expect(try Notebook(at: path).contents().notes.count == 9)
  }
}

/// The notebook of the first release, word for word: it lies on readers' disks and is never edited here.
private enum OldNotebook {
  static let schema = """
    CREATE TABLE grdb_migrations (identifier TEXT NOT NULL PRIMARY KEY);
    INSERT INTO grdb_migrations VALUES ('1 study');
    CREATE TABLE entry (
      id INTEGER PRIMARY KEY,
      key TEXT NOT NULL UNIQUE,
      uid TEXT NOT NULL UNIQUE,
      anchor TEXT,
      text TEXT NOT NULL,
      created_at REAL NOT NULL,
      updated_at REAL NOT NULL,
      locked_at REAL,
      removed_at REAL
    );
    CREATE TABLE version (
      id INTEGER PRIMARY KEY,
      entry_id INTEGER NOT NULL REFERENCES entry(id),
      session TEXT NOT NULL,
      text TEXT NOT NULL,
      origin TEXT NOT NULL,
      written_at REAL NOT NULL,
      UNIQUE (entry_id, session)
    );
    CREATE TRIGGER entry_locked BEFORE UPDATE OF text ON entry
      WHEN OLD.locked_at IS NOT NULL AND NEW.locked_at IS NOT NULL AND NEW.text IS NOT OLD.text
      BEGIN SELECT RAISE(ABORT, 'locked prediction'); END;

    CREATE VIRTUAL TABLE entry_text USING fts5(text, tokenize = 'porter unicode61 remove_diacritics 2');
    CREATE TRIGGER entry_text_insert AFTER INSERT ON entry
      BEGIN INSERT INTO entry_text (rowid, text) VALUES (NEW.id, NEW.text); END;
    CREATE TRIGGER entry_text_update AFTER UPDATE OF text, removed_at ON entry
      BEGIN
        DELETE FROM entry_text WHERE rowid = NEW.id;
        INSERT INTO entry_text (rowid, text) SELECT NEW.id, NEW.text WHERE NEW.removed_at IS NULL;
      END;

    CREATE TABLE grade (
      id INTEGER PRIMARY KEY,
      question TEXT NOT NULL,
      session TEXT NOT NULL,
      points TEXT NOT NULL,
      graded_at REAL NOT NULL,
      UNIQUE (question, session)
    );
    CREATE TABLE reading (
      page TEXT PRIMARY KEY,
      read_at REAL,
      place INTEGER NOT NULL DEFAULT 0,
      seconds INTEGER NOT NULL DEFAULT 0
    ) WITHOUT ROWID;
    CREATE TABLE opened (
      lab TEXT NOT NULL,
      subject TEXT NOT NULL,
      opened_at REAL NOT NULL,
      PRIMARY KEY (lab, subject)
    ) WITHOUT ROWID;
    CREATE TABLE clock (
      lab TEXT PRIMARY KEY,
      seconds INTEGER NOT NULL
    ) WITHOUT ROWID;
    CREATE TABLE state (
      key TEXT PRIMARY KEY,
      value TEXT NOT NULL
    ) WITHOUT ROWID;

    """

  static let rows = """
    INSERT INTO entry VALUES
      (1, 'question:q1', 'u1', NULL, 'an old answer', 1782907200, 1782907201, NULL, NULL),
      (2, 'note:1', 'u2', 'page:rag', 'an old note', 1782907200, 1782907200, NULL, NULL),
      (3, 'note:2', 'u3', NULL, 'gone', 1782907200, 1782907200, NULL, NULL),
      (4, 'answer:lab-0/first.model.sentence', 'u4', NULL, 'a guess', 1782907200, 1782907200, 1782907202, NULL);
    UPDATE entry SET removed_at = 1782907203 WHERE id = 3;
    INSERT INTO version VALUES
      (1, 1, 'a', 'a first answer', 'typed', 1782907200), (2, 1, 'b', 'an old answer', 'typed', 1782907201),
      (3, 2, 'a', 'an old note', 'typed', 1782907200), (4, 3, 'a', 'gone', 'typed', 1782907200),
      (5, 4, 'a', 'a guess', 'typed', 1782907200);
    INSERT INTO grade VALUES (1, 'q1', 's', 'a=2', 1782907200);
    INSERT INTO reading VALUES ('rag', 1782907200, 3, 12);
    INSERT INTO opened VALUES ('lab-0', 'first', 1782907202);
    INSERT INTO clock VALUES ('lab-0', 7);
    INSERT INTO state VALUES ('pane', 'stack');
    """
}
