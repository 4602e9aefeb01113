import Engine
import Inference

extension BatchingFound {
  typealias Figure = ExperimentResult.Figure

  func result(_ settings: ExperimentSettings, _ environment: ExperimentEnvironment) -> ExperimentResult {
    var result = ExperimentResult(settings, environment)
    let tpot = settings.number("tpot") / 1_000
    result.figures = sweepFigures(tpot) + servedFigures + loadFigures
    result.tables = [sweepTable, servedTable, loadTable]
    result.sentences = sweepSentences(tpot) + servedSentences
    result.scaleUp = scaleUp
    return result
  }

  // MARK: Steps

  private func speeds(_ batch: Int) -> [Double] { sweep.first { $0.batch == batch }?.tokensPerSecond ?? [] }

  private var growth: [(batch: Int, tokensPerSecond: Double)] {
    sweep.map { ($0.batch, Double($0.batch) / max($0.median, 1e-12)) }
  }

  private var speedup: [Double] { speeds(8).times(speeds(1)) }

  private func sweepFigures(_ tpot: Double) -> [Figure] {
    let best = sweep.max { $0.median / Double($0.batch) > $1.median / Double($1.batch) }
    var figures = [
      Figure(
        "speedup", "Tokens a second of a batch of 8 over a batch of 1", repeats: speedup,
        expected: .init(1...8.8, "between nothing gained and eight for the time of one")),
      Figure(
        "growth-ends", "Smallest batch with nine tenths of the most tokens a second",
        Double(BatchingFound.endOfGrowth(growth)), isTiming: true),
      Figure("single", "One user alone", repeats: speeds(1), unit: "tokens/s"),
    ]
    if let best {
      figures.append(
        Figure("most", "The most of all batches, at \(best.batch)", repeats: best.tokensPerSecond, unit: "tokens/s"))
    }
    figures.append(
      Figure(
        "within-tpot", "Largest batch with a token in at most \(Numeral.text(1_000 * tpot)) ms",
        Double(BatchingFound.largest(sweep, within: tpot) ?? 0), isTiming: true))
    if let ridge = roofline?.ridge {
      figures.append(Figure("ridge", "Batch at which the roofs meet, as they were measured", ridge, isTiming: true))
    }
    return figures
  }

  private var sweepTable: ExperimentResult.Table {
    var table = ExperimentResult.Table(
      "Decode steps", columns: ["batch", "ms a token", "tokens/s each", "tokens/s all", "roofline", "of batch 1"],
      isTiming: true)
    let one = sweep.first?.median ?? 1
    for point in sweep {
      table.rows.append([
        .number(Double(point.batch)), .number(1_000 * point.median), .number(1 / max(point.median, 1e-12)),
        .number(Double(point.batch) / max(point.median, 1e-12)),
        roofline.map { .number($0.tokensPerSecond(point.batch)) } ?? .none,
        .number(Double(point.batch) * one / max(point.median, 1e-12)),
      ])
    }
    return table
  }

  private func sweepSentences(_ tpot: Double) -> [String] {
    let end = BatchingFound.endOfGrowth(growth)
    var out = [
      """
      \(modelName): a batch of 8 brings \(Numeral.text(speedup.middle)) times the tokens of one user, and each of the \
      eight gets \(Numeral.text(100 * speedup.middle / 8)) % of the speed of one alone. \(end) in a step bring nine tenths \
      of the most: what waits for the weights is shared, what is computed is not.
      """
    ]
    if let batch = BatchingFound.largest(sweep, within: tpot) {
      out.append(
        "A batch of \(batch) is the largest here that gives each user a token in \(Numeral.text(1_000 * tpot)) ms.")
    } else {
      out.append("Not even one user alone gets a token in \(Numeral.text(1_000 * tpot)) ms.")
    }
    return out
  }

  // MARK: Requests

  private var waits: (static: Double, continuous: Double) {
    func share(_ place: Int) -> Double {
      guard served.indices.contains(place), let run = served[place].runs.first else { return 0 }
      return 100 * lanes(run.steps.map(\.plan)).idleShare
    }
    return (share(0), share(1))
  }

  private var servedFigures: [Figure] {
    guard served.count == 2 else { return [] }
    let pairs = served.compactMap(\.exact?.outputs)
    let differing = pairs.count == 2 ? pairs[0].differences(from: pairs[1]) : 0
    let fastest = served.compactMap(\.runs.first?.outputs)
    let unlike = fastest.count == 2 ? fastest[0].differences(from: fastest[1]) : 0
    return [
      Figure("gain", "Static time over continuous time", repeats: served[0].makespans.times(served[1].makespans)),
      Figure("idle-static", "Slot-steps that static batches waste", waits.static, unit: "%"),
      Figure("idle-continuous", "Slot-steps that continuous batching wastes", waits.continuous, unit: "%"),
      Figure(
        "differing", "Output tokens in which the two differ, sums added token by token", Double(differing),
        expected: .init(0...0, "then nothing hangs on who shares a step")),
      Figure("differing-fastest", "The same, sums added as is the fastest for each step", Double(unlike)),
    ] + served.flatMap { figures(of: $0) }
  }

  private func figures(of one: Served) -> [Figure] {
    let planned = Double(one.theory.steps)
    let reason = "the same plan, with step times measured before"
    return [
      Figure(
        "steps-\(one.name)", "Steps, \(one.name)", Double(one.runs.first?.steps.count ?? 0),
        expected: .init(planned...planned, "one scheduler plans for the engine and for the simulation")),
      Figure("time-\(one.name)", "Time for all requests, \(one.name)", repeats: one.makespans, unit: "s"),
      Figure("mean-\(one.name)", "Mean latency, \(one.name)", repeats: one.means, unit: "s"),
      Figure("p99-\(one.name)", "99th percentile of latency, \(one.name)", repeats: one.percentiles, unit: "s"),
      Figure(
        "simulated-\(one.name)", "Simulated time over measured, \(one.name)",
        repeats: one.makespans.map { one.theory.makespan / max($0, 1e-12) }, expected: .init(0.75...1.33, reason)),
      Figure(
        "simulated-p99-\(one.name)", "Simulated 99th percentile over measured, \(one.name)",
        repeats: one.percentiles.map { one.theory.percentile99 / max($0, 1e-12) },
        expected: .init(0.75...1.33, reason)),
    ]
  }

  private var servedTable: ExperimentResult.Table {
    var table = ExperimentResult.Table(
      "The same requests", columns: ["batches", "steps", "idle", "time", "mean", "99th", "simulated time", "and 99th"],
      isTiming: true)
    for (one, idle) in zip(served, [waits.static, waits.continuous]) where !one.runs.isEmpty {
      table.rows.append([
        .text(one.name), .number(Double(one.runs[0].steps.count)), .text(Numeral.text(idle, unit: "%")),
        .text(Numeral.text(one.makespans.middle, unit: "s")),
        .text(Numeral.text(one.means.middle, unit: "s")),
        .text(Numeral.text(one.percentiles.middle, unit: "s")),
        .text(Numeral.text(one.theory.makespan, unit: "s")), .text(Numeral.text(one.theory.percentile99, unit: "s")),
      ])
    }
    return table
  }

  private var servedSentences: [String] {
    guard served.count == 2, served.allSatisfy({ !$0.runs.isEmpty }) else { return [] }
    let (first, second) = (served[0], served[1])
    let steps = (first.runs[0].steps.count, second.runs[0].steps.count)
    return [
      """
      Static batches took \(Numeral.text(first.makespans.middle)) s and left \(Numeral.text(waits.static)) % of all \
      slot-steps unused, for a slot whose answer is done waits for the longest of its batch. With continuous batching the \
      next request takes it at once: \(Numeral.text(second.makespans.middle)) s, \(Numeral.text(waits.continuous)) % \
      unused. \(steps.0) steps became \(steps.1); the time falls less than that wherever a fuller step takes longer.
      """,
      """
      What both wrote is the same to the token as long as sums are added in the same order. The fastest order hangs on how \
      many share a step, and a token that is nearly as likely as another can change places with it.
      """,
      """
      A server that is idle nine tenths of the time costs as much as a full one: at 10 % load each token costs ten times \
      what it costs at full load.
      """,
    ]
  }

  // MARK: Load

  private func latency(_ served: Served, at load: Double) -> Double? {
    served.loads.first { abs($0.load - load) < 1e-9 }?.percentile99
  }

  private var loadFigures: [Figure] {
    guard served.count == 2, let low = latency(served[1], at: 0.1), let high = latency(served[1], at: 0.8), low > 0
    else { return [] }
    return [
      Figure(
        "p99-growth", "99th percentile at 80 % load over that at 10 %, continuous (simulated)", high / low,
        isTiming: true)
    ]
  }

  private var loadTable: ExperimentResult.Table {
    var table = ExperimentResult.Table(
      "Latency as load grows, simulated with the measured step times",
      columns: ["load", "tokens/s", "99th, static", "99th, continuous"], isTiming: true)
    for point in served.last?.loads ?? [] {
      table.rows.append([
        .text("\(Int((100 * point.load).rounded())) %"), .number(point.tokensPerSecond),
        served.first.flatMap { latency($0, at: point.load) }.map { .text(Numeral.text($0, unit: "s")) } ?? .none,
        .text(Numeral.text(point.percentile99, unit: "s")),
      ])
    }
    return table
  }

  private var scaleUp: String {
    let large = BatchRoofline.dataCentre
    let here = roofline?.ridge.map { "at a batch of \(Numeral.text($0))" } ?? "at no batch"
    return """
      The roofs meet where a batch computes as long as the weights are read: here \(here), by what was measured. On an \
      H100 of \(Numeral.text(DataCentre.peak / 1e12)) TFLOP/s in BF16 and \(Numeral.text(DataCentre.bandwidth / 1e12)) TB/s \
      they meet at \(Numeral.text(large.ridge ?? 0)): a model of eight billion weights of 16 bits gives one user \
      \(Numeral.text(large.tokensPerSecond(1))) tokens/s and so many users \
      \(Numeral.text(large.tokensPerSecond(Int((large.ridge ?? 1).rounded(.down))))) together, before keys and values, \
      which each user reads alone (\(DataCentre.Small.source)).
      """
  }
}
