import Engine
import Inference
import Serving

/// One slow request among many on the live engine, whose cause is to be read from its trace; and a fall in quality.
struct Observability: Experiment {
  let description = ExperimentDescription(
    id: "observability", title: "Who broke production?", layer: .infrastructure,
    summary: """
      Many requests go through the live engine, and one of them is slow for a reason that the seed and the case \
      choose; you read its spans and name the reason. Then it is computed how long a fall in quality stays unnoticed.
      """,
    parameters: [
      LoadedModel.parameter(["260k", "15m", "42m"], usual: "15m"),
      ExperimentParameter("case", "another case, another reason", .whole(1...100, usual: 1)),
      ExperimentParameter("requests", "ordinary requests", .whole(20...200, usual: 48)),
      ExperimentParameter(
        "quality", "answers that are right as long as all is well", unit: "%", .number(30...99, usual: 90)),
      ExperimentParameter("drop", "how far quality falls", unit: "percentage points", .number(1...25, usual: 5)),
      ExperimentParameter("judged", "requests whose answer is judged", unit: "%", .number(0.1...100, usual: 2)),
      ExperimentParameter("trials", "simulated falls", .whole(50...2_000, usual: 400)),
    ],
    predictions: [
      ExperimentPrediction(
        "cause",
        """
        Why was the marked request slow: it queued behind a burst, its own prompt was long, a neighbour's long prompt was \
        in its steps, it was preempted for want of KV blocks, or its prompt missed the cache?
        """,
        .choice(SlowCause.allCases.map(\.rawValue)), isAskedAfterwards: true),
      ExperimentPrediction(
        "attributes",
        """
        How many attributes must a span carry at least, so that each of the five reasons shows and none is taken for \
        another?
        """,
        .difference(close: 0)),
      ExperimentPrediction(
        "noticed",
        "Quality falls as is set, and the set share of answers is judged: how many requests pass until that is noticed?",
        .ratio),
      ExperimentPrediction(
        "peeking",
        """
        Nothing is wrong, and an alarm is wrong once in a hundred times: how often does it ring if you look ten times \
        while the answers come in?
        """,
        unit: "%", .difference(close: 2)),
    ],
    chart: ExperimentDescription.Chart(
      x: "request", y: "ms from arrival to the last token", marks: [Observability.marked, Observability.others]),
    needs: ExperimentDescription.Needs(seconds: 25, bytes: 200 << 20, isModelNeeded: false))

  static let others = "others"
  static let marked = "the marked one"
  /// Runs of the same course of things.
  private static let repeats = 3

  func run(
    _ settings: ExperimentSettings, _ environment: ExperimentEnvironment,
    _ observe: @escaping (Observation) -> Bool
  ) throws -> ExperimentResult {
    let stage = Stage(observe)
    try stage.progress(0, "making the model")
    let model = try LoadedModel(settings.choice("model"), .q4_0, environment)
    try stage.progress(0.05, "writing the script")
    let cause = Observability.cause(settings, environment)
    let maker = IncidentMaker(
      sizes: try IncidentSizes(context: model.model.blueprint.contextLength),
      count: settings.whole("requests"))
    let incident = try maker.incident(cause, seed: environment.seed &+ UInt64(settings.whole("case")))
    let signs = try Observability.signs(maker, environment, stage.part(0.05, 0.15))
    let traced = try trace(incident, cause, model, environment, stage.part(0.15, 0.8))
    let watch = Observability.watch(settings)
    let outcome = try watch.simulate(trials: settings.whole("trials"), seed: environment.seed) { done in
      try stage.part(0.8, 1).progress(done, "judging answers")
    }
    try stage.progress(1, "done")
    var result = ExperimentResult(settings, environment)
    try IncidentReport(incident: incident, cause: cause, runs: traced, signs: signs).fill(&result)
    QualityReport(watch: watch, outcome: outcome).fill(&result)
    return result
  }

  /// The cause that the seed and the case choose.
  static func cause(_ settings: ExperimentSettings, _ environment: ExperimentEnvironment) -> SlowCause {
    // All five come in some order before one comes again.
    let index = settings.whole("case") - 1
    var random = SeededRandom(seed: environment.seed &+ UInt64(index / SlowCause.allCases.count))
    var order = SlowCause.allCases
    random.shuffle(&order)
    return order[index % order.count]
  }

  static func watch(_ settings: ExperimentSettings) -> QualityWatch {
    let usual = settings.number("quality") / 100
    return QualityWatch(
      usual: usual, fallen: max(0.01, usual - settings.number("drop") / 100), judged: settings.number("judged") / 100)
  }

  /// In what each cause makes a request unlike the others, by rehearsals of the scheduler alone.
  private static func signs(
    _ maker: IncidentMaker, _ environment: ExperimentEnvironment, _ stage: Stage
  ) throws(ExperimentError) -> [SlowCause: Set<SpanAttribute>] {
    var out: [SlowCause: Set<SpanAttribute>] = [:]
    for (place, cause) in SlowCause.allCases.enumerated() {
      try stage.progress(Double(place) / Double(SlowCause.allCases.count), "rehearsing other reasons")
      let incident = try maker.incident(cause, seed: environment.seed)
      let (steps, arrived) = try incident.rehearse()
      let spans = incident.spans(steps, arrived)
      out[cause] = incident.typical(spans).signs(spans[incident.slow])
    }
    return out
  }

  /// Runs the incident some times on the live engine and checks that its trace shows what was built in.
  private func trace(
    _ incident: Incident, _ cause: SlowCause, _ model: LoadedModel, _ environment: ExperimentEnvironment, _ stage: Stage
  ) throws -> [ScriptedRun.Traced] {
    let run = ScriptedRun(incident: incident, model: model, threads: environment.threads)
    var out: [ScriptedRun.Traced] = []
    for index in 0..<Observability.repeats {
      let part = stage.part(index, of: Observability.repeats)
      let traced = try run.run(part, "run \(index + 1) of \(Observability.repeats)") { trace in
        guard index == 0, let latency = trace.latency else { return }
        let name = trace.id.number == incident.slow ? Observability.marked : Observability.others
        try stage.point(name, Double(trace.id.number), 1_000 * latency.endToEndLatency)
      }
      let spans = incident.spans(traced.steps, traced.arrived)
      guard incident.shows(cause, spans) else {
        throw ExperimentError.contradiction(
          "the trace of request \(incident.slow) does not show the reason that was built in")
      }
      if index == 0 { try stage.show(.picture(IncidentReport.timeline(incident, traced.steps, spans))) }
      out.append(traced)
    }
    return out
  }
}
