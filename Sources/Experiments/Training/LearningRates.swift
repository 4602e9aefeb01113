import Inference
import Training

/// Three trainings that differ in their learning rate alone; it is asked which curve is which.
struct LearningRates: Experiment {
  let description = ExperimentDescription(
    id: "learning-rate", title: "Diagnose a learning rate by its curve", layer: .model,
    summary: """
      The same model is trained at three learning rates: too low, right and too high; the curves are called A, B and C, \
      and you say which is which.
      """,
    parameters: [
      ExperimentParameter("steps", "steps of each training", .whole(20...1_000, usual: 240)),
      ExperimentParameter("rate", "the right rate, at its peak", .number(1e-5...0.1, usual: 0.003)),
      ExperimentParameter("low", "what the low one is multiplied by", .number(1e-3...0.9, usual: 0.1)),
      ExperimentParameter("high", "what the high one is multiplied by", .number(1.1...1_000, usual: 30)),
      ExperimentParameter("repeats", "trainings of each, with other chance", .whole(1...5, usual: 3)),
    ],
    predictions: [
      ExperimentPrediction(
        "too-high", "Which curve is that of the rate that is too high?", .choice(LearningRates.letters),
        isAskedAfterwards: true),
      ExperimentPrediction(
        "too-low", "Which curve is that of the rate that is too low?", .choice(LearningRates.letters),
        isAskedAfterwards: true),
    ],
    chart: ExperimentDescription.Chart(x: "steps", y: "loss in nats a token"),
    needs: ExperimentDescription.Needs(seconds: 45, bytes: 150 << 20, isModelNeeded: false))

  private static let letters = ["A", "B", "C"]
  private static let length = 64

  /// A rate among the three.
  enum Height: CaseIterable {
    case low, right, high
  }

  /// What a curve says about its training.
  enum Diagnosis: Equatable {
    /// The loss was no number at a step.
    case diverged(step: Int)
    /// At the end it is about as good as guessing.
    case astray
    /// It had not come far when the steps ended, and was still falling.
    case slow
    case good

    /// - Parameters:
    ///   - best: the best final loss of all curves that are compared.
    init(divergedAt: Int?, final: Double?, chance: Double, best: Double) {
      if let step = divergedAt {
        self = .diverged(step: step)
      } else if let final, final < 0.9 * chance {
        self = final > best + 0.1 * (chance - best) ? .slow : .good
      } else {
        self = .astray
      }
    }

    var words: String {
      switch self {
      case .diverged(let step): "diverged: the loss of step \(step) is no number"
      case .astray: "went astray: at the end it is about as good as guessing"
      case .slow: "stayed behind: it fell, but was far from the best when the steps ended"
      case .good: "fell fast and came far"
      }
    }
  }

  /// One curve with the trainings behind it.
  private struct Curve {
    let height: Height
    let rate: Double
    var histories: [LossHistory] = []
    /// The middle of the final losses; nil when one diverged.
    var final: Spread? {
      let found = histories.compactMap(\.final)
      return found.count == histories.count && !found.isEmpty ? Spread(of: found) : nil
    }
  }

  func run(
    _ settings: ExperimentSettings, _ environment: ExperimentEnvironment,
    _ observe: @escaping (Observation) -> Bool
  ) throws -> ExperimentResult {
    let stage = Stage(observe)
    try stage.progress(0, "making the corpus")
    let text = try CourseTokens(try environment.corpus(CourseTokens.size), learning: 512)
    let heldOut = try text.heldOut(length: LearningRates.length, sequences: 48)
    var curves = LearningRates.order(seed: environment.seed).map { height in
      Curve(height: height, rate: settings.number("rate") * LearningRates.factor(height, settings))
    }
    let repeats = settings.whole("repeats")
    let trainings = stage.part(0.1, 1)
    for round in 0..<repeats {
      for place in curves.indices {
        // Only the first round is drawn: the others say how far chance carries.
        let name = round == 0 ? LearningRates.letters[place] : "repeat"
        let part = trainings.part(round * curves.count + place, of: repeats * curves.count)
        let own = round == 0 ? part : part.withoutPoints
        let trainer = try trainer(
          settings, text, heldOut, rate: curves[place].rate, seed: environment.seed &+ UInt64(round), environment)
        curves[place].histories.append(
          try LossHistory(trainer, name, own, doing: "training \(LearningRates.letters[place])"))
      }
    }
    try stage.progress(1, "done")
    return report(curves, chance: Numeral.ln(Double(text.tokenizer.count)), settings, environment)
  }

  /// The heights in the order of the letters: drawn from the seed.
  static func order(seed: UInt64) -> [Height] {
    var random = SeededRandom(seed: seed)
    var order = Height.allCases
    random.shuffle(&order)
    return order
  }

  private static func factor(_ height: Height, _ settings: ExperimentSettings) -> Double {
    switch height {
    case .low: settings.number("low")
    case .right: 1
    case .high: settings.number("high")
    }
  }

  private func trainer(
    _ settings: ExperimentSettings, _ text: CourseTokens, _ heldOut: TokenStream, rate: Double, seed: UInt64,
    _ environment: ExperimentEnvironment
  ) throws -> Trainer {
    let steps = settings.whole("steps")
    let shape = TrainingShape(
      vocabularySize: text.tokenizer.count, hiddenSize: 64, layerCount: 2, headCount: 4, kvHeadCount: 2,
      feedForwardSize: 192, contextLength: LearningRates.length)
    return try Trainer(
      TrainingPlan(
        steps: steps, sequences: 16, rate: LearningRate(peak: Float(rate), warmup: max(1, steps / 20), steps: steps),
        validationInterval: steps),
      try WholeModel(TrainableModel(shape, seed: seed)),
      training: try text.training(length: LearningRates.length, seed: seed), validation: heldOut,
      threads: environment.threads)
  }

  private func report(
    _ curves: [Curve], chance: Double, _ settings: ExperimentSettings, _ environment: ExperimentEnvironment
  ) -> ExperimentResult {
    var result = ExperimentResult(settings, environment)
    let best = curves.compactMap { $0.final?.median }.min() ?? chance
    var table = ExperimentResult.Table(
      "The curves", columns: ["curve", "loss at a third", "loss at the end", "held-out text", "largest gradient norm"])
    for (letter, curve) in zip(LearningRates.letters, curves) {
      guard let first = curve.histories.first else { continue }
      let (losses, final) = (first.losses, curve.final)
      if let final {
        result.figures.append(
          .init(
            "final-\(letter)", "\(letter): loss on held-out text at the end", final.median, unit: "nats a token",
            spread: curve.histories.count > 1 ? final.least...final.most : nil))
      }
      table.rows.append([
        .text(letter), losses.isEmpty ? .none : .number(losses[min(losses.count - 1, losses.count / 3)]),
        losses.last.map { .number($0) } ?? .none, final.map { .number($0.median) } ?? .none,
        .number(first.largestNorm),
      ])
      let diagnosis = Diagnosis(
        divergedAt: curve.histories.lazy.compactMap(\.divergedAt).first, final: final?.median, chance: chance,
        best: best)
      let name = curve.height == .low ? "the low rate" : curve.height == .high ? "the high rate" : "the right rate"
      result.solution.append("\(letter) is \(name), \(Numeral.text(curve.rate)): it \(diagnosis.words).")
      if curve.height == .low { result.choices["too-low"] = letter }
      if curve.height == .high { result.choices["too-high"] = letter }
    }
    result.figures.append(.init("chance", "Chance, ln of the vocabulary's size", chance, unit: "nats a token"))
    result.tables = [table]
    result.sentences = [
      """
      A rate that is too low gives a smooth curve that has not come far. One that is too high falls, if at all, in \
      jumps, stays near chance, or ends in no number.
      """,
      "Look at the first steps and at the noise, not only at the end.",
    ]
    result.scaleUp = """
      Large models take lower rates: Llama 3 405B had a peak of 0.00008 after 8,000 steps of warm-up (arXiv 2407.21783, \
      section 3.4.1); the right rate here is \(Numeral.text(settings.number("rate") / 8e-5)) times that. A run that \
      diverges there is found out after days: each day of its 16,384 accelerators is \
      \(Numeral.text(DataCentre.accelerators * 24)) hours of one.
      """
    return result
  }
}
