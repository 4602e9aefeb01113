import Foundation
import Testing

/// Help, version and wrong usage.
@Suite struct UsageTests {
  @Test(arguments: [["--version"], ["stack", "--version"], ["lab", "set", "--version"]])
  func `the version is told everywhere`(arguments: [String]) throws {
    let outcome = try Home().run(Home.program.path, arguments)
    #expect(outcome.status == 0)
    #expect(outcome.output == "0.1.0\n")
  }

  @Test func `help names every verb`() throws {
    let outcome = try Home().strata("--help")
    #expect(outcome.status == 0)
    let verbs = [
      "stack", "read", "search", "glossary", "lab", "question", "note", "progress", "export", "import", "cost",
      "content", "doctor",
    ]
    for verb in verbs { #expect(outcome.lines.contains { $0.hasPrefix("  \(verb) ") }, "\(verb)") }
  }

  @Test(
    arguments: [
      (["sttack"], "strata: \"sttack\" is no verb of strata; near it: stack. See 'strata --help'"),
      (["lab", "shw"], "strata: \"shw\" is no verb of strata lab; near it: show. See 'strata lab --help'"),
      (["train", "tiny.yaml"], "strata: missing expected argument '--output <file>'"),
      (["read"], "strata: missing expected argument '<id>'. See 'strata read --help'"),
      (["read", "start", "--width", "5"], "strata: --width must be from 20 to 500, not 5. See 'strata read --help'"),
      (["search", "!"], "strata: the query holds no letter or digit. See 'strata search --help'"),
      (["search", "a", "--limit", "0"], "strata: --limit must be from 1 to 1000, not 0. See 'strata search --help'"),
      (["stack", "--jsno"], "strata: unknown option '--jsno'. Did you mean '--json'?. See 'strata stack --help'"),
      (["stack", "--notebook", ""], "strata: --notebook needs the name of a file, not an empty text"),
      (["note", "remove", "x"], "strata: the value 'x' is invalid for '<note>'"),
      (["export", "--format", "pdf"], "strata: the value 'pdf' is invalid for '--format <format>'"),
    ])
  func `wrong usage is one line and status 64`(arguments: [String], message: String) throws {
    let outcome = try Home().run(Home.program.path, arguments)
    #expect(outcome.status == 64)
    #expect(outcome.output.isEmpty)
    #expect(outcome.errors.hasPrefix(message), "\(outcome.errors)")
    #expect(outcome.errors.filter { $0 == "\n" }.count == 1)
  }

  @Test func `options work before and after the verb`() throws {
    let home = try Home()
    let other = home.folder.appendingPathComponent("other.sqlite").path
    try home.strata("--notebook", other, "note", "add", "One")
    try home.strata("note", "add", "Two", "--notebook", other)
    #expect(try home.strata("note", "--notebook", other, "list", "--json").objects().count == 2)
    #expect(try home.strata("note", "list", "--json").objects().isEmpty)
  }

  @Test func `the workbench refuses an output that is no terminal`() throws {
    let outcome = try Home().strata()
    #expect(outcome.status == 2)
    #expect(outcome.errors.hasPrefix("strata: "))
  }
}
