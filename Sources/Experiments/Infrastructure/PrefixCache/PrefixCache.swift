import Engine
import Inference
import Serving

/// Calls with one long stable part through the real engine, in three orders: what is reused, how soon, for how much.
struct PrefixCache: Experiment {
  let description = ExperimentDescription(
    id: "prefix-cache", title: "Same words, a tenth of the price", layer: .infrastructure,
    summary: """
      Calls with a long system prompt and a short question go through the engine in three orders: the stable part \
      first, the question first, and a time on line 1; what is reused, how soon the first token comes, and four bills.
      """,
    parameters: [
      LoadedModel.parameter(["260k", "15m", "42m"], usual: "15m"),
      ExperimentParameter(
        "prefix", "tokens that are the same in every call", unit: "tokens", .whole(16...3_000, usual: 1_500)),
      ExperimentParameter("question", "tokens that differ", unit: "tokens", .whole(1...500, usual: 100)),
      ExperimentParameter("calls", "calls in each order", .whole(3...100, usual: 20)),
      ExperimentParameter(
        "per_hour", "calls an hour, for the tariff that takes rent", .number(0.1...100_000, usual: 60)),
    ],
    predictions: [
      ExperimentPrediction(
        "saving",
        """
        So many calls as are set, each with its tokens that never change first and then those that do: what part of all \
        prompt tokens need not be computed?
        """,
        unit: "%", .difference(close: 3)),
      ExperimentPrediction(
        "saving-question", "And with the question in front of the stable part?", unit: "%", .difference(close: 3)),
      ExperimentPrediction(
        "saving-time", "And with the stable part first, but a line with the time above it?", unit: "%",
        .difference(close: 3)),
      ExperimentPrediction(
        "sooner",
        "How many times sooner does the first token come with the stable part first than with the question first?",
        .ratio),
      ExperimentPrediction(
        "break-even", "Storing a prefix costs 1.25 times its price, reading it 0.1 times: at which use has that paid?",
        .difference(close: 0)),
    ],
    chart: ExperimentDescription.Chart(x: "call", y: "ms to the first token"),
    needs: ExperimentDescription.Needs(seconds: 30, bytes: 200 << 20, isModelNeeded: false))

  /// Tokens that are written in each call, so that there is something to compare.
  static let output = 8
  /// Tokens of a step at most.
  private static let step = 256

  func run(
    _ settings: ExperimentSettings, _ environment: ExperimentEnvironment,
    _ observe: @escaping (Observation) -> Bool
  ) throws -> ExperimentResult {
    let stage = Stage(observe)
    try stage.progress(0, "making the model")
    let model = try LoadedModel(settings.choice("model"), .q4_0, environment)
    let prompts = try PrefixCache.prompts(settings, model, environment)
    let measured = try measure(prompts, model, settings, environment, stage.part(0.02, 0.85))
    let equal = try compare(prompts, model, environment, stage.part(0.85, 1))
    try stage.progress(1, "done")
    var result = ExperimentResult(settings, environment)
    PrefixReport(prompts: prompts, calls: measured, equal: equal, model: model, perHour: settings.number("per_hour"))
      .fill(&result)
    return result
  }

  /// The prompts, with a stable part that fits into the model's context.
  private static func prompts(
    _ settings: ExperimentSettings, _ model: LoadedModel, _ environment: ExperimentEnvironment
  ) throws(ExperimentError) -> OrderedPrompts {
    let context = model.model.blueprint.contextLength
    let question = settings.whole("question")
    let room = context - question - OrderedPrompts.timeTokens - output
    guard room >= KVCache.tokensPerBlock else {
      throw .unusableModel(
        path: model.name,
        reason: "has a context of \(context) tokens, which leaves no room for a prefix beside \(question) of question")
    }
    return OrderedPrompts(
      stable: min(room, settings.whole("prefix")), question: question, calls: settings.whole("calls"), model,
      seed: environment.seed)
  }

  // MARK: Calls

  /// A call that was answered.
  struct Call: Equatable {
    let promptTokens: Int
    let reused: Int
    let computed: Int
    /// Milliseconds to the first token.
    let firstToken: Double
    let output: [TokenID]
  }

  private func engine(
    _ prompts: OrderedPrompts, _ model: LoadedModel, _ environment: ExperimentEnvironment, sharing: Bool,
    _ summation: Summation
  ) throws -> LiveEngine {
    let tokens = prompts.prompt(0, .timeFirst).count + PrefixCache.output
    let blocks = 2 * (tokens / KVCache.tokensPerBlock + 1)
    return try LiveEngine(
      model.model,
      SchedulerLimits(
        policy: .chunkedPrefill(tokens: PrefixCache.step), maximumSequences: 1, kvBlocks: blocks,
        tokensPerBlock: KVCache.tokensPerBlock, sharesPrefixes: sharing),
      maximumWaiting: 1, threads: environment.threads, summation: summation)
  }

  private func answer(
    _ prompt: [TokenID], _ live: LiveEngine, _ stage: Stage, _ done: Double, _ words: String
  ) throws -> Call {
    let id = try live.engine.submit(EngineRequest(prompt: prompt, maximumOutputTokens: PrefixCache.output))
    let ended = try live.wait(for: id, stage, done, words)
    return Call(
      promptTokens: prompt.count, reused: ended.trace.admissions.first?.reusedTokens ?? 0,
      computed: ended.trace.prefilledTokens, firstToken: 1_000 * (ended.trace.latency?.timeToFirstToken ?? 0),
      output: ended.output)
  }

  /// Call after call, in all orders in turn, so that what disturbs the machine disturbs them alike.
  private func measure(
    _ prompts: OrderedPrompts, _ model: LoadedModel, _ settings: ExperimentSettings,
    _ environment: ExperimentEnvironment,
    _ stage: Stage
  ) throws -> [PromptOrder: [Call]] {
    var engines: [PromptOrder: LiveEngine] = [:]
    for order in PromptOrder.allCases {
      engines[order] = try engine(prompts, model, environment, sharing: true, .fastest)
    }
    var calls: [PromptOrder: [Call]] = [:]
    let (count, perHour) = (prompts.questions.count, settings.number("per_hour"))
    for index in 0..<count {
      for (place, order) in PromptOrder.allCases.enumerated() {
        guard let live = engines[order] else { continue }
        let done = (Double(index) + Double(place) / 3) / Double(count)
        let call = try answer(
          prompts.prompt(index, order), live, stage, done, "call \(index + 1) of \(count), \(order.name)")
        calls[order, default: []].append(call)
        try stage.point(order.name, Double(index + 1), call.firstToken)
      }
      try stage.show(.picture(PrefixReport.tokens(calls)))
      try stage.show(.picture(PrefixReport.bills(prompts, calls, perHour)))
    }
    return calls
  }

  /// The first calls again with and without reuse, adding in one order only: whether the outputs are the same.
  private func compare(
    _ prompts: OrderedPrompts, _ model: LoadedModel, _ environment: ExperimentEnvironment, _ stage: Stage
  ) throws -> Proportion {
    let sharing = try engine(prompts, model, environment, sharing: true, .tokenByToken)
    let alone = try engine(prompts, model, environment, sharing: false, .tokenByToken)
    let count = min(3, prompts.questions.count)
    var equal = 0
    for index in 0..<count {
      let prompt = prompts.prompt(index, .stableFirst)
      let done = Double(index) / Double(count)
      let first = try answer(prompt, sharing, stage, done, "comparing outputs")
      let second = try answer(prompt, alone, stage, done, "comparing outputs")
      equal += first.output == second.output && second.reused == 0 ? 1 : 0
    }
    return Proportion(equal, of: count)
  }
}
