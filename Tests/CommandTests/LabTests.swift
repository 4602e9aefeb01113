import Foundation
import Testing

/// The verbs of the labs.
@Suite struct LabTests {
  @Test func `the labs are listed with how far they have come`() throws {
    let home = try Home()
    #expect(try home.strata("lab", "list").output == "duel  A duel  0 of 6 fields  90 min\n")
    try home.strata("lab", "set", "duel", "hours", "1.5")
    let lab = try #require(try home.strata("lab", "list", "--json").objects().first)
    #expect(lab["id"] as? String == "duel")
    #expect(lab["fields"] as? [String: Int] == ["done": 1, "total": 6])
  }

  @Test func `setting a field prints the answer's id, and the worksheet shows it`() throws {
    let home = try Home()
    let outcome = try home.strata("lab", "set", "duel", "one.model.sentence", "They own a model.")
    #expect(outcome.status == 0)
    #expect(outcome.output == "answer:duel/one.model.sentence\n")
    #expect(outcome.errors.contains("one.model.sentence is saved, but the check says: what do they consume?"))
    let sheet = try home.strata("lab", "show", "duel").lines
    let line = try #require(sheet.firstIndex { $0.hasPrefix("  one.model.sentence") })
    #expect(
      sheet[line...].prefix(4).joined(separator: "\n") == """
          one.model.sentence · The product · Model
            Own and consume?
              They own a model.
              ! what do they consume?
        """)
  }

  @Test func `a field takes only what fits it, and says what would`() throws {
    let home = try Home()
    func refused(_ field: String, _ text: String, _ message: String) throws {
      let outcome = try home.strata("lab", "set", "duel", field, text)
      #expect(outcome.status == 1)
      #expect(outcome.errors == "strata: \(field) \(message); nothing was saved\n")
    }
    try refused("one.model.score", "4", "needs a whole number from 0 to 3, not \"4\"")
    try refused("hours", "long", "needs a number (h), not \"long\"")
    try refused("motto", "two\nlines", "takes one line")
    #expect(!FileManager.default.fileExists(atPath: home.notebook.path))
  }

  @Test func `a product is taken by its name, and another with a warning`() throws {
    let home = try Home()
    try home.strata("lab", "set", "duel", "one.product", " Acme ")
    let status = try home.strata("lab", "status", "duel", "--json").object()
    let subject = try #require((status["subjects"] as? [[String: Any]])?.first)
    #expect(subject["choice"] as? String == "acme")
    let other = try home.strata("lab", "set", "duel", "one.product", "My own")
    #expect(other.status == 0)
    #expect(other.errors.contains("\"My own\" is not among the products"))
  }

  @Test func `an unknown field or lab is answered with the near ones`() throws {
    let home = try Home()
    let field = try home.strata("lab", "set", "duel", "one.modle.score", "1")
    #expect(field.status == 1)
    #expect(field.errors.hasPrefix("strata: duel has no field \"one.modle.score\"; near it: one.model.score"))
    let lab = try home.strata("lab", "show", "duell")
    #expect(lab.status == 1)
    #expect(lab.errors.hasPrefix("strata: there is no lab \"duell\"; near it: duel"))
  }

  @Test func `comparing before the attempt names every missing field and opens nothing`() throws {
    let home = try Home()
    try home.strata("lab", "set", "duel", "one.product", "acme")
    let outcome = try home.strata("lab", "compare", "duel")
    #expect(outcome.status == 1)
    #expect(outcome.output.isEmpty)
    #expect(
      outcome.errors.hasPrefix(
        "strata: The product stays closed, 4 fields missing: one.application.sentence, one.application.score, "
          + "one.model.sentence, one.model.score\n"))
    #expect(try !home.strata("lab", "show", "duel").output.contains("sealed"))
  }

  @Test func `comparing opens the evidence and lays the scores side by side with the far ones marked`() throws {
    let home = try Home()
    try home.fillAttempt(scores: (application: 0, model: 2))
    let outcome = try home.strata("lab", "compare", "duel")
    #expect(outcome.status == 0)
    #expect(
      outcome.errors
        == "strata: the evidence for Acme is open now; its 5 fields cannot be changed any more\n")
    #expect(
      outcome.output.hasPrefix(
        """
        The product: Acme

          layer        yours   reference
          Application  0 none  3 full     ≠ 3 apart
          Model        2       1

        """))
    for text in ["2026-04  The sealed finding (a paper)", "Reference two.", "Verdict: The sealed verdict."] {
      #expect(outcome.output.contains(text))
    }
    let again = try home.strata("lab", "compare", "duel")
    #expect(again.errors.isEmpty)
    #expect(again.output == outcome.output)
  }

  @Test(arguments: ["one.model.score", "one.model.sentence"])
  func `a prediction is locked once its evidence is open`(field: String) throws {
    let home = try Home()
    try home.fillAttempt()
    try home.strata("lab", "compare", "duel")
    let outcome = try home.strata("lab", "set", "duel", field, "3")
    #expect(outcome.status == 1)
    #expect(outcome.errors.contains("answer:duel/\(field) is locked since its evidence was opened"))
    #expect(try home.strata("lab", "show", "duel").output.contains("The sealed finding"))
  }

  @Test func `a reset needs a yes, and empties the worksheet`() throws {
    let home = try Home()
    try home.fillAttempt()
    try home.strata("lab", "compare", "duel")
    let asked = try home.strata("lab", "reset", "duel")
    #expect(asked.status == 64)
    #expect(asked.errors.contains("clears 5 answers"))
    #expect(try home.strata("lab", "list").output.contains("5 of 6 fields"))
    let done = try home.strata("lab", "reset", "duel", "--yes")
    #expect(done.output == "duel: 5 answers cleared; they stay as old versions\n")
    #expect(try home.strata("lab", "list").output.contains("0 of 6 fields"))
    #expect(try !home.strata("read", "acme").output.contains("sealed"))
    #expect(try home.strata("lab", "set", "duel", "one.model.score", "3").status == 0)
  }

  @Test func `an empty text clears a field, but empty standard input does not`() throws {
    let home = try Home()
    try home.strata("lab", "set", "duel", "hours", "2")
    let piped = try home.strata("lab", "set", "duel", "hours", "-")
    #expect(piped.status == 1)
    #expect(piped.errors.contains("standard input is empty; hours was not changed"))
    #expect(try home.strata("lab", "list").output.contains("1 of 6"))
    #expect(try home.strata("lab", "set", "duel", "hours", "").status == 0)
    #expect(try home.strata("lab", "list").output.contains("0 of 6"))
  }

  @Test func `a lab's status as JSON names what is missing, and every answer`() throws {
    let home = try Home()
    try home.strata("lab", "set", "duel", "one.application.score", "-", input: Data("2\n".utf8))
    let status = try home.strata("lab", "status", "duel", "--json").object()
    #expect(status["fields"] as? [String: Int] == ["done": 1, "total": 6])
    let subject = try #require((status["subjects"] as? [[String: Any]])?.first)
    #expect(subject["opened"] as? Bool == false)
    #expect((subject["missing"] as? [String])?.count == 4)
    let answers = try #require(status["answers"] as? [[String: Any]])
    #expect(answers.count == 7)
    #expect(answers.first { $0["field"] as? String == "one.application.score" }?["answer"] as? String == "2")
  }
}
