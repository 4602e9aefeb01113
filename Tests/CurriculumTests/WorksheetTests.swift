import Curriculum
import Testing

@Suite struct WorksheetTests {
  private let course: Course
  private let lab: Lab

  init() throws {
    course = try LittleCourse().read().course
    lab = try #require(course.lab("lab-0"))
  }

  @Test func `repeated fields stand once for each subject and layer`() {
    #expect(
      lab.entries.map(\.name) == [
        "first.product", "second.product", "first.application.score", "first.model.score", "first.why",
        "second.application.score", "second.model.score", "second.why", "final",
      ])
    #expect(lab.entry(named: "second.model.score")?.layer?.title == "Model")
    #expect(lab.entry(named: "third.model.score") == nil)
  }

  @Test func `progress counts what is filled and leaves optional fields out`() {
    var sheet = Worksheet(lab)
    #expect(sheet.progress == (0, 7))
    sheet.answers = ["first.product": "cursor", "first.why": "because", "final": " \n", "unknown": "x"]
    #expect(sheet.progress == (1, 7))
    #expect(sheet.progress(ofStep: 0) == (1, 2))
    #expect(sheet.progress(ofStep: 1) == (0, 4))
    #expect(sheet.progress(ofStep: 2) == (0, 0))
    #expect(lab.steps.indices.map { sheet.progress(ofStep: $0).total }.reduce(0, +) == sheet.progress.total)
    #expect(sheet.answer("final") == nil)
  }

  @Test func `evidence opens after the own attempt for that subject`() {
    var sheet = Worksheet(lab, answers: ["first.product": "cursor", "first.application.score": "1"])
    #expect(!sheet.canOpen("first"))
    #expect(sheet.missingBeforeOpening("first").map(\.name) == ["first.model.score"])
    sheet.answers["first.model.score"] = "2"
    #expect(sheet.canOpen("first"))
    #expect(!sheet.canOpen("second"))
    sheet.answers["first.product"] = nil
    #expect(sheet.missingBeforeOpening("first").map(\.name) == ["first.product"])
  }

  @Test func `a choice and its predictions lock once the evidence was opened`() throws {
    let sheet = Worksheet(lab, opened: ["first"])
    let isLocked = { (name: String) in sheet.isLocked(try #require(lab.entry(named: name))) }
    #expect(try isLocked("first.model.score"))
    #expect(try isLocked("first.why"))
    #expect(try !isLocked("second.model.score"))
    #expect(try isLocked("first.product"))
    #expect(try !isLocked("final"))
  }

  @Test func `scores are laid beside the reference, once it is open`() {
    var sheet = Worksheet(
      lab, answers: ["first.product": "cursor", "first.application.score": "1", "first.model.score": "1"])
    #expect(sheet.comparison(in: course).isEmpty)
    sheet.opened = ["first"]
    let cells = sheet.comparison(in: course)
    #expect(cells.map(\.layer.id) == ["application", "model"])
    #expect(cells.map(\.own) == [1, 1])
    #expect(cells.map(\.reference) == [3, 2])
    #expect(cells.map(\.isApart) == [true, false])
  }

  @Test func `a product of the reader's own has no reference`() {
    let sheet = Worksheet(lab, answers: ["first.product": "Mine", "first.model.score": "3"], opened: ["first"])
    #expect(sheet.comparison(in: course).map(\.reference) == [nil, nil])
    #expect(sheet.comparison(in: course).allSatisfy { !$0.isApart })
    #expect(sheet.name(ofSubject: lab.subjects[0], in: course) == "Mine")
    #expect(sheet.name(ofSubject: lab.subjects[1], in: course) == "Second")
  }

  @Test func `a subject is called by the product chosen for it`() {
    let sheet = Worksheet(lab, answers: ["second.product": "cursor"])
    #expect(sheet.name(ofSubject: lab.subjects[1], in: course) == "Cursor")
    #expect(sheet.choice(ofSubject: lab.subjects[0]) == nil)
  }

  @Test func `checks speak only of what is written`() throws {
    let final = try #require(lab.entry(named: "final"))
    #expect(Worksheet(lab).checks(final).isEmpty)
    let sheet = Worksheet(lab, answers: ["final": "They own the engine and rent the rest (Y, 2026)."])
    #expect(sheet.checks(final).map(\.passed) == [true, false])
  }

  @Test func `an answer of the wrong form is named`() throws {
    let fields = [
      "{id: n, prompt: N?, kind: number, unit: GB}", "{id: c, prompt: C?, kind: choice, options: [a, b]}",
      "{id: p, prompt: P?, kind: choice, from: products}",
    ]
    let course = try LittleCourse(["Labs/map-one/lab.md": LittleCourse.lab(fields: fields)]).read().course
    let lab = try #require(course.lab("lab-0"))
    let problem = { (text: String, name: String) in
      Worksheet.problem(text, in: try #require(lab.entry(named: name)).field)
    }
    #expect(try problem("1,200.5", "n") == nil)
    #expect(try problem("many", "n") == "needs a number (GB)")
    #expect(try problem("nan", "n") == "needs a number (GB)")
    #expect(try problem("a", "c") == nil)
    #expect(try problem("x", "c") == "needs one of: a, b")
    #expect(try problem("cursor", "p") == nil)
    #expect(try problem("3", "first.model.score") == nil)
    #expect(try problem("4", "first.model.score") == "needs a whole number from 0 to 3")
    #expect(try problem("2.5", "first.model.score") == "needs a whole number from 0 to 3")
    #expect(try problem("anything", "final") == nil)
  }
}

@Suite struct SentenceCheckTests {
  private func check(
    _ check: Lab.Field.Check, _ text: String, _ message: String?, _ location: SourceLocation = #_sourceLocation
  ) {
    let result = check.result(for: text)
    #expect(result.passed == (message == nil), "\(text)", sourceLocation: location)
    if let message { #expect(result.message == message, "\(text)", sourceLocation: location) }
  }

  @Test(arguments: [
    "They own the index; they consume the models.",
    "They own the index, e.g. the crawler, and rent the rest",
    "They run vLLM 0.6.2 on rented machines (Datadog, April 2026).",
    "Acme Inc. owns its engine and buys chips from N. Vidia.",
    "Do they own it? is not asked here.",
    "They call it \"the engine.\"",
  ])
  func `one sentence passes`(text: String) {
    check(.oneSentence, text, nil)
  }

  @Test(arguments: [
    "They own the index. They consume the models.", "Do they own it? They do own it!",
    "They own \"the engine.\" The rest is rented.",
  ])
  func `more than one is told`(text: String) {
    check(.oneSentence, text, "more than one sentence: make it one")
  }

  @Test(arguments: ["", "Nothing.", "they own it"])
  func `a fragment is told`(text: String) {
    check(.oneSentence, text, "write a whole sentence")
  }

  @Test(
    arguments: [
      ("They own X; they consume Y.", nil),
      ("They BUILD their engine and rent GPUs.", nil),
      ("They train models, consuming nothing.", nil),
      ("They own everything.", "what do they consume?"),
      ("They rent everything.", "what do they own?"),
      ("A wrapper.", "say what they own and what they consume"),
      ("Their downtown office abuses buyers.", "say what they own and what they consume"),
    ] as [(String, String?)])
  func `both halves are looked for`(text: String, message: String?) {
    check(.ownAndConsume, text, message)
  }

  @Test(
    arguments: [
      ("They own X (Datadog, April 2026).", nil),
      ("They own X (their blog, 2025-11-03); they rent Y.", nil),
      ("They own X (Augment, 2026-04).", nil),
      ("They own X (2026-04).", "name the source beside the date: (source, 2026-04)"),
      ("They own X (April 2026).", "name the source beside the date: (source, 2026-04)"),
      ("They own X (Datadog).", "end with a source and a date in brackets: (source, 2026-04)"),
      ("They own X, Datadog, 2026.", "end with a source and a date in brackets: (source, 2026-04)"),
      ("They own 2026 things (see Datadog", "end with a source and a date in brackets: (source, 2026-04)"),
    ] as [(String, String?)])
  func `a source and a date are looked for`(text: String, message: String?) {
    check(.sourceAndDate, text, message)
  }
}
