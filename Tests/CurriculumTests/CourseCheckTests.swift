import Curriculum
import Foundation
import Testing

@Suite struct CourseCheckTests {
  /// Checks what a course with these files changed is told.
  private func check(
    _ changes: [String: String], _ expected: [String], _ location: SourceLocation = #_sourceLocation
  ) throws {
    let problems = try LittleCourse(changes).problems()
    #expect(problems == expected, sourceLocation: location)
  }

  private func check(
    page text: String, _ expected: String, _ location: SourceLocation = #_sourceLocation
  ) throws {
    try check(["Content/a.md": text], ["Content/a.md:" + expected], location)
  }

  @Test func `a course without mistakes passes`() throws {
    let course = try LittleCourse()
    #expect(try course.problems() == [])
    #expect(CourseCheck(try course.folder()).passes)
  }

  @Test func `a page must begin with front matter`() throws {
    try check(page: "Just text.", "1: must begin with front matter between two lines of ---")
    try check(page: "---\nid: a\n", "1: must begin with front matter between two lines of ---")
    try check(page: "---\n- a\n---\n", "2: front matter must be a YAML mapping")
    try check(page: "---\n---\n", "2: is empty")
  }

  @Test func `bad YAML is named with its line`() throws {
    let text = LittleCourse.page("a", extra: ["see: a: b"])
    try check(page: text, "9: YAML: mapping values are not allowed in this context")
  }

  @Test func `a missing or misspelt key is named`() throws {
    try check(page: LittleCourse.page("a", extra: ["sumary: x"]), "9: unknown key \"sumary\"")
    let without = LittleCourse.page("a").replacing("minutes: 3\n", with: "")
    try check(
      ["Content/a.md": without],
      [
        "Content/a.md:2: minutes is missing", "Content/a.md:2: minutes must be at least 1",
      ])
  }

  @Test func `a value of the wrong kind is named`() throws {
    let page = LittleCourse.page("a")
    try check(page: page.replacing("order: 1", with: "order: first"), "6: order must be a whole number")
    try check(page: LittleCourse.page("a", extra: ["see: map"]), "9: see must be a list")
    try check(
      page: page.replacing("layer: all", with: "layer: top"),
      "5: layer is \"top\", which is none of: all, application, model, infrastructure, agents")
    try check(
      page: LittleCourse.page("a", extra: ["sources:", "  - {title: A, by: B, date: 2026-13}"]),
      "10: date must be 2026, 2026-04 or 2026-04-21")
  }

  @Test func `a link to nothing is named`() throws {
    let body = "Fine.\n\nSee [x](page:nowhere)."
    try check(page: LittleCourse.page("a", body: body), "12: \"page:nowhere\" does not exist")
    try check(page: LittleCourse.page("a", extra: ["terms: [nothing]"]), "1: \"term:nothing\" does not exist")
    try check(
      page: LittleCourse.page("a", body: "[x](file:///etc/passwd)"),
      "10: link \"file:///etc/passwd\" is none of page: term: lab: product: scenario: demo: https:")
    try check(page: LittleCourse.page("a", extra: ["asks: [map]"]), "1: asks names \"map\", which is no question")
  }

  @Test func `a link to a scenario needs its file, and nothing else of it`() throws {
    let page = LittleCourse.page("a", body: "Try [a desk](scenario:desk).")
    try check(page: page, "10: \"scenario:desk\" does not exist")
    try check(["Content/a.md": page, "Content/scenarios/desk.yaml": "title: A desk\nworkload: nonsense\n"], [])
    try check(
      ["Content/a.md": page, "Content/scenarios/desk.yml": "title: A desk\n"],
      ["Content/a.md:10: \"scenario:desk\" does not exist"])
    let lab = LittleCourse.lab(text: "See [x](scenario:desk).")
    try check(["Labs/map-one/lab.md": lab], ["Labs/map-one/lab.md:22: \"scenario:desk\" does not exist"])
  }

  @Test func `a scenario has the title of its file, or its id where there is none`() throws {
    let course = try LittleCourse([
      "Content/scenarios/b.yaml": "id: b\ntitle: The second\n", "Content/scenarios/a.yaml": "{",
      "Content/scenarios/notes.txt": "title: None",
    ]).read().course
    #expect(course.scenarios.map(\.id.rawValue) == ["a", "b"])
    #expect(course.title(of: .scenario("a")) == "a")
    #expect(course.title(of: .scenario("b")) == "The second")
    #expect(course.find("b") == .scenario("b"))
    #expect(course.find("scenario:c") == nil)
  }

  @Test(arguments: ["\n", "\r\n"])
  func `title and summary of a scenario may stand anywhere at its top, over several lines`(end: String) throws {
    let lines = [
      "workload:", "  title: none", "# summary: none", "summary: >-", "  Two lines", "  of words: folded.", "",
      "title:",
      "  'A desk: large'", "options: []",
    ]
    let course = try LittleCourse(["Content/scenarios/desk.yaml": lines.joined(separator: end)]).read().course
    let scenario = try #require(course.scenarios.first)
    #expect(scenario.title == "A desk: large" && scenario.summary == "Two lines of words: folded.")
  }

  @Test func `an experiment about a scenario that is not there is named with the line of its step`() throws {
    let lab = TrialLab.text(scenario: "shop")
    try check(
      ["Labs/trial/lab.md": lab],
      [24, 30].map { "Labs/trial/lab.md:\($0): \"scenario:shop\" does not exist" })
    try check(["Labs/trial/lab.md": lab, "Content/scenarios/shop.yaml": "title: A shop\n"], [])
  }

  @Test func `an id that stands twice is named`() throws {
    try check(
      ["Content/a.md": LittleCourse.page("a"), "Content/b.md": LittleCourse.page("a")],
      ["Content/b.md:2: id \"a\" is already used in Content/a.md"])
    try check(
      page: LittleCourse.page("Big_Id"), "2: id \"Big_Id\" must be lower case letters, digits and hyphens")
  }

  @Test func `pages that need each other are a circle`() throws {
    try check(
      [
        "Content/a.md": LittleCourse.page("a", extra: ["needs: [b]"]),
        "Content/b.md": LittleCourse.page("b", extra: ["needs: [c]"]),
        "Content/c.md": LittleCourse.page("c", extra: ["needs: [a]"]),
      ],
      ["Content/a.md:2: needs goes in a circle: a → b → c → a"])
    try check(
      page: LittleCourse.page("a", extra: ["needs: [a]"]), "2: needs goes in a circle: a → a")
  }

  @Test func `what a page cannot show is named`() throws {
    try check(page: LittleCourse.page("a", body: "x\n\n<div>y</div>"), "12: HTML is not part of a page")
    try check(
      page: LittleCourse.page("a", body: "x\n\n|1|2|3|4|5|6|\n|-|-|-|-|-|-|\n|a|b|c|d|e|f|"),
      "12: a table has 6 columns, at most 5 fit")
    let wide = "```text\nfits\n" + String(repeating: "-", count: 77) + "\n```"
    try check(page: LittleCourse.page("a", body: wide), "12: a diagram line has 77 columns, at most 76 fit")
    try check(
      page: LittleCourse.page("a", body: "- x\n  > <div>y</div>"), "11: HTML is not part of a page")
    try check(page: LittleCourse.page("a", body: "# One"), "10: no heading of level 1: the title is one")
  }

  @Test func `too long a title or summary is named`() throws {
    let page = LittleCourse.page("a")
    try check(
      page: page.replacing("Page a", with: String(repeating: "t", count: 41)),
      "2: title has 41 characters, at most 40 fit")
    try check(
      page: page.replacing("A page.", with: String(repeating: "s", count: 121)),
      "2: summary has 121 characters, at most 120 fit")
  }

  @Test func `a page has the headings of its kind in their order`() throws {
    let swapped = ["What it looks like", "What it costs", "Why it happens", "How to avoid it", "Check yourself"]
    try check(
      page: LittleCourse.page("a", kind: "pitfall", body: swapped.map { "## \($0)\n" }.joined(separator: "\n")),
      "12: the heading here must be \"Why it happens\", not \"What it costs\"")
    try check(
      page: LittleCourse.page("a", kind: "archetype", body: "## The shape"),
      "10: the heading \"What they own\" is missing")
    let more = LittleCourse.lessonHeadings + ["Afterword"]
    try check(
      ["Content/model/rag.md": LittleCourse.lesson(headings: more)],
      ["Content/model/rag.md:44: the heading \"Afterword\" is one too many"])
  }

  @Test func `a lesson has words and sources`() throws {
    // 70 words under each of eight headings, and the headings themselves with their marks: 560 + 20 + 8.
    try check(
      ["Content/model/rag.md": LittleCourse.lesson(words: 70)],
      ["Content/model/rag.md:12: a lesson has at least 600 words, this one 588"])
    let bare = LittleCourse.lesson().replacing("sources:\n  - {title: A, by: B, date: 2026-04}\n", with: "")
    try check(["Content/model/rag.md": bare], ["Content/model/rag.md:2: a lesson names its sources"])
  }

  @Test func `a question has a rubric of five lines`() throws {
    let headings = [
      "The question", "Where to look", "What a strong answer says", "Numbers worth quoting", "Weak answers",
    ]
    let body = headings.map { "## \($0)\n" }.joined(separator: "\n")
    try check(
      page: LittleCourse.page("a", kind: "question", body: body), "2: a question needs a rubric of five lines, a to e")
    let rubric = ["rubric:"] + ["a", "b", "c", "d", "e"].map { "  - {id: \($0), line: x, full: y, part: z}" }
    try check(["Content/a.md": LittleCourse.page("a", kind: "question", extra: rubric, body: body)], [])
  }

  @Test func `control characters and bytes that are no text are named`() throws {
    try check(
      page: LittleCourse.page("a", body: "x\n\nab\u{1B}[31m"),
      "12: holds the control or invisible character U+1B at column 3")
    try check(
      page: LittleCourse.page("a", body: "\u{202E}x"),
      "10: holds the control or invisible character U+202E at column 1")
    let course = try LittleCourse(bytes: ["Content/a.md": Data([0x2D, 0x2D, 0xFF, 0xFE])])
    #expect(try course.problems() == ["Content/a.md:1: is not UTF-8"])
  }

  @Test func `line ends of other systems are read`() throws {
    let page = LittleCourse.page("a", body: "x\n\nSee [x](page:nowhere).")
    try check(page: page.replacing("\n", with: "\r\n"), "12: \"page:nowhere\" does not exist")
  }

  @Test func `facts are counted once a course names any`() throws {
    let none = CourseCheck(try LittleCourse().folder())
    #expect(none.uncovered.isEmpty)
    let course = try LittleCourse(["Content/a.md": LittleCourse.page("a", extra: ["covers: [F1, F900]"])])
    let check = CourseCheck(try course.folder())
    #expect(check.problems.map(\.description) == ["Content/a.md:1: covers names \"F900\", which is no fact"])
    #expect(check.coverage["F1"] == ["a"])
    #expect(check.uncovered.first == "F2")
    #expect(!check.passes)
  }

  @Test func `glossary and products are checked`() throws {
    let glossary = "terms:\n- {id: chunk, term: C, layer: top, see: [gone], page: lost, definition: D}\n"
    #expect(
      try LittleCourse(["Content/glossary.yaml": glossary]).problems() == [
        "Content/glossary.yaml:2: layer must be app, model, infra, agent or cross",
        "Content/glossary.yaml:2: \"term:gone\" does not exist",
        "Content/glossary.yaml:2: \"page:lost\" does not exist",
      ])
    try check(
      ["Content/products.yaml": LittleCourse.products(score: "4")],
      ["Content/products.yaml:10: score must be 0 to 3"])
    try check(
      ["Content/products.yaml": LittleCourse.products(category: "toy")],
      [
        "Content/products.yaml:4: category is none of: ai-first-saas, coding-assistant, consumer-app, developer-tool, "
          + "frontier-lab, inference-provider, internal-enterprise"
      ])
  }

  @Test func `labs are checked`() throws {
    func lab(_ text: String, _ expected: String, _ location: SourceLocation = #_sourceLocation) throws {
      try check(["Labs/map-one/lab.md": text], ["Labs/map-one/lab.md:" + expected], location)
    }
    try lab(
      LittleCourse.lab(fields: ["{id: final, prompt: Again?, kind: line}"]), "1: field \"final\" stands twice")
    try lab(
      LittleCourse.lab(compares: "{field: gone, with: reference}"),
      "1: compares names the field \"gone\", which does not exist")
    try lab(
      LittleCourse.lab(fields: ["{id: x, prompt: X?, kind: text, checks: [spelling]}"]),
      "38: unknown check \"spelling\"")
    try lab(
      LittleCourse.lab(fields: ["{id: x, prompt: X?, kind: score, from: 3, to: 3}"]), "38: from must be below to")
    try lab(
      LittleCourse.lab(fields: ["{id: x, prompt: X?, kind: number, each: layr}"]),
      "38: each must be subject, layer or subject-layer")
    try lab(LittleCourse.lab(text: "See [x](term:gone)."), "22: \"term:gone\" does not exist")
    #expect(
      try LittleCourse(["Labs/map-one/lab.md": LittleCourse.lab(subjects: "[]")]).problems() == [
        "Labs/map-one/lab.md:1: field \"product\" is repeated, but the lab has no subjects or layers",
        "Labs/map-one/lab.md:1: field \"score\" is repeated, but the lab has no subjects or layers",
        "Labs/map-one/lab.md:1: field \"why\" is repeated, but the lab has no subjects or layers",
      ])
  }
}
