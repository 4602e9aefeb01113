import Curriculum
import Foundation
import GRDB
import StrataTesting
import Testing

@testable import Notebook

struct `The file of a notebook` {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func failure(opening path: String) -> NotebookError? {
    do {
      _ = try Notebook(at: path)
      return nil
    } catch { return error }
  }

  /// Another program that holds the notebook's lock until it ends its transaction.
  private func locked(_ notebook: Notebook) throws -> DatabaseQueue {
    var configuration = Configuration()
    configuration.allowsUnsafeTransactions = true
    let other = try DatabaseQueue(path: notebook.path, configuration: configuration)
    try other.writeWithoutTransaction { db in try db.execute(sql: "BEGIN IMMEDIATE") }
    return other
  }

  /// A notebook of some pages, closed.
  private func filled() throws -> String {
    let notebook = try folder.notebook()
    for number in 0..<60 {
      try notebook.addNote(
        String(repeating: "word\(number) ", count: 60), on: .page("rag"), session: "s", origin: .typed)
    }
    return notebook.path
  }

  @Test func `two openings of one file keep each other's edits and see that something changed`() throws {
    let (a, b) = (try folder.notebook(), try folder.notebook())
    let before = try a.dataVersion()
    try a.write("from a", to: .question("q1"), session: "a", origin: .typed)
    #expect(try a.dataVersion() == before)
    try b.write("from b", to: .question("q2"), session: "b", origin: .typed)
    #expect(try a.dataVersion() != before)
    try a.write("a again", to: .question("q1"), session: "a2", origin: .typed)
    for notebook in [a, b] {
      let contents = try notebook.contents()
      #expect(contents.text(.question("q1")) == "a again")
      #expect(contents.text(.question("q2")) == "from b")
    }
    #expect(try b.versions(of: .question("q1")).map(\.text) == ["a again", "from a"])
  }

  @Test func `a write waits while another program holds the lock`() async throws {
    let notebook = try folder.notebook()
    let other = try locked(notebook)
    async let written: Void = Task.detached {
      try notebook.write("in the end", to: .question("q1"), session: "s", origin: .typed)
    }.value
    try await Task.sleep(for: .milliseconds(50))
    try await other.writeWithoutTransaction { db in try db.execute(sql: "COMMIT") }
    try await written
    #expect(try notebook.contents().text(.question("q1")) == "in the end")
  }

  @Test func `who is leaving waits no longer, and is told that the notebook is busy`() throws {
    let notebook = try folder.notebook()
    let other = try locked(notebook)
    notebook.hurry(within: .zero)
    #expect(throws: NotebookError.busy(path: notebook.path)) {
      try notebook.write("lost?", to: .question("q1"), session: "s", origin: .typed)
    }
    try other.writeWithoutTransaction { db in try db.execute(sql: "COMMIT") }
    try notebook.write("taken", to: .question("q1"), session: "s", origin: .typed)
    #expect(try notebook.contents().text(.question("q1")) == "taken")
  }

  @Test func `patience ends after a number of tries, or when it is run out`() {
    let patience = LockPatience()
    #expect(patience.waits(after: 0))
    #expect(!patience.waits(after: 501))
    patience.run(outIn: .seconds(100))
    #expect(patience.waits(after: 0))
    patience.run(outIn: .zero)
    #expect(!patience.waits(after: 0))
  }

  @Test func `two openings make notes with different numbers`() throws {
    let (a, b) = (try folder.notebook(), try folder.notebook())
    var numbers: [Int] = []
    for round in 0..<5 {
      numbers.append(try a.addNote("a\(round)", on: nil, session: "a", origin: .typed))
      numbers.append(try b.addNote("b\(round)", on: nil, session: "b", origin: .typed))
    }
    #expect(numbers == Array(1...10))
  }

  @Test func `many programs may make the file at the same moment`() async throws {
    let path = folder.path("new/notebook.sqlite")
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
    #expect(try Notebook(at: path).contents().notes.count == 8)
  }

  @Test func `every commit waits for the disk`() throws {
    let path = try filled()
    let queue = try DatabaseQueue(path: path)
    #expect(try queue.read { try String.fetchOne($0, sql: "PRAGMA journal_mode") } == "wal")
    let notebook = try Notebook(at: path)
    // 2 is FULL.
    #expect(try notebook.read { try Int.fetchOne($0, sql: "PRAGMA synchronous") } == 2)
  }

  @Test func `another program's database is refused and stays as it is`() throws {
    let path = folder.path("other.sqlite")
    do {
      let queue = try DatabaseQueue(path: path)
      try queue.write { try $0.execute(sql: "CREATE TABLE stock (name TEXT); INSERT INTO stock VALUES ('nail')") }
    }
    let bytes = folder.bytes("other.sqlite")
    #expect(failure(opening: path) == .notADatabase(path: path))
    #expect(folder.bytes("other.sqlite") == bytes)
  }

  @Test func `a notebook of a newer schema is refused and stays as it is`() throws {
    let path = try filled()
    do {
      let queue = try DatabaseQueue(path: path)
      try queue.write { try $0.execute(sql: "INSERT INTO grdb_migrations VALUES ('9 future')") }
    }
    let bytes = folder.bytes("notebook.sqlite")
    #expect(failure(opening: path) == .newerSchema(path: path))
    #expect(folder.bytes("notebook.sqlite") == bytes)
  }

  @Test(arguments: ["Dear diary", String(repeating: "garbage\u{0}", count: 2000)])
  func `a file of something else is refused and stays as it is`(text: String) throws {
    try folder.write(text, to: "letter.txt")
    let path = folder.path("letter.txt")
    #expect(failure(opening: path) == .notADatabase(path: path))
    #expect(try folder.read("letter.txt") == text)
  }

  @Test func `an empty file becomes a notebook`() throws {
    try folder.write("", to: "notebook.sqlite")
    #expect(try folder.notebook().contents() == NotebookContents())
  }

  @Test func `a place that cannot be written is named`() throws {
    try folder.write("a file", to: "file")
    guard case .folder(folder.path("file"), _)? = failure(opening: folder.path("file/notebook.sqlite")) else {
      Issue.record("a file taken for a folder")
      return
    }
    #expect(failure(opening: folder.path) == .notADatabase(path: folder.path))
    #if os(Linux)
      #expect(failure(opening: "/proc/notebook.sqlite") == .readOnly(path: "/proc/notebook.sqlite"))
    #endif
  }

  /// Reads everything; nil when it is sound.
  private func fault(_ path: String) -> NotebookError? {
    do throws(NotebookError) {
      let notebook = try Notebook(at: path)
      _ = try notebook.contents()
      for number in 1...60 { _ = try notebook.versions(of: .note(number)) }
      return nil
    } catch { return error }
  }

  @Test func `a truncated notebook is called damaged and stays as it is`() throws {
    let whole = try #require(FileManager.default.contents(atPath: try filled()))
    for part in 1..<12 {
      let name = "cut-\(part).sqlite"
      let bytes = whole.prefix(whole.count * part / 12)
      try bytes.write(to: URL(fileURLWithPath: folder.path(name)))
      let path = folder.path(name)
      let found = fault(path)
      guard case .damaged(path, _)? = found else {
        Issue.record("cut to \(bytes.count) of \(whole.count) bytes: \(String(describing: found))")
        continue
      }
      #expect(folder.bytes(name) == Data(bytes))
    }
  }

  @Test func `flipped bytes are survived and left alone`() throws {
    let whole = try #require(FileManager.default.contents(atPath: try filled()))
    for seed in UInt64(0)..<60 {
      var numbers = SplitMix64(seed: seed)
      var bytes = whole
      for _ in 0..<20 { bytes[Int.random(in: 0..<bytes.count, using: &numbers)] ^= 0xFF }
      let name = "flip-\(seed).sqlite"
      try bytes.write(to: URL(fileURLWithPath: folder.path(name)))
      let found = fault(folder.path(name))
      #expect(found?.message.contains(name) != false, "seed \(seed)")
      #expect(folder.bytes(name) == bytes, "seed \(seed): \(String(describing: found))")
    }
  }

  @Test func `the place of the notebook follows flag-free settings`() {
    #expect(Notebook.defaultPath(environment: ["STRATA_NOTEBOOK": "x.db", "HOME": "/h"]) == "x.db")
    #expect(
      Notebook.defaultPath(environment: ["XDG_DATA_HOME": "/d", "HOME": "/h"]) == "/d/strata/notebook.sqlite")
    #expect(
      Notebook.defaultPath(environment: ["XDG_DATA_HOME": "d", "HOME": "/h"])
        == "/h/.local/share/strata/notebook.sqlite")
    #expect(Notebook.defaultPath(environment: ["STRATA_NOTEBOOK": "", "HOME": ""]) == nil)
  }
}
