import Curriculum
import Foundation
import StrataTesting
import Testing

@testable import Notebook

struct `Terms and dates in an export` {
  @Test(arguments: [
    ("The KV cache grows.", ["kv-cache"]), ("kv caches", ["kv-cache"]), ("KV-cache!", ["kv-cache"]),
    ("KV\ncache", ["kv-cache"]), ("a cache for KV", []), ("RAG and an SLO", ["rag", "slo"]), ("rags", ["rag"]),
    ("fragile", []), ("retrieval-augmented generation", ["rag"]), ("service-level", []), ("", []), ("cache KV", []),
  ])
  func `a term is found as whole words, by its short form and in the plural`(text: String, terms: [String]) throws {
    let used = UsedTerms(try TwoLessonCourse.read(in: try TemporaryFolder()))
    #expect(used.found(in: ["something else", text]).map(\.id.rawValue) == terms)
  }

  @Test(arguments: [
    (0.0, "1970-01-01T00:00:00Z"), (951_782_400, "2000-02-29T00:00:00Z"), (-1, "1969-12-31T23:59:59Z"),
    (1_782_907_200.9, "2026-07-01T12:00:00Z"), (4_107_542_399, "2100-02-28T23:59:59Z"),
    (-62_135_596_800, "0001-01-01T00:00:00Z"), (.infinity, "9999-12-31T23:59:59Z"), (-1e300, "0001-01-01T00:00:00Z"),
    (.nan, "1970-01-01T00:00:00Z"),
  ])
  func `a date is written in UTC`(seconds: Double, text: String) {
    #expect(ISOTime.text(Date(timeIntervalSince1970: seconds)) == text)
  }

  @Test func `dates agree with the calendar's over many centuries`() {
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = .gmt
    for seed in UInt64(0)..<500 {
      var numbers = SplitMix64(seed: seed)
      // From 1600 on, where the proleptic calendar has no seam.
      let date = Date(timeIntervalSince1970: Double(Int.random(in: -11_000_000_000...200_000_000_000, using: &numbers)))
      let parts = calendar.dateComponents([.year, .month, .day], from: date)
      let text = ISOTime.day(date).split(separator: "-").map { Int($0) }
      #expect(text == [parts.year, parts.month, parts.day], "seed \(seed)")
    }
  }
}
