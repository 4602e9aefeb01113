import GRDB

/// The tables of a notebook, as steps that are never changed once released.
enum Schema {
  static var migrator: DatabaseMigrator {
    var migrator = DatabaseMigrator()
    migrator.registerMigration("1 study") { db in try db.execute(sql: study) }
    migrator.registerMigration("2 measurements") { db in try db.execute(sql: measurements) }
    return migrator
  }

  /// Entries with their present text; versions with every text they had, one for each editing session; a search
  /// index that triggers keep; what was read, graded, opened and timed.
  private static let study = """
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

  /// Pinned results, each beside the entry that holds the note on it.
  ///
  /// They are written once. Lists are lines with tabs.
  private static let measurements = """
    CREATE TABLE measurement (
      entry_id INTEGER PRIMARY KEY REFERENCES entry(id),
      kind TEXT NOT NULL,
      title TEXT NOT NULL,
      subject TEXT NOT NULL,
      parameters TEXT NOT NULL,
      results TEXT NOT NULL,
      chart TEXT,
      svg TEXT,
      catalogs TEXT NOT NULL,
      program TEXT NOT NULL,
      machine TEXT NOT NULL,
      measured_at REAL NOT NULL
    );
    CREATE TRIGGER measurement_update BEFORE UPDATE ON measurement
      BEGIN SELECT RAISE(ABORT, 'a measurement stays as it was'); END;
    CREATE TRIGGER measurement_delete BEFORE DELETE ON measurement
      BEGIN SELECT RAISE(ABORT, 'a measurement stays'); END;

    CREATE VIRTUAL TABLE measurement_text USING
      fts5(title, text, tokenize = 'porter unicode61 remove_diacritics 2');
    """
}
