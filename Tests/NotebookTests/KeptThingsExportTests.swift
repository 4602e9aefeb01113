import Curriculum
import Foundation
import Notebook
import StrataTesting
import Testing

/// Scenarios and pinned results in exports, and back.
struct `Exports of scenarios and pinned results` {
  let folder: TemporaryFolder
  let course: Course
  let notebook: Notebook
  let desk: ScenarioName
  private static let yaml = "# what it costs\nvolume: 40000\nnote: |\n  ```\n  <!-- note 1 uid=x -->\n"

  init() throws {
    folder = try TemporaryFolder()
    course = try TwoLessonCourse.read(in: folder)
    notebook = try folder.notebook()
    desk = try #require(ScenarioName("rag-desk"))
    try notebook.saveScenario(desk, Self.yaml, session: "s", origin: .command)
    try notebook.addMeasurement(.sample, note: "the KV cache\nfits", session: "s", origin: .command, uid: "m1")
  }

  private func files() throws -> [String: String] {
    let files = MarkdownExport.files(course, try notebook.contents())
    return Dictionary(uniqueKeysWithValues: files.map { ($0.path, $0.text) })
  }

  private func export() throws {
    let files = MarkdownExport.files(course, try notebook.contents())
    try ExportWriter.write(files, toFolder: folder.path("out"), force: false)
  }

  private func edit(_ path: String, _ old: String, _ new: String) throws {
    let text = try folder.read(path)
    try #require(text.contains(old))
    try folder.write(text.replacing(old, with: new), to: path)
  }

  private func imported(_ name: String = "out", into other: Notebook? = nil) throws -> ImportReport {
    try (other ?? notebook).importMarkdown(at: folder.path(name), course: course)
  }

  // MARK: Pages

  @Test func `a folder has a page for each kind, scenarios as YAML and charts as SVG`() throws {
    let files = try files()
    let own = files.keys.filter { !$0.hasPrefix("labs/") && !$0.hasPrefix("questions/") }.sorted()
    #expect(
      own == [
        "README.md", "charts/rag-desk-own-gpus-1.svg", "measurements.md", "scenarios.md", "scenarios/rag-desk.yaml",
      ])
    #expect(files["scenarios/rag-desk.yaml"] == Self.yaml)
    #expect(files["charts/rag-desk-own-gpus-1.svg"] == (Notebook.Measurement.sample.svg ?? "") + "\n")
    let index = try #require(files["README.md"])
    #expect(index.contains("\n- [Scenarios](scenarios.md): 1 kept\n- [Pinned results](measurements.md): 1 kept\n"))
  }

  @Test func `a scenario is a block of YAML below the heading`() throws {
    let uid = try #require(try notebook.contents().entries[.scenario(desk)]?.uid)
    let page = try #require(try files()["scenarios.md"])
    let body = try #require(page.range(of: "# Scenarios"))
    let text = page[body.lowerBound...].replacing(uid, with: "UID")
    #expect(
      text == """
        # Scenarios

        What stands between the marks of a scenario, or in the files of `scenarios/`, can be edited and is read back by \
        `strata import`.

        ## rag-desk

        Written 2026-07-01. As a file: [scenarios/rag-desk.yaml](scenarios/rag-desk.yaml).

        <!-- scenario rag-desk uid=UID rev=312c596f002afadc -->

        ````yaml
        # what it costs
        volume: 40000
        note: |
          ```
          \\<!-- note 1 uid=x -->

        ````

        <!-- /scenario -->

        """)
  }

  @Test func `a pinned result is two tables, a chart and the note on it`() throws {
    let page = try #require(try files()["measurements.md"])
    let body = try #require(page.range(of: "# Pinned results"))
    #expect(
      page[body.lowerBound...] == """
        # Pinned results

        The note on a result can be edited between its marks; all else stays as it was measured.

        ## 1. RAG desk | own GPUs

        - Measured: 2026-07-01T10:00:00Z
        - Of: cost, rag-desk
        - Machine: Example CPU, 8 cores, 32 GiB, Linux 6.1
        - Strata: 0.3.0
        - Catalogues: prices of 2026-06-01, gpus of 2026-05-12

        | Parameter | Value | Unit |
        |---|---|---|
        | Requests | 40,000 | a day |
        | Model | llama-3.3-70b | |

        | Result | Value | Unit |
        |---|---|---|
        | Cheapest | API | |
        | P99 latency | 2.4 | s |

        ```text
        API  ████ 4.1
        Own  ███████ 7.9
        ```

        ![The chart](charts/rag-desk-own-gpus-1.svg)

        <!-- measurement 1 uid=m1 rev=a755a7377c7b1b57 -->

        the KV cache
        fits

        <!-- /measurement -->

        ## Terms

        - **KV cache** — Keys and values kept.

        """)
  }

  @Test func `the single file has both, and links to no file`() throws {
    let text = MarkdownExport.single(course, try notebook.contents())
    for line in [
      "## Scenarios", "### rag-desk", "## Pinned results", "### 1. RAG desk | own GPUs", "| P99 latency | 2.4 | s |",
    ] {
      #expect(text.contains("\n\(line)\n"), "\(line)")
    }
    #expect(!text.contains("](scenarios") && !text.contains("](charts") && !text.contains("](measurements"))
  }

  @Test func `what was removed is left out of Markdown and stays in JSON`() throws {
    try notebook.set(.scenario(desk), removed: true)
    try notebook.set(.measurement(1), removed: true)
    let contents = try notebook.contents()
    #expect(try files().keys.sorted() == ["README.md", "labs/lab-0.md", "questions/q1.md"])
    let json = JSONExport.text(course, contents, versions: [:])
    #expect(json.contains("scenario:rag-desk") && json.contains("llama-3.3-70b"))
  }

  // MARK: Back from Markdown

  @Test func `an edited scenario comes back, from its page or its file`() throws {
    for (path, session) in [("out/scenarios.md", "a"), ("out/scenarios/rag-desk.yaml", "b")] {
      try notebook.saveScenario(desk, Self.yaml, session: session, origin: .command)
      try export()
      try edit(path, "40000", "50000")
      let report = try imported()
      #expect(report.changed == [.scenario(desk)] && report.bothChanged == [] && report.problems == [], "\(path)")
      #expect(try notebook.contents().text(.scenario(desk)) == Self.yaml.replacing("40000", with: "50000"), "\(path)")
      // The page and the file say the same again, and nothing is left to do.
      try notebook.saveScenario(desk, Self.yaml, session: session + "2", origin: .command)
      try export2(path)
    }
  }

  /// After an import, the next export goes through only where the notebook knows the file's text.
  private func export2(_ path: String) throws {
    let files = MarkdownExport.files(course, try notebook.contents())
    try ExportWriter.write(files, toFolder: folder.path("out"), force: true)
    #expect(try imported().changed == [], "\(path)")
  }

  @Test func `a scenario's file that was edited is not written over`() throws {
    try export()
    try edit("out/scenarios/rag-desk.yaml", "40000", "50000")
    try notebook.saveScenario(desk, "volume: 1\n", session: "t", origin: .command)
    let path = folder.path("out") + "/scenarios/rag-desk.yaml"
    #expect(throws: ExchangeError.unimported(path: path, line: 1)) { try export() }
    #expect(try imported().bothChanged == [.scenario(desk)])
    #expect(
      try notebook.versions(of: .scenario(desk)).map(\.text).contains(Self.yaml.replacing("40000", with: "50000")))
    #expect(try notebook.contents().text(.scenario(desk)) == "volume: 1\n")
  }

  @Test func `a scenario that only the file has is added, under its name`() throws {
    try export()
    try folder.write("volume: 7\n", to: "out/scenarios/new-one.yaml")
    try folder.write("volume: 8\n", to: "out/scenarios/No Name.yaml")
    let report = try imported()
    let name = try #require(ScenarioName("new-one"))
    #expect(report.added == [.scenario(name)])
    #expect(report.problems.map(\.file) == ["scenarios/No Name.yaml"])
    #expect(try notebook.contents().text(.scenario(name)) == "volume: 7\n")
  }

  @Test func `a scenario is found again after it was renamed`() throws {
    try export()
    try edit("out/scenarios.md", "40000", "50000")
    let new = try #require(ScenarioName("new-name"))
    try notebook.renameScenario(desk, to: new)
    #expect(try imported().changed == [.scenario(new)])
  }

  @Test func `a block without its last fence is reported and not taken`() throws {
    try export()
    try edit("out/scenarios.md", "\n````\n\n<!-- /scenario -->", "\n\n<!-- /scenario -->")
    let report = try imported()
    #expect(report.problems.count == 1)
    #expect(report.problems.first?.message.contains("does not end with the fence") == true)
    #expect(try notebook.contents().text(.scenario(desk)) == Self.yaml)
  }

  @Test func `the note on a result comes back, its tables are left as they are and named`() throws {
    try export()
    try edit("out/measurements.md", "fits", "does not fit")
    var report = try imported()
    #expect(report.changed == [.measurement(1)] && report.problems == [])
    #expect(try notebook.contents().text(.measurement(1)) == "the KV cache\ndoes not fit")
    try edit("out/measurements.md", "| 2.4 |", "| 0.1 |")
    report = try imported()
    #expect(report.problems.map(\.file) == ["measurements.md"])
    #expect(try notebook.contents().measurements == [1: .sample])
  }

  @Test func `Markdown makes no result where there is none`() throws {
    try export()
    let other = try folder.notebook("other.sqlite")
    let report = try imported(into: other)
    #expect(report.problems.map(\.file) == ["measurements.md"])
    #expect(try other.contents().measurements.isEmpty)
    #expect(try other.contents().text(.scenario(desk)) == Self.yaml)
  }

  @Test func `a chart made of marks does not break the page it stands on`() throws {
    var measurement = Notebook.Measurement.sample
    measurement.chart = "<!-- /measurement -->\n```\n<!-- note 1 uid=m1 rev=x -->\nwords"
    measurement.title = "<!-- note 2 uid=z -->"
    measurement.parameters = [.init("<!-- worksheet lab-0 -->", "|", "`")]
    try notebook.addMeasurement(measurement, note: "<!-- /measurement -->", session: "s", origin: .command)
    let contents = try notebook.contents()
    try export()
    let report = try imported()
    #expect(report == ImportReport(unchanged: report.unchanged))
    #expect(try notebook.contents() == contents)
  }

  @Test func `any scenario goes out and comes back, byte for byte`() throws {
    for seed in UInt64(0)..<60 {
      var numbers = SplitMix64(seed: seed)
      try notebook.saveScenario(desk, numbers.hostileText() + "x", session: "s\(seed)", origin: .command)
      let contents = try notebook.contents()
      let text = MarkdownExport.single(course, contents)
      try folder.write(seed % 2 == 0 ? text : text.replacing("\n", with: "\r\n"), to: "all.md")
      let other = try folder.notebook("other-\(seed).sqlite")
      #expect(try imported("all.md", into: other).problems.count == 1, "seed \(seed): the pinned result")
      let (own, theirs) = (contents.text(.scenario(desk)), try other.contents().text(.scenario(desk)))
      #expect(Array(own.utf8) == Array(theirs.utf8), "seed \(seed)")
    }
  }

  // MARK: JSON

  private func json(_ notebook: Notebook) throws -> String {
    let contents = try notebook.contents()
    var versions: [EntryKey: [Version]] = [:]
    for key in contents.entries.keys { versions[key] = try notebook.versions(of: key) }
    return JSONExport.text(course, contents, versions: versions)
  }

  @Test func `an export in JSON restores an empty notebook`() throws {
    try notebook.addNote("loose", on: nil, session: "s", origin: .typed)
    try notebook.addNote("on a page #tag", on: .page("rag"), session: "s", origin: .typed)
    try notebook.set(.note(1), removed: true)
    try notebook.write("own words", to: .question("q1"), session: "s", origin: .typed)
    try notebook.write("gone field", to: .answer("lab-9", field: "x"), session: "s", origin: .typed)
    try notebook.addMeasurement(.sample, session: "s", origin: .command)
    try notebook.set(.measurement(2), removed: true)
    try folder.write(try json(notebook), to: "all.json")
    let other = try folder.notebook("other.sqlite")
    let report = try other.importJSON(at: folder.path("all.json"), course: course)
    #expect(report.problems == [] && report.changed == [] && report.bothChanged == [])
    #expect(report.added.count == 7)
    let (own, theirs) = (try notebook.contents(), try other.contents())
    #expect(theirs.measurements == own.measurements)
    #expect(theirs.entries.mapValues(\.text) == own.entries.mapValues(\.text))
    for key in [EntryKey.note(1), .note(2), .scenario(desk), .measurement(1), .measurement(2)] {
      #expect(theirs.entries[key]?.uid == own.entries[key]?.uid, "\(key)")
    }
    #expect(theirs.entries.mapValues(\.isRemoved) == own.entries.mapValues(\.isRemoved))
    #expect(theirs.entries.mapValues(\.anchor) == own.entries.mapValues(\.anchor))
    // Again, and into the one that it came from, nothing is left to do.
    for notebook in [other, notebook] {
      let before = try notebook.contents()
      let report = try notebook.importJSON(at: folder.path("all.json"), course: course)
      #expect(report == ImportReport(unchanged: 7))
      #expect(try notebook.contents() == before)
    }
  }

  @Test func `texts that differ stay, and those of the JSON are kept as versions`() throws {
    try folder.write(try json(notebook), to: "all.json")
    try notebook.saveScenario(desk, "volume: 1\n", session: "t", origin: .command)
    try notebook.write("other note", to: .measurement(1), session: "t", origin: .typed)
    let other = try folder.notebook("other.sqlite")
    try other.saveScenario(desk, "volume: 2\n", session: "t", origin: .command)
    let report = try other.importJSON(at: folder.path("all.json"), course: course)
    #expect(report.bothChanged == [.scenario(desk)] && report.added == [.measurement(1)])
    #expect(try other.contents().text(.scenario(desk)) == "volume: 2\n")
    #expect(try Set(other.versions(of: .scenario(desk)).map(\.text)) == ["volume: 2\n", Self.yaml])
    // What the notebook had once already is no news.
    #expect(try notebook.importJSON(at: folder.path("all.json"), course: course) == ImportReport(unchanged: 2))
  }

  @Test func `a chart in JSON that is more than a drawing is reported and not taken`() throws {
    let text = try json(notebook).replacing("<rect width", with: "<script width")
    try folder.write(text, to: "all.json")
    let other = try folder.notebook("other.sqlite")
    let report = try other.importJSON(at: folder.path("all.json"), course: course)
    #expect(report.problems.count == 1 && report.problems.first?.message.contains("<script>") == true)
    #expect(report.added == [.scenario(desk)])
    #expect(try other.contents().measurements.isEmpty)
  }

  @Test(arguments: [
    "", "{}", "[1]", "{\"format\": \"strata-notebook\", \"formatVersion\": 2, \"entries\": []}",
    "{\"format\": \"other\", \"formatVersion\": 1, \"entries\": []}",
  ])
  func `JSON that is no export is refused`(text: String) throws {
    try folder.write(text, to: "x.json")
    #expect(throws: ExchangeError.notAnExport(path: folder.path("x.json"))) {
      try notebook.importJSON(at: folder.path("x.json"), course: course)
    }
    #expect(throws: ExchangeError.self) { try notebook.importJSON(at: folder.path("none.json"), course: course) }
  }

  @Test func `JSON that was cut off is called so`() throws {
    try folder.write("{\"format\": \"strata-notebook\", \"formatVersion\": 1, \"entr", to: "x.json")
    guard
      case .unreadable(_, let reason)? = #expect(
        throws: ExchangeError.self,
        performing: {
          try notebook.importJSON(at: folder.path("x.json"), course: course)
        })
    else { return #expect(Bool(false), "taken for something else") }
    #expect(reason.contains("cut off"))
  }

  @Test func `an export of the first release in JSON is read`() throws {
    try folder.write(
      """
      {"format": "strata-notebook", "formatVersion": 1, "grades": [], "labs": [], "readings": [], "entries": [
        {"created": "2026-07-01T12:00:00Z", "key": "note:4", "locked": false, "removed": false, "tags": [],
         "text": "old", "uid": "o1", "updated": "2026-07-01T12:00:00Z", "versions": []},
        {"key": "dream:1", "text": "?", "uid": "o2"}]}
      """, to: "old.json")
    let report = try notebook.importJSON(at: folder.path("old.json"), course: course)
    #expect(report.added == [.note(1)] && report.problems.count == 1)
    #expect(try notebook.contents().text(.note(1)) == "old")
  }
}
