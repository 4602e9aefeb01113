import Curriculum
import Foundation
import Notebook
import Testing

struct `Writing an export` {
  let folder: TemporaryFolder
  let course: Course
  let notebook: Notebook

  init() throws {
    folder = try TemporaryFolder()
    course = try TwoLessonCourse.read(in: folder)
    notebook = try folder.notebook()
    try notebook.addNote("one", on: .page("rag"), session: "s", origin: .typed)
  }

  private func export(force: Bool = false) throws(ExchangeError) {
    let contents: NotebookContents
    do { contents = try notebook.contents() } catch { throw .notebook(error) }
    try ExportWriter.write(MarkdownExport.files(course, contents), toFolder: folder.path("out"), force: force)
  }

  private func names() throws -> [String] { try folder.files(under: "out") }

  @Test func `a new folder gets the files and a record of them`() throws {
    try export()
    let expected = MarkdownExport.files(course, try notebook.contents())
    for file in expected { #expect(try folder.read("out/" + file.path) == file.text) }
    #expect(try names() == ([".strata-export"] + expected.map(\.path)).sorted())
  }

  @Test func `an export over an unedited one replaces it`() throws {
    try export()
    try notebook.write("two", to: .note(1), session: "t", origin: .typed)
    try export()
    #expect(try folder.read("out/notes/rag.md").contains("\ntwo\n"))
  }

  @Test func `a folder with other files is refused and stays as it is, unless forced`() throws {
    try folder.write("mine", to: "out/README.md")
    #expect(throws: ExchangeError.foreignFolder(path: folder.path("out"))) { try export() }
    #expect(try names() == ["README.md"])
    #expect(try folder.read("out/README.md") == "mine")
    try export(force: true)
    #expect(try folder.read("out/README.md") != "mine")
  }

  @Test func `a file that the reader put into an export is not written over`() throws {
    try export()
    try folder.write("my own page", to: "out/notes/loose.md")
    try notebook.addNote("loose", on: nil, session: "s", origin: .typed)
    #expect(throws: ExchangeError.foreignFile(path: folder.path("out/notes/loose.md"))) { try export() }
    #expect(try folder.read("out/notes/loose.md") == "my own page")
    try export(force: true)
    #expect(try folder.read("out/notes/loose.md").contains("\nloose\n"))
  }

  @Test func `an edit that was not imported is not written over`() throws {
    try export()
    let edited = try folder.read("out/notes/rag.md").replacing("\none\n", with: "\nedited\n")
    try folder.write(edited, to: "out/notes/rag.md")
    try notebook.write("two", to: .note(1), session: "t", origin: .typed)
    let lines = edited.split(separator: "\n", omittingEmptySubsequences: false)
    let line = try #require(lines.firstIndex { $0.hasPrefix("<!--") })
    #expect(throws: ExchangeError.unimported(path: folder.path("out/notes/rag.md"), line: line + 1)) { try export() }
    #expect(try folder.read("out/notes/rag.md") == edited)
    try export(force: true)
    #expect(try folder.read("out/notes/rag.md").contains("\ntwo\n"))
  }

  @Test func `after an import of the edit the export goes through`() throws {
    try export()
    let edited = try folder.read("out/notes/rag.md").replacing("\none\n", with: "\nedited\n")
    try folder.write(edited, to: "out/notes/rag.md")
    #expect(try notebook.importMarkdown(at: folder.path("out"), course: course).changed == [.note(1)])
    try export()
    #expect(try folder.read("out/notes/rag.md").contains("\nedited\n"))
  }

  @Test func `pages that are no longer made go, edited ones stay`() throws {
    try notebook.addNote("loose", on: nil, session: "s", origin: .typed)
    try notebook.addNote("on agents", on: .page("agents"), session: "s", origin: .typed)
    try export()
    try folder.write(try folder.read("out/notes/agents.md") + "mine\n", to: "out/notes/agents.md")
    try folder.write("mine", to: "out/own.md")
    for number in 1...3 { try notebook.setNote(number, removed: true) }
    try export()
    #expect(
      try names() == [".strata-export", "README.md", "labs/lab-0.md", "notes/agents.md", "own.md", "questions/q1.md"])
  }

  @Test func `a forged record deletes nothing outside`() throws {
    try export()
    try folder.write("precious", to: "precious.txt")
    // The FNV-1a name of "precious", so that only the path can save it.
    let record = try folder.read("out/.strata-export") + "\(fnv("precious")) ../precious.txt\n"
    try folder.write(record, to: "out/.strata-export")
    try export()
    #expect(try folder.read("precious.txt") == "precious")
  }

  private func fnv(_ text: String) -> String {
    var hash = FNVHash()
    hash.add(text.utf8)
    return hash.hex
  }

  @Test func `a link in the folder is not followed`() throws {
    try export()
    try folder.write("precious", to: "elsewhere/rag.md")
    try FileManager.default.removeItem(atPath: folder.path("out/notes"))
    try FileManager.default.createSymbolicLink(
      atPath: folder.path("out/notes"), withDestinationPath: folder.path("elsewhere"))
    for force in [false, true] {
      #expect(throws: ExchangeError.notAFolder(path: folder.path("out/notes"))) { try export(force: force) }
    }
    #expect(try folder.files(under: "elsewhere") == ["rag.md"])
    #expect(try folder.read("elsewhere/rag.md") == "precious")
  }

  @Test func `a link in a file's place is refused, and replaced rather than followed when forced`() throws {
    try export()
    try folder.write("precious", to: "precious.md")
    try FileManager.default.removeItem(atPath: folder.path("out/README.md"))
    try FileManager.default.createSymbolicLink(
      atPath: folder.path("out/README.md"), withDestinationPath: folder.path("precious.md"))
    #expect(throws: ExchangeError.notAFile(path: folder.path("out/README.md"))) { try export() }
    try export(force: true)
    #expect(try folder.read("precious.md") == "precious")
    #expect(try folder.read("out/README.md").hasPrefix("---\n"))
  }

  @Test(arguments: ["", "/etc/x", "../x", "a/../x", "a//b", "./a", ".strata-export", "a\u{0}"])
  func `a path that leaves the folder is refused`(path: String) throws {
    #expect(throws: ExchangeError.unsafePath(path)) {
      try ExportWriter.write([ExportedFile(path: path, text: "")], toFolder: folder.path("out"), force: true)
    }
    #expect(!folder.exists("out"))
  }

  @Test func `a folder that cannot be made is named`() throws {
    #expect(throws: ExchangeError.notAFolder(path: folder.path("notebook.sqlite"))) {
      try ExportWriter.write([], toFolder: folder.path("notebook.sqlite"), force: true)
    }
    #if os(Linux)
      #expect {
        try ExportWriter.write([], toFolder: "/proc/strata", force: true)
      } throws: { error in
        if case ExchangeError.notWritable(path: "/proc/strata", _) = error { true } else { false }
      }
    #endif
  }

  @Test func `an interrupted export can be done again`() throws {
    try export()
    let before = try folder.read("out/notes/rag.md")
    try notebook.write("two", to: .note(1), session: "t", origin: .typed)
    try notebook.addNote("new", on: nil, session: "t", origin: .typed)
    try export()
    // As if the program had ended before it came to this page and to the record.
    try folder.write(before, to: "out/notes/rag.md")
    try export()
    #expect(try folder.read("out/notes/rag.md").contains("\ntwo\n"))
  }

  @Test func `a replaced file keeps its permissions, and no half-written file is left`() throws {
    try export()
    let before = try names()
    try FileManager.default.setAttributes(
      [.posixPermissions: 0o600], ofItemAtPath: folder.path("out/notes/rag.md"))
    try notebook.write("two", to: .note(1), session: "t", origin: .typed)
    try export()
    let attributes = try FileManager.default.attributesOfItem(atPath: folder.path("out/notes/rag.md"))
    #expect(attributes[.posixPermissions] as? Int == 0o600)
    #expect(try names() == before)
  }

  // MARK: One file

  private func single(_ name: String, force: Bool = false) throws(ExchangeError) {
    let contents: NotebookContents
    do { contents = try notebook.contents() } catch { throw .notebook(error) }
    try ExportWriter.write(MarkdownExport.single(course, contents), toFile: folder.path(name), force: force)
  }

  @Test func `one file is written, and replaced by the next export`() throws {
    try single("all.md")
    try notebook.write("two", to: .note(1), session: "t", origin: .typed)
    try single("all.md")
    #expect(try folder.read("all.md") == MarkdownExport.single(course, try notebook.contents()))
  }

  @Test func `a file that is no export is refused, unless forced`() throws {
    try folder.write("---\ntitle: mine\n---\n", to: "all.md")
    #expect(throws: ExchangeError.foreignFile(path: folder.path("all.md"))) { try single("all.md") }
    #expect(try folder.read("all.md") == "---\ntitle: mine\n---\n")
    try single("all.md", force: true)
    #expect(try folder.read("all.md").contains("\none\n"))
  }

  @Test func `an unimported edit in one file is not written over`() throws {
    try single("all.md")
    let edited = try folder.read("all.md").replacing("\none\n", with: "\nedited\n")
    try folder.write(edited, to: "all.md")
    #expect(throws: ExchangeError.self) { try single("all.md") }
    #expect(try folder.read("all.md") == edited)
  }

  @Test func `JSON replaces JSON and no other program's JSON`() throws {
    let text = JSONExport.text(course, try notebook.contents(), versions: [:])
    try ExportWriter.write(text, toFile: folder.path("all.json"), force: false)
    try ExportWriter.write(text + "\n", toFile: folder.path("all.json"), force: false)
    #expect(try folder.read("all.json") == text + "\n")
    try folder.write("{\"format\": \"other\"}", to: "all.json")
    #expect(throws: ExchangeError.foreignFile(path: folder.path("all.json"))) {
      try ExportWriter.write(text, toFile: folder.path("all.json"), force: false)
    }
  }

  @Test func `a folder where a file is wanted is refused, and a missing folder named`() throws {
    try folder.write("x", to: "sub/x")
    #expect(throws: ExchangeError.notAFile(path: folder.path("sub"))) { try single("sub", force: true) }
    #expect {
      try single("none/all.md")
    } throws: { error in
      if case ExchangeError.notWritable(path: folder.path("none"), _) = error { true } else { false }
    }
  }

  @Test func `a link to a file stays a link`() throws {
    try single("all.md")
    try FileManager.default.createSymbolicLink(
      atPath: folder.path("link.md"), withDestinationPath: folder.path("all.md"))
    try notebook.write("two", to: .note(1), session: "t", origin: .typed)
    try single("link.md")
    #expect(try folder.read("all.md").contains("\ntwo\n"))
    #expect(try FileManager.default.destinationOfSymbolicLink(atPath: folder.path("link.md")) == folder.path("all.md"))
  }
}
