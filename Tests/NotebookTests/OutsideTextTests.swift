import Curriculum
import Foundation
import Notebook
import Testing

/// Words that a reader puts into an exported file where no import looks for them.
struct `Text outside the marks` {
  let folder: TemporaryFolder
  let course: Course
  let notebook: Notebook

  init() throws {
    folder = try TemporaryFolder()
    course = try TwoLessonCourse.read(in: folder)
    notebook = try folder.notebook()
    try notebook.addNote("one", on: .page("rag"), session: "s", origin: .typed)
    try notebook.write("recall", to: .answer("lab-0", field: "surprise"), session: "s", origin: .typed)
    try export()
    try single()
    // So that every next export has something new for each file.
    let later = try folder.notebook(at: 86400)
    try later.addNote("two", on: .page("rag"), session: "t", origin: .typed)
    try later.write("a guess", to: .answer("lab-0", field: "first.model.sentence"), session: "t", origin: .typed)
    try later.write("an answer", to: .question("q1"), session: "t", origin: .typed)
  }

  private func export(force: Bool = false) throws {
    let files = MarkdownExport.files(course, try notebook.contents())
    try ExportWriter.write(files, toFolder: folder.path("out"), force: force)
  }

  private func single(force: Bool = false) throws {
    let text = MarkdownExport.single(course, try notebook.contents())
    try ExportWriter.write(text, toFile: folder.path("all.md"), force: force)
  }

  private func imported(_ name: String) throws -> ImportReport {
    try notebook.importMarkdown(at: folder.path(name), course: course)
  }

  private func edit(_ path: String, _ old: String, _ new: String) throws {
    let text = try folder.read(path)
    try #require(text.contains(old))
    try folder.write(text.replacing(old, with: new), to: path)
  }

  private func line(_ text: String, in path: String) throws -> Int {
    let lines = try folder.read(path).split(separator: "\n", omittingEmptySubsequences: false)
    return try #require(lines.firstIndex { $0.contains(text) }) + 1
  }

  struct Edit: CustomTestStringConvertible, Sendable {
    var file: String
    var old: String
    var new: String

    var testDescription: String { "\(file): \(new)" }
  }

  static let edits = [
    Edit(file: "notes/rag.md", old: "<!-- /note -->\n", new: "<!-- /note -->\n\nMY words after it.\n"),
    Edit(file: "notes/rag.md", old: "## Note 1", new: "## MY note"),
    Edit(file: "notes/rag.md", old: "exported-by:", new: "tags: [\"MY\"]\nexported-by:"),
    Edit(file: "README.md", old: "## Labs\n", new: "## Labs\n\nMY plan.\n"),
    Edit(file: "README.md", old: "| Notes | 1 |", new: "| Notes | 1 |\n| MY row | 2 |"),
    Edit(file: "labs/lab-0.md", old: "## 4. Compare\n", new: "## 4. Compare\n\nMY thoughts between tables.\n"),
    Edit(file: "labs/lab-0.md", old: "What surprised you? |", new: "What surprised you? MY answer |"),
    Edit(file: "labs/lab-0.md", old: "\n-->\n", new: "\n--> MY words\n"),
    Edit(file: "questions/q1.md", old: "<!-- /answer -->\n", new: "<!-- /answer -->\nMY second answer\n"),
  ]

  @Test(arguments: edits)
  func `is not written over, and an import names it while it takes the rest`(_ row: Edit) throws {
    let path = "out/" + row.file
    try edit(path, row.old, row.new)
    let edited = try folder.read(path)
    let place = try line("MY", in: path)
    #expect(throws: ExchangeError.editedOutside(path: folder.path(path), line: place)) { try export() }
    #expect(try folder.read(path) == edited)
    try edit("out/labs/lab-0.md", "| recall |", "| latency |")
    let report = try imported("out")
    #expect(report.changed == [.answer("lab-0", field: "surprise")])
    #expect(report.problems.map(\.file) == [row.file])
    #expect(report.problems.map(\.line) == [place])
    try export(force: true)
    #expect(try !folder.read(path).contains("MY"))
    #expect(try imported("out").problems == [])
  }

  @Test func `is not written over in one file either`() throws {
    let old = try folder.read("all.md")
    try folder.write(old + "\nMY end.\n", to: "all.md")
    #expect(throws: ExchangeError.editedOutside(path: folder.path("all.md"), line: try line("MY", in: "all.md"))) {
      try single()
    }
    #expect(try folder.read("all.md") == old + "\nMY end.\n")
    #expect(try imported("all.md").problems.map(\.file) == ["all.md"])
    try single(force: true)
    #expect(try folder.read("all.md") == MarkdownExport.single(course, try notebook.contents()))
  }

  @Test func `that was taken away is told of without a line`() throws {
    try edit("out/notes/rag.md", "## Note 1\n", "")
    #expect(throws: ExchangeError.editedOutside(path: folder.path("out/notes/rag.md"), line: nil)) { try export() }
  }

  @Test func `that moved into a note is imported, and the export goes through`() throws {
    try edit("out/notes/rag.md", "one\n", "one\n\nMY words\n")
    #expect(try imported("out").problems == [])
    try export()
    #expect(try notebook.contents().text(.note(1)) == "one\n\nMY words")
  }

  @Test func `that an editor saved with other line breaks and blank lines is the same`() throws {
    for path in ["all.md", "out/README.md", "out/notes/rag.md", "out/labs/lab-0.md"] {
      let text = try folder.read(path)
      let saved = (text + "\n\n").replacing("\n## ", with: "\n\n## ").replacing(".\n", with: ".  \n")
      try folder.write("\u{FEFF}" + saved.replacing("\n", with: "\r\n"), to: path)
    }
    #expect(try imported("out").problems == [])
    #expect(try imported("all.md").problems == [])
    try export()
    try single()
    #expect(try folder.read("out/notes/rag.md").contains("\ntwo\n"))
  }

  @Test func `in a table that an editor realigned is the same, also with new answers`() throws {
    let path = "out/labs/lab-0.md"
    try edit(path, "| Field | For | Answer |", "| Field      | For                 | Answer  |")
    try edit(path, "|---|---|---|", "| :--------- | ------------------- | ------: |")
    try edit(path, "| `surprise` | What surprised you? | recall |", "|`surprise`  |What surprised you?  |  latency")
    try edit(path, "latency\n", "latency\n| `extra` | | added by hand |\n")
    let report = try imported("out")
    #expect(report.problems == [])
    #expect(report.changed == [.answer("lab-0", field: "surprise")])
    #expect(report.added == [.answer("lab-0", field: "extra")])
    try export()
    #expect(try folder.read(path).contains("| latency |"))
  }

  @Test func `in an export that declares nothing about it is not looked at`() throws {
    let path = "out/notes/rag.md"
    let declaration = try #require(
      try folder.read(path).split(separator: "\n").first { $0.hasPrefix("outside: ") })
    try edit(path, declaration + "\n", "")
    try edit(path, "## Note 1", "## MY note")
    #expect(try imported("out").problems == [])
    try export()
    #expect(try folder.read(path).contains(declaration.prefix(9)))
  }

  @Test func `that a new export has as well is no reason to refuse`() throws {
    try edit("out/README.md", "## Labs\n", "## Labs\n\nMY plan.\n")
    var files = MarkdownExport.files(course, try notebook.contents())
    let index = try #require(files.firstIndex { $0.path == "README.md" })
    files[index].text = try folder.read("out/README.md")
    try ExportWriter.write(files, toFolder: folder.path("out"), force: false)
    #expect(try folder.read("out/README.md").contains("MY plan."))
  }

  @Test func `is named in a message that says what to do`() {
    #expect(
      ExchangeError.editedOutside(path: "out/README.md", line: 7).message
        == "out/README.md:7: text outside the marks was edited after the export and is not read back. "
        + "Nothing was written. Move it into a note, or use --force to replace it")
    #expect(ExchangeError.editedOutside(path: "a.md", line: nil).message.hasPrefix("a.md: text outside"))
  }
}
