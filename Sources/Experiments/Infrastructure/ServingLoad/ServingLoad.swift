import Engine
import Inference
import Serving
import Simulation

/// A live engine under requests that come at a chosen rate, predicted by the simulation of the same scheduler.
struct ServingLoad: Experiment {
  let description = ExperimentDescription(
    id: "serving-load", title: "Find the knee", layer: .infrastructure,
    summary: """
      Requests come to the live engine at a chosen share of what it can take; queue, batch, KV blocks and latencies \
      are shown as they happen, beside what a simulation said before; then rates rise until the tail gives way, and too \
      many come with and without back-pressure.
      """,
    parameters: ServingLoad.parameters, predictions: ServingLoad.predictions,
    chart: ExperimentDescription.Chart(x: "seconds", y: "requests; % of the KV blocks"),
    // Requests come when they come: a run that waits would be another one.
    needs: ExperimentDescription.Needs(seconds: 50, bytes: 300 << 20, isModelNeeded: false, isPausable: false))

  private static let parameters = [
    LoadedModel.parameter(["260k", "15m", "42m"], usual: "15m"),
    ExperimentParameter(
      "rate", "requests that come, as a share of what the engine was measured to take", unit: "%",
      .number(5...300, usual: 70)),
    ExperimentParameter(
      "seconds", "how long they come; ramp and overload take as long again", unit: "s", .number(0.5...20, usual: 12)),
    ExperimentParameter("prompt", "tokens of a prompt, on average", unit: "tokens", .whole(1...1_000, usual: 64)),
    ExperimentParameter("output", "tokens of an output, on average", unit: "tokens", .whole(1...500, usual: 32)),
    ExperimentParameter("slots", "sequences that run at once", .whole(1...64, usual: 8)),
    ExperimentParameter("kv_blocks", "KV blocks of 16 tokens", .whole(8...4_096, usual: 256)),
    ExperimentParameter("waiting", "requests that may wait where there is back-pressure", .whole(0...1_000, usual: 16)),
  ]

  private static let predictions = [
    ExperimentPrediction(
      "utilization",
      "Requests come at the set share of what the engine can take: how much of the time does it compute?",
      unit: "%", .difference(close: 5)),
    ExperimentPrediction(
      "tail", "How many times the middle time to the first token is the 99th percentile?", .ratio),
    ExperimentPrediction(
      "knee", "At what share of its capacity does the 99th percentile pass three times that of a quiet hour?",
      unit: "%",
      .difference(close: 10)),
    ExperimentPrediction(
      "refused", "One and a half times as many come as it can take, and few may wait: what share is turned away?",
      unit: "%", .difference(close: 7)),
  ]

  /// Shares of the capacity that the ramp goes through.
  static let ramp = [0.4, 0.6, 0.75, 0.9, 1.1]
  /// The rate of the overload, in parts of what an undisturbed engine can take.
  static let overload = 1.5
  /// Tokens of a step.
  private static let step = 128
  /// More may wait than ever come.
  private static let endless = 1_000_000

  /// What one load brought, and what was said about it.
  struct Measured {
    let share: Double
    let tally: LoadTally
    let prediction: LoadPrediction
  }

  func run(
    _ settings: ExperimentSettings, _ environment: ExperimentEnvironment,
    _ observe: @escaping (Observation) -> Bool
  ) throws -> ExperimentResult {
    let stage = Stage(observe)
    try stage.progress(0, "making the model")
    let bench = try LoadBench(settings, environment, step: ServingLoad.step, stage.part(0.01, 0.14))
    let main = try follow(settings.number("rate") / 100, bench, settings, stage.part(0.14, 0.5))
    let ramp = try climb(bench, settings, stage.part(0.5, 0.8))
    let seconds = settings.number("seconds") / 4
    let flood = try flood(bench, ServingLoad.endless, seconds, stage.part(0.8, 0.9), "too many come")
    let limited = try self.flood(
      bench, settings.whole("waiting"), seconds, stage.part(0.9, 1), "too many come, and few may wait")
    try stage.progress(1, "done")
    var result = ExperimentResult(settings, environment)
    LoadReport(bench: bench, main: main, ramp: ramp, flood: flood, limited: limited).fill(&result)
    return result
  }

  /// The run that is watched.
  private func follow(
    _ share: Double, _ bench: LoadBench, _ settings: ExperimentSettings, _ stage: Stage
  ) throws -> Measured {
    let run = bench.run(share, seconds: settings.number("seconds"), maximumWaiting: ServingLoad.endless)
    let prediction = try LoadPrediction(run.arrivals, bench.limits, bench.calibration.times)
    try stage.show(.note(LoadReport.words(prediction, bench.calibration.capacity * share)))
    for sample in prediction.report.load { try stage.point("waiting, predicted", sample.time, sample.waiting) }
    var shown = -1.0
    let tally = try run.run(stage, "requests come") { tally, samples in
      for sample in samples {
        try stage.point("waiting", sample.second, sample.waiting)
        try stage.point("running", sample.second, sample.running)
        try stage.point("KV blocks in use, %", sample.second, sample.kvUse)
      }
      guard let last = samples.last, last.second - shown >= 0.5 else { return }
      shown = last.second
      for picture in LoadReport.pictures(tally, prediction) { try stage.show(.picture(picture)) }
    }
    for picture in LoadReport.pictures(tally, prediction) { try stage.show(.picture(picture)) }
    return Measured(share: share, tally: tally, prediction: prediction)
  }

  /// Rates that rise until the tail gives way.
  private func climb(_ bench: LoadBench, _ settings: ExperimentSettings, _ stage: Stage) throws -> [Measured] {
    var out: [Measured] = []
    let seconds = settings.number("seconds") / Double(ServingLoad.ramp.count)
    for (place, share) in ServingLoad.ramp.enumerated() {
      let run = bench.run(share, seconds: seconds, maximumWaiting: ServingLoad.endless)
      let prediction = try LoadPrediction(run.arrivals, bench.limits, bench.calibration.times)
      let words = "\(Numeral.text(100 * share)) % of what it can take"
      let tally = try run.run(stage.part(place, of: ServingLoad.ramp.count), words)
      out.append(Measured(share: share, tally: tally, prediction: prediction))
      try stage.show(.picture(LoadReport.ramp(out)))
    }
    return out
  }

  /// More than it can take; what has not ended when no more come is called off.
  private func flood(
    _ bench: LoadBench, _ waiting: Int, _ seconds: Double, _ stage: Stage, _ words: String
  ) throws -> LoadTally {
    let best = max(1, bench.calibration.undisturbed / max(1e-9, bench.calibration.capacity))
    return try bench.run(ServingLoad.overload * best, seconds: seconds, maximumWaiting: waiting, callsOff: true)
      .run(stage, words)
  }
}

/// What all loads of a run have in common.
struct LoadBench {
  let model: LoadedModel
  let limits: SchedulerLimits
  let shape: LoadShape
  let calibration: LoadCalibration
  private let threads: Int
  private let seed: UInt64

  init(
    _ settings: ExperimentSettings, _ environment: ExperimentEnvironment, step: Int, _ stage: Stage
  ) throws {
    model = try LoadedModel(settings.choice("model"), .q4_0, environment)
    limits = SchedulerLimits(
      policy: .chunkedPrefill(tokens: step), maximumSequences: settings.whole("slots"),
      kvBlocks: settings.whole("kv_blocks"), tokensPerBlock: KVCache.tokensPerBlock)
    shape = LoadShape(
      prompt: settings.whole("prompt"), output: settings.whole("output"),
      positions: min(model.model.blueprint.contextLength, limits.kvTokens))
    (threads, seed) = (environment.threads, environment.seed)
    calibration = try LoadCalibration(
      model, limits, shape, seconds: settings.number("seconds") / 3, environment, stage)
  }

  /// A load at a share of the capacity.
  func run(_ share: Double, seconds: Double, maximumWaiting: Int, callsOff: Bool = false) -> LoadRun {
    let rate = max(0.1, share * calibration.capacity)
    return LoadRun(
      model: model, limits: limits, maximumWaiting: maximumWaiting, threads: threads,
      arrivals: LoadArrivals.poisson(shape, rate: rate, seconds: seconds, seed: seed),
      callOffAfter: callsOff ? max(seconds, Double(LoadArrivals.fewest) / rate) : nil, seed: seed)
  }
}
