import Inference

extension CacheOnAndOff {
  /// Positions at the end whose times are taken together.
  private static let lastSteps = 9

  func report(
    _ race: Race, _ loaded: LoadedModel, _ type: KVType, _ settings: ExperimentSettings,
    _ environment: ExperimentEnvironment, _ stage: Stage
  ) throws -> ExperimentResult {
    var result = ExperimentResult(settings, environment)
    try reportBytes(loaded, &result, stage)
    reportTokens(race, settings, &result)
    reportTimes(race, loaded, type, &result)
    reportUsers(loaded, type, settings, &result)
    reportLarge(&result)
    return result
  }

  // MARK: Bytes

  private func reportBytes(_ loaded: LoadedModel, _ result: inout ExperimentResult, _ stage: Stage) throws {
    let blueprint = loaded.model.blueprint
    var bars: [ExperimentPicture.Bar] = []
    for type in KVType.allCases {
      // What the engine's cache really takes, of 32 of its blocks.
      let cache = try KVCache(blueprint: blueprint, positions: 32 * KVCache.tokensPerBlock, type: type)
      let taken = Double(cache.byteCount) / Double(cache.blockCount * KVCache.tokensPerBlock)
      let law = CacheArithmetic.bytesPerToken(blueprint, type)
      bars.append(.init(type.rawValue, taken))
      result.figures.append(
        .init(
          "bytes-\(type.rawValue)", "A token in the cache, \(type.rawValue)", taken, unit: "bytes",
          expected: .init(
            law...law,
            """
            2 × \(blueprint.layerCount) layers × \(blueprint.kvHeadCount) heads × \(blueprint.headDimension) numbers × \
            \(Numeral.text(CacheArithmetic.bytesPerNumber(type))) bytes
            """)))
    }
    try stage.picture("A token in the cache", .bars(bars, unit: "bytes"))
    result.sentences.append(
      """
      \(loaded.name): 2 (keys and values) × \(blueprint.layerCount) layers × \(blueprint.kvHeadCount) heads × \
      \(blueprint.headDimension) numbers, so \(Numeral.grouped(Int(CacheArithmetic.bytesPerToken(blueprint, .f16)))) \
      bytes a token at 16 bits. The number of query heads is not in it, nor how many bits the weights have.
      """)
  }

  // MARK: Tokens

  private func reportTokens(_ race: Race, _ settings: ExperimentSettings, _ result: inout ExperimentResult) {
    let (count, agreeing) = (race.with.count, race.agreeing)
    let isExact = settings.choice("summation") == "token"
    result.figures.append(
      .init(
        "agreement", "Tokens that are the same", 100 * Double(agreeing) / Double(max(1, count)), unit: "%",
        expected: isExact ? .init(100...100, "sums are added in the same order, so their bits are the same") : nil))
    result.choices["same"] = race.with == race.without ? "yes" : "no"
    result.sentences.append(
      race.with == race.without
        ? "Both wrote the same \(Numeral.grouped(count)) tokens: the cache keeps what would be computed again."
        : """
        \(Numeral.grouped(agreeing)) of \(Numeral.grouped(count)) tokens are the same. Many tokens at once are added \
        up in another order than one alone; where two tokens are almost as likely, the last bits decide, and from \
        there on the texts go their own ways.
        """)
  }

  // MARK: Times

  private func reportTimes(_ race: Race, _ loaded: LoadedModel, _ type: KVType, _ result: inout ExperimentResult) {
    let last = race.steps.suffix(CacheOnAndOff.lastSteps)
    guard let position = last.last?.position else { return }
    let with = Spread(of: last.map { 1e3 * $0.with })
    let without = Spread(of: last.map { 1e3 * $0.without })
    let early = race.steps.prefix(CacheOnAndOff.lastSteps)
    let ratio = without.median / with.median
    result.figures += [
      .init(
        "with", "The last tokens with the cache", with.median, unit: "ms",
        spread: with.lowerQuartile...with.upperQuartile,
        isTiming: true),
      .init(
        "without", "The last tokens without", without.median, unit: "ms",
        spread: without.lowerQuartile...without.upperQuartile, isTiming: true),
      .init(
        "speed-up", "Times as fast with the cache, at the end", ratio,
        spread: min(
          ratio, without.lowerQuartile / with.upperQuartile)...max(
            ratio, without.upperQuartile / with.lowerQuartile),
        expected: .init(1...Double(position), "\(position) tokens at once take at most as long as one after the other"),
        isTiming: true),
      .init(
        "growth-with", "Last tokens ÷ first tokens, with the cache",
        with.median / (1e3 * Spread(of: early.map(\.with)).median), isTiming: true),
      .init(
        "growth-without", "Last tokens ÷ first tokens, without",
        without.median / (1e3 * Spread(of: early.map(\.without)).median), isTiming: true),
    ]
    let weights = Double(loaded.model.weights.bytesPerToken) / 1e6
    let cache = CacheArithmetic.bytesPerToken(loaded.model.blueprint, type) * Double(position) / 1e6
    result.sentences.append(
      """
      With the cache a token reads the weights (\(Numeral.text(weights)) MB) and the keys and values before it \
      (\(Numeral.text(cache)) MB at the end), and computes one token; without, it computes all \(position) again. So \
      one line is almost flat and the other one climbs. On a quiet machine the ratio stays below \(position), since tokens that are \
      computed together read the weights once.
      """)
  }

  // MARK: Users

  private func reportUsers(
    _ loaded: LoadedModel, _ type: KVType, _ settings: ExperimentSettings, _ result: inout ExperimentResult
  ) {
    let need = MemoryNeed(loaded.model, positions: 1, type: type)
    let memory = settings.number("memory") * 1e9
    let tokens = settings.whole("context")
    var table = ExperimentResult.Table(
      "Users with \(Numeral.grouped(tokens)) tokens in \(Numeral.text(settings.number("memory"))) GB",
      columns: ["cache", "bytes a token", "MB a user", "users"])
    for type in KVType.allCases {
      let bytes = CacheArithmetic.bytesPerToken(loaded.model.blueprint, type)
      let users = CacheArithmetic.users(
        memory: memory, weights: Double(need.weights), tokens: tokens, bytesPerToken: bytes)
      table.rows.append([
        .text(type.rawValue), .number(bytes), .number(bytes * Double(tokens) / 1e6), .number(Double(users)),
      ])
      result.figures.append(
        .init("users-\(type.rawValue)", "Users that fit, \(type.rawValue)", Double(users)))
    }
    result.tables.append(table)
  }

  private func reportLarge(_ result: inout ExperimentResult) {
    typealias Large = CacheArithmetic.Large
    let rows: [(String, CacheArithmetic.Attention)] = [
      ("32 heads of their own (MHA)", Large.own), ("8 shared heads, as it is (GQA)", Large.grouped),
      ("a latent vector (MLA)", Large.latent),
    ]
    var table = ExperimentResult.Table(
      "Llama 3.1 8B in 80 GB, \(Numeral.grouped(Large.tokens)) tokens a user",
      columns: ["keys and values", "KiB a token", "GiB a user", "users"])
    for (name, attention) in rows {
      let bytes = Large.bytesPerToken(attention)
      table.rows.append([
        .text(name), .number(bytes / 1_024), .number(bytes * Double(Large.tokens) / 1_073_741_824),
        .number(Double(Large.users(attention))),
      ])
    }
    result.tables.append(table)
    result.figures.append(
      .init("users-8b", "Users of Llama 3.1 8B in 80 GB", Double(Large.users(Large.grouped))))
    result.scaleUp = """
      The same formula for Llama 3.1 8B: \(Numeral.text(Large.bytesPerToken(Large.grouped) / 1_024)) KiB a token at \
      16 bits, so \(Large.users(Large.grouped)) users with 8,192 tokens fit beside the weights in 80 GB. With 8-bit \
      weights \(Large.users(Large.grouped, weightShare: 0.5)) fit, with an 8-bit cache \
      \(Large.users(Large.grouped, .q8_0)): fewer bits for the weights do nothing for the cache itself \
      (\(DataCentre.Small.source)).
      """
  }
}
