import Foundation
import StrataTesting
import Testing

/// What leaves the program is harmless, whatever went in.
@Suite struct SafetyTests {
  /// Escape sequences, C0 and C1 controls, a direction override and an invisible scalar, between harmless letters.
  private static let hostile = "x\u{1B}[31my\u{1B}]0;t\u{07}z\u{9B}2Jq\u{202E}r\u{200B}s\rt\u{08}u\u{7F}"

  /// The first scalar that must not reach a terminal; nil when there is none.
  private static func firstHarm(_ text: String) -> String? {
    let harm = text.unicodeScalars.first { scalar in
      switch scalar.value {
      case 0x0A, 0x09: false
      case 0..<0x20, 0x7F...0x9F, 0x200B, 0x200E, 0x200F, 0x202A...0x202E, 0x2066...0x2069, 0xFEFF: true
      default: false
      }
    }
    return harm.map { "U+" + String($0.value, radix: 16) }
  }

  private static func expectHarmless(_ outcome: Outcome, _ what: [String]) {
    #expect(firstHarm(outcome.output) == nil, "standard output of \(what)")
    #expect(firstHarm(outcome.errors) == nil, "standard error of \(what)")
  }

  @Test(
    arguments: [
      ["HOSTILE"], ["--HOSTILE"], ["read", "HOSTILE"], ["read", "start", "--width", "HOSTILE"],
      ["search", "HOSTILE"], ["glossary", "HOSTILE"], ["lab", "HOSTILE"], ["lab", "show", "HOSTILE"],
      ["lab", "set", "HOSTILE", "hours", "1"], ["lab", "set", "duel", "HOSTILE", "1"],
      ["lab", "set", "duel", "hours", "HOSTILE"], ["lab", "set", "duel", "one.product", "HOSTILE"],
      ["lab", "status", "HOSTILE"], ["lab", "compare", "HOSTILE"], ["lab", "reset", "HOSTILE", "--yes"],
      ["question", "show", "HOSTILE"], ["question", "note", "HOSTILE", "a"], ["question", "history", "HOSTILE"],
      ["question", "grade", "why", "HOSTILE"], ["question", "grade", "HOSTILE", "a=1"],
      ["note", "edit", "HOSTILE", "a"],
      ["note", "remove", "HOSTILE"], ["note", "add", "--on", "HOSTILE", "a"], ["stack", "HOSTILE"],
      ["content", "check", "HOSTILE"], ["--content", "HOSTILE", "stack"], ["doctor", "--content", "HOSTILE"],
      ["doctor", "--notebook", "HOSTILE/HOSTILE"], ["doctor", "--json", "--notebook", "HOSTILE"],
      ["note", "add", "a", "--notebook", "course/Content/start.md/HOSTILE"], ["progress", "--notebook", "HOSTILE"],
    ])
  func `a hostile argument never comes out raw`(arguments: [String]) throws {
    let home = try Home()
    let real = arguments.map { $0.replacingOccurrences(of: "HOSTILE", with: SafetyTests.hostile) }
    SafetyTests.expectHarmless(try home.run(Home.program.path, real), arguments)
  }

  @Test func `hostile texts that were saved never come out raw`() throws {
    let home = try Home()
    let text = SafetyTests.hostile
    try home.strata("note", "add", "--on", "start", text)
    try home.strata("question", "note", "why", text)
    try home.strata("lab", "set", "duel", "one.product", text.replacingOccurrences(of: "\r", with: ""))
    for layer in ["application", "model"] {
      try home.strata("lab", "set", "duel", "one.\(layer).sentence", "-", input: Data(text.utf8))
      try home.strata("lab", "set", "duel", "one.\(layer).score", "1")
    }
    let verbs = [
      ["note", "list"], ["note", "list", "--json"], ["question", "show", "why"], ["question", "history", "why"],
      ["question", "list", "--json"], ["lab", "show", "duel"], ["lab", "status", "duel"],
      ["lab", "status", "duel", "--json"], ["lab", "compare", "duel"], ["search", "x"], ["search", "x", "--json"],
      ["progress", "--json"], ["doctor"],
    ]
    for verb in verbs {
      let outcome = try home.run(Home.program.path, verb)
      #expect(outcome.status == 0, "\(verb): \(outcome.errors)")
      SafetyTests.expectHarmless(outcome, verb)
    }
    let saved = try home.strata("note", "list", "--json").objects()[0]["text"] as? String
    #expect(saved?.hasPrefix("x\u{241B}[31my") == true)
  }

  @Test func `hostile text in a course is named by its place and never comes out raw`() throws {
    let home = try Home()
    let page = SmallCourse.page.replacingOccurrences(of: "First things", with: "First \u{1B}[2J things")
    _ = try home.file("course/Content/start.md", page)
    let check = try home.strata("content", "check")
    #expect(check.status == 1)
    #expect(check.output.contains("Content/start.md:13: holds the control or invisible character U+1B"))
    for verb in [["content", "check"], ["content", "check", "--json"], ["read", "start"], ["doctor"]] {
      SafetyTests.expectHarmless(try home.run(Home.program.path, verb), verb)
    }
  }

  @Test func `output that is no terminal has no escape sequences, whatever the environment asks for`() throws {
    let home = try Home()
    try home.strata("question", "note", "why", "One.")
    let verbs = [
      ["stack"], ["read", "start"], ["read", "why"], ["read", "acme"], ["read", "token"], ["read", "duel"],
      ["search", "token"], ["glossary"], ["lab", "list"], ["lab", "show", "duel"], ["lab", "status", "duel"],
      ["question", "list"], ["question", "show", "why"], ["progress"], ["doctor"], ["content", "check"], ["--help"],
      ["lab", "--help"], ["--generate-completion-script", "bash"],
    ]
    for verb in verbs {
      let outcome = try home.run(Home.program.path, verb, environment: ["CLICOLOR_FORCE": "1", "FORCE_COLOR": "1"])
      #expect(outcome.status == 0, "\(verb): \(outcome.errors)")
      #expect(!outcome.output.isEmpty)
      #expect(SafetyTests.firstHarm(outcome.output) == nil, "\(verb)")
    }
  }

  @Test func `a reader that goes away ends the program quietly`() throws {
    let home = try Home()
    let pipe = Pipe()
    try pipe.fileHandleForReading.close()
    let errors = home.folder.appendingPathComponent("errors")
    try Data().write(to: errors)
    let process = Process()
    process.executableURL = Home.program
    process.arguments = ["stack"]
    process.environment = home.variables()
    process.standardOutput = pipe
    process.standardError = try FileHandle(forWritingTo: errors)
    try process.run()
    process.waitUntilExit()
    #expect(process.terminationReason == .exit)
    #expect(process.terminationStatus == 0)
    #expect(try Data(contentsOf: errors).isEmpty)
  }

  @Test func `output that cannot be written is an error`() throws {
    let home = try Home()
    let outcome = try home.run("/bin/sh", ["-c", "exec '\(Home.program.path)' stack > /dev/full"])
    #expect(outcome.status == 1)
    #expect(outcome.errors.hasPrefix("strata: standard output cannot be written: "))
  }
}
