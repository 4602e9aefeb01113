import Inference
import Training

/// A small model learns from the text alone, and once more with the shipped model as its teacher.
struct Distillation: Experiment {
  let description = ExperimentDescription(
    id: "distillation", title: "Distil a teacher into a student", layer: .model,
    summary: """
      A student of about a tenth of the size learns from text alone, and again with the shipped model's predictions \
      beside it, in as many steps; you say what the teacher is worth.
      """,
    parameters: [
      ExperimentParameter("steps", "steps of each training", .whole(10...2_000, usual: 450)),
      ExperimentParameter(
        "hidden", "width of the student's residual stream", .choice(["64", "128", "256"], usual: "128")),
      ExperimentParameter("temperature", "what the logits of both are divided by", .number(0.5...10, usual: 1.5)),
      ExperimentParameter("hard", "share of the loss that the text's own tokens keep", .number(0...1, usual: 0.3)),
      ExperimentParameter("rate", "peak of the learning rate", .number(1e-5...0.1, usual: 0.005)),
    ],
    predictions: [
      ExperimentPrediction(
        "gain", "By how much will the teacher lower the student's loss on held-out text?", unit: "nats a token",
        .difference(close: 0.05)),
      ExperimentPrediction(
        "agreement", "How often will the taught student and the teacher think the same token most likely?", unit: "%",
        .difference(close: 5)),
    ],
    chart: ExperimentDescription.Chart(x: "steps", y: "loss on held-out text in nats a token"),
    needs: ExperimentDescription.Needs(seconds: 60, bytes: 400 << 20, isModelNeeded: true))

  private static let length = 128
  private static let sequences = 8

  /// One student at the end.
  private struct Student {
    let model: TrainableModel
    let loss: Double
    let seconds: Double
    /// Compared with the teacher's predictions.
    let agreement: Perplexity.Divergence
  }

  /// What both students learn from, and with.
  private struct Lesson {
    let settings: ExperimentSettings
    let environment: ExperimentEnvironment
    let text: CourseTokens
    let heldOut: TokenStream
    let teacher: TrainableModel
    let base: Transformer
  }

  func run(
    _ settings: ExperimentSettings, _ environment: ExperimentEnvironment,
    _ observe: @escaping (Observation) -> Bool
  ) throws -> ExperimentResult {
    let stage = Stage(observe)
    try stage.progress(0, "reading the model, making the corpus")
    let shipped = try ShippedModel(environment)
    let text = try CourseTokens(try environment.corpus(CourseTokens.size), shipped.keys)
    let lesson = Lesson(
      settings: settings, environment: environment, text: text,
      heldOut: try text.heldOut(length: Distillation.length, sequences: 32),
      teacher: try shipped.trainable(length: Distillation.length),
      base: try Transformer(try shipped.model(), threads: environment.threads, capacity: Distillation.length))
    let teacher = try lesson.teacher.loss(of: lesson.heldOut, threads: environment.threads)
    try stage.point("teacher", 1, teacher)
    try stage.point("teacher", Double(settings.whole("steps")), teacher)
    // Teaching runs the large model forward as well, so it takes longer.
    let alone = try student(lesson, isTaught: false, "text alone", stage.part(0.1, 0.4))
    let taught = try student(lesson, isTaught: true, "with a teacher", stage.part(0.4, 1))
    try stage.progress(1, "done")
    return report(alone, taught, lesson, teacherLoss: teacher)
  }

  private func student(_ lesson: Lesson, isTaught: Bool, _ name: String, _ stage: Stage) throws -> Student {
    let (settings, threads) = (lesson.settings, lesson.environment.threads)
    let model = try TrainableModel(shape(lesson), seed: lesson.environment.seed)
    let steps = settings.whole("steps")
    let teaching = Teaching(
      lesson.teacher, temperature: Float(settings.number("temperature")), hardShare: Float(settings.number("hard")))
    let trainer = try Trainer(
      TrainingPlan(
        steps: steps, sequences: Distillation.sequences, sequencesPerPass: 4,
        rate: LearningRate(peak: Float(settings.number("rate")), warmup: max(1, steps / 20), steps: steps),
        validationInterval: max(1, steps / 6)),
      try WholeModel(model),
      training: try lesson.text.training(length: Distillation.length, seed: lesson.environment.seed),
      validation: lesson.heldOut, teaching: isTaught ? teaching : nil, threads: threads)
    // The loss of a taught step is another one: only what was held out can be compared.
    let history = try LossHistory(trainer, name, stage.withoutPoints, doing: "learning, \(name)")
    for (step, loss) in history.heldOut { try stage.point(name, Double(step), loss) }
    guard let loss = history.final else {
      throw Trainer.RunError.diverged(step: history.divergedAt ?? 0, rate: Float(settings.number("rate")))
    }
    let agreement = try agreement(model, lesson, name, stage)
    try stage.show(
      .sample(
        label: name, text: try model.sample(lesson.text, beginning: "The KV cache", count: 30, threads: threads)))
    return Student(model: model, loss: loss, seconds: history.seconds, agreement: agreement)
  }

  private func agreement(
    _ model: TrainableModel, _ lesson: Lesson, _ name: String, _ stage: Stage
  ) throws -> Perplexity.Divergence {
    let engine = try Transformer(
      try model.engineModel(lesson.text.keys, name: name), threads: lesson.environment.threads,
      capacity: Distillation.length)
    do {
      let scores = try Perplexity(
        of: lesson.heldOut.tokens, beginning: lesson.text.tokenizer.beginningOfText, window: Distillation.length,
        model: engine, base: lesson.base, progress: { _ in stage.goesOn(1, "comparing with the teacher") })
      guard let divergence = scores.divergence else { throw ExperimentError.stopped }
      return divergence
    } catch Perplexity.TextError.stopped {
      throw ExperimentError.stopped
    }
  }

  private func shape(_ lesson: Lesson) -> TrainingShape {
    let hidden = Int(lesson.settings.choice("hidden")) ?? 128
    return TrainingShape(
      vocabularySize: lesson.teacher.shape.vocabularySize, hiddenSize: hidden, layerCount: 2, headCount: hidden / 32,
      kvHeadCount: hidden / 32, feedForwardSize: 2 * hidden, contextLength: Distillation.length)
  }

  private func report(
    _ alone: Student, _ taught: Student, _ lesson: Lesson, teacherLoss: Double
  ) -> ExperimentResult {
    var result = ExperimentResult(lesson.settings, lesson.environment)
    let unit = "nats a token"
    let (own, teacher) = (Double(taught.model.shape.parameterCount), Double(lesson.teacher.shape.parameterCount))
    func share(_ mean: Perplexity.Mean) -> (Double, ClosedRange<Double>) {
      let half = 196 * mean.standardError
      return (100 * mean.value, max(0, 100 * mean.value - half)...min(100, 100 * mean.value + half))
    }
    let (aloneShare, aloneSpread) = share(alone.agreement.sameTop)
    let (taughtShare, taughtSpread) = share(taught.agreement.sameTop)
    result.figures = [
      .init("gain", "What the teacher lowered the loss on held-out text by", alone.loss - taught.loss, unit: unit),
      .init("agreement", "Same most likely token as the teacher, taught", taughtShare, unit: "%", spread: taughtSpread),
      .init("agreement-alone", "The same from text alone", aloneShare, unit: "%", spread: aloneSpread),
      .init("loss-alone", "Held-out text, student from text alone", alone.loss, unit: unit),
      .init("loss-taught", "Held-out text, student with a teacher", taught.loss, unit: unit),
      .init("loss-teacher", "Held-out text, the teacher itself", teacherLoss, unit: unit),
      .init("divergence", "Divergence from the teacher, taught", taught.agreement.mean.value, unit: unit),
      .init("divergence-alone", "The same from text alone", alone.agreement.mean.value, unit: unit),
      .init("size", "Student's share of the teacher's parameters", 100 * own / teacher, unit: "%"),
      .init("time", "Time with a teacher ÷ time without", taught.seconds / max(1e-9, alone.seconds), isTiming: true),
    ]
    result.sentences = [
      alone.loss > taught.loss
        ? "With the teacher's predictions the same steps bring \(Numeral.text(alone.loss - taught.loss)) nats more: "
          + "a distribution over all tokens says more than the one token that came."
        : "The teacher brought nothing here: after so few steps, or at this temperature, its predictions are no "
          + "better to learn from than the text.",
      "The teacher has learnt this course's text, but not the part that is held out: it hands on what it made of it.",
      "Intervals are twice the standard error of tokens taken as independent, which they are not quite.",
    ]
    result.scaleUp = scaleUp(own: own, teacher: teacher)
    return result
  }

  /// A student's token takes six operations for each of its parameters; the teacher's prediction of it two for each
  /// of the teacher's.
  static func costShare(student: Double, teacher: Double) -> Double { teacher / (3 * student) }

  private func scaleUp(own: Double, teacher: Double) -> String {
    let here = Distillation.costShare(student: own, teacher: teacher)
    let there = Distillation.costShare(student: 8e9, teacher: DataCentre.parameters)
    return """
      A token costs the student 6 operations a parameter and the teacher 2: here teaching adds \(Numeral.text(here)) \
      times the student's own work. With 405 billion parameters teaching 8 billion it adds \(Numeral.text(there)) times: \
      so teachers' predictions are kept (the most likely ones only), or the teacher writes texts and the student learns \
      from those.
      """
  }
}
