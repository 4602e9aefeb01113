import Foundation
import StrataTesting
import Testing

@testable import CostModel

/// Tables of measurements that somebody else wrote.
@Suite struct PublishedRunFuzzTests {
  private let catalog: Catalog
  private let lines: [String]

  init() throws {
    catalog = try ShippedMeasurements.catalog.get()
    let text = try String(contentsOfFile: shippedCatalog + "/measurements.csv", encoding: .utf8)
    let all = text.split(separator: "\n").map(String.init)
    // One row of each campaign and kind.
    var seen: Set<String> = []
    lines =
      [all[0]]
      + all.dropFirst().filter { line in
        let parts = line.split(separator: ",", omittingEmptySubsequences: false)
        return seen.insert("\(parts[1]) \(parts[2])").inserted
      }
  }

  private static let odd = [
    "", "0", "-1", "NaN", "inf", "1e308", "-0.0", "1e-300", "999999999", "1.5", "0x10", "é", "closed-loop",
    "uniform 0.8",
    "2026-13", "\u{1B}[2J", "open-loop", "static-batch", "offline-max", "FP4", "Llama 3.1 8B", "H100-SXM", "_ep0_",
    "_ep99_",
  ]

  @Test func `no row makes the reader or the model trap, and each is predicted or said to be left out`() throws {
    let folder = try TemporaryCatalog()
    let path = folder.path + "/measurements.csv"
    try withEverySeed(0..<150) { _, rng in
      var table = lines
      for _ in 0..<rng.int(1...6) {
        let row = rng.int(1...table.count - 1)
        var fields = try #require(CSVTable(table[0] + "\n" + table[row] + "\n").rows.first).fields
        fields[rng.int(0...fields.count - 1)] = PublishedRunFuzzTests.odd.randomElement(using: &rng) ?? ""
        table[row] = String(CSVTable.line(fields).dropLast())
      }
      try folder.write(table.joined(separator: "\n") + "\n", to: "measurements.csv")
      let found = try PublishedRun.table(path, catalog)
      let wrong = Set(found.problems.map(\.line))
      try #require(found.runs.count + wrong.count == table.count - 1)
      let validation = Validation(found.runs, .prior)
      for row in validation.rows { try #require(row.predicted.value.isFinite && row.predicted > .zero) }
      for row in validation.latencies { try #require(row.predicted.value.isFinite) }
      let known = Set(validation.rows.map(\.id) + validation.latencies.map(\.id) + validation.omissions.map(\.id))
      try #require(found.runs.allSatisfy { known.contains($0.id) })
      for run in found.runs { try #require(run.quietTPOT(.prior).map(\.value.isFinite) ?? true) }
    }
  }

  @Test func `a row that cannot be used is named with its line, its field and what would be right`() throws {
    let folder = try TemporaryCatalog()
    let head = "id,kind,engine,gpu,gpus,model,weights,isl,osl,as_of,concurrency,output_tok_s"
    try folder.write(
      head + "\na,closed-loop,vLLM,H100-SXN,1,Llama 3.1 8B,FP8,1000,100,2026-01,8,900\n"
        + "b,closed-lop,vLLM,H100-SXM,1,Llama 3.1 8B,FP8,1000,100,2026-01,8,900\n"
        + "c,closed-loop,vLLM,H100-SXM,1,Llama 3.1 8B,FP8,1000,100,2026-01,8,900\n"
        + "d,closed-loop,vLLM,H100-SXM,1,Llama 3.1 8B,FP8,0,100,2026-01,8,900\n",
      to: "measurements.csv")
    let path = folder.path + "/measurements.csv"
    let found = try PublishedRun.table(path, catalog)
    #expect(found.problems.map(\.line) == [2, 3])
    #expect(found.problems.map(\.field) == ["gpu", "kind"])
    #expect(found.problems[1].description.contains("near it: closed-loop"))
    #expect(found.runs.map(\.id) == ["c", "d"])
    let validation = Validation(found.runs, .prior)
    #expect(validation.rows.map(\.id) == ["c"])
    #expect(validation.omissions == [Validation.Omission(id: "d", why: "no length of prompts or answers")])
    #expect(throws: CatalogError.self) { try PublishedRun.read(path, catalog) }
  }

  @Test func `a file that lacks a column is refused`() throws {
    let folder = try TemporaryCatalog()
    try folder.write("id,kind\na,closed-loop\n", to: "measurements.csv")
    #expect(throws: CatalogError.self) { try PublishedRun.table(folder.path + "/measurements.csv", catalog) }
  }
}
