import Engine
import Inference
import Serving

/// One forward pass for many: how much it brings in all and takes from each, and who may join it.
struct Batching: Experiment {
  let description = ExperimentDescription(
    id: "batching", title: "One user or thirty-two?", layer: .infrastructure,
    summary: """
      Decode steps of growing batches are timed on this machine; then the live engine serves the same requests in static \
      and in continuous batches, and a simulation with the measured step times says beforehand how long that takes.
      """,
    parameters: [
      LoadedModel.parameter(["260k", "15m", "42m", "110m", "1b"], usual: "110m"),
      ExperimentParameter("largest", "the largest batch", .choice(["8", "16", "32", "64"], usual: "32")),
      ExperimentParameter("steps", "decode steps of a repeat", .whole(1...64, usual: 6)),
      ExperimentParameter("repeats", "repeats of each batch size", .whole(2...15, usual: 5)),
      ExperimentParameter(
        "tpot", "how long each user may wait for a token", unit: "ms", .number(0.01...10_000, usual: 20)),
      ExperimentParameter("requests", "requests that the engine serves", .whole(4...96, usual: 24)),
      ExperimentParameter("slots", "requests that run at once", .whole(2...32, usual: 8)),
      ExperimentParameter(
        "lengths", "whether one answer in four is long, or all are equally long",
        .choice(["mixed", "equal"], usual: "mixed")),
      ExperimentParameter(
        "joining", "how prompts join the running: in steps of their own, or in chunks beside the tokens of the others",
        .choice(["whole", "chunked"], usual: "chunked")),
    ],
    predictions: [
      ExperimentPrediction(
        "speedup", "How many times as many tokens a second does a batch of 8 bring as a batch of 1?", .ratio),
      ExperimentPrediction(
        "growth-ends", "Which is the smallest batch that brings nine tenths of the most tokens a second?", .ratio),
      ExperimentPrediction(
        "gain", "How many times as fast as static batches does continuous batching serve requests of mixed lengths?",
        .ratio),
      ExperimentPrediction(
        "p99-growth",
        """
        Requests come by chance at 80 % of what the engine can serve: how many times as high is the 99th percentile of \
        their latency as at 10 %?
        """, .ratio),
    ],
    chart: ExperimentDescription.Chart(
      x: "sequences in a step", y: "tokens a second", isLogarithmic: true, marks: [Line.measured]),
    needs: ExperimentDescription.Needs(seconds: 30, bytes: 500 << 20, isModelNeeded: false))

  /// What the lines and marks of the chart are called.
  enum Line {
    static let measured = "all users together"
    static let single = "each user"
    static let roofline = "roofline"
  }

  /// How often the engine serves the requests with each policy.
  private static let servings = 3

  func run(
    _ settings: ExperimentSettings, _ environment: ExperimentEnvironment,
    _ observe: @escaping (Observation) -> Bool
  ) throws -> ExperimentResult {
    let stage = Stage(observe)
    try stage.progress(0, "loading the model")
    let loaded = try LoadedModel(settings.choice("model"), .q8_0, environment)
    let requests = BatchedRequests(
      settings.whole("requests"), areMixed: settings.choice("lengths") == "mixed", slots: settings.whole("slots"),
      vocabulary: loaded.model.blueprint.vocabularySize, seed: environment.seed)
    try checkLength(loaded.model, environment)
    var found = BatchingFound(requests: requests, modelName: loaded.name)
    try sweep(loaded.model, settings, environment, stage.part(0.05, 0.4), &found)
    let steps = MeasuredSteps(found.sweep, found.prefills, capacity: Transformer.usualCapacity)
    try serve(loaded.model, steps, settings, environment, stage.part(0.4, 0.9), &found)
    try loads(steps, settings, environment, stage.part(0.9, 1), &found)
    try stage.progress(1, "done")
    return found.result(settings, environment)
  }

  private func checkLength(_ model: Model, _ environment: ExperimentEnvironment) throws {
    let needed = BatchedRequests.longestPrompt + BatchedRequests.longestOutput
    guard model.blueprint.contextLength >= needed else {
      throw ExperimentError.unusableModel(
        path: environment.modelPath ?? "the model",
        reason: "has a context of \(model.blueprint.contextLength) tokens, and \(needed) are needed")
    }
  }

  // MARK: Steps

  private func sweep(
    _ model: Model, _ settings: ExperimentSettings, _ environment: ExperimentEnvironment, _ stage: Stage,
    _ found: inout BatchingFound
  ) throws {
    let roofs = try MeasuredRoofs(threads: environment.threads, stage.part(0, 0.05))
    let depth = found.requests.meanDepth
    found.roofline = BatchRoofline(model, depth: depth, roofs)
    let batches = DecodeSweep.batches(upTo: Int(settings.choice("largest")) ?? 32)
    for batch in batches {
      try stage.point(Line.roofline, Double(batch), found.roofline?.tokensPerSecond(batch) ?? 0)
    }
    let transformer = try Transformer(model, threads: environment.threads)
    let timed = DecodeSweep(
      batches: batches, steps: settings.whole("steps"), repeats: settings.whole("repeats"), depth: depth)
    found.prefills = try timed.prefills(
      [64, 128, Transformer.usualCapacity], transformer, seed: environment.seed, stage.part(0.05, 0.3))
    found.sweep = try timed.run(transformer, seed: environment.seed, stage.part(0.3, 1))
    for point in found.sweep { try stage.point(Line.single, Double(point.batch), 1 / max(point.median, 1e-12)) }
  }

  // MARK: Requests

  /// The two ways to let requests into steps.
  static func policies(_ settings: ExperimentSettings) -> [(name: String, policy: BatchingPolicy)] {
    let isChunked = settings.choice("joining") == "chunked"
    return [
      ("static", .static),
      ("continuous", isChunked ? .chunkedPrefill(tokens: 64) : .continuous(tokens: Transformer.usualCapacity)),
    ]
  }

  private func serve(
    _ model: Model, _ steps: MeasuredSteps, _ settings: ExperimentSettings, _ environment: ExperimentEnvironment,
    _ stage: Stage, _ found: inout BatchingFound
  ) throws {
    let policies = Batching.policies(settings)
    for (name, policy) in policies {
      let theory = try ServedInTheory(found.requests, policy, steps)
      found.served.append(BatchingFound.Served(name: name, theory: theory))
      try stage.show(.note("\(name): the simulation says \(Numeral.text(theory.makespan)) s"))
    }
    let rounds = Batching.servings + 1
    for round in 0..<rounds {
      for (place, (name, policy)) in policies.enumerated() {
        let part = stage.part(round * policies.count + place, of: rounds * policies.count)
        let isExact = round == Batching.servings
        let transformer = try Transformer(
          model, threads: environment.threads, summation: isExact ? .tokenByToken : .fastest)
        let run = try BatchedRun.serve(found.requests, policy, transformer, part) { steps in
          if round == 0 { try show(steps, name, found, part) }
        }
        if round == 0 { try show(run.steps, name, found, part) }
        if isExact { found.served[place].exact = run } else { found.served[place].runs.append(run) }
      }
    }
  }

  private func show(_ steps: [StepReport], _ name: String, _ found: BatchingFound, _ stage: Stage) throws {
    let lanes = found.lanes(steps.map(\.plan))
    try stage.show(.picture(lanes.picture("what the slots do, \(name)", stride: found.stride)))
  }

  // MARK: Load

  private func loads(
    _ steps: MeasuredSteps, _ settings: ExperimentSettings, _ environment: ExperimentEnvironment, _ stage: Stage,
    _ found: inout BatchingFound
  ) throws {
    let policies = Batching.policies(settings)
    let capacities = try policies.enumerated().map { place, named in
      let part = stage.part(0, 0.1).part(place, of: policies.count)
      return try LoadCurve.capacity(found.requests, named.policy, steps, seed: environment.seed) {
        part.goesOn($0, "simulating full engines")
      }
    }
    // Of the continuous one, whichever is measured to be the better: its latency is asked for at shares of it.
    let full = capacities.last ?? 1
    var lines: [ExperimentPicture.Line] = []
    for (place, (name, policy)) in policies.enumerated() {
      let points = try LoadCurve.points(
        found.requests, policy, steps, own: capacities[place], full: full, seed: environment.seed,
        stage.part(0.1, 1).part(place, of: policies.count))
      found.served[place].loads = points
      lines.append(.init(name, points.map { .init($0.tokensPerSecond, $0.percentile99) }))
      try stage.picture(
        "99th percentile of latency against throughput (simulated)",
        .lines(lines, x: "tokens a second", y: "seconds"))
    }
  }
}
