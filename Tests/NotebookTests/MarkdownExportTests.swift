import Curriculum
import Foundation
import Notebook
import TextSafety
import Testing

struct `Markdown export` {
  let folder: TemporaryFolder
  let course: Course
  let notebook: Notebook

  init() throws {
    folder = try TemporaryFolder()
    course = try TwoLessonCourse.read(in: folder)
    notebook = try folder.notebook()
  }

  private func fill() throws {
    let session = "s"
    func answer(_ field: String, _ text: String) throws {
      try notebook.write(text, to: .answer("lab-0", field: field), session: session, origin: .typed)
    }
    try answer("first.product", "cursor")
    try answer("first.application.sentence", "They own a | b;\nthey consume the KV cache.")
    try answer("first.application.score", "1")
    try answer("first.model.sentence", "They own nothing.")
    try answer("first.model.score", "1")
    let predictions = ["first.application.sentence", "first.application.score"]
    try notebook.openEvidence("lab-0", subject: "first", locking: predictions)
    try notebook.addClock("lab-0", seconds: 3900)
    try notebook.write("It is *not*.\n\n<!-- honest -->", to: .question("q1"), session: session, origin: .typed)
    try notebook.grade("q1", points: ["a": 1, "b": 0])
    try notebook.grade("q1", points: ["a": 2, "b": 1])
    try notebook.addNote("Look at SLOs. #todo #idea", on: .page("rag"), session: session, origin: .typed, uid: "u1")
    try notebook.addNote("gone", on: .page("rag"), session: session, origin: .typed, uid: "u2")
    try notebook.setNote(2, removed: true)
    try folder.notebook(at: 86400).addNote("", on: .page("rag"), session: session, origin: .typed, uid: "u3")
    try notebook.addNote("loose", on: nil, session: session, origin: .typed, uid: "u4")
    try notebook.addNote(
      "on a field", on: .field("lab-0", "surprise"), session: session, origin: .typed, uid: "u5")
    try notebook.setRead("rag", true)
  }

  private func files() throws -> [String: String] {
    Dictionary(
      uniqueKeysWithValues: MarkdownExport.files(course, try notebook.contents()).map { ($0.path, $0.text) })
  }

  @Test func `a folder has an index and a page for each lab, question and thing noted`() throws {
    try fill()
    let paths = MarkdownExport.files(course, try notebook.contents()).map(\.path)
    #expect(
      paths == ["README.md", "labs/lab-0.md", "notes/lab-0.md", "notes/loose.md", "notes/rag.md", "questions/q1.md"])
  }

  @Test func `the index tells how far the reader is and leads to the rest`() throws {
    try fill()
    #expect(
      try files()["README.md"] == #"""
        ---
        title: "Notebook"
        kind: notebook
        id: "notebook"
        created: 2026-07-01T12:00:00Z
        updated: 2026-07-02T12:00:00Z
        exported-by: strata
        outside: 19d329a4ef4691e2
        ---

        # Notebook

        What stands between the marks of an answer or a note can be edited here and is read back by `strata import`.
        All else is written anew by the next export.

        | Progress | |
        |---|---|
        | Pages read | 1 of 2 |
        | Application development, lessons read | 1 of 2 |
        | Questions answered | 1 of 1 |
        | Questions graded | 1 of 1 |
        | Notes | 4 |
        | Time | 1 h 05 min |

        ## Labs

        - [Map a product](labs/lab-0.md): 5 of 6 fields

        ## Questions

        - [What is "new"?](questions/q1.md): answered, 3 of 4 points

        ## Notes

        - [Notes on Retrieval](notes/rag.md): 2 notes
        - [Notes on Map a product](notes/lab-0.md): 1 note
        - [Loose notes](notes/loose.md): 1 note

        """#)
  }

  @Test func `a worksheet is a table for each step`() throws {
    try fill()
    #expect(
      try files()["labs/lab-0.md"] == #"""
        ---
        title: "Map a product"
        kind: lab
        id: "lab-0"
        created: 2026-07-01T12:00:00Z
        updated: 2026-07-01T12:00:00Z
        exported-by: strata
        outside: e5f1edb5739e01b6
        ---

        # Map a product

        Place a product.

        5 of 6 fields filled, 1 h 05 min spent.

        <!-- worksheet lab-0 -->

        ## 1. Choose

        - `product`: Which product?

        | Field | For | Answer |
        |---|---|---|
        | `first.product` | Cursor (locked) | cursor |

        ## 2. Predict

        - `sentence`: What do they own?
        - `score`: How deep? (0 none, 3 all)

        | Field | For | Answer |
        |---|---|---|
        | `first.application.sentence` | Cursor · Application (locked) | They own a \| b;<br>they consume the KV cache. |
        | `first.application.score` | Cursor · Application (locked) | 1 |
        | `first.model.sentence` | Cursor · Model (locked) | They own nothing. |
        | `first.model.score` | Cursor · Model (locked) | 1 |

        ## 4. Compare

        | Field | For | Answer |
        |---|---|---|
        | `surprise` | What surprised you? | |

        <!-- /worksheet
        first.product f927453fbe6252ef
        first.application.sentence be951fab8f560407
        first.application.score af63ac4c86019afc
        first.model.sentence a62671a872a6287c
        first.model.score af63ac4c86019afc
        -->

        ## Comparison with the reference

        | Subject | Layer | Own | Reference | Mark |
        |---|---|---|---|---|
        | Cursor | Application | 1 | 3 | far apart |
        | Cursor | Model | 1 | 1 | |

        ## Terms

        - **KV cache** — Keys and values kept.

        """#)
  }

  @Test func `a question has the reader's answer and the last grading`() throws {
    try fill()
    #expect(
      try files()["questions/q1.md"] == #"""
        ---
        title: "What is \"new\"?"
        kind: question
        id: "q1"
        created: 2026-07-01T12:00:00Z
        updated: 2026-07-01T12:00:00Z
        exported-by: strata
        outside: 44c4f39d60c1a5a6
        ---

        # What is "new"?

        > The summary of q1.

        <!-- answer-to question q1 rev=651929dbc6a96d51 -->

        It is *not*.

        \<!-- honest -->

        <!-- /answer -->

        ## Grades

        | Line | Asks | Points |
        |---|---|---|
        | a | Takes a position | 2 |
        | b | Quotes numbers \| units | 1 |
        | | Total | 3 of 4 |

        - 2026-07-01T12:00:00Z: 1 of 4
        - 2026-07-01T12:00:00Z: 3 of 4

        """#)
  }

  @Test func `notes on one page stand together, with their tags and terms`() throws {
    try fill()
    #expect(
      try files()["notes/rag.md"] == #"""
        ---
        title: "Notes on Retrieval"
        kind: notes
        id: "page:rag"
        created: 2026-07-01T12:00:00Z
        updated: 2026-07-02T12:00:00Z
        tags: ["idea", "todo"]
        exported-by: strata
        outside: 4d1ac3c62a8f3186
        ---

        # Notes on Retrieval

        ## Note 1

        Written 2026-07-01.

        <!-- note 1 uid=u1 rev=b52734a1f7545f71 on=page:rag -->

        Look at SLOs. #todo #idea

        <!-- /note -->

        ## Note 3

        Written 2026-07-02.

        <!-- note 3 uid=u3 rev=cbf29ce484222325 on=page:rag -->

        <!-- /note -->

        ## Terms

        - **Service-level objective (SLO)** — A promise.

        """#)
  }

  @Test func `an empty notebook gives blank forms and no rubric`() throws {
    let files = try files()
    #expect(files.keys.sorted() == ["README.md", "labs/lab-0.md", "questions/q1.md"])
    #expect(files["labs/lab-0.md"]?.contains("\n| `first.product` | First product | |\n") == true)
    #expect(files["labs/lab-0.md"]?.contains("`extra`") == false)
    #expect(files["questions/q1.md"]?.contains("Takes a position") == false)
  }

  @Test func `the single file holds what the folder does, below one title`() throws {
    try fill()
    let contents = try notebook.contents()
    let single = MarkdownExport.single(course, contents)
    let lines = single.split(separator: "\n")
    #expect(lines.filter { $0.hasPrefix("# ") } == ["# Notebook"])
    let marks = { (text: String) in text.split(separator: "\n").filter { $0.hasPrefix("<!--") || $0.hasPrefix("| `") } }
    let inFolder = MarkdownExport.files(course, contents).flatMap { marks($0.text) }
    #expect(marks(single).sorted() == inFolder.sorted())
  }

  @Test func `the same contents give the same bytes`() throws {
    try fill()
    let (a, b) = (try notebook.contents(), try folder.notebook(at: 9999).contents())
    #expect(MarkdownExport.files(course, a) == MarkdownExport.files(course, b))
    #expect(MarkdownExport.single(course, a) == MarkdownExport.single(course, b))
  }

  @Test func `an edit changes its own lines and nothing else`() throws {
    try fill()
    let before = try files()
    try notebook.write("Was it?", to: .answer("lab-0", field: "surprise"), session: "t", origin: .typed)
    try notebook.write("Look at SLOs! #todo #idea", to: .note(1), session: "t", origin: .typed)
    let after = try files()
    func changes(_ path: String) -> Int {
      let old = before[path, default: ""].split(separator: "\n", omittingEmptySubsequences: false)
      return after[path, default: ""].split(separator: "\n", omittingEmptySubsequences: false)
        .difference(from: old).insertions.count
    }
    #expect(changes("labs/lab-0.md") == 4, "what is outside the marks, the count of fields, the row, its revision")
    #expect(changes("notes/rag.md") == 2, "the mark and the text")
    #expect(changes("questions/q1.md") == 0)
  }

  @Test func `answers that the course has no place for are exported all the same`() throws {
    try notebook.write("old words", to: .answer("lab-0", field: "gone.field"), session: "s", origin: .typed)
    try notebook.write("other words", to: .answer("..lab|9", field: "a`b"), session: "s", origin: .typed)
    try notebook.write("third words", to: .question("q99"), session: "s", origin: .typed)
    try notebook.addNote("fourth words", on: .term("no/such"), session: "s", origin: .typed)
    let files = try files()
    #expect(
      files.keys.sorted() == [
        "README.md", "labs/lab-0.md", "labs/lab-9.md", "notes/term-no-such.md", "questions/q1.md", "questions/q99.md",
      ])
    #expect(files["labs/lab-0.md"]?.contains("| `gone.field` | | old words |") == true)
    #expect(files["labs/lab-9.md"]?.contains("other words") == true)
    #expect(files["questions/q99.md"]?.contains("third words") == true)
    #expect(files["notes/term-no-such.md"]?.contains("fourth words") == true)
  }

  @Test func `no export holds a harmful scalar, whatever the file of the notebook holds`() throws {
    var contents = NotebookContents()
    try notebook.addNote("x", on: nil, session: "s", origin: .typed)
    contents = try notebook.contents()
    contents.entries[.note(1)]?.text = "\u{1B}]52;c;AAAA\u{7}\u{202E}\u{0}"
    contents.entries[.note(1)]?.anchor = .page("\u{1B}[2J\u{2066}")
    let texts =
      MarkdownExport.files(course, contents).map(\.text)
      + [MarkdownExport.single(course, contents), JSONExport.text(course, contents, versions: [:])]
    for text in texts { #expect(HarmfulScalar.first(in: text) == nil) }
  }

  @Test func `the whole course exports with every link leading to a file`() throws {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let place = try #require(CourseFolder(at: root.path))
    let whole = Course.read(place).course
    let files = MarkdownExport.files(whole, NotebookContents())
    let index = try #require(files.first { $0.path == "README.md" })
    let linked = Document(parsing: index.text).links.map(\.destination)
    #expect(linked.sorted() == files.map(\.path).filter { $0 != "README.md" }.sorted())
    #expect(linked.count >= whole.labs.count + whole.questions.count)
  }
}
