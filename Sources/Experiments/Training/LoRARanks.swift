import Corpus
import Inference
import Training

/// Adapters of several ranks learn something new beside the shipped model; so does the whole model. Who learns it,
/// and who forgets?
struct LoRARanks: Experiment {
  let description = ExperimentDescription(
    id: "lora-rank", title: "Adapters: which rank is enough?", layer: .model,
    summary: """
      The shipped model learns to answer orders like a waiter at sea, by adapters of rank 1 to 16 and by moving all of \
      its weights; you say which rank is enough, and what is forgotten.
      """,
    parameters: [
      ExperimentParameter("steps", "steps of each training", .whole(5...200, usual: 60)),
      ExperimentParameter(
        "targets", "matrices that get an adapter: those of attention, or all of a layer",
        .choice(["attention", "all"], usual: "all")),
      ExperimentParameter("rate", "peak of the adapters' learning rate", .number(1e-5...0.1, usual: 0.004)),
      ExperimentParameter("full_rate", "the same for the whole model", .number(1e-6...0.1, usual: 0.0005)),
    ],
    predictions: [
      ExperimentPrediction(
        "share", "How many percent of the model's weights does an adapter of rank 8 learn?", unit: "%", .ratio),
      ExperimentPrediction(
        "enough",
        "Which rank is the smallest whose loss on the new task is no more than 0.1 nats above the whole model's?",
        .choice(LoRARanks.ranks.map { "\($0)" } + ["none"])),
      ExperimentPrediction(
        "forgetting", "How much worse does the whole model predict the old text afterwards?", unit: "nats a token",
        .difference(close: 0.1)),
    ],
    chart: ExperimentDescription.Chart(x: "steps", y: "loss on the new task in nats a token"),
    needs: ExperimentDescription.Needs(seconds: 60, bytes: 400 << 20, isModelNeeded: true))

  static let ranks = [1, 2, 4, 8, 16]
  /// Nats by which an adapter may be worse than the whole model, and is yet enough.
  static let tolerance = 0.1
  private static let length = 64
  private static let old = Corpus.Size(perSkill: 0, paragraphs: 0, questions: 1, heldOutParagraphs: 40)

  /// What one training brought.
  private struct Row {
    let name: String
    let learned: Int
    let new: Double
    let old: Double
  }

  /// The texts: the new task, and what the model knew before.
  private struct Texts {
    let training: TokenStream
    let new: TokenStream
    let old: TokenStream
  }

  func run(
    _ settings: ExperimentSettings, _ environment: ExperimentEnvironment,
    _ observe: @escaping (Observation) -> Bool
  ) throws -> ExperimentResult {
    let stage = Stage(observe)
    try stage.progress(0, "reading the model")
    let shipped = try ShippedModel(environment)
    let base = try shipped.trainable(length: LoRARanks.length)
    let texts = try texts(shipped, environment)
    func losses(_ model: TrainableModel) throws -> (new: Double, old: Double) {
      (
        try model.loss(of: texts.new, threads: environment.threads),
        try model.loss(of: texts.old, threads: environment.threads)
      )
    }
    let before = try losses(base)
    var rows = [Row(name: "before", learned: 0, new: before.new, old: before.old)]
    for (index, rank) in LoRARanks.ranks.enumerated() {
      let learner = try LoRA(
        base, rank: rank, alpha: Float(2 * rank), targets: LoRARanks.targets(settings), seed: environment.seed)
      let name = "rank \(rank)"
      try train(learner, name, settings, texts.training, rate: settings.number("rate"), environment, part(stage, index))
      let after = try losses(learner.model)
      rows.append(Row(name: name, learned: learner.learned.layout.count, new: after.new, old: after.old))
    }
    let whole = try WholeModel(try shipped.trainable(length: LoRARanks.length))
    try train(
      whole, "whole model", settings, texts.training, rate: settings.number("full_rate"), environment,
      part(stage, LoRARanks.ranks.count))
    let after = try losses(whole.model)
    rows.append(
      Row(name: "whole model", learned: base.shape.parameterCount, new: after.new, old: after.old))
    try stage.progress(1, "done")
    return report(rows, base.shape, settings, environment)
  }

  private func part(_ stage: Stage, _ index: Int) -> Stage {
    stage.part(0.1, 1).part(index, of: LoRARanks.ranks.count + 1)
  }

  private func texts(_ shipped: ShippedModel, _ environment: ExperimentEnvironment) throws -> Texts {
    let task = NewTask(seed: environment.seed)
    let known = try CourseTokens(try environment.corpus(LoRARanks.old), shipped.keys)
    func stream(_ exchanges: [NewTask.Exchange]) throws -> TokenStream {
      try NewTask.stream(exchanges, shipped.tokenizer, length: LoRARanks.length, seed: environment.seed)
    }
    return Texts(
      training: try stream(task.training), new: try stream(task.heldOut),
      old: try known.heldOut(length: LoRARanks.length, sequences: 48))
  }

  private func train(
    _ learner: any Learner, _ name: String, _ settings: ExperimentSettings, _ training: TokenStream, rate: Double,
    _ environment: ExperimentEnvironment, _ stage: Stage
  ) throws {
    let steps = settings.whole("steps")
    let plan = TrainingPlan(
      steps: steps, sequences: 8, rate: LearningRate(peak: Float(rate), warmup: max(1, steps / 10), steps: steps),
      optimizer: AdamW(decay: 0))
    let trainer = try Trainer(plan, learner, training: training, validation: nil, threads: environment.threads)
    let history = try LossHistory(trainer, name, stage, doing: name)
    if let step = history.divergedAt {
      try stage.show(.note("\(name): training diverged, the loss of step \(step) is no number; take a lower rate."))
    }
  }

  // MARK: Closed forms

  private static func targets(_ settings: ExperimentSettings) -> Set<LoRA.Target> {
    settings.choice("targets") == "attention"
      ? [.query, .key, .value, .attentionOutput] : Set(LoRA.Target.allCases)
  }

  /// Numbers that an adapter learns: the rank times width and height of each matrix beside which it stands.
  static func learned(
    rank: Int, layers: Int, hidden: Int, kvWidth: Int, feedForward: Int, _ targets: Set<LoRA.Target>
  ) -> Int {
    let sums = targets.reduce(0) { sum, target in
      switch target {
      case .query, .attentionOutput: sum + 2 * hidden
      case .key, .value: sum + hidden + kvWidth
      case .gate, .up, .down: sum + hidden + feedForward
      }
    }
    return rank * layers * sums
  }

  // MARK: Report

  private func report(
    _ rows: [Row], _ shape: TrainingShape, _ settings: ExperimentSettings, _ environment: ExperimentEnvironment
  ) -> ExperimentResult {
    var result = ExperimentResult(settings, environment)
    guard let before = rows.first, let whole = rows.last else { return result }
    let adapters = rows.dropFirst().dropLast()
    let all = Double(shape.parameterCount)
    func count(_ rank: Int) -> Double {
      Double(
        LoRARanks.learned(
          rank: rank, layers: shape.layerCount, hidden: shape.hiddenSize, kvWidth: shape.kvWidth,
          feedForward: shape.feedForwardSize, LoRARanks.targets(settings)))
    }
    let enough = zip(LoRARanks.ranks, adapters).first { $1.new <= whole.new + LoRARanks.tolerance }
    result.choices["enough"] = enough.map { "\($0.0)" } ?? "none"
    let unit = "nats a token"
    result.figures = [
      .init("share", "Share of the weights that rank 8 learns", 100 * count(8) / all, unit: "%"),
      .init("new-before", "Loss on the new task before", before.new, unit: unit),
      .init("new-whole", "The same once the whole model was tuned", whole.new, unit: unit),
      .init("forgetting", "What the whole model lost on the old text", whole.old - before.old, unit: unit),
      .init("old-before", "Loss on the old text before", before.old, unit: unit),
    ]
    if let eight = rows.first(where: { $0.name == "rank 8" }) {
      result.figures.append(
        .init("forgetting-8", "What the adapter of rank 8 lost on the old text", eight.old - before.old, unit: unit))
    }
    result.tables = [
      ExperimentResult.Table(
        "Ranks", columns: ["", "learned", "% of weights", "new task", "old text", "forgotten"],
        rows: rows.map { row in
          [
            .text(row.name), .number(Double(row.learned)), .number(100 * Double(row.learned) / all), .number(row.new),
            .number(row.old), row.learned == 0 ? .none : .number(row.old - before.old),
          ]
        })
    ]
    result.sentences = sentences(before, Array(adapters), whole, enough?.0)
    result.scaleUp = scaleUp(settings)
    return result
  }

  private func sentences(_ before: Row, _ adapters: [Row], _ whole: Row, _ enough: Int?) -> [String] {
    var out = [
      enough.map {
        "Rank \($0) comes within \(Numeral.text(LoRARanks.tolerance)) nats of the whole model on the new task, "
          + "after as many steps."
      } ?? "No rank comes within \(Numeral.text(LoRARanks.tolerance)) nats of the whole model after so few steps."
    ]
    let forgotten = adapters.map { $0.old - before.old }
    if let least = forgotten.min(), let most = forgotten.max() {
      out.append(
        """
        On the old text the whole model lost \(Numeral.text(whole.old - before.old)) nats a token, the adapters \
        \(Numeral.text(least)) to \(Numeral.text(most)). An adapter can be taken away again; what the whole model lost \
        is gone.
        """)
    }
    out.append(
      "Both have learning rates of their own, as is usual: an adapter begins with a product of zero and bears more.")
    return out
  }

  private func scaleUp(_ settings: ExperimentSettings) -> String {
    typealias Large = DataCentre.Large
    let learned = Double(
      LoRARanks.learned(
        rank: 16, layers: Large.layers, hidden: Large.hidden, kvWidth: Large.kvWidth, feedForward: Large.feedForward,
        LoRARanks.targets(settings)))
    let whole = 16 * Large.parameters / 1e9
    let beside = (2 * Large.parameters + 16 * learned) / 1e9
    return """
      The same sum, rank × (width + height), for Llama 3 70B at rank 16: \(Numeral.text(learned)) numbers, \
      \(Numeral.text(100 * learned / Large.parameters)) % of 70.6 billion, a file of \
      \(Numeral.text(2 * learned / 1e6)) MB in BF16. Weights, gradients and moments take \(Numeral.text(whole)) GB for \
      the whole model (16 bytes each in mixed precision), \(Numeral.text(beside)) GB with the adapter (2 bytes for each \
      frozen weight).
      """
  }
}
