import Serving
import Simulation

/// What a load brought, beside what was said about it.
struct LoadReport {
  let bench: LoadBench
  let main: ServingLoad.Measured
  let ramp: [ServingLoad.Measured]
  let flood: LoadTally
  let limited: LoadTally

  func fill(_ result: inout ExperimentResult) {
    result.figures += counts() + latencies() + rates() + overload()
    result.tables += [comparison(), rampTable()]
    result.sentences += sentences()
    result.scaleUp = LoadReport.scaleUp
  }

  // MARK: Pictures

  static func pictures(_ tally: LoadTally, _ prediction: LoadPrediction) -> [ExperimentPicture] {
    let measured = (LatencyTail.toFirstToken(tally.records), LatencyTail.perToken(tally.records))
    func line(_ label: String, _ tail: LatencyTail) -> ExperimentPicture.Line {
      ExperimentPicture.Line(label, tail.percentiles.enumerated().map { .init(Double($0.offset + 1), $0.element) })
    }
    return [
      ExperimentPicture(
        "Latency, from the quickest request to the slowest",
        .lines(
          [
            line("first token", measured.0), line("first token, predicted", prediction.firstToken),
            line("further token", measured.1), line("further token, predicted", prediction.perToken),
          ], x: "percentile", y: "ms")),
      ExperimentPicture(
        "Steps by sequences in them",
        .histogram(
          counts: Array(tally.batches.dropFirst()), from: 0.5, to: Double(tally.batches.count) - 0.5, unit: "sequences")
      ),
    ]
  }

  static func ramp(_ ramp: [ServingLoad.Measured]) -> ExperimentPicture {
    func line(_ name: String, _ tail: (ServingLoad.Measured) -> Double) -> ExperimentPicture.Line {
      .init(name, ramp.map { .init(100 * $0.share, tail($0)) })
    }
    return ExperimentPicture(
      "99th percentile to the first token by rate",
      .lines(
        [
          line("measured") { LatencyTail.toFirstToken($0.tally.records).p99 },
          line("predicted") { $0.prediction.firstToken.p99 },
        ], x: "% of the capacity", y: "ms"))
  }

  /// What is said before a run.
  static func words(_ prediction: LoadPrediction, _ rate: Double) -> String {
    """
    At \(Numeral.text(rate)) requests a second the simulation expects \(Numeral.text(prediction.firstToken.p50)) ms to \
    the first token for the middle request and \(Numeral.text(prediction.firstToken.p99)) ms for one in a hundred, \
    \(Numeral.text(prediction.perToken.p50)) ms for each further token, and a batch of \
    \(Numeral.text(prediction.report.meanBatchSize)).
    """
  }

  // MARK: Figures

  private typealias Figure = ExperimentResult.Figure

  private func counts() -> [Figure] {
    let tallies = [main.tally, flood, limited] + ramp.map(\.tally)
    return [
      Figure(
        "capacity", "Requests a second that the engine can take", bench.calibration.capacity,
        expected: .init(
          0.75 * bench.calibration.undisturbed...1.25 * max(bench.calibration.undisturbed, 1e-9),
          "steps of the middle time alone would allow \(Numeral.text(bench.calibration.undisturbed))"), isTiming: true),
      Figure("arrived", "Requests that came", Double(main.tally.arrived), isTiming: true),
      Figure("done", "of them served", Double(main.tally.records.count), isTiming: true),
      Figure(
        "lost", "Requests of all loads that were neither served nor refused nor called off",
        Double(tallies.reduce(0) { $0 + abs($1.lost) }), expected: .init(0...0, "every request ends once")),
    ]
  }

  /// A measured figure beside what was predicted: half to twice as much is what such a prediction is good for.
  private func compared(_ id: String, _ label: String, _ seen: Double, _ said: Double, _ unit: String) -> Figure {
    Figure(
      id, label, seen, unit: unit,
      expected: .init(
        said / 2...max(said / 2, 2 * said), "the simulation of the same requests said \(Numeral.text(said))"),
      isTiming: true)
  }

  private func latencies() -> [Figure] {
    let (first, further) = (LatencyTail.toFirstToken(main.tally.records), LatencyTail.perToken(main.tally.records))
    var out: [Figure] = []
    for (seen, said) in zip(first.all, main.prediction.firstToken.all) {
      var figure = compared("ttft-\(seen.name)", "To the first token, \(seen.name)", seen.value, said.value, "ms")
      figure.spread = quarters { records in
        LatencyTail.toFirstToken(records).all.first { $0.name == seen.name }?.value ?? 0
      }
      out.append(figure)
    }
    for (seen, said) in zip(further.all, main.prediction.perToken.all) {
      out.append(compared("tpot-\(seen.name)", "For each further token, \(seen.name)", seen.value, said.value, "ms"))
    }
    out.append(
      Figure(
        "tail", "99th percentile to the first token, times the middle", first.p50 > 0 ? first.p99 / first.p50 : 0,
        isTiming: true))
    return out
  }

  /// The least and the most over the quarters of the run.
  private func quarters(_ value: ([LatencyRecord]) -> Double) -> ClosedRange<Double>? {
    let sorted = main.tally.records.sorted { $0.arrival < $1.arrival }
    guard sorted.count >= 8 else { return nil }
    let values = (0..<4).map { part in
      value(Array(sorted[part * sorted.count / 4..<(part + 1) * sorted.count / 4]))
    }
    return (values.min() ?? 0)...(values.max() ?? 0)
  }

  /// The level that requests are held to: some times what one has that is alone.
  private var level: ServiceLevel {
    ServiceLevel(
      timeToFirstToken: 10 * bench.calibration.firstToken, timePerOutputToken: 3 * bench.calibration.perToken)
  }

  private func rates() -> [Figure] {
    let (tally, said) = (main.tally, main.prediction.report)
    let seconds = max(1e-9, tally.end)
    let level = level
    let inTime = tally.records.count { level.isMet(by: $0) }
    let utilization = 100 * tally.busy / seconds
    return [
      Figure("throughput", "Output tokens a second", Double(tally.outputTokens) / seconds, isTiming: true),
      Figure("goodput", "Requests a second that were served in time", Double(inTime) / seconds, isTiming: true),
      Figure(
        "in-time", "Served in time", 100 * Double(inTime) / Double(max(1, tally.arrived)), unit: "%", isTiming: true),
      Figure(
        "utilization", "Share of the time in steps", utilization, unit: "%",
        expected: .init(
          max(0, 100 * said.utilization - 15)...min(100, 100 * said.utilization + 15),
          "the simulation of the same requests said \(Numeral.text(100 * said.utilization)) %"), isTiming: true),
      compared(
        "batch", "Sequences in a step, on average", tally.batchSeconds / max(1e-9, tally.busy), said.meanBatchSize, ""),
      Figure(
        "kv-use", "KV blocks in use, on average", 100 * tally.kvSeconds / max(1e-9, tally.busy), unit: "%",
        isTiming: true),
      Figure("preemptions", "Requests that lost their KV blocks", Double(tally.preemptions), isTiming: true),
      knee(),
    ]
  }

  private func knee() -> Figure {
    let seen = Knee.rate(ramp.map { (100 * $0.share, LatencyTail.toFirstToken($0.tally.records).p99) })
    let said = Knee.rate(ramp.map { (100 * $0.share, $0.prediction.firstToken.p99) })
    return Figure(
      "knee", "Share of the capacity at which the tail gives way", seen, unit: "%",
      expected: .init(
        max(0, said - 25)...said + 25, "the simulation of the same requests said \(Numeral.text(said)) %"),
      isTiming: true)
  }

  private func overload() -> [Figure] {
    let share = 100 * Double(limited.refused) / Double(max(1, limited.arrived))
    let room = Double(bench.limits.maximumSequences) / Double(max(1, limited.arrived))
    let gone = 100 * (1 - 1 / ServingLoad.overload)
    return [
      Figure(
        "refused", "Turned away at \(Numeral.text(100 * ServingLoad.overload)) % of the capacity with back-pressure",
        share,
        unit: "%",
        expected: .init(
          max(0, gone - 100 * room - 25)...gone + 25, "what is beyond the capacity, less those that wait"),
        isTiming: true),
      Figure("queue-flood", "Requests that waited at most, without a limit", Double(flood.mostWaiting), isTiming: true),
      Figure(
        "queue-limited", "Requests that waited at most, with back-pressure", Double(limited.mostWaiting), isTiming: true
      ),
      Figure(
        "ttft-flood", "p90 to the first token of those served, without a limit",
        LatencyTail.toFirstToken(flood.records).p90, unit: "ms", isTiming: true),
      Figure(
        "ttft-limited", "p90 to the first token of those served, with back-pressure",
        LatencyTail.toFirstToken(limited.records).p90, unit: "ms", isTiming: true),
    ]
  }

  // MARK: Tables

  private func comparison() -> ExperimentResult.Table {
    let (tally, said) = (main.tally, main.prediction)
    var rows: [[ExperimentResult.Cell]] = []
    func row(_ name: String, _ seen: Double, _ predicted: Double) {
      rows.append([.text(name), .number(seen), .number(predicted), .number(predicted > 0 ? seen / predicted : .nan)])
    }
    for (seen, predicted) in zip(LatencyTail.toFirstToken(tally.records).all, said.firstToken.all) {
      row("to the first token, \(seen.name), ms", seen.value, predicted.value)
    }
    for (seen, predicted) in zip(LatencyTail.perToken(tally.records).all, said.perToken.all) {
      row("for each further token, \(seen.name), ms", seen.value, predicted.value)
    }
    row("time in steps, %", 100 * tally.busy / max(1e-9, tally.end), 100 * said.report.utilization)
    row("sequences in a step", tally.batchSeconds / max(1e-9, tally.busy), said.report.meanBatchSize)
    row("KV blocks in use, %", 100 * tally.kvSeconds / max(1e-9, tally.busy), 100 * said.report.meanKVUse)
    return ExperimentResult.Table(
      "The run beside its simulation", columns: ["", "measured", "predicted", "ratio"], rows: rows, isTiming: true)
  }

  private func rampTable() -> ExperimentResult.Table {
    ExperimentResult.Table(
      "Rising rates",
      columns: ["% of capacity", "requests", "p99 to the first token, ms", "predicted", "time in steps, %"],
      rows: ramp.map { one in
        [
          .number(100 * one.share), .number(Double(one.tally.arrived)),
          .number(LatencyTail.toFirstToken(one.tally.records).p99), .number(one.prediction.firstToken.p99),
          .number(100 * one.tally.busy / max(1e-9, one.tally.end)),
        ]
      }, isTiming: true)
  }

  // MARK: Words

  private func sentences() -> [String] {
    let capacity = bench.calibration.capacity
    return [
      """
      With as many waiting as running the engine takes \(Numeral.text(capacity)) requests a second. In time means \
      here: the first token within ten times, further ones within three times of what a request has that is alone.
      """,
      """
      An engine that batches computes most of the time long before it is full: fewer requests only make its batches \
      smaller. Utilisation does not tell how near the knee is; the queue does.
      """,
      """
      At \(Numeral.text(100 * ServingLoad.overload)) % of the capacity the line grew to \(flood.mostWaiting) within \
      \(Numeral.text(flood.end)) s and would go on growing. With back-pressure \(limited.refused) of \
      \(limited.arrived) were turned away at once, at most \(limited.mostWaiting) waited, and nine of ten of those served \
      had their first token within \(Numeral.text(LatencyTail.toFirstToken(limited.records).p90)) ms instead of \
      \(Numeral.text(LatencyTail.toFirstToken(flood.records).p90)) ms.
      """,
    ]
  }

  /// The same for Llama 3.1 8B on an H100.
  ///
  /// The model: Grattafiori et al. 2024, arXiv 2407.21783, table 3; the bandwidth: NVIDIA's data sheet of 2023.
  private static var scaleUp: String {
    let (weights, perToken, bandwidth) = (2 * 8.03e9, 131_072.0, 3.35e12)
    let (batch, context, output) = (64.0, 1_000.0, 250.0)
    let step = (weights + batch * context * perToken) / bandwidth
    let requests = batch / step / output
    return """
      The same for Llama 3.1 8B in 16 bits on one H100 with 64 sequences of 1,000 tokens: a step reads weights and \
      keys and values in \(Numeral.text(1_000 * step)) ms at 3.35 TB/s, so that at best \(Numeral.text(requests)) \
      requests a second with 250 tokens of output each fit; at 1.5 times as many \
      \(Numeral.text(0.5 * requests * 60)) more wait after each minute (arXiv 2407.21783; H100 SXM data sheet 2023; prefill left out).
      """
  }
}
