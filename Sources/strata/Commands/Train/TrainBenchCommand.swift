import ArgumentParser
import Decision
import Inference
import Training

/// `strata train bench`: how fast a model of a shape is trained on this machine.
struct TrainBenchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench", abstract: "Measure steps of training: tokens a second, and the share of this machine's peak.",
    discussion: """
      A model of the llama family is trained in single precision with AdamW on tokens drawn at random, which takes as \
      long as on any others. Two steps are not timed; of the others the median counts. The share of the peak is the model \
      FLOP utilisation: the operations that the model needs, forward and back, over those that the same threads can do at \
      most, which is measured too. Ctrl-C ends after the step with what is measured so far.
      """)

  @Option(help: ArgumentHelp("Width of the residual stream.", valueName: "n")) var hidden = 256
  @Option(help: ArgumentHelp("Layers.", valueName: "n")) var layers = 6
  @Option(help: ArgumentHelp("Query heads.", valueName: "n")) var heads = 8
  @Option(help: ArgumentHelp("Heads of keys and values.", valueName: "n")) var kvHeads = 4
  @Option(help: ArgumentHelp("Width of the feed-forward layer.", valueName: "n")) var feedForward = 768
  @Option(help: ArgumentHelp("Tokens of the vocabulary.", valueName: "n")) var vocabulary = 2_048
  @Option(help: ArgumentHelp("Tokens in a sequence.", valueName: "n")) var length = 256
  @Option(help: ArgumentHelp("Sequences of a step.", valueName: "n")) var sequences = 8
  @Option(help: ArgumentHelp("Steps that are timed.", valueName: "n")) var steps = 10
  @OptionGroup var threads: ThreadsOption
  @Flag(help: "Print JSON.") var json = false

  func validate() throws {
    for (name, value, most) in [
      ("--length", length, 65_536), ("--sequences", sequences, 4_096), ("--steps", steps, 10_000),
    ]
    where !(1...most).contains(value) {
      throw ValidationError("\(name) must be from 1 to \(most), not \(value)")
    }
  }

  private var shape: TrainingShape {
    TrainingShape(
      vocabularySize: vocabulary, hiddenSize: hidden, layerCount: layers, headCount: heads, kvHeadCount: kvHeads,
      feedForwardSize: feedForward, contextLength: length)
  }

  func run() throws {
    do { try shape.check() } catch { throw Failure.usage("no model has this shape: \(error)") }
    Interruption.heed()
    let roofs = try Roofs.measure(threads: threads.count)
    var progress = ProgressLine()
    let benchmark = TrainingBenchmark(
      shape: shape, length: length, sequences: sequences, threads: threads.count, steps: steps)
    let result = try benchmark.run { done in
      progress.show("training", Double(done) / Double(steps + 2))
      return !Interruption.isRequested
    }
    progress.clear()
    if let result { try write(result, roofs) }
    if Interruption.isRequested {
      Console.warn(result == nil ? "interrupted" : "interrupted: what was measured by then is shown")
      throw ExitCode(Interruption.status)
    }
  }

  private func write(_ result: TrainingBenchmark.Result, _ roofs: Roofs) throws {
    let speed = result.tokensPerSecond
    let peak = roofs.floatOperationsPerSecond
    if json {
      let object: [String: JSON] = [
        "parameters": .int(shape.parameterCount), "threads": .int(roofs.threads),
        "instructions": .text(roofs.instructions.rawValue), "tokens_per_step": .int(result.tokensPerStep),
        "flop_per_token": .number(result.operationsPerToken),
        "seconds": .list(result.seconds.map { .number($0) as JSON }), "tokens_per_s": .number(speed.median),
        "flop_per_s": .number(result.operationsPerSecond), "peak_flop_per_s": .number(peak),
        "model_flop_utilization": .number(result.operationsPerSecond / peak),
      ]
      return try JSON.object(object).write()
    }
    var out = Printout()
    out.wrapped(
      "\(Figure.count(Double(shape.parameterCount))) parameters, \(result.tokensPerStep) tokens a step, "
        + "\(Counted.of(roofs.threads, "thread")), \(roofs.instructions.rawValue) kernels", width: Console.columns)
    out.wrapped(
      "\(Figure.count(speed.median)) tokens/s (\(Figure.count(speed.least)) to \(Figure.count(speed.most)), "
        + "\(Counted.of(result.seconds.count, "step")))", width: Console.columns)
    out.wrapped(
      "\(Figure.count(result.operationsPerToken)) operations for a token: "
        + "\(Figure.count(result.operationsPerSecond / 1e9)) GFLOP/s, "
        + "\(Figure.percent(result.operationsPerSecond / peak)) of the \(Figure.count(peak / 1e9)) GFLOP/s that "
        + "multiplying and adding alone reaches", width: Console.columns)
    try out.write()
  }
}
