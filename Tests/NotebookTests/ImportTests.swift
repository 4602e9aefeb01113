import Curriculum
import Foundation
import Notebook
import StrataTesting
import Testing

struct `Importing an export` {
  let folder: TemporaryFolder
  let course: Course
  let notebook: Notebook
  static let answer = EntryKey.answer("lab-0", field: "surprise")
  static let question = EntryKey.question("q1")
  static let note = EntryKey.note(1)

  init() throws {
    folder = try TemporaryFolder()
    course = try TwoLessonCourse.read(in: folder)
    notebook = try folder.notebook()
    try notebook.addNote("original", on: .page("rag"), session: "s", origin: .typed, uid: "u1")
    for key in [Self.answer, Self.question] { try notebook.write("original", to: key, session: "s", origin: .typed) }
  }

  private func export() throws {
    try ExportWriter.write(
      MarkdownExport.files(course, try notebook.contents()), toFolder: folder.path("out"), force: true)
  }

  private func imported(_ name: String = "out") throws -> ImportReport {
    try notebook.importMarkdown(at: folder.path(name), course: course)
  }

  private func path(_ key: EntryKey) -> String {
    switch key {
    case .answer: "out/labs/lab-0.md"
    case .question: "out/questions/q1.md"
    case .note: "out/notes/rag.md"
    case .scenario: "out/scenarios.md"
    case .measurement: "out/measurements.md"
    }
  }

  private func edit(_ path: String, _ old: String, _ new: String) throws {
    let text = try folder.read(path)
    try #require(text.contains(old))
    try folder.write(text.replacing(old, with: new), to: path)
  }

  // MARK: Three texts

  struct Case: CustomTestStringConvertible, Sendable {
    var file: String
    var own: String
    var result: String
    /// `changed`, `both` or nothing.
    var report: String
    var versions: Set<String>

    var testDescription: String { "file \(file), notebook \(own)" }
  }

  @Test(
    arguments: [
      Case(file: "original", own: "original", result: "original", report: "", versions: ["original"]),
      Case(file: "original", own: "mine", result: "mine", report: "", versions: ["original", "mine"]),
      Case(file: "theirs", own: "original", result: "theirs", report: "changed", versions: ["original", "theirs"]),
      Case(file: "theirs", own: "theirs", result: "theirs", report: "", versions: ["original", "theirs"]),
      Case(file: "theirs", own: "mine", result: "mine", report: "both", versions: ["original", "mine", "theirs"]),
    ], [answer, question, note])
  func `three texts decide`(_ row: Case, _ key: EntryKey) throws {
    try export()
    if row.file != "original" { try edit(path(key), "original", row.file) }
    if row.own != "original" { try notebook.write(row.own, to: key, session: "t", origin: .typed) }
    let report = try imported()
    #expect(try notebook.contents().text(key) == row.result)
    #expect(report.changed == (row.report == "changed" ? [key] : []))
    #expect(report.bothChanged == (row.report == "both" ? [key] : []))
    #expect(report.added == [])
    #expect(report.problems == [])
    #expect(try Set(notebook.versions(of: key).map(\.text)) == row.versions)
    // A second import finds nothing left to do.
    let contents = try notebook.contents()
    #expect(try imported().unchanged == report.unchanged + report.changed.count + report.bothChanged.count)
    #expect(try notebook.contents() == contents)
  }

  @Test func `an imported text is a version that says so`() throws {
    try export()
    try edit(path(Self.note), "original", "theirs")
    _ = try imported()
    #expect(try notebook.versions(of: Self.note).map(\.origin) == [.imported, .typed])
  }

  @Test func `an answer that was emptied in the file is emptied, and kept as a version`() throws {
    try export()
    try edit(path(Self.answer), "| original |", "|  |")
    #expect(try imported().changed == [Self.answer])
    #expect(try notebook.contents().text(Self.answer) == "")
    #expect(try notebook.versions(of: Self.answer).map(\.text) == ["", "original"])
  }

  @Test func `a blank field that was filled in the file is taken`() throws {
    try export()
    try edit(path(Self.answer), "| `first.product` | First product | |", "|`first.product`|First product|cursor|")
    let key = EntryKey.answer("lab-0", field: "first.product")
    #expect(try imported().added == [key])
    #expect(try notebook.contents().text(key) == "cursor")
  }

  @Test func `a note that was removed stays so unless the file edited it`() throws {
    try export()
    try notebook.setNote(1, removed: true)
    #expect(try imported().changed == [])
    #expect(try notebook.contents().notes.isEmpty)
    try edit(path(Self.note), "original", "theirs")
    #expect(try imported().changed == [Self.note])
    #expect(try notebook.contents().text(Self.note) == "theirs")
  }

  @Test func `a locked prediction that differs is reported and stays`() throws {
    let (a, b) = ("first.application.sentence", "first.model.sentence")
    try notebook.write("guess", to: .answer("lab-0", field: a), session: "s", origin: .typed)
    try export()
    try edit(path(Self.answer), "guess", "knew it")
    let row = "| `\(b)` | First product · Model |"
    try edit(path(Self.answer), row + " |", row + " too late |")
    try notebook.openEvidence("lab-0", subject: "first", locking: [a])
    let before = try notebook.contents()
    let report = try imported()
    #expect(try notebook.contents() == before)
    #expect(report.problems.map(\.file) == ["labs/lab-0.md", "labs/lab-0.md"])
    #expect(report.problems.allSatisfy { $0.message.contains("locked") })
    let lines = try folder.read(path(Self.answer)).split(separator: "\n", omittingEmptySubsequences: false)
    let rows = report.problems.map { String(lines[$0.line - 1].prefix(20)) }
    #expect(rows == ["| `first.application", "| `first.model.sente"])
  }

  // MARK: Editors

  @Test func `a table that an editor realigned and a file with CRLF are read`() throws {
    try export()
    try edit(path(Self.answer), "| original |", "|    edited \\| piped        |")
    for file in try folder.files(under: "out") where file.hasSuffix(".md") {
      let text = "\u{FEFF}" + (try folder.read("out/" + file)).replacing("\n", with: "\r\n")
      try folder.write(text, to: "out/" + file)
    }
    let report = try imported()
    #expect(report.problems == [])
    #expect(report.changed == [Self.answer])
    #expect(try notebook.contents().text(Self.answer) == "edited | piped")
  }

  @Test func `a copy of the folder without its hidden record is still an export`() throws {
    try export()
    try FileManager.default.removeItem(atPath: folder.path("out/.strata-export"))
    #expect(try imported().problems == [])
  }

  // MARK: Mistakes

  @Test func `a page with mistakes names the line, and the other pages are taken`() throws {
    try export()
    try edit(path(Self.note), "<!-- /note -->\n", "")
    try edit(path(Self.answer), "| original |", "| a | b |")
    try Data([0x61, 0x0A, 0xFF, 0xFE]).write(to: URL(fileURLWithPath: folder.path("out/bad.md")))
    try edit(path(Self.question), "original", "theirs")
    let report = try imported()
    #expect(report.changed == [Self.question])
    #expect(report.problems.map(\.file) == ["bad.md", "labs/lab-0.md", "notes/rag.md"])
    #expect(report.problems[0].line == 2)
    #expect(report.problems[1].message.contains("4 cells"))
    #expect(try notebook.contents().text(Self.note) == "original")
    #expect(try notebook.contents().text(Self.answer) == "original")
  }

  @Test(
    arguments: [
      ("<!-- /note -->\n", 1), ("<!-- note 3 rev=x -->\n\na\n\n<!-- /note -->\n", 1),
      ("\n<!-- worksheet lab-0 -->\n| `surprise` | | x |\n", 2),
      ("<!-- worksheet lab-0 -->\n| `nonsense` | | x |\n<!-- /worksheet -->\n", 2),
      ("<!-- worksheet lab-0 -->\n| `first.model.score` | | 9 |\n<!-- /worksheet -->\n", 2),
      ("<!-- worksheet lab-0 -->\n| `extra` | | x |\n| `extra` | | y |\n<!-- /worksheet -->\n", 3),
      ("<!-- answer-to question none -->\n\nx\n\n<!-- /answer -->\n", 1),
      ("<!-- answer-to question q1 -->\n\nx\n<!-- note 1 uid=u9 -->\ny\n<!-- /note -->\n", 1),
    ])
  func `a mistake is reported with its line`(text: String, line: Int) throws {
    try folder.write(text, to: "page.md")
    let report = try imported("page.md")
    #expect(report.problems.map(\.line) == [line])
    #expect(report.problems.map(\.file) == ["page.md"])
    #expect(try notebook.contents().text(Self.answer) == "original")
    #expect(try notebook.contents().text(Self.question) == "original")
  }

  @Test func `a note's uid cannot overwrite an answer`() throws {
    let uid = try #require(try notebook.contents().entries[Self.answer]?.uid)
    try folder.write("<!-- note 1 uid=\(uid) rev=x -->\n\nx\n\n<!-- /note -->\n", to: "page.md")
    #expect(try imported("page.md").problems.count == 1)
    #expect(try notebook.contents().text(Self.answer) == "original")
  }

  @Test func `what is no export is refused`() throws {
    try folder.write("# Mine\n", to: "mine/README.md")
    #expect(throws: ExchangeError.notAnExport(path: folder.path("mine"))) { try imported("mine") }
    #expect(throws: ExchangeError.notAnExport(path: folder.path("mine/README.md"))) { try imported("mine/README.md") }
    #expect {
      try imported("nowhere")
    } throws: { error in
      if case ExchangeError.unreadable(path: folder.path("nowhere"), _) = error { true } else { false }
    }
  }

  @Test func `links in the folder are not followed`() throws {
    try export()
    try folder.write("<!-- note 9 uid=u9 rev=x -->\n\nsecret\n\n<!-- /note -->\n", to: "elsewhere/secret.md")
    for (name, target) in [("link.md", "elsewhere/secret.md"), ("linked", "elsewhere")] {
      try FileManager.default.createSymbolicLink(
        atPath: folder.path("out/" + name), withDestinationPath: folder.path(target))
    }
    #expect(try imported().added == [])
  }

  @Test func `no bytes make an import fail in any other way than by its report`() throws {
    try export()
    let page = try #require(folder.bytes(path(Self.answer)))
    let note = try #require(folder.bytes(path(Self.note)))
    for seed in UInt64(0)..<300 {
      var numbers = SplitMix64(seed: seed)
      var bytes = Bool.random(using: &numbers) ? page : note
      for _ in 0..<Int.random(in: 1...8, using: &numbers) {
        let place = Int.random(in: 0..<bytes.count, using: &numbers)
        switch Int.random(in: 0..<3, using: &numbers) {
        case 0: bytes[place] = UInt8.random(in: 0...255, using: &numbers)
        case 1: bytes.insert(contentsOf: numbers.hostileText().utf8, at: place)
        default: bytes.removeSubrange(place..<min(bytes.count, place + Int.random(in: 1...30, using: &numbers)))
        }
        if bytes.isEmpty { bytes = page }
      }
      try bytes.write(to: URL(fileURLWithPath: folder.path("out/labs/mangled.md")))
      #expect(throws: Never.self, "seed \(seed)") { try imported() }
    }
    #expect(try notebook.integrityProblems() == [])
  }
}
