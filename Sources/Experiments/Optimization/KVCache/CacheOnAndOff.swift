import Inference

/// The same tokens, once with the keys and values of what was read kept, and once reading everything again.
struct CacheOnAndOff: Experiment {
  let description = ExperimentDescription(
    id: "kv-cache", title: "The cache that eats the machine", layer: .optimization,
    summary: """
      A model writes the same tokens with its KV cache, and without: then it reads the whole text again for each \
      token. You say what the cache takes, what it saves, and how many users fit beside each other.
      """,
    parameters: [
      LoadedModel.parameter(["15m", "42m"]),
      ExperimentParameter("tokens", "tokens to write", .whole(16...480, usual: 256)),
      ExperimentParameter(
        "kv", "how keys and values are stored", .choice(KVType.allCases.map(\.rawValue), usual: "f16")),
      ExperimentParameter(
        "summation",
        "in which order sums are added: token by token gives the same bits with the cache and without, fastest may not",
        .choice(["token", "fastest"], usual: "token")),
      ExperimentParameter("memory", "memory that weights and users share", unit: "GB", .number(0.1...10_000, usual: 1)),
      ExperimentParameter("context", "tokens of each user", .whole(16...1_000_000, usual: 512)),
    ],
    predictions: [
      ExperimentPrediction(
        "bytes-f16",
        """
        StackLM has 6 layers with 4 heads of keys and values, 32 numbers wide. How many bytes does a token take in a \
        cache of 16-bit numbers? (For another model: its own; strata model info has the numbers.)
        """,
        unit: "bytes", .ratio),
      ExperimentPrediction(
        "speed-up", "How many times as fast is the last token with the cache as without?", .ratio),
      ExperimentPrediction("same", "Will both write the same tokens?", .choice(["yes", "no"])),
      ExperimentPrediction(
        "users-8b",
        """
        Llama 3.1 8B has 32 layers with 8 heads of keys and values, 128 numbers wide, in 16 bits as its 16 GB of \
        weights. How many users with 8,192 tokens each fit into 80 GB?
        """,
        .ratio),
    ],
    chart: ExperimentDescription.Chart(x: "tokens before", y: "ms for the next token"),
    needs: ExperimentDescription.Needs(seconds: 30, bytes: 150 << 20, isModelNeeded: true))

  static let beginning = "The KV cache"
  /// How often a token is computed with the cache, and without it, which takes longer.
  private static let repeats = (with: 5, without: 3)

  /// What was measured at a position.
  struct Step {
    /// Tokens before.
    let position: Int
    /// Seconds of the fastest repeat: disturbance only makes one slower.
    let with: Double
    let without: Double
  }

  /// Both ways side by side.
  struct Race {
    var steps: [Step] = []
    /// What each wrote.
    var with: [TokenID] = []
    var without: [TokenID] = []

    /// Positions at which both wrote the same.
    var agreeing: Int { zip(with, without).count { $0 == $1 } }
  }

  func run(
    _ settings: ExperimentSettings, _ environment: ExperimentEnvironment,
    _ observe: @escaping (Observation) -> Bool
  ) throws -> ExperimentResult {
    let stage = Stage(observe)
    try stage.progress(0, "reading the model")
    let loaded = try LoadedModel(settings.choice("model"), .q4_0, environment)
    let pass = try Transformer(
      loaded.model, threads: environment.threads,
      summation: settings.choice("summation") == "token" ? .tokenByToken : .fastest)
    let type = KVType(rawValue: settings.choice("kv")) ?? .f16
    let race = try race(
      loaded, pass, type, count: settings.whole("tokens"), seed: environment.seed, stage.part(0.05, 0.95))
    if let tokenizer = loaded.tokenizer {
      for (name, tokens) in [("with the cache", race.with), ("without", race.without)] {
        let text = String(decoding: tokenizer.bytes(of: tokens, special: true), as: UTF8.self)
        try stage.show(.sample(label: name, text: CacheOnAndOff.beginning + text))
      }
    }
    try stage.progress(0.96, "allocating caches")
    let result = try report(race, loaded, type, settings, environment, stage)
    try stage.progress(1, "done")
    return result
  }

  private func race(
    _ loaded: LoadedModel, _ pass: Transformer, _ type: KVType, count: Int, seed: UInt64, _ stage: Stage
  ) throws -> Race {
    let prompt =
      loaded.tokenizer.map { $0.tokens(of: CacheOnAndOff.beginning, special: true) } ?? loaded.prompt(4, seed: seed)
    let room = prompt.count + count
    let longest = loaded.model.blueprint.contextLength
    guard room <= longest else {
      throw ExperimentError.unusableModel(
        path: loaded.name, reason: "has a context of \(longest) tokens, and \(room) are needed")
    }
    var kept = try InferenceContext(pass, contextLength: room, kvType: type)
    var fresh = try InferenceContext(pass, contextLength: room, kvType: type)
    var race = Race()
    // The first token has nothing before it but the prompt, which both read; it is not timed.
    for start in [true, false] {
      let token = CacheOnAndOff.likeliest(start ? try kept.advance(prompt) : try fresh.advance(prompt))
      if start { race.with.append(token) } else { race.without.append(token) }
    }
    for index in 1..<count {
      let position = prompt.count + index - 1
      try stage.progress(Double(index * index) / Double(count * count), "token \(index + 1) of \(count)")
      let with = try CacheOnAndOff.timed(CacheOnAndOff.repeats.with) {
        kept.truncate(to: position)
        return try kept.advance([race.with[index - 1]])
      }
      let all = prompt + race.without
      let without = try CacheOnAndOff.timed(CacheOnAndOff.repeats.without) {
        fresh.truncate(to: 0)
        return try fresh.advance(all)
      }
      race.with.append(with.token)
      race.without.append(without.token)
      race.steps.append(Step(position: position + 1, with: with.seconds, without: without.seconds))
      try stage.point("with the cache", Double(position + 1), 1e3 * with.seconds)
      try stage.point("without", Double(position + 1), 1e3 * without.seconds)
    }
    return race
  }

  /// Computes the next token several times; the time of the fastest.
  private static func timed(
    _ repeats: Int, _ logits: () throws -> [Float]
  ) rethrows -> (seconds: Double, token: TokenID) {
    let clock = ContinuousClock()
    var seconds = Double.infinity
    var token: TokenID = 0
    for _ in 0..<repeats {
      let start = clock.now
      token = likeliest(try logits())
      seconds = min(seconds, (clock.now - start) / .seconds(1))
    }
    return (seconds, token)
  }

  private static func likeliest(_ logits: [Float]) -> TokenID {
    var best = 0
    for index in logits.indices where logits[index] > logits[best] { best = index }
    return TokenID(best)
  }
}
