import Curriculum
import Foundation
import GRDB
import Notebook
import Testing

struct `Entries of a notebook` {
  let folder: TemporaryFolder
  let notebook: Notebook
  let key = EntryKey.answer("lab-0", field: "first.model.sentence")

  init() throws {
    folder = try TemporaryFolder()
    notebook = try folder.notebook()
  }

  private func texts(_ key: EntryKey) throws -> [String] { try notebook.versions(of: key).map(\.text) }

  @Test func `one session keeps one version, its last`() throws {
    for text in ["T", "Th", "The"] { try notebook.write(text, to: key, session: "s", origin: .typed) }
    #expect(try notebook.contents().text(key) == "The")
    #expect(try texts(key) == ["The"])
  }

  @Test func `each session leaves a version, the newest first`() throws {
    try notebook.write("one", to: key, session: "a", origin: .typed)
    try notebook.write("two", to: key, session: "b", origin: .command)
    try notebook.write("", to: key, session: "c", origin: .restored)
    #expect(try texts(key) == ["", "two", "one"])
    #expect(try notebook.versions(of: key).map(\.origin) == [.restored, .command, .typed])
    #expect(try notebook.contents().entries[key]?.versionCount == 3)
  }

  @Test func `writing what is there already changes nothing`() throws {
    try notebook.write("same", to: key, session: "a", origin: .typed)
    let before = try notebook.contents()
    try folder.notebook(at: 60).write("same", to: key, session: "b", origin: .typed)
    #expect(try notebook.contents() == before)
    try notebook.write("", to: .question("q1"), session: "a", origin: .typed)
    #expect(try notebook.contents() == before)
  }

  @Test func `a text is kept clean of control characters and keeps its lines`() throws {
    try notebook.write("a\r\nb\u{1B}[0m\tc\u{202E}", to: key, session: "s", origin: .typed)
    #expect(try notebook.contents().text(key) == "a\nb␛[0m\tc\u{FFFD}")
  }

  @Test func `a note that was never made cannot be written`() throws {
    #expect(throws: NotebookError.noSuchNote(7)) {
      try notebook.write("x", to: .note(7), session: "s", origin: .typed)
    }
    #expect(throws: NotebookError.noSuchNote(7)) { try notebook.setNote(7, removed: true) }
  }

  @Test func `notes count up and numbers are not used again`() throws {
    let first = try notebook.addNote("one", on: .page("rag"), session: "a", origin: .typed)
    let second = try notebook.addNote("two", on: nil, session: "b", origin: .typed)
    try notebook.setNote(second, removed: true)
    let third = try notebook.addNote("three", on: nil, session: "c", origin: .typed)
    let numbers: [Int] = [first, second, third]
    #expect(numbers == Array(1...3))
    #expect(try notebook.contents().notes.map(\.number) == [1, 3])
    #expect(try notebook.contents().notes(on: .page("rag")).map(\.number) == [1])
  }

  @Test func `a removed note keeps its text and comes back`() throws {
    let number = try notebook.addNote("words", on: nil, session: "a", origin: .typed)
    try notebook.setNote(number, removed: true)
    var contents = try notebook.contents()
    #expect(contents.text(.note(number)) == "")
    #expect(contents.entries[.note(number)]?.text == "words")
    try notebook.setNote(number, removed: false)
    contents = try notebook.contents()
    #expect(contents.text(.note(number)) == "words")
  }

  @Test func `a prediction stays as it was once its evidence is open`() throws {
    try notebook.write("guess", to: key, session: "a", origin: .typed)
    try notebook.openEvidence("lab-0", subject: "first", locking: ["first.model.sentence"])
    #expect(throws: NotebookError.lockedPrediction(field: key.description)) {
      try notebook.write("better", to: key, session: "b", origin: .typed)
    }
    #expect(throws: Never.self) { try notebook.write("guess", to: key, session: "b", origin: .typed) }
    let entry = try #require(try notebook.contents().entries[key])
    #expect(entry.text == "guess")
    #expect(entry.isLocked)
    #expect(try notebook.contents().opened == ["lab-0": ["first"]])
  }

  @Test func `not even SQL changes a locked prediction`() throws {
    try notebook.write("guess", to: key, session: "a", origin: .typed)
    try notebook.openEvidence("lab-0", subject: "first", locking: ["first.model.sentence"])
    let other = try DatabaseQueue(path: notebook.path)
    #expect(throws: DatabaseError.self) {
      try other.write { try $0.execute(sql: "UPDATE entry SET text = 'better'") }
    }
    #expect(try notebook.contents().text(key) == "guess")
  }

  @Test func `a reset empties and unlocks a lab, and keeps what was written`() throws {
    let neighbour = EntryKey.answer("lab-01", field: "x")
    try notebook.write("guess", to: key, session: "a", origin: .typed)
    try notebook.write("stays", to: neighbour, session: "a", origin: .typed)
    try notebook.openEvidence("lab-0", subject: "first", locking: ["first.model.sentence"])
    try notebook.addClock("lab-0", seconds: 90)
    try notebook.reset("lab-0")
    let contents = try notebook.contents()
    #expect(contents.text(key) == "")
    #expect(contents.entries[key]?.isLocked == false)
    #expect(contents.text(neighbour) == "stays")
    #expect(contents.opened == [:])
    #expect(contents.clocks == [:])
    #expect(try texts(key) == ["", "guess"])
    try notebook.write("again", to: key, session: "b", origin: .typed)
    #expect(try notebook.contents().text(key) == "again")
  }

  @Test func `a text kept aside is a version and not the present text`() throws {
    try notebook.write("mine", to: key, session: "a", origin: .typed)
    try notebook.keepAside("theirs", of: key, session: "import", origin: .imported)
    #expect(try notebook.contents().text(key) == "mine")
    #expect(try Set(texts(key)) == ["mine", "theirs"])
  }

  @Test func `everything that was written is read again by another opening`() throws {
    let uid = "abc"
    try notebook.write("an answer", to: key, session: "a", origin: .typed)
    try notebook.write("a note", to: .question("q1"), session: "a", origin: .typed)
    try notebook.addNote("#idea about it", on: .term("kv-cache"), session: "b", origin: .typed, uid: uid)
    try notebook.grade("q1", points: ["a": 2, "b": 1])
    try notebook.grade("q1", points: ["a": 2, "b": 2])
    try notebook.setRead("rag", true)
    try notebook.addReading("rag", seconds: 30, place: 12)
    try notebook.addReading("rag", seconds: 12, place: 14)
    try notebook.addClock("lab-0", seconds: 61)
    try notebook.updateState("pane") { _ in "stack" }
    let other = try folder.notebook()
    let contents = try other.contents()
    #expect(contents == (try notebook.contents()))
    let now = Date(timeIntervalSince1970: 1_782_907_200)
    #expect(contents.text(key) == "an answer")
    #expect(contents.entries[.question("q1")]?.anchor == .page("q1"))
    #expect(contents.entries[.note(1)]?.uid == uid)
    #expect(contents.entries[.note(1)]?.anchor == .term("kv-cache"))
    #expect(contents.entries[.note(1)]?.createdAt == now)
    #expect(contents.grades["q1"]?.map(\.total) == [3, 4])
    #expect(contents.readings["rag"] == Reading(readAt: now, place: 14, seconds: 42))
    #expect(contents.clocks == ["lab-0": 61])
    #expect(try other.state("pane") == "stack")
    #expect(try other.integrityProblems() == [])
  }

  @Test(arguments: [
    ("#one and #two-b, #one again", ["one", "two-b"]), ("# heading ## x #1 a#b", []), ("(#no) #é_1!", ["é_1"]),
  ])
  func `tags are words that begin with a hash and a letter`(text: String, tags: [String]) {
    #expect(Entry.tags(in: text) == tags)
  }

  @Test(arguments: ["answer:lab-0/first.model.sentence", "answer:lab-0/a/b", "question:q1", "note:12"])
  func `a key's written form reads back`(text: String) {
    #expect(EntryKey(text)?.description == text)
  }

  @Test(arguments: ["", "note", "note:", "note:0", "note:-1", "note:x", "answer:lab-0", "page:rag"])
  func `what is no key is not read as one`(text: String) {
    #expect(EntryKey(text) == nil)
  }

  @Test func `moments that no calendar has are drawn into one`() throws {
    try notebook.write("text", to: key, session: "s", origin: .typed)
    let raw = try DatabaseQueue(path: notebook.path)
    try raw.write { try $0.execute(sql: "UPDATE entry SET created_at = -9e999, updated_at = 9e999") }
    let entry = try #require(try notebook.contents().entries[key])
    #expect(entry.updatedAt == Date(timeIntervalSince1970: 253_402_300_799))
    #expect(entry.createdAt == Date(timeIntervalSince1970: -62_135_596_800))
  }
}
