import Curriculum
import Notebook
import StrataTesting
import Testing

struct `Search over course and notebook` {
  let folder: TemporaryFolder
  let notebook: Notebook
  let search: Search

  init() throws {
    folder = try TemporaryFolder()
    notebook = try folder.notebook()
    search = try Search(try TwoLessonCourse.read(in: folder), notebook)
  }

  private func places(_ query: String) throws -> [SearchHit.Place] {
    try search.find(query, limit: 20).map(\.place)
  }

  @Test func `an own note is found as soon as it is written`() throws {
    #expect(try places("zebra") == [])
    let number = try notebook.addNote("A zebra crossing", on: .page("rag"), session: "s", origin: .typed)
    let hit = try #require(try search.find("zebra", limit: 5).first)
    #expect(hit.place == .own(.note(number)))
    #expect(hit.title == "Note 1 on Retrieval")
    #expect(hit.excerpt.filter(\.isMatch).map(\.text) == ["zebra"])
    try notebook.write("A horse", to: .note(number), session: "t", origin: .typed)
    #expect(try places("zebra") == [])
    #expect(try places("horse") == [.own(.note(number))])
  }

  @Test func `a note that another opening wrote is found`() throws {
    try folder.notebook().write("Giraffes", to: .question("q1"), session: "s", origin: .typed)
    #expect(try places("giraffe") == [.own(.question("q1"))])
  }

  @Test func `an excerpt of a lab holds no signs of Markdown`() throws {
    let hit = try #require(try search.find("well", limit: 5).first { $0.place == .course(.lab("lab-0")) })
    #expect(hit.excerpt.map(\.text).joined().contains("Choose by the summary, well."))
  }

  @Test func `what is found by its title alone is shown from its beginning`() throws {
    let term = try #require(try search.find("objective", limit: 5).first)
    #expect(term.excerpt.map(\.text) == ["A promise."] && term.excerpt.allSatisfy { !$0.isMatch })
  }

  @Test func `a removed note is not found, a restored one is`() throws {
    let number = try notebook.addNote("zebra", on: nil, session: "s", origin: .typed)
    try notebook.setNote(number, removed: true)
    #expect(try places("zebra") == [])
    try notebook.setNote(number, removed: false)
    #expect(try places("zebra") == [.own(.note(number))])
  }

  @Test func `scenarios and pinned results are found by what is in them, until they are removed`() throws {
    let desk = try #require(ScenarioName("rag-desk"))
    try notebook.saveScenario(desk, "model: quokka-70b\n", session: "s", origin: .command)
    let number = try notebook.addMeasurement(.sample, note: "wombat", session: "s", origin: .command)
    let hit = try #require(try search.find("quokka", limit: 5).first)
    #expect(hit.place == .own(.scenario(desk)) && hit.title == "Scenario: rag-desk")
    for query in ["wombat", "desk own", "llama", "latency 2.4", "Example CPU"] {
      let hit = try search.find(query, limit: 5).first
      #expect(hit?.place == .own(.measurement(number)), "\(query)")
      #expect(hit?.title == "Pinned: RAG desk | own GPUs", "\(query)")
    }
    for key in [EntryKey.scenario(desk), .measurement(number)] { try notebook.set(key, removed: true) }
    for query in ["quokka", "wombat", "llama"] { #expect(try places(query) == [], "\(query)") }
    try notebook.set(.measurement(number), removed: false)
    #expect(try places("llama") == [.own(.measurement(number))])
  }

  @Test func `a hit in a title comes before one in the text`() throws {
    let found = try places("retrieval")
    let title = try #require(found.firstIndex(of: .course(.page("rag"))))
    let text = try #require(found.firstIndex(of: .course(.page("agents"))))
    #expect(title < text)
  }

  @Test(arguments: ["rerank", "evidence rera", "RERANKERS", "reranker"])
  func `the last word may be unfinished, and case does not matter`(query: String) throws {
    #expect(try places(query) == [.course(.page("rag"))])
  }

  @Test func `all words must be there`() throws {
    #expect(try places("evidence zebra") == [])
  }

  @Test func `what a question shows only after an answer is not found`() throws {
    #expect(try places("wheel") == [.course(.page("q1"))])
    #expect(try places("rubricword") == [])
    #expect(try places("newfangledword") == [])
  }

  @Test(arguments: [
    "", " ", "\"", "\"\"", "'", "*", "a*", "-", "NOT", "AND", "OR", "NEAR(", "evidence AND", "text:evidence", "(", "^",
    "\u{0}", "a\u{0}b", "🙂", "{x}", "+ +", "; DROP TABLE item", "\\", "ⅷ", "º", "1️⃣", "%", "rank MATCH 'x'",
  ])
  func `no query is an error`(query: String) throws {
    #expect(throws: Never.self) { try search.find(query, limit: 5) }
  }

  @Test func `random queries are never an error and never give more than was asked`() throws {
    for number in 0..<20 { try notebook.addNote("word \(number)", on: nil, session: "s", origin: .typed) }
    for seed in UInt64(0)..<300 {
      var numbers = SplitMix64(seed: seed)
      let query = numbers.hostileText()
      #expect(throws: Never.self, "seed \(seed)") { try search.find(query, limit: 3) }
    }
    #expect(try search.find("word", limit: 3).count == 3)
    #expect(try search.find("word", limit: 0).count == 0)
  }

  @Test func `a course can be searched without a notebook`() throws {
    let alone = try Search(try TwoLessonCourse.read(in: folder), nil)
    #expect(try alone.find("evidence", limit: 5).map(\.place) == [.course(.page("rag"))])
  }
}
