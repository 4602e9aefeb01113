import Foundation
import Notebook
import TextSafety

extension Notebook.Measurement {
  /// A result with everything that one can have.
  static let sample = Notebook.Measurement(
    kind: .cost, title: "RAG desk | own GPUs", subject: "rag-desk",
    parameters: [Figure("Requests", "40,000", "a day"), Figure("Model", "llama-3.3-70b")],
    results: [Figure("Cheapest", "API", ""), Figure("P99 latency", "2.4", "s")],
    chart: "API  ████ 4.1\nOwn  ███████ 7.9",
    svg: "<svg xmlns=\"http://www.w3.org/2000/svg\"><rect width=\"4\"/></svg>",
    catalogs: [Catalog("prices", "2026-06-01"), Catalog("gpus", "2026-05-12")], program: "0.3.0",
    machine: "Example CPU, 8 cores, 32 GiB, Linux 6.1", measuredAt: Date(timeIntervalSince1970: 1_782_900_000))
}

/// Whether a text can stand in an export.
enum HarmfulText {
  static func isClean(_ text: String) -> Bool { HarmfulScalar.first(in: text) == nil && !text.contains("\r") }
}
