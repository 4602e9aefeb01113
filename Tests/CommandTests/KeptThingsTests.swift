import Foundation
import Testing

/// Scenarios and pinned results on the command line.
@Suite struct KeptThingsTests {
  private static let export = """
    {"format": "strata-notebook", "formatVersion": 1, "entries": [
      {"key": "scenario:rag-desk", "uid": "s1", "text": "volume: 40000\\n"},
      {"key": "measurement:4", "uid": "m1", "text": "mind the tail"}
    ], "measurements": [{
      "key": "measurement:4", "kind": "cost", "title": "RAG desk", "subject": "rag-desk",
      "parameters": [{"name": "Requests", "value": "40,000", "unit": "a day"}],
      "results": [{"name": "P99 latency", "value": "2.4", "unit": "s"}], "chart": "API ████",
      "svg": "<svg xmlns='http://www.w3.org/2000/svg'><rect width='4'/></svg>",
      "catalogs": [{"name": "prices", "date": "2026-06-01"}], "program": "0.3.0", "machine": "Example CPU",
      "measured": "2026-07-01T10:00:00Z"
    }]}
    """

  private func filled() throws -> Home {
    let home = try Home()
    let outcome = try home.strata("import", try home.file("all.json", Self.export))
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.output == "0 changed, 2 added, 0 changed on both sides, 0 unchanged\n")
    return home
  }

  @Test func `an import of JSON brings both, once`() throws {
    let home = try filled()
    #expect(
      try home.strata("import", "all.json").output == "0 changed, 0 added, 0 changed on both sides, 2 unchanged\n")
  }

  @Test func `the list shows both with their text and tables`() throws {
    let home = try filled()
    let lines = try home.strata("note", "list").lines
    #expect(lines.first?.hasPrefix("scenario:rag-desk  ") == true)
    #expect(lines.dropFirst().first == "    volume: 40000")
    #expect(lines.contains("measurement:1  2026-07-01 10:00  Pinned: RAG desk"))
    #expect(lines.contains("    P99 latency  2.4  s") && lines.contains("    mind the tail"))
    let values = try home.strata("note", "list", "--json").objects()
    #expect(values.map { $0["id"] as? String } == ["scenario:rag-desk", "measurement:1"])
    #expect(values.map { $0["kind"] as? String } == ["scenario", "measurement"])
    #expect(values[0]["number"] is NSNull && values[0]["measurement"] is NSNull)
    let measurement = try #require(values[1]["measurement"] as? [String: Any])
    #expect(measurement["results"] as? [[String: String]] == [["name": "P99 latency", "value": "2.4", "unit": "s"]])
    #expect(measurement["measured"] as? String == "2026-07-01T10:00:00Z")
  }

  @Test func `both are changed and taken away by the names in the list`() throws {
    let home = try filled()
    #expect(try home.strata("note", "edit", "measurement:1", "no tail").output == "measurement:1\n")
    #expect(try home.strata("note", "edit", "scenario:rag-desk", "volume: 1").output == "scenario:rag-desk\n")
    let values = try home.strata("note", "list", "--json").objects()
    #expect(values.map { $0["text"] as? String } == ["volume: 1", "no tail"])
    #expect(values.map { $0["versions"] as? Int } == [2, 2])
    for name in ["measurement:1", "scenario:rag-desk"] {
      #expect(try home.strata("note", "remove", name).output == name + "\n")
      let again = try home.strata("note", "remove", name)
      #expect(again.status == 1)
      #expect(again.errors.hasPrefix("strata: there is no "))
    }
    #expect(try home.strata("note", "list").output.isEmpty)
    #expect(try home.strata("note", "remove", "scenario:Rag").status == 64)
  }

  @Test func `the search finds both`() throws {
    let home = try filled()
    #expect(try home.strata("search", "latency").lines.first == "measurement:1  Pinned: RAG desk")
    #expect(try home.strata("search", "volume").lines.first == "scenario:rag-desk  Scenario: rag-desk")
  }

  @Test func `a folder has the scenario as YAML and the chart as SVG, and a note edited there comes back`() throws {
    let home = try filled()
    try home.strata("export", "--out", "out")
    func text(_ path: String) throws -> String {
      try String(contentsOf: home.folder.appendingPathComponent("out/" + path), encoding: .utf8)
    }
    #expect(try text("scenarios/rag-desk.yaml") == "volume: 40000\n")
    #expect(try text("charts/rag-desk-1.svg").hasPrefix("<svg "))
    let page = try text("measurements.md")
    #expect(page.contains("| P99 latency | 2.4 | s |") && page.contains("![The chart](charts/rag-desk-1.svg)"))
    let file = home.folder.appendingPathComponent("out/measurements.md")
    try Data(page.replacingOccurrences(of: "mind the tail", with: "mind the gap").utf8).write(to: file)
    #expect(try home.strata("import", "out").output.hasPrefix("1 changed, 0 added, "))
    #expect(try home.strata("note", "list").lines.contains("    mind the gap"))
    #expect(try home.strata("export", "--out", "out").status == 0)
  }

  @Test func `hostile texts of an import are harmless`() throws {
    let home = try Home()
    let hostile = Self.export.replacingOccurrences(of: "Example CPU", with: "\\u001b[31mCPU\\u202e")
      .replacingOccurrences(of: "API ████", with: "\\u001b]52;c;AAAA\\u0007\\nrow")
    try home.strata("import", try home.file("all.json", hostile))
    for arguments in [["note", "list"], ["note", "list", "--json"], ["export"], ["export", "--format", "json"]] {
      let output = try home.run(Home.program.path, arguments).output
      #expect(output.contains("RAG desk"))
      #expect(!output.unicodeScalars.contains { $0 == "\u{1B}" || $0 == "\u{202E}" || $0 == "\u{7}" })
    }
  }
}
