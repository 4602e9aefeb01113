import Decision
import Foundation
import Inference
import TextSafety

/// What a benchmark found, as text, as Markdown and as JSON.
struct BenchReport {
  let repetitions: Int
  var roofs: [Roofs] = []
  var runs: [Benchmark.Run] = []

  private func roofs(of run: Benchmark.Run) -> Roofs? { roofs.first { $0.threads == run.threads } }

  // MARK: Text

  var printout: Printout {
    var out = Printout()
    out.line(machine)
    for roof in roofs { out.wrapped(BenchReport.words(roof), width: Console.columns) }
    if !rows.isEmpty {
      out.line()
      out.table([heads] + rows, right: Set(1...10).subtracting([2, 4, 5]))
    }
    if !runs.isEmpty { out.line() }
    for run in runs { out.wrapped(BenchReport.words(run), width: Console.columns) }
    for note in notes { out.wrapped(note, width: Console.columns) }
    return out
  }

  private var machine: String {
    let cores = Counted.of(WorkerPool.physicalCoreCount, "core")
    return "\(Machine.processorName ?? "Unknown processor"), \(cores), \(InstructionSet.widest.rawValue) kernels"
  }

  private static func words(_ roof: Roofs) -> String {
    let speeds = Spread(of: roof.readSpeeds)
    return "\(Counted.of(roof.threads, "thread")): reads \(billions(speeds.median)) GB/s (\(billions(speeds.least)) to "
      + "\(billions(speeds.most)), \(Counted.of(roof.readSpeeds.count, "sweep")) over \(ByteCount(roof.bufferBytes))), "
      + "computes \(billions(roof.floatOperationsPerSecond)) GFLOP/s in floats, "
      + "\(billions(roof.byteOperationsPerSecond)) Gop/s in bytes"
  }

  private static func words(_ run: Benchmark.Run) -> String {
    let memory = run.peakMemory.map { ", at most \(ByteCount($0)) in memory" } ?? ""
    return "\(SafeText(run.model.path).string), \(Counted.of(run.threads, "thread")): first token after "
      + "\(Figure.seconds(run.startSeconds))\(memory)"
  }

  private let heads = [
    "model", "size", "type", "threads", "KV", "test", "tokens/s", "range", "GB/s", "of bandwidth", "of peak",
  ]

  private var rows: [[String]] {
    runs.flatMap { run in
      run.measurements.map { result in
        let speed = result.tokensPerSecond
        let roof = roofs(of: run)
        return [
          BenchReport.name(run.model), "\(ByteCount(run.model.byteCount))", run.model.type, "\(run.threads)",
          run.kvType.rawValue, result.test.name, BenchReport.rate(speed.median),
          "\(BenchReport.rate(speed.least))–\(BenchReport.rate(speed.most))",
          BenchReport.billions(result.bytesPerSecond), roof.map { Figure.percent(result.shareOfBandwidth($0)) } ?? "–",
          roof.map { Figure.percent(result.shareOfPeak($0)) } ?? "–",
        ]
      }
    }
  }

  private var notes: [String] {
    var out: [String] = []
    let above = runs.contains { run in
      roofs(of: run).map { roof in run.measurements.contains { $0.shareOfBandwidth(roof) > 1 } } ?? false
    }
    if above { out.append("More than 100 % of the bandwidth: weights come from a cache, not from memory.") }
    for run in runs {
      for result in run.measurements where result.seconds.count < repetitions {
        out.append(
          "\(BenchReport.name(run.model)), \(result.test.name): ended after "
            + "\(Counted.of(result.seconds.count, "repetition")).")
      }
    }
    if runs.contains(where: \.model.isSpeedOnly) {
      out.append("Models made by strata model make-random have random weights; only their speed means something.")
    }
    return out
  }

  private static func name(_ model: ModelFacts) -> String {
    let file = model.path.split(separator: "/").last.map(String.init) ?? model.path
    return file.hasSuffix(".gguf") ? String(file.dropLast(5)) : file
  }

  private static func rate(_ value: Double) -> String { String(format: value < 10 ? "%.2f" : "%.1f", value) }
  private static func billions(_ value: Double) -> String { String(format: "%.1f", value / 1e9) }

  // MARK: Markdown

  var markdown: Printout {
    func line(_ cells: [String]) -> String {
      "| " + cells.map { $0.replacing("|", with: "\\|") }.joined(separator: " | ") + " |"
    }
    var out = Printout()
    out.line(line(heads))
    out.line("|---|---:|---|---:|---|---|---:|---:|---:|---:|---:|")
    for row in rows { out.line(line(row)) }
    out.line()
    out.line("\(machine), strata \(Strata.version), \(Counted.of(repetitions, "repetition"))")
    for roof in roofs {
      out.line()
      out.line(BenchReport.words(roof))
    }
    return out
  }

  // MARK: JSON

  var json: JSON {
    [
      "version": .text(Strata.version),
      "machine": [
        "processor": .text(Machine.processorName), "cores": .int(WorkerPool.physicalCoreCount),
        "instructions": .text(InstructionSet.widest.rawValue), "last_cache_bytes": .int(Machine.lastCacheBytes),
      ],
      "roofs": .list(roofs.map(BenchReport.value)), "runs": .list(runs.map(value)),
    ]
  }

  private static func value(_ roof: Roofs) -> JSON {
    [
      "threads": .int(roof.threads), "instructions": .text(roof.instructions.rawValue),
      "buffer_bytes": .int(roof.bufferBytes), "read_bytes_per_s": value(Spread(of: roof.readSpeeds)),
      "float_operations_per_s": .number(roof.floatOperationsPerSecond),
      "byte_operations_per_s": .number(roof.byteOperationsPerSecond),
    ]
  }

  private func value(_ run: Benchmark.Run) -> JSON {
    let roof = roofs(of: run)
    return [
      "file": .text(run.model.path), "name": .text(run.model.name), "type": .text(run.model.type),
      "file_bytes": .int(run.model.byteCount), "weights": .int(run.model.weightCount),
      "bits_per_weight": .number(run.model.bitsPerWeight), "speed_only": .bool(run.model.isSpeedOnly),
      "threads": .int(run.threads), "kv": .text(run.kvType.rawValue),
      "instructions": .text(run.instructions.rawValue), "first_token_s": .number(run.startSeconds),
      "peak_rss_bytes": run.peakMemory.map { .int($0) } ?? .null,
      "tests": .list(run.measurements.map { BenchReport.value($0, roof) }),
    ]
  }

  private static func value(_ result: Benchmark.Measurement, _ roof: Roofs?) -> JSON {
    [
      "test": .text(result.test.name), "kind": .text(result.test.isPrefill ? "prefill" : "decode"),
      "tokens": .int(result.test.tokens), "depth": .int(result.test.depth),
      "seconds": .list(result.seconds.map { .number($0) }), "tokens_per_s": value(result.tokensPerSecond),
      "bytes_per_token": .number(result.workload.bytesPerToken), "bytes_per_s": .number(result.bytesPerSecond),
      "operations_per_token": .number(result.workload.operationsPerToken),
      "operations_per_s": .number(result.operationsPerSecond),
      "share_of_bandwidth": .number(roof.map(result.shareOfBandwidth)),
      "share_of_peak": .number(roof.map(result.shareOfPeak)),
    ]
  }

  private static func value(_ spread: Spread) -> JSON {
    [
      "median": .number(spread.median), "lower_quartile": .number(spread.lowerQuartile),
      "upper_quartile": .number(spread.upperQuartile), "least": .number(spread.least), "most": .number(spread.most),
    ]
  }
}
