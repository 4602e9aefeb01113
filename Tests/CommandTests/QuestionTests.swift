import Foundation
import Testing

/// The verbs of the questions.
@Suite struct QuestionTests {
  private static let grading = ["question", "grade", "why", "a=2", "b=1", "c=0", "d=2", "e=1"]

  @Test func `a question shows its rubric only after an own answer is saved`() throws {
    let home = try Home()
    let before = try home.strata("question", "show", "why").output
    #expect(before.contains("Why are there tokens?"))
    for sealed in ["sealed", "Says what", "whole a"] { #expect(!before.contains(sealed)) }
    let saved = try home.strata("question", "note", "why", "-", input: Data("For counting.\n".utf8))
    #expect(saved.output == "question:why\n")
    let after = try home.strata("question", "show", "why").output
    for text in ["For counting.", "The sealed sentence.", "a  Says what", "2: whole a", "1: half a"] {
      #expect(after.contains(text))
    }
  }

  @Test func `an answer of blanks is not saved and opens nothing`() throws {
    let home = try Home()
    let outcome = try home.strata("question", "note", "why", " \n ")
    #expect(outcome.status == 1)
    #expect(outcome.errors == "strata: the answer's text is empty; nothing was saved\n")
    #expect(try !home.strata("question", "show", "why").output.contains("sealed"))
  }

  @Test func `a grading needs an answer first`() throws {
    let outcome = try Home().run(Home.program.path, QuestionTests.grading)
    #expect(outcome.status == 1)
    #expect(outcome.errors.hasPrefix("strata: why has no answer of yours to grade."))
  }

  @Test func `a grading is summed, kept and listed`() throws {
    let home = try Home()
    try home.strata("question", "note", "why", "One.")
    #expect(try home.strata("question", "list").output == "why  Why tokens?  answered, not graded\n")
    let outcome = try home.run(Home.program.path, QuestionTests.grading)
    #expect(outcome.output == "why: 6 of 10 (a=2 b=1 c=0 d=2 e=1)\n")
    #expect(try home.strata("question", "list").output == "why  Why tokens?  6 of 10\n")
    let listed = try #require(try home.strata("question", "list", "--json").objects().first)
    let grade = try #require(listed["grade"] as? [String: Any])
    #expect(grade["total"] as? Int == 6)
    #expect(grade["points"] as? [String: Int] == ["a": 2, "b": 1, "c": 0, "d": 2, "e": 1])
    let date = try #require(grade["graded"] as? String)
    #expect(date.wholeMatch(of: /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/) != nil)
  }

  @Test(
    arguments: [
      (["a=2"], "missing: b, c, d, e"), (["a=3", "b=1", "c=1", "d=1", "e=1"], "line a must be 0, 1 or 2, not \"3\""),
      (["a=1", "a=1", "b=1", "c=1", "d=1", "e=1"], "line a is given twice"),
      (["a=1", "b=1", "c=1", "d=1", "x=1"], "\"x=1\" is no line of the rubric"),
      (["a", "b=1", "c=1", "d=1", "e=1"], "\"a\" is no line of the rubric"),
    ])
  func `a grading that is not whole is wrong usage`(points: [String], message: String) throws {
    let home = try Home()
    try home.strata("question", "note", "why", "One.")
    let outcome = try home.run(Home.program.path, ["question", "grade", "why"] + points)
    #expect(outcome.status == 64)
    #expect(outcome.errors.contains(message))
    #expect(try home.strata("question", "list").output.contains("not graded"))
  }

  @Test func `the history shows gradings and every version, the newest first`() throws {
    let home = try Home()
    for text in ["First thought.", "Second thought."] { try home.strata("question", "note", "why", text) }
    _ = try home.run(Home.program.path, QuestionTests.grading)
    let lines = try home.strata("question", "history", "why").lines
    #expect(lines.first?.hasSuffix(": 6 of 10 (a=2 b=1 c=0 d=2 e=1)") == true)
    let first = try #require(lines.firstIndex(of: "  First thought."))
    let second = try #require(lines.firstIndex(of: "  Second thought."))
    #expect(second < first)
  }

  @Test func `a page that is no question is not taken for one`() throws {
    let outcome = try Home().strata("question", "show", "start")
    #expect(outcome.status == 1)
    #expect(outcome.errors.hasPrefix("strata: there is no question \"start\""))
  }
}
