import Inference
import Training

/// A tiny model is trained on the course, from chance to sentences; it is asked how far that comes.
struct TrainingRun: Experiment {
  let description = ExperimentDescription(
    id: "training-run", title: "Pretrain a tiny model", layer: .model,
    summary: """
      A model of some hundred thousand parameters learns the course's text; you say beforehand how well it will predict \
      text that it has not seen.
      """,
    parameters: [
      ExperimentParameter("steps", "steps of the optimiser", .whole(20...3_000, usual: 1_000)),
      ExperimentParameter(
        "hidden", "width of the residual stream", .choice(["64", "128", "192", "256"], usual: "128")),
      ExperimentParameter("layers", "layers", .whole(1...6, usual: 2)),
      ExperimentParameter("tokens", "tokens of the vocabulary, learnt from the text", .whole(280...2_048, usual: 512)),
      ExperimentParameter("rate", "peak of the learning rate", .number(1e-5...0.1, usual: 0.005)),
    ],
    predictions: [
      ExperimentPrediction(
        "final-loss",
        "What will the loss on held-out text be at the end? Chance is the logarithm of the vocabulary's size.",
        unit: "nats a token", .difference(close: 0.2)),
      ExperimentPrediction(
        "beats-trigrams", "Will it beat a model that only counts which token follows which two in the same text?",
        .choice(["yes", "no"])),
    ],
    chart: ExperimentDescription.Chart(x: "steps", y: "loss in nats a token", marks: ["held-out text"]),
    needs: ExperimentDescription.Needs(seconds: 60, bytes: 200 << 20, isModelNeeded: false))

  private static let length = 128
  private static let sequences = 16
  /// A beginning that the model goes on with now and then.
  private static let beginning = "The KV cache"

  func run(
    _ settings: ExperimentSettings, _ environment: ExperimentEnvironment,
    _ observe: @escaping (Observation) -> Bool
  ) throws -> ExperimentResult {
    let stage = Stage(observe)
    try stage.progress(0, "making the corpus")
    let corpus = try environment.corpus(CourseTokens.size)
    try stage.progress(0.05, "learning the tokens")
    let text = try CourseTokens(corpus, learning: settings.whole("tokens"))
    let shape = shape(settings, text)
    let training = try text.training(length: TrainingRun.length, seed: environment.seed)
    let heldOut = try text.heldOut(length: TrainingRun.length, sequences: 48)
    let model = try TrainableModel(shape, seed: environment.seed)
    let atFirst = try model.loss(of: heldOut, threads: environment.threads)
    let steps = settings.whole("steps")
    let trainer = try Trainer(
      TrainingPlan(
        steps: steps, sequences: TrainingRun.sequences, sequencesPerPass: 4,
        rate: LearningRate(peak: Float(settings.number("rate")), warmup: max(1, steps / 20), steps: steps),
        validationInterval: max(1, steps / 8)),
      try WholeModel(model), training: training, validation: heldOut, threads: environment.threads)
    try sample(model, text, "before training", environment, stage)
    let history = try LossHistory(trainer, "training", stage.part(0.1, 0.9), doing: "training")
    for (step, loss) in history.heldOut { try stage.point("held-out text", Double(step), loss) }
    try sample(model, text, "after \(steps) steps", environment, stage)
    try stage.progress(0.9, "counting trigrams")
    let trigrams = TrigramModel(training.tokens, vocabularySize: shape.vocabularySize).loss(of: heldOut)
    try stage.progress(1, "done")

    var result = ExperimentResult(settings, environment)
    let found = Found(
      atFirst: atFirst, final: history.final ?? .infinity, chance: Numeral.ln(Double(shape.vocabularySize)),
      trigrams: trigrams, drawnOn: TrainingRun.drawnOn(history.losses))
    found.report(shape, history, tokens: Double(steps * TrainingRun.sequences * TrainingRun.length), in: &result)
    return result
  }

  private func shape(_ settings: ExperimentSettings, _ text: CourseTokens) -> TrainingShape {
    let hidden = Int(settings.choice("hidden")) ?? 128
    return TrainingShape(
      vocabularySize: text.tokenizer.count, hiddenSize: hidden, layerCount: settings.whole("layers"),
      headCount: hidden / 32, kvHeadCount: hidden / 64, feedForwardSize: 3 * hidden, contextLength: TrainingRun.length)
  }

  private func sample(
    _ model: TrainableModel, _ text: CourseTokens, _ label: String, _ environment: ExperimentEnvironment, _ stage: Stage
  ) throws {
    let said = try model.sample(
      text, beginning: TrainingRun.beginning, count: 40, threads: environment.threads)
    try stage.show(.sample(label: label, text: said))
  }

  /// The loss at the end that the first third of the steps promises, as a power of the steps; nil for very few steps.
  static func drawnOn(_ losses: [Double]) -> Double? {
    let third = losses.prefix(losses.count / 3).enumerated().map { (x: Double($0.offset + 1), y: $0.element) }
    // The first tenth of it only warms up.
    return PowerLaw(Array(third.dropFirst(third.count / 10)))?.at(Double(losses.count))
  }

  /// The losses of a run, in nats a token.
  private struct Found {
    let atFirst: Double
    let final: Double
    let chance: Double
    let trigrams: Double
    let drawnOn: Double?

    func report(_ shape: TrainingShape, _ history: LossHistory, tokens: Double, in result: inout ExperimentResult) {
      let unit = "nats a token"
      let parameters = Double(shape.parameterCount)
      let operations = shape.operationsPerToken(sequenceLength: TrainingRun.length) * tokens
      result.figures = [
        .init("final-loss", "Loss on held-out text at the end", final, unit: unit),
        .init(
          "first-loss", "The same before training", atFirst, unit: unit,
          expected: .init(chance - 0.15...chance + 0.15, "the untrained model guesses: ln of the vocabulary's size")),
        .init("chance", "Chance, ln \(shape.vocabularySize)", chance, unit: unit),
        .init("trigrams", "Trigrams counted in the same text", trigrams, unit: unit),
      ]
      if let drawnOn {
        result.figures.append(
          .init("drawn-on", "What the first third of the curve promises for the end", drawnOn, unit: unit))
      }
      result.figures += [
        .init("parameters", "Parameters", parameters), .init("tokens", "Tokens learned from, repeats included", tokens),
        .init("operations", "Operations", operations, unit: "FLOP"),
        .init(
          "speed", "Tokens learned from a second", tokens / max(history.seconds, 1e-9), unit: "tokens/s",
          isTiming: true),
      ]
      result.choices["beats-trigrams"] = final < trigrams ? "yes" : "no"
      result.sentences = sentences(history)
      result.scaleUp = scaleUp(parameters, tokens, operations)
    }

    private func scaleUp(_ parameters: Double, _ tokens: Double, _ operations: Double) -> String {
      let large = DataCentre.operations(DataCentre.parameters, DataCentre.tokens)
      return """
        6 × parameters × tokens, the rule for operations, gives \
        \(Numeral.text(DataCentre.operations(parameters, tokens))) FLOP here; with attention it is \
        \(Numeral.text(operations)). For 405 billion parameters and 15.6 trillion tokens the rule gives \
        \(Numeral.text(large)) FLOP: \(Numeral.text(DataCentre.days)) days on 16,384 accelerators of 989 TFLOP/s, of \
        which 40 % are used (\(DataCentre.source)).
        """
    }

    private func sentences(_ history: LossHistory) -> [String] {
      guard final.isFinite else {
        return ["Training diverged at step \(history.divergedAt ?? 0): its loss is no number. Take a lower rate."]
      }
      var out = [
        "Before training the model hesitates between all tokens alike; at the end as between "
          + "\(Numeral.text(Numeral.exponential(final))) of them (e to the loss, the perplexity)."
      ]
      let gap = abs(final - trigrams)
      out.append(
        final < trigrams
          ? "It beats counting trigrams by \(Numeral.text(gap)) nats a token: it uses what lies further back than "
            + "two tokens."
          : "Counting trigrams in the same text is better by \(Numeral.text(gap)) nats a token: so few steps do not "
            + "yet pay for a network.")
      if let drawnOn {
        let miss = drawnOn - final
        out.append(
          miss > 0.02
            ? "The first third promised less than came: towards the end the learning rate falls, and with it the "
              + "noise of the steps."
            : miss < -0.02
              ? "The first third promised more than came: the curve flattens, as what is easy is learned first, and "
                + "held-out text is harder than text seen before."
              : "The first third of the curve promised what came.")
      }
      return out
    }
  }
}
