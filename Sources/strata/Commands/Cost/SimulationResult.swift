import CostModel
import Decision
import Workbench
import Foundation
import Serving
import Simulation

/// What a simulation found, as text and as JSON.
struct SimulationResult {
  let costing: Costing
  let load: OptionLoad
  let run: LoadRun
  let answer: LoadAnswer
  let curve: GoodputCurve?

  private var check: ServerCheck {
    var load = load
    if let trace = run.trace {
      load.prompt = Tokens(trace.meanPromptTokens)
      load.cached = load.prompt * costing.scenario.workload.cachedShare
      load.output = Tokens(trace.meanOutputTokens)
    }
    return ServerCheck(
      load, rate: RequestsPerSecond(answer.rate.value / Double(answer.replicas)), scenario: costing.scenario,
      requests: run.requests, seed: run.seed)
  }

  private static var latencies: [(name: String, key: String, path: KeyPath<SimulationReport, LatencySummary>)] {
    [
      ("first token", "ttft_s", \.timeToFirstToken), ("each token", "tpot_s", \.timePerOutputToken),
      ("gap of tokens", "itl_s", \.interTokenLatency), ("whole answer", "e2e_s", \.endToEndLatency),
      ("in the queue", "queue_s", \.queueTime),
    ]
  }

  // MARK: Text

  var printout: Printout {
    var out = Printout()
    costing.head(&out)
    out.wrapped(machines, width: Console.columns)
    out.wrapped(loadWords, width: Console.columns)
    out.line()
    latencyTable(&out)
    out.line()
    for line in figures { out.wrapped(line, width: Console.columns) }
    if let curve { curveTable(curve, &out) }
    out.line()
    check.add(to: &out)
    return out
  }

  private var machines: String {
    let deployment = load.deployment
    let gpus = answer.replicas * deployment.gpus
    return "\(load.option.id): \(deployment.model.id) on \(deployment.gpus)× \(deployment.accelerator.id), "
      + "\(deployment.weights.rawValue) weights, \(deployment.cache.rawValue) cache, \(deployment.engine.rawValue); "
      + "\(Counted.of(answer.replicas, "replica")), \(Counted.of(gpus, "GPU"))"
  }

  private var loadWords: String {
    let rate = "\(Figure.rate(answer.rate.value)) requests a second"
    let origin =
      if run.trace != nil { " from the trace" } else { run.rate == nil ? ", as in the busiest hour" : "" }
    return "\(rate)\(origin); \(Figure.count(Double(answer.report.requests))) requests measured, seed \(run.seed)"
  }

  private func latencyTable(_ out: inout Printout) {
    let percent = Figure.percent(exp(run.speedBand) - 1)
    var rows = [["", "mean", "p50", "p90", "p99", "p99, machine \(percent) quicker to slower"]]
    for (name, _, path) in SimulationResult.latencies {
      let summary = answer.report[keyPath: path]
      let band = answer.band { $0[keyPath: path].p99 }
      rows.append(
        [name] + [summary.mean, summary.p50, summary.p90, summary.p99].map(Figure.seconds)
          + ["\(Figure.seconds(band.lowerBound)) to \(Figure.seconds(band.upperBound))"])
    }
    out.table(rows, right: [1, 2, 3, 4, 5])
  }

  private var figures: [String] {
    let report = answer.report
    let level = load.question.serviceLevel
    var out: [String] = []
    if load.estimate == nil, run.replicas == nil {
      out.append(
        "By the closed form no replica keeps the objectives; so many are simulated as bear the load with three tenths "
          + "to spare.")
    }
    if !level.isEmpty {
      let kept = report.attainment.meets(level) ? "kept" : "not kept"
      out.append(
        "Objectives: \(kept); \(Figure.percent(report.attainment.all)) of requests meet all of them, "
          + "\(Figure.percent(level.percentile)) have to meet each.")
    }
    var busy = "Utilisation: the replicas compute \(Figure.percent(report.utilization)) of the time"
    if let share = answer.shareOfCapacity {
      busy += "; the load is \(Figure.percent(share)) of what the closed form lets them carry within the objectives"
    }
    out.append(busy + ".")
    out.append(
      "Throughput: \(Figure.count(report.outputTokensPerSecond.rounded())) output tokens a second; goodput "
        + "\(Figure.rate(report.goodput)) requests a second.")
    out.append(
      "A step has \(Figure.rate(report.meanBatchSize)) sequences on average, the cache "
        + "is \(Figure.percent(report.meanKVUse)) full; \(Figure.count(Double(report.preemptions))) preemptions, "
        + "\(Figure.count(Double(report.rejected))) requests refused.")
    if let cost = report.costPerMillionTokens {
      var text = "Machines cost \(Figure.dollars(cost)) a million output tokens at this load"
      if let all = costOfAllTokens { text += ", \(Figure.dollars(all)) a million tokens in and out" }
      out.append(text + ".")
    }
    return out
  }

  /// Dollars for a million tokens, prompts with cached ones and answers together.
  private var costOfAllTokens: Double? {
    guard let price = load.question.price, answer.report.requestsPerSecond > 0 else { return nil }
    let workload = costing.scenario.workload
    let lengths =
      run.trace.map { $0.meanPromptTokens + $0.meanOutputTokens } ?? (workload.prompt.value + workload.output.value)
    let tokens = answer.report.requestsPerSecond * lengths * 3600
    return price.value * Double(answer.replicas) / tokens * 1e6
  }

  private func curveTable(_ curve: GoodputCurve, _ out: inout Printout) {
    out.line()
    var rows = [["requests/s", "goodput", "computing", "first token p99", "each token p99", "whole answer p99", ""]]
    let knee = curve.knee?.rate
    for point in curve.points {
      let report = point.report
      rows.append([
        Figure.rate(point.rate.value), Figure.rate(point.goodput.value),
        Figure.percent(report.utilization), Figure.seconds(report.timeToFirstToken.p99),
        Figure.seconds(report.timePerOutputToken.p99), Figure.seconds(report.endToEndLatency.p99),
        point.rate == knee ? "knee" : "",
      ])
    }
    out.table(rows, right: [0, 1, 2, 3, 4, 5])
    out.line()
    out.chart(
      CostCharts.latency(
        curve, option: load.option.id, replicas: answer.replicas, objectives: costing.scenario.objectives),
      width: Console.columns
    )
  }

  // MARK: JSON

  var json: JSON {
    let report = answer.report
    var members: [String: JSON] = [
      "scenario": costing.json, "option": .text(load.option.id), "seed": .int(Int(run.seed)),
      "replicas": .int(answer.replicas), "gpus": .int(answer.replicas * load.deployment.gpus),
      "rate_rps": .number(answer.rate.value), "requests": .int(report.requests), "rejected": .int(report.rejected),
      "simulated_requests": .int(report.simulatedRequests), "measured_s": .number(report.measuredSeconds),
      "requests_per_s": .number(report.requestsPerSecond),
      "output_tokens_per_s": .number(report.outputTokensPerSecond),
      "prompt_tokens_per_s": .number(report.promptTokensPerSecond), "goodput_rps": .number(report.goodput),
      "attainment": SimulationResult.value(report.attainment), "utilization": .number(report.utilization),
      "share_of_capacity": .number(answer.shareOfCapacity), "mean_batch_size": .number(report.meanBatchSize),
      "mean_kv_use": .number(report.meanKVUse), "preemptions": .int(report.preemptions), "steps": .int(report.steps),
      "mean_requests_in_system": .number(report.meanRequestsInSystem),
      "cost_per_million_tokens_usd": .number(report.costPerMillionTokens),
      "cost_per_million_tokens_in_and_out_usd": .number(costOfAllTokens),
      "speed_band": .number(exp(run.speedBand) - 1), "check": check.json,
      "curve": curve.map(SimulationResult.value) ?? .null,
    ]
    for (_, key, path) in SimulationResult.latencies {
      members[key] = SimulationResult.value(report[keyPath: path], band: answer.band { $0[keyPath: path].p99 })
    }
    return .object(members)
  }

  private static func value(_ summary: LatencySummary, band: ClosedRange<Double>? = nil) -> JSON {
    [
      "mean": .number(summary.mean), "p50": .number(summary.p50), "p90": .number(summary.p90),
      "p99": .number(summary.p99), "max": .number(summary.maximum), "p99_low": .number(band?.lowerBound),
      "p99_high": .number(band?.upperBound),
    ]
  }

  private static func value(_ attainment: Attainment) -> JSON {
    [
      "all": .number(attainment.all), "ttft": .number(attainment.timeToFirstToken),
      "tpot": .number(attainment.timePerOutputToken), "e2e": .number(attainment.endToEndLatency),
    ]
  }

  private static func value(_ curve: GoodputCurve) -> JSON {
    [
      "knee_rps": .number(curve.knee?.rate.value),
      "points": .list(
        curve.points.map { point in
          [
            "rate_rps": .number(point.rate.value), "goodput_rps": .number(point.goodput.value),
            "utilization": .number(point.report.utilization), "ttft_s": value(point.report.timeToFirstToken),
            "tpot_s": value(point.report.timePerOutputToken), "e2e_s": value(point.report.endToEndLatency),
          ]
        }),
    ]
  }
}
