import Curriculum
import Testing

/// Labs, pages and links that name experiments of the program's.
@Suite struct LiveLabTests {
  /// A lab of two experiments on the reader's machine, and one comparison with each, written in both ways.
  private static let lab = """
    ---
    id: live
    title: A live lab
    summary: Guess, then run.
    layer: all
    order: 1
    minutes: 10
    needs: nothing
    steps:
      - id: predict
        title: Predict
        kind: predict
        text: Guess.
        fields:
          - {id: loss, prompt: How much?, kind: number}
          - {id: winner, prompt: Who?, kind: choice, options: [A, B]}
      - id: sow
        title: Sow
        kind: run
        experiment: demo.training-run
        parameters: {steps: 20}
        text: Run [it](demo:training-run).
      - id: reap
        title: Reap
        kind: run
        experiment: demo.learning-rate
        text: Run more.
      - id: compare
        title: Compare
        kind: compare
        compares:
          - {field: loss, with: final-loss}
          - {field: winner, with: reap/too-high}
          - {field: winner, with: predict/too-low}
          - {field: winner, with: nowhere/too-low}
        text: The answer.
    ---
    See [the rates](demo:learning-rate).
    """

  private func course(_ changes: [String: String] = [:]) throws -> Course {
    try LittleCourse(["Labs/live/lab.md": LiveLabTests.lab].merging(changes) { $1 }).read().course
  }

  @Test func `a step names its experiment, its parameters, and no scenario`() throws {
    let lab = try #require(try course().lab("live"))
    #expect(lab.steps.map(\.demo) == [nil, "training-run", "learning-rate", nil])
    #expect(lab.liveSteps == [1, 2] && lab.steps[1].parameters == ["steps": "20"])
    #expect(lab.steps.allSatisfy { $0.scenario == nil })
    #expect(Worksheet(lab).hasExperiment && Worksheet(lab).isClosed(2))
  }

  @Test func `a figure is that of the first experiment, or of the step that is named`() throws {
    let lab = try #require(try course().lab("live"))
    let rules = lab.measuredFields.map { "\($0.field) \($0.step) \($0.figure) \($0.ruledBy)" }
    #expect(rules == ["loss 1 final-loss 3", "winner 2 too-high 3"])
  }

  @Test func `where the first experiment is one of costs, a figure without a step is of costs`() throws {
    let text = LiveLabTests.lab.replacing("experiment: demo.training-run", with: "experiment: cost.compare")
    let lab = try #require(try course(["Labs/live/lab.md": text]).lab("live"))
    #expect(lab.measuredFields.map(\.figure) == ["too-high"])
    let sheet = Worksheet(lab, answers: ["loss": "2", "winner": "A"], opened: [Worksheet.whole])
    #expect(sheet.comparison(with: ["final-loss": 3]).map(\.figure) == ["final-loss"])
  }

  @Test func `a step is found by its id or by its number`() throws {
    let lab = try #require(try course().lab("live"))
    #expect(["sow", "3", "5", "0", "saw"].map(lab.step) == [1, 2, nil, nil, nil])
  }

  @Test func `links to experiments are told with file and line, and no mistakes of the course's own`() throws {
    let page = LittleCourse.page(
      "b", extra: ["try: [live, \"demo:lora-rank\"]"], body: "Words.\n\nRun [this](demo:distillation).")
    let files = ["Content/b.md": page, "Labs/live/lab.md": LiveLabTests.lab]
    let course = try course(files)
    #expect(course.page("b")?.labs == ["live"] && course.page("b")?.demos == ["lora-rank"])
    #expect(
      course.demoMentions.map { "\($0.file):\($0.line): \($0.demo)" } == [
        "Content/b.md:1: lora-rank", "Content/b.md:13: distillation", "Labs/live/lab.md:38: learning-rate",
        "Labs/live/lab.md:22: training-run",
      ])
    #expect(try LittleCourse(files).problems() == [])
  }

  @Test func `a link to an experiment is read and written alike, and the course itself has none`() throws {
    let reference = try #require(Reference("demo:training-run"))
    #expect(reference == .demo("training-run") && "\(reference)" == "demo:training-run")
    let course = try course()
    #expect(!course.has(reference) && course.find("demo:training-run") == nil)
    #expect(course.title(of: reference) == "training-run")
  }
}
