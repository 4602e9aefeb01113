import Foundation
import Testing

/// Free notes, progress, and texts from standard input.
@Suite struct NoteTests {
  @Test func `a note is added, listed, changed and taken away`() throws {
    let home = try Home()
    #expect(try home.strata("note", "add", "--on", "start", "Mind the #gap").output == "note:1\n")
    #expect(try home.strata("note", "add", "Second").output == "note:2\n")
    #expect(try home.strata("note", "edit", "2", "Changed").output == "note:2\n")
    let notes = try home.strata("note", "list", "--json").objects()
    #expect(notes.map { $0["text"] as? String } == ["Mind the #gap", "Changed"])
    #expect(notes[0]["on"] as? String == "page:start")
    #expect(notes[0]["tags"] as? [String] == ["gap"])
    #expect(notes[1]["versions"] as? Int == 2)
    #expect(notes[1]["on"] is NSNull)
    #expect(try home.strata("note", "remove", "note:1").output == "note:1\n")
    #expect(try home.strata("note", "list").output.hasPrefix("note:2  "))
    for verb in [["remove", "1"], ["edit", "1", "x"], ["remove", "7"]] {
      let outcome = try home.run(Home.program.path, ["note"] + verb)
      #expect(outcome.status == 1)
      #expect(outcome.errors == "strata: there is no note \(verb[1]); strata note list shows them\n")
    }
  }

  @Test func `a note hangs on an answer by the id that setting it printed`() throws {
    let home = try Home()
    try home.strata("note", "add", "--on", "answer:duel/one.model.score", "A guess")
    #expect(try home.strata("note", "list", "--json").objects()[0]["on"] as? String == "field:duel/one.model.score")
    let unknown = try home.strata("note", "add", "--on", "answer:duel/none", "A guess")
    #expect(unknown.status == 1)
    #expect(unknown.errors.hasPrefix("strata: there is nothing called \"answer:duel/none\""))
  }

  @Test func `standard input is the text, without its last line break`() throws {
    let home = try Home()
    let text = "Zwölf Boxkämpfer\n\n\tjagen 日本語 🙂\n"
    #expect(try home.strata("note", "add", "-", input: Data(text.utf8)).output == "note:1\n")
    #expect(try home.strata("note", "list", "--json").objects()[0]["text"] as? String == String(text.dropLast()))
  }

  @Test func `standard input that is no text, or too long, or empty, is refused`() throws {
    let home = try Home()
    func refused(_ input: Data, _ message: String) throws {
      let outcome = try home.strata("note", "add", "-", input: input)
      #expect(outcome.status == 1)
      #expect(outcome.output.isEmpty)
      #expect(outcome.errors.hasPrefix("strata: \(message)"))
    }
    try refused(Data([0x61, 0xFF, 0xFE]), "standard input is not UTF-8 text (3 bytes)")
    try refused(Data(repeating: 0x61, count: (16 << 20) + 1), "standard input holds more than 16 MiB")
    try refused(Data(), "the note's text is empty; nothing was saved")
    #expect(try home.strata("note", "list", "--json").objects().isEmpty)
  }

  @Test func `a text that begins with a dash is hinted at and taken after two dashes`() throws {
    let home = try Home()
    let hinted = try home.strata("note", "add", "- an item")
    #expect(hinted.status == 64)
    #expect(hinted.errors.contains("Put -- before a text that begins with a dash"))
    #expect(try home.strata("note", "add", "--", "- an item").status == 0)
    #expect(try home.strata("note", "list", "--json").objects()[0]["text"] as? String == "- an item")
  }

  @Test func `progress counts answers, gradings and notes`() throws {
    let home = try Home()
    try home.strata("note", "add", "One")
    try home.strata("question", "note", "why", "One.")
    try home.strata("lab", "set", "duel", "hours", "2")
    let progress = try home.strata("progress", "--json").object()
    #expect(progress["notes"] as? Int == 1)
    #expect(progress["labs"] as? [String: [String: Int]] == ["duel": ["done": 1, "total": 6]])
    let questions = try #require(progress["questions"] as? [String: [String: Int]])
    #expect(questions == ["noted": ["done": 1, "total": 1], "graded": ["done": 0, "total": 1]])
    let table = try home.strata("progress").lines
    #expect(table.contains("Lab: A duel  1 of 6 fields filled"))
    #expect(table.contains("Questions    1 of 1 answered"))
  }
}
