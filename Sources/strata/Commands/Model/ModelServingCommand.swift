import ArgumentParser
import Engine
import Experiments
import Inference
import Serving

/// `strata model serving`: how a model serves several users at once.
struct ModelServingCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "serving", abstract: "Measure how a model serves several users at once.",
    discussion: """
      Each user sends a prompt of random tokens, reads as many tokens as were asked for, and asks again at once. All share the \
      steps of one engine (continuous batching with chunked prefill). Throughput counts the output tokens of all users; TTFT is \
      the time to the first token, TPOT the mean time between two tokens of a request. Ctrl-C ends at the next request.
      """)

  @Argument(help: "A GGUF file.", completion: .file(extensions: ["gguf"])) var file: String
  @Option(help: ArgumentHelp("Users at once.", valueName: "n,…")) var users = NumberList(1, 4, 8)
  @Option(help: ArgumentHelp("Requests of each user.", valueName: "n")) var requests = 4
  @Option(name: [.customShort("p"), .long], help: ArgumentHelp("Tokens of a prompt.", valueName: "n")) var prompt = 128
  @Option(name: [.customShort("n"), .long], help: ArgumentHelp("Tokens of an answer.", valueName: "n")) var output = 64
  @Option(help: ArgumentHelp("Tokens that a step computes at most.", valueName: "n")) var budget = 512
  @OptionGroup var threads: ThreadsOption
  @OptionGroup var kv: KVOption
  @Flag(help: "Print JSON.") var json = false

  func validate() throws {
    try users.check("--users", 1...256)
    for (name, value, range) in [
      ("--requests", requests, 1...10_000), ("-p", prompt, 1...1_000_000), ("-n", output, 1...1_000_000),
      ("--budget", budget, 1...65_536),
    ] where !range.contains(value) {
      throw ValidationError("\(name) must be from \(range.lowerBound) to \(range.upperBound), not \(value)")
    }
  }

  func run() throws {
    Interruption.heed()
    let file = try ModelFile.open(file)
    var outcomes: [(users: Int, outcome: ClosedLoop.Outcome)] = []
    try probe(file)
    // The first one waits for the file's pages, and for threads to wake.
    _ = try measure(file, ClosedLoop(users: 1, requests: 1))
    for count in users.values where !Interruption.isRequested {
      outcomes.append((count, try measure(file, ClosedLoop(users: count, requests: count * requests))))
    }
    if json {
      try JSON.list(outcomes.map { ModelServingCommand.json($0.users, $0.outcome) }).write()
    } else {
      try printout(outcomes).write(styled: true)
    }
    if Interruption.isRequested {
      Console.warn("interrupted: what was measured by then is shown")
      throw ExitCode(Interruption.status)
    }
  }

  /// Refuses a model whose weights are damaged: what it says would be measured, and mean nothing.
  private func probe(_ opened: GGUFFile) throws {
    let model = try ModelFile.model(opened, path: file)
    let count = min(prompt, model.blueprint.contextLength)
    try ModelFile.checkMemory([model], positions: count, type: kv.type)
    var random = SeededRandom(seed: 0)
    let tokens = random.tokens(count, vocabulary: model.blueprint.vocabularySize)
    var context = try InferenceContext(model, contextLength: count, kvType: kv.type, threads: threads.count)
    _ = try ModelFile.computing(file) { try context.advance(tokens) }
  }

  private func measure(_ file: GGUFFile, _ loop: ClosedLoop) throws -> ClosedLoop.Outcome {
    let (prompt, output, name) = (prompt, output, self.file)
    do {
      let model = try Model(metadata: file.metadata, tensors: file.tensors)
      let blocks = (prompt + output + KVCache.tokensPerBlock - 1) / KVCache.tokensPerBlock
      let limits = SchedulerLimits(
        policy: .chunkedPrefill(tokens: max(budget, loop.users)), maximumSequences: loop.users,
        kvBlocks: (blocks + 1) * loop.users,
        tokensPerBlock: KVCache.tokensPerBlock)
      try ModelFile.checkMemory([model], positions: limits.kvBlocks * limits.tokensPerBlock, type: kv.type)
      let size = model.blueprint.vocabularySize
      return try loop.run(
        try Transformer(model, threads: threads.count), limits: limits, kvType: kv.type,
        request: { number in
          var random = SeededRandom(seed: UInt64(number))
          return EngineRequest(prompt: random.tokens(prompt, vocabulary: size), maximumOutputTokens: output)
        }, goesOn: { _ in !Interruption.isRequested })
    } catch let error as Failure {
      throw error
    } catch {
      throw Failure("\(name) cannot serve: \(error)")
    }
  }

  private func printout(_ outcomes: [(users: Int, outcome: ClosedLoop.Outcome)]) -> Printout {
    var out = Printout()
    out.wrapped(
      "\(file): prompts of \(prompt) tokens, answers of \(output), \(Counted.of(threads.count, "thread")). Times in ms.",
      width: Console.columns)
    out.line()
    var rows = [["users", "requests", "tokens/s", "TTFT p50", "p99", "TPOT p50", "p99"]]
    for (users, outcome) in outcomes {
      let times = ServingTimes(outcome.records)
      rows.append(
        ["\(users)", "\(outcome.records.count)", Numeral.text(outcome.tokensPerSecond)]
          + [times.first?.0, times.first?.1, times.each?.0, times.each?.1].map {
            $0.map { Numeral.text(1_000 * $0) } ?? "–"
          })
    }
    out.table(rows, right: Set(0..<7))
    return out
  }

  private static func json(_ users: Int, _ outcome: ClosedLoop.Outcome) -> JSON {
    let times = ServingTimes(outcome.records)
    return [
      "users": .int(users), "requests": .int(outcome.records.count), "seconds": .number(outcome.seconds),
      "tokens_per_second": .number(outcome.tokensPerSecond), "ttft_p50": .number(times.first?.0),
      "ttft_p99": .number(times.first?.1), "tpot_p50": .number(times.each?.0), "tpot_p99": .number(times.each?.1),
    ]
  }
}

/// Medians and 99th percentiles, in seconds; nil of nothing, as of the times between tokens where there is one token.
private struct ServingTimes {
  let first: (Double, Double)?
  let each: (Double, Double)?

  init(_ records: [LatencyRecord]) {
    first = ServingTimes.percentiles(records.map(\.timeToFirstToken))
    each = ServingTimes.percentiles(records.compactMap(\.timePerOutputToken))
  }

  private static func percentiles(_ values: [Double]) -> (Double, Double)? {
    guard !values.isEmpty else { return nil }
    var histogram = LatencyHistogram()
    for value in values { histogram.add(value) }
    return (histogram.percentile(0.5), histogram.percentile(0.99))
  }
}
