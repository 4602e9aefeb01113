import Foundation
import Notebook
import StrataTesting
import Testing

struct `Saved scenarios` {
  let folder: TemporaryFolder
  let notebook: Notebook
  let desk: ScenarioName

  init() throws {
    folder = try TemporaryFolder()
    notebook = try folder.notebook()
    desk = try #require(ScenarioName("rag-desk"))
  }

  private func save(_ text: String, _ session: String) throws {
    try notebook.saveScenario(desk, text, session: session, origin: .command)
  }

  @Test(arguments: ["rag-desk", "a", "7b-on-l4", String(repeating: "x", count: 60)])
  func `a name of small letters, digits and single hyphens is taken as it is`(text: String) {
    #expect(ScenarioName(text)?.rawValue == text)
    #expect(EntryKey("scenario:" + text)?.description == "scenario:" + text)
  }

  @Test(arguments: ["", "-", "a-", "-a", "a--b", "A", "a b", "a.b", "../a", "é", String(repeating: "x", count: 61)])
  func `any other text is no name`(text: String) {
    #expect(ScenarioName(text) == nil)
    #expect(EntryKey("scenario:" + text) == nil)
  }

  @Test(arguments: [("RAG desk, 2nd", "rag-desk-2nd"), ("  Größe!  ", "gr-e"), ("..", nil), ("日本", nil)])
  func `a name is made of a title`(title: String, name: String?) {
    #expect(ScenarioName.fitting(title)?.rawValue == name)
  }

  @Test func `whatever the title, the name made of it is one`() {
    for seed in UInt64(0)..<300 {
      var numbers = SplitMix64(seed: seed)
      let title = numbers.hostileText() + String(repeating: "ab ", count: Int(seed % 30))
      guard let name = ScenarioName.fitting(title) else { continue }
      #expect(ScenarioName(name.rawValue) == name, "seed \(seed)")
    }
  }

  @Test func `saving again keeps what was there as a version`() throws {
    try save("volume: 1\n", "a")
    try save("volume: 2\n", "b")
    let scenarios = try notebook.contents().scenarios
    #expect(scenarios.map(\.name) == [desk])
    #expect(scenarios.first?.entry.text == "volume: 2\n")
    #expect(try notebook.versions(of: .scenario(desk)).map(\.text) == ["volume: 2\n", "volume: 1\n"])
  }

  @Test func `scenarios are listed by name`() throws {
    for name in ["b", "c", "a"] {
      try notebook.saveScenario(try #require(ScenarioName(name)), "x: 1", session: "s", origin: .command)
    }
    #expect(try notebook.contents().scenarios.map(\.name.rawValue) == ["a", "b", "c"])
  }

  @Test func `a renamed scenario keeps its versions, and its old name is free`() throws {
    try save("volume: 1\n", "a")
    try save("volume: 2\n", "b")
    let new = try #require(ScenarioName("help-desk"))
    try notebook.renameScenario(desk, to: new)
    #expect(try notebook.contents().scenarios.map(\.name) == [new])
    #expect(try notebook.versions(of: .scenario(new)).count == 2)
    try save("volume: 3\n", "c")
    #expect(try notebook.contents().scenarios.map(\.name) == [new, desk])
  }

  @Test func `a name that another has, also one that was removed, is refused`() throws {
    let other = try #require(ScenarioName("other"))
    try save("volume: 1\n", "a")
    try notebook.saveScenario(other, "volume: 2\n", session: "a", origin: .command)
    #expect(throws: NotebookError.scenarioExists(other)) { try notebook.renameScenario(desk, to: other) }
    try notebook.set(.scenario(other), removed: true)
    #expect(throws: NotebookError.scenarioExists(other)) { try notebook.renameScenario(desk, to: other) }
    let missing = try #require(ScenarioName("missing"))
    #expect(throws: NotebookError.noSuchScenario(missing)) {
      try notebook.renameScenario(missing, to: try #require(ScenarioName("new")))
    }
    #expect(try notebook.contents().text(.scenario(desk)) == "volume: 1\n")
  }

  @Test func `a removed scenario keeps its text, and saving brings it back`() throws {
    try save("volume: 1\n", "a")
    try notebook.set(.scenario(desk), removed: true)
    #expect(try notebook.contents().scenarios.isEmpty)
    #expect(try notebook.contents().entries[.scenario(desk)]?.text == "volume: 1\n")
    try save("volume: 1\n", "b")
    #expect(try notebook.contents().scenarios.map(\.entry.text) == ["volume: 1\n"])
    let missing = try #require(ScenarioName("missing"))
    #expect(throws: NotebookError.noSuchScenario(missing)) { try notebook.set(.scenario(missing), removed: true) }
  }

  @Test func `two openings of one notebook keep each other's scenarios`() throws {
    let other = try folder.notebook(at: 5)
    try save("from: a\n", "a")
    try other.saveScenario(desk, "from: b\n", session: "b", origin: .command)
    try other.saveScenario(try #require(ScenarioName("second")), "x: 1", session: "b", origin: .command)
    #expect(try notebook.contents().scenarios.map(\.entry.text) == ["from: b\n", "x: 1"])
    #expect(try notebook.versions(of: .scenario(desk)).map(\.text) == ["from: b\n", "from: a\n"])
  }

  @Test func `its text is kept harmless and its comments are no tags`() throws {
    try save("#budget\nnote: \"\u{1B}[2J\"\r\n", "a")
    let entry = try #require(try notebook.contents().entries[.scenario(desk)])
    #expect(entry.text == "#budget\nnote: \"␛[2J\"\n")
    #expect(entry.tags == [])
  }
}
