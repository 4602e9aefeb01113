import Corpus
import Inference
import Training

/// The model in ever fewer bits: what it weighs, what it still knows, how fast it writes.
struct FewerBits: Experiment {
  let description = ExperimentDescription(
    id: "quantisation", title: "How small can it get?", layer: .optimization,
    summary: """
      The model's weights are stored in the types of the GGUF format and in plain blocks of 8 to 2 bits; each copy \
      predicts held-out text, answers questions and writes a sample, and you say where it breaks.
      """,
    parameters: [
      ExperimentParameter(
        "formats", "what is tried: types that files have, plain blocks, or both",
        .choice(["all", "gguf", "plain"], usual: "all")),
      ExperimentParameter(
        "block", "weights that share a scale in plain blocks",
        .choice(FewerBits.blockSizes.map { String($0) }, usual: "32")),
      ExperimentParameter(
        "tokens", "held-out text that each copy predicts", unit: "tokens", .whole(512...16_384, usual: 8_192)),
      ExperimentParameter("questions", "held-out questions that each copy answers", .whole(5...300, usual: 60)),
      ExperimentParameter(
        "look", "whose errors are drawn",
        .choice(WeightFormat.chosen("all", blockSize: 32).map(\.name), usual: "plain-4")),
    ],
    predictions: [
      ExperimentPrediction(
        "size-4",
        """
        Plain blocks of 4 bits have one scale of 16 bits each. What share of the 16-bit weights' size do they take, at \
        the block size that is set?
        """,
        unit: "%", .difference(close: 0.5)),
      ExperimentPrediction(
        "same-4",
        "How often will the copy in plain blocks of 4 bits think the same token most likely as the model does?",
        unit: "%", .difference(close: 3)),
      ExperimentPrediction(
        "collapse",
        "From 8 bits downwards in plain blocks: at how many has the model lost more than half of its score?",
        .choice(WeightFormat.plainBits.map { String($0) } + ["never"])),
      ExperimentPrediction("speed-up", "How many times as fast as F16 will Q4_0 write?", .ratio),
    ],
    chart: ExperimentDescription.Chart(
      x: "bits per weight", y: "divergence from the model in nats a token", isLogarithmicY: true),
    needs: ExperimentDescription.Needs(seconds: 45, bytes: 300 << 20, isModelNeeded: true))

  static let blockSizes = [32, 64, 128, 256, 512, 1_024, 2_048, 4_096]
  /// Tokens of a window of held-out text; half of them are scored.
  private static let window = 128
  private static let longestAnswer = 32
  private static let sampleLength = 32
  private static let repeats = 5

  /// What all copies are tried with.
  struct Trial {
    let settings: ExperimentSettings
    let environment: ExperimentEnvironment
    let shipped: ShippedModel
    let base: Transformer
    let text: [TokenID]
    let questions: [GradedQuestion]
    /// Which questions the model itself answers rightly.
    let rights: [Bool]

    var blockSize: Int { Int(settings.choice("block")) ?? 32 }
    var formats: [WeightFormat] { WeightFormat.chosen(settings.choice("formats"), blockSize: blockSize) }
  }

  /// What was found of a copy.
  struct Finding {
    let format: WeightFormat
    let bytes: Int
    let bits: Int
    let weights: Int
    let error: WeightError
    let score: Perplexity
    let rights: [Bool]
    /// Tokens a second of each repeat; none for plain blocks, which run as single precision.
    let speeds: [Double]
    /// Bytes of weights that a token reads.
    let bytesPerToken: Int

    var bitsPerWeight: Double { Double(bits) / Double(max(1, weights)) }
    var correct: Proportion { Proportion(rights.count { $0 }, of: rights.count) }
  }

  func run(
    _ settings: ExperimentSettings, _ environment: ExperimentEnvironment,
    _ observe: @escaping (Observation) -> Bool
  ) throws -> ExperimentResult {
    let stage = Stage(observe)
    let trial = try prepare(settings, environment, stage.part(0, 0.1))
    let look = try WeightPictures(trial, stage.part(0.1, 0.14))
    try look.show(on: stage.part(0.14, 0.15))
    var findings: [Finding] = []
    let formats = trial.formats
    let weights = trial.shipped.file.tensors.reduce(0) { $0 + $1.weightCount }
    for (index, format) in formats.enumerated() {
      guard format.memory(weights: weights) < 0.8 * Double(Machine.availableMemory) else {
        try stage.show(.note("\(format.name) is left out: there is not enough memory for it."))
        continue
      }
      let finding = try find(format, trial, stage.part(0.15, 0.99).part(index, of: formats.count))
      findings.append(finding)
      let divergence = finding.score.divergence?.mean.value ?? 0
      // The model itself in more bits diverges by nothing, which has no place on a scale of powers.
      if divergence > 1e-9 {
        let series = format.isPlain ? "plain blocks of \(trial.blockSize)" : "GGUF types"
        try stage.point(series, finding.bitsPerWeight, divergence)
      }
      let sizes = findings.map { ExperimentPicture.Bar($0.format.name, Double($0.bytes) / 1e6) }
      try stage.picture("Size of the weights", .bars(sizes, unit: "MB"))
    }
    let result = report(findings, trial)
    try stage.progress(1, "done")
    return result
  }

  // MARK: Before the copies

  private func prepare(
    _ settings: ExperimentSettings, _ environment: ExperimentEnvironment, _ stage: Stage
  ) throws -> Trial {
    try stage.progress(0, "reading the model and the held-out text")
    let shipped = try ShippedModel(environment)
    let corpus = try environment.corpus(
      Corpus.Size(perSkill: 0, paragraphs: 0, questions: 1, heldOutParagraphs: 60))
    let text = try CourseTokens(corpus, shipped.keys).heldOut(
      length: FewerBits.window, sequences: settings.whole("tokens") / FewerBits.window)
    let questions = BetterOrLucky.drawn(
      try environment.questions(), settings.whole("questions"), seed: environment.seed)
    guard !questions.isEmpty else { throw ExperimentError.tooLittle("questions", needed: 1, found: 0) }
    let base = try Transformer(
      try shipped.model(), threads: environment.threads, capacity: FewerBits.window)
    let said = try Answers.of(
      base, shipped.tokenizer, to: questions.map(\.prompt), most: FewerBits.longestAnswer
    ) { stage.goesOn(0.2 + 0.8 * Double($0) / Double(questions.count), "the model answers") }
    guard said.count == questions.count else { throw ExperimentError.stopped }
    return Trial(
      settings: settings, environment: environment, shipped: shipped, base: base, text: text.tokens,
      questions: questions, rights: zip(questions, said).map { $0.isRight($1) })
  }

  // MARK: A copy

  private func find(_ format: WeightFormat, _ trial: Trial, _ stage: Stage) throws -> Finding {
    let name = format.name
    try stage.progress(0, "\(name): rounding the weights")
    let stored = try StoredModel(trial.shipped.file, format, threads: trial.environment.threads) {
      stage.goesOn(0.2 * $0, "\(name): rounding the weights")
    }
    try stage.progress(0.2, "\(name): comparing the weights")
    let error = stored.errors(against: trial.shipped.file).values.reduce(WeightError(), +)
    let pass = try Transformer(stored.model, threads: trial.environment.threads, capacity: FewerBits.window)
    let score = try score(pass, trial) { stage.goesOn(0.2 + 0.4 * $0, "\(name): predicting held-out text") }
    let rights = try rights(pass, trial) { stage.goesOn(0.6 + 0.3 * $0, "\(name): answering questions") }
    let (speeds, said) = try write(pass, trial, stage.part(0.9, 1), name)
    try stage.show(.sample(label: name, text: said))
    return Finding(
      format: format, bytes: stored.bytes, bits: stored.matrixBits, weights: stored.matrixWeights, error: error,
      score: score, rights: rights, speeds: format.isPlain ? [] : speeds,
      bytesPerToken: stored.model.weights.bytesPerToken)
  }

  private func score(_ pass: Transformer, _ trial: Trial, _ goesOn: (Double) -> Bool) throws -> Perplexity {
    do {
      return try Perplexity(
        of: trial.text, beginning: trial.shipped.tokenizer.beginningOfText, window: FewerBits.window, model: pass,
        base: trial.base, progress: goesOn)
    } catch Perplexity.TextError.stopped {
      throw ExperimentError.stopped
    }
  }

  private func rights(_ pass: Transformer, _ trial: Trial, _ goesOn: (Double) -> Bool) throws -> [Bool] {
    let said = try Answers.of(
      pass, trial.shipped.tokenizer, to: trial.questions.map(\.prompt), most: FewerBits.longestAnswer
    ) { goesOn(Double($0) / Double(trial.questions.count)) }
    guard said.count == trial.questions.count else { throw ExperimentError.stopped }
    return zip(trial.questions, said).map { $0.isRight($1) }
  }

  /// Writes the same sample several times; its speeds, and what it says.
  private func write(
    _ pass: Transformer, _ trial: Trial, _ stage: Stage, _ name: String
  ) throws -> ([Double], String) {
    let tokenizer = trial.shipped.tokenizer
    let beginning = "The KV cache"
    let prompt = tokenizer.tokens(of: beginning, special: true)
    var context = try InferenceContext(pass, contextLength: prompt.count + FewerBits.sampleLength)
    var speeds: [Double] = []
    var said: [TokenID] = []
    for index in 0..<FewerBits.repeats {
      try stage.progress(Double(index) / Double(FewerBits.repeats), "\(name): writing")
      context.truncate(to: 0)
      // Past its end too, so that every copy writes as many tokens.
      let result = try Generation.run(
        &context, prompt: prompt, count: FewerBits.sampleLength,
        sampler: Sampler(SamplingParameters(temperature: 0), seed: 0))
      if let speed = result.decodeTokensPerSecond { speeds.append(speed) }
      said = result.tokens
    }
    let text = said.prefix { !tokenizer.endOfGeneration.contains($0) }
    return (speeds, beginning + String(decoding: tokenizer.bytes(of: Array(text), special: true), as: UTF8.self))
  }
}
