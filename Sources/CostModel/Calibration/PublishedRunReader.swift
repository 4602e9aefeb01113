import Foundation
import TextSafety

extension PublishedRun {
  /// Rows of a table that could be used, and what was wrong with the others.
  public struct Table: Sendable {
    public var runs: [PublishedRun]
    /// In the order of the file; a row may have several.
    public var problems: [CatalogProblem]
  }

  /// Reads measurements from a table with the columns of `Content/catalog/measurements.csv`; further ones are passed
  /// over.
  ///
  /// - Parameters:
  ///   - path: the file.
  ///   - catalog: knows the machines and models that the rows name.
  /// - Throws: every mistake of the file at once: line, column, value, and the nearest known name.
  public static func read(_ path: String, _ catalog: Catalog) throws(CatalogError) -> [PublishedRun] {
    let table = try table(path, catalog)
    guard table.problems.isEmpty else { throw .broken(folder: path, problems: table.problems) }
    return table.runs
  }

  /// Reads the rows that can be used, and says of each other one why it cannot.
  ///
  /// - Throws: if the file cannot be read, is no table, or lacks a column.
  public static func table(_ path: String, _ catalog: Catalog) throws(CatalogError) -> Table {
    let file = path.split(separator: "/").last.map(String.init) ?? path
    let table: CSVTable
    do {
      table = try CSVTable(try Catalog.bytes(of: path))
    } catch let fault as CSVTable.Fault {
      throw .broken(folder: path, problems: [CatalogProblem(file: file, fault: fault)])
    } catch let error as CatalogError {
      throw error
    } catch {
      throw .unreadable(path: path, why: "\(error)")
    }
    let missing = required.filter { !table.columns.contains($0) }
      .map { CatalogProblem(file: file, line: 1, field: $0, value: nil, reason: .missing) }
    guard missing.isEmpty else { throw .broken(folder: path, problems: missing) }
    var found = Table(runs: [], problems: [])
    for row in table.rows {
      let sink = ProblemSink()
      let run = PublishedRun(FieldReader(file: file, table.columns, row, sink), catalog)
      if let run, sink.problems.isEmpty { found.runs.append(run) }
      found.problems += sink.problems
    }
    return found
  }

  private static let required = ["id", "kind", "engine", "gpu", "gpus", "model", "weights", "isl", "osl", "as_of"]

  private init?(_ row: FieldReader, _ catalog: Catalog) {
    guard let accelerator = row.accelerator(catalog), let model = row.languageModel(catalog),
      let weights = row.weights(model)
    else { return nil }
    let counts = 0...1e9
    let group = row.optionalText("group") ?? ""
    let engine: ServingEngine =
      switch row.text("engine") {
      case "vLLM": .vLLM
      case "SGLang": .sgLang
      default: .tensorRTLLM
      }
    let all = row.whole("gpus", in: 1...100_000)
    let tensorParallel = row.optionalWhole("tp", in: 1...100_000) ?? all
    let dataParallel = row.optionalWhole("dp", in: 1...100_000) ?? 1
    // Copies of a dense model work alone; those of a mixture of experts share the experts.
    let together = dataParallel == 1 || model.isMixtureOfExperts ? all : tensorParallel
    var deployment = Deployment(
      model: model, accelerator: accelerator, gpus: together, weights: weights,
      cache: PublishedRun.cache(weights, engine, accelerator, group), engine: engine)
    if dataParallel > 1, model.isMixtureOfExperts {
      deployment.layout = .dataParallelAttention
    } else if let ranks = row.expertRanks, ranks > 1, model.isMixtureOfExperts {
      deployment.layout = .ranked(ranks)
    }
    // InferenceX draws lengths evenly from 0.8 to 1.0 of those that it prints.
    let share = row.cells["length_dist"]?.text.hasPrefix("uniform 0.8") == true ? 0.9 : 1
    let output = row.optionalNumber("osl", in: counts) ?? 0
    self.init(
      id: row.text("id"), group: group, kind: row.word("kind", default: .closedLoop), deployment: deployment,
      copies: max(1, all / together), prompt: Tokens((row.optionalNumber("isl", in: counts) ?? 0) * share),
      output: Tokens(output * share), nominalOutput: Tokens(output),
      concurrency: row.optionalNumber("concurrency", in: 1...1e9), engineYears: row.engineYears,
      arrivals: row.optionalQuantity("request_rate_per_s", in: 0...1e9),
      rate: row.optionalQuantity("output_tok_s", in: 0...1e12),
      isDerived: row.cells["output_tok_s_basis"]?.text.contains("derived") == true,
      ttft: row.latency("ttft"), tpot: row.latency("tpot"),
      isHeadline: row.cells["headline"]?.text == "1", flag: row.optionalText("flag") ?? "",
      provenance: Provenance(
        source: row.optionalText("source") ?? "", date: row.asOf,
        confidence: .medium))
  }

  /// Engines keep 8 bits where weights have 8 or fewer, but vLLM only on Blackwell, unless tuned for MLPerf.
  private static func cache(
    _ weights: WeightPrecision, _ engine: ServingEngine, _ accelerator: Accelerator, _ group: String
  ) -> CachePrecision {
    if weights == .bf16 { return .bf16 }
    let family = ChipFamily(accelerator)
    let isBlackwell = family == .blackwell || family == .blackwellWorkstation
    return engine == .vLLM && !isBlackwell && group != "mlperf" ? .bf16 : .fp8
  }
}

extension FieldReader {
  fileprivate func accelerator(_ catalog: Catalog) -> Accelerator? {
    do {
      return try catalog.accelerator(named: text("gpu"))
    } catch {
      report("gpu", error.name, .unknownName(kind: error.kind, near: error.near))
      return nil
    }
  }

  fileprivate func languageModel(_ catalog: Catalog) -> LanguageModel? {
    do {
      return try catalog.model(named: text("model"))
    } catch {
      report("model", error.name, .unknownName(kind: error.kind, near: error.near))
      return nil
    }
  }

  /// The columns `…_mean_ms`, `…_p50_ms`, `…_p99_ms`.
  fileprivate func latency(_ name: String) -> PublishedRun.Latency {
    func cell(_ figure: String) -> Seconds? {
      optionalQuantity("\(name)_\(figure)_ms", in: 1e-6...1e9, times: 1e-3)
    }
    return PublishedRun.Latency(mean: cell("mean"), median: cell("p50"), p99: cell("p99"))
  }

  /// The weights' width; models whose experts are published in MXFP4 are served so, whatever a row calls it.
  fileprivate func weights(_ model: LanguageModel) -> WeightPrecision? {
    if model.nativePrecision == .mxfp4 { return .mxfp4 }
    switch text("weights").uppercased() {
    case "BF16", "FP16": return .bf16
    case "FP8": return .fp8
    case "FP4", "NVFP4": return .nvfp4
    case "MXFP4": return .mxfp4
    case "INT8": return .int8
    case "INT4": return .int4
    default:
      let known = ["BF16", "FP16", "FP8", "FP4", "MXFP4", "INT8", "INT4"]
      report("weights", cells["weights"]?.text, .unknownWord(known: known, near: []))
      return nil
    }
  }

  /// `…_ep4_…` in the reference of an aiconfigurator row: whole experts on four ranks.
  fileprivate var expertRanks: Int? {
    guard let reference = cells["source_ref"]?.text, let range = reference.range(of: "_ep", options: .backwards) else {
      return nil
    }
    return Int(reference[range.upperBound...].prefix { $0.isNumber })
  }

  /// The day of `2025-10-29`, the first of `2026-01 (approx)` and of `2025-2026`.
  fileprivate var asOf: CalendarDay {
    let text = cells["as_of"]?.text.prefix { $0 != " " } ?? ""
    return CalendarDay(String(text)) ?? CalendarDay(String(text.prefix { $0 != "-" })) ?? .unknown
  }

  /// Years since January 2026; a bare year counts from its middle, a span of years as its turn.
  fileprivate var engineYears: Double {
    let text = cells["as_of"]?.text ?? ""
    let parts = text.prefix { $0 != " " }.split(separator: "-").map { Int($0) }
    guard let first = parts.first, let year = first, (1990...2100).contains(year), text != "2025-2026" else { return 0 }
    let month = parts.count > 1 ? parts[1].flatMap { (1...12).contains($0) ? $0 : nil } : nil
    return Double(year) - 2026 + (month.map { Double($0 - 1) / 12 } ?? 0.5)
  }
}
