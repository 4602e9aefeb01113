import Foundation
import Testing

/// Export and import.
@Suite struct ExchangeTests {
  private func filled() throws -> Home {
    let home = try Home()
    try home.strata("note", "add", "--on", "start", "Mind the gap.")
    try home.strata("question", "note", "why", "For counting.")
    return home
  }

  @Test func `an export without a place goes to standard output`() throws {
    let home = try filled()
    let markdown = try home.strata("export")
    #expect(markdown.status == 0)
    for text in ["Mind the gap.", "For counting."] { #expect(markdown.output.contains(text)) }
    let json = try home.strata("export", "--format", "json")
    #expect(json.status == 0)
    #expect(json.output.contains("\"Mind the gap.\""))
    #expect(try !json.object().isEmpty)
  }

  @Test func `the name of the place decides between file and folder, and the format`() throws {
    let home = try filled()
    func names(_ folder: String) throws -> [String] {
      try FileManager.default.subpathsOfDirectory(atPath: home.folder.appendingPathComponent(folder).path)
    }
    #expect(try home.strata("export", "--out", "all.md").output == "all.md\n")
    let single = try String(contentsOf: home.folder.appendingPathComponent("all.md"), encoding: .utf8)
    #expect(single == (try home.strata("export").output))
    #expect(try home.strata("export", "--out", "all.json").output == "all.json\n")
    let text = try Data(contentsOf: home.folder.appendingPathComponent("all.json"))
    #expect(try JSONSerialization.jsonObject(with: text) is [String: Any])
    let folder = try home.strata("export", "--out", "out")
    #expect(folder.status == 0)
    #expect(folder.output.hasSuffix(" files in out\n"))
    #expect(try names("out").contains { $0.hasSuffix(".md") })
    #expect(try home.strata("export", "--format", "json", "--out", "data/json").status == 0)
    #expect(try names("data/json") == ["notebook.json"])
  }

  @Test func `an export does not write over what is no export, unless it is forced`() throws {
    let home = try filled()
    let path = try home.file("mine.txt", "my own text")
    let refused = try home.strata("export", "--out", path)
    #expect(refused.status == 1)
    #expect(refused.output.isEmpty)
    #expect(refused.errors.hasPrefix("strata: \(path) is there already"))
    #expect(try String(contentsOfFile: path, encoding: .utf8) == "my own text")
    #expect(try home.strata("export", "--out", path, "--force").status == 0)
    #expect(try String(contentsOfFile: path, encoding: .utf8).contains("Mind the gap."))
  }

  @Test func `what was edited in an export comes back`() throws {
    let home = try filled()
    try home.strata("export", "--out", "all.md")
    let file = home.folder.appendingPathComponent("all.md")
    let text = try String(contentsOf: file, encoding: .utf8)
    try Data(text.replacingOccurrences(of: "For counting.", with: "For billing.").utf8).write(to: file)
    let outcome = try home.strata("import", "all.md")
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.output.hasPrefix("1 changed, 0 added, 0 changed on both sides, "))
    #expect(try home.strata("question", "show", "why").output.contains("For billing."))
    #expect(try home.strata("question", "history", "why").output.contains("For counting."))
    #expect(try home.strata("import", "all.md").output.hasPrefix("0 changed, 0 added, "))
  }

  @Test func `what changed here and there is told`() throws {
    let home = try filled()
    try home.strata("export", "--out", "all.md")
    try home.strata("question", "note", "why", "For art.")
    let file = home.folder.appendingPathComponent("all.md")
    let text = try String(contentsOf: file, encoding: .utf8)
    try Data(text.replacingOccurrences(of: "For counting.", with: "For billing.").utf8).write(to: file)
    let outcome = try home.strata("import", "all.md")
    #expect(outcome.output.contains("question:why: changed here and there; both texts are kept"))
    let history = try home.strata("question", "history", "why").output
    for text in ["For counting.", "For art.", "For billing."] { #expect(history.contains(text)) }
  }

  @Test func `an import of nothing that was exported fails`() throws {
    let home = try filled()
    let missing = try home.strata("import", "nowhere.md")
    #expect(missing.status == 1)
    #expect(missing.errors.hasPrefix("strata: "))
    let other = try home.file("other.md", "# Shopping\n\nMilk.\n")
    #expect(try home.strata("import", other).status == 1)
    #expect(try home.strata("import", "").status == 64)
  }

  @Test func `exports of hostile texts are harmless`() throws {
    let home = try Home()
    try home.strata("note", "add", "a\u{1B}[31mb\u{202E}c")
    for format in ["markdown", "json"] {
      let output = try home.strata("export", "--format", format).output
      #expect(output.contains("a\u{241B}[31mb\u{FFFD}c"))
      #expect(!output.unicodeScalars.contains { $0 == "\u{1B}" || $0 == "\u{202E}" })
    }
  }
}
