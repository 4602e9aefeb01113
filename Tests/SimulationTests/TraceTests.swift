import CostModel
import Simulation
import StrataTesting
import Testing

@Suite struct TraceTests {
  @Test func `a trace is read as the Azure files are written`() throws {
    let trace = try Trace(
      csv: """
        TIMESTAMP,ContextTokens,GeneratedTokens\r
        2023-11-16 18:15:46.6805900,374,44\r
        2023-11-16 18:15:50.9951690,396,109\r
        2023-11-17 00:00:00,7,1\r

        """)
    #expect(trace.entries.map(\.promptTokens) == [374, 396, 7])
    #expect(trace.entries.map(\.outputTokens) == [44, 109, 1])
    #expect(trace.entries[0].arrival == 0)
    #expect(abs(trace.entries[1].arrival - 4.314579) < 1e-6)
    #expect(abs(trace.entries[2].arrival - 20_653.31941) < 1e-6)
    #expect(trace.meanPromptTokens == 259)
  }

  @Test func `seconds, other columns, another order and unsorted times are fine`() throws {
    let trace = try Trace(
      csv: "model, generatedtokens ,timestamp,ContextTokens\nx,3,12.5,10\ny,4,11.25,20\nz,5,2024-02-29T00:00:00Z,1")
    #expect(trace.entries.map(\.outputTokens) == [4, 3, 5])
    #expect(trace.entries.map(\.arrival) == [0, 1.25, 1_709_164_800 - 11.25])
  }

  @Test func `the catalogue's copies of the Azure files are read too`() throws {
    let trace = try Trace(csv: "seconds,context_tokens,generated_tokens\n0.000,374,44\n4.315,396,109\n")
    #expect(trace.entries.map(\.arrival) == [0, 4.315])
    #expect(trace.entries.map(\.promptTokens) == [374, 396])
    #expect(trace.entries.map(\.outputTokens) == [44, 109])
  }

  @Test(arguments: [
    ("", Trace.ReadError.missingColumn("TIMESTAMP")),
    ("TIMESTAMP,ContextTokens\n", .missingColumn("GeneratedTokens")),
    ("TIMESTAMP,ContextTokens,GeneratedTokens\n\n", .noRequests),
    ("TIMESTAMP,ContextTokens,GeneratedTokens\n1,2,3\n1,2", .tooFewFields(line: 3, found: 2, needed: 3)),
    (
      "TIMESTAMP,ContextTokens,GeneratedTokens\n1,0,3",
      .badField(line: 2, column: "ContextTokens", value: "0", expected: "a whole number from 1 to 100000000")
    ),
    (
      "TIMESTAMP,ContextTokens,GeneratedTokens\n\n1,2,many",
      .badField(line: 3, column: "GeneratedTokens", value: "many", expected: "a whole number from 1 to 100000000")
    ),
    (
      "TIMESTAMP,ContextTokens,GeneratedTokens\nnan,2,3",
      .badField(
        line: 2, column: "TIMESTAMP", value: "nan", expected: "seconds, or a time like 2023-11-16 18:15:46.68")
    ),
    (
      "TIMESTAMP,ContextTokens,GeneratedTokens\n2023-13-16 18:15:46,2,3",
      .badField(
        line: 2, column: "TIMESTAMP", value: "2023-13-16 18:15:46",
        expected: "seconds, or a time like 2023-11-16 18:15:46.68")
    ),
  ])
  func `what is wrong is said with line and field`(csv: String, error: Trace.ReadError) {
    #expect(throws: error) { try Trace(csv: csv) }
  }

  @Test func `no text makes the reader trap`() throws {
    let good = Array("TIMESTAMP,ContextTokens,GeneratedTokens\n2023-11-16 18:15:46.68,374,44\n5,6,7\n".utf8)
    try withEverySeed(0..<300) { _, rng in
      var bytes = good
      for _ in 0..<rng.int(1...6) {
        let index = rng.int(0...bytes.count - 1)
        if rng.oneIn(2) { bytes[index] = UInt8(rng.int(0...255)) } else { bytes.remove(at: index) }
      }
      if let trace = try? Trace(csv: String(decoding: bytes, as: UTF8.self)) {
        try #require(trace.entries.first?.arrival == 0)
        try #require(trace.entries.allSatisfy { $0.promptTokens > 0 && $0.outputTokens > 0 && $0.arrival >= 0 })
      }
    }
  }
}
