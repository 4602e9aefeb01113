import Curriculum
import Notebook
import StrataTesting
import Terminal
import Testing
import Workbench

/// A reader answers questions and grades the answers.
@Suite struct QuestionJourneyTests {
  @Test func `the rubric and the strong answer open with the first own words, and close with the last`() throws {
    let player = try Player(size: Size(110, 60))
    player.play("4 Enter")
    #expect(!player.screen.contains("sealed sentence"))
    #expect(!player.screen.contains("Grade your answer"))
    player.play("@answer Enter \"Leave it.\" Esc")
    #expect(player.screen.contains("sealed sentence"))
    #expect(player.screen.contains("Grade your answer"))
    #expect(try player.saved(.question("q1")) == "Leave it.")
    player.play("@answer Enter ^u Esc")
    #expect(!player.screen.contains("sealed sentence"))
  }

  @Test func `an answer is graded line by line, and a later grading leaves the earlier one as history`() throws {
    let player = try Player(size: Size(110, 60))
    player.play("4 Enter @answer Enter \"Leave it.\" Esc")
    for (line, points) in zip("abcde", [2, 1, 0, 2, 2]) { player.play("@rubric:\(line) \(points)") }
    #expect(player.screen.contains("Grade your answer  7 of 10"))
    player.play("@list")
    #expect(player.screen.contains("7/10 ✓"))
    player.leave()

    let next = try Player(size: Size(110, 60), beside: player)
    next.play("@rubric:b 2")
    #expect(next.screen.contains("Grade your answer  8 of 10"))
    #expect(next.state.current.sheet.rows.contains { $0.line.text.contains("Earlier: 2026-11-25 7") })
    let grades = try next.notebook.contents().grades["q1"] ?? []
    #expect(grades.map(\.total) == [7, 8])
    #expect(grades.last?.points == ["a": 2, "b": 2, "c": 0, "d": 2, "e": 2])
  }

  @Test func `a grade is not lost when an older answer of the notebook arrives after it`() throws {
    let player = try Player(size: Size(110, 60))
    player.isSlow = true
    player.play("4 Enter @answer Enter \"Leave it.\" Esc @rubric:a 2")
    player.deliver(1)
    player.play("@rubric:b 1")
    player.deliver()
    #expect(player.screen.contains("Grade your answer  3 of 10"))
    #expect(try player.notebook.contents().grades["q1"]?.map(\.points) == [["a": 2, "b": 1]])
  }

  @Test func `an answer keeps its versions, and an older one comes back`() throws {
    let player = try Player(size: Size(110, 60))
    player.play("4 Enter @answer Enter first Esc Enter \" second\" Esc")
    #expect(player.screen.contains("2 versions"))
    player.play("v")
    #expect(player.screen.contains("Earlier versions"))
    player.play("j Enter")
    #expect(try player.saved(.question("q1")) == "first")
    #expect(player.said.contains("is back"))
    #expect(try player.notebook.versions(of: .question("q1")).map(\.text) == ["first", "first second", "first"])
  }

  @Test func `the list says what is answered and what is graded`() throws {
    let player = try Player(size: Size(120, 40))
    player.play("4 j Enter @answer Enter Sow. Esc @list")
    #expect(player.screen.split(separator: "\n").contains { $0.contains("Buy or sow?") && $0.contains("answer") })
    player.play("6")
    #expect(player.screen.contains("ANSWERS TO QUESTIONS"))
    #expect(player.screen.contains("Buy or sow?"))
  }

  @Test func `the search finds an own answer and opens it beside its question`() throws {
    let player = try Player()
    player.play("4 j Enter @answer Enter \"A zucchini needs no skill.\" Esc M-1 / zucchini Enter")
    #expect(player.state.pane == .questions && player.state.current.subject == .page("q2"))
    #expect(player.state.selectedStop?.target == .field(.entry(.question("q2"))))
  }
}
