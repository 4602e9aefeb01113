import Corpus
import Inference

/// The shipped model against a rounded copy of itself on graded questions, and what chance does to such scores.
struct BetterOrLucky: Experiment {
  let description = ExperimentDescription(
    id: "better-or-lucky", title: "Better, or lucky?", layer: .model,
    summary: """
      The shipped model and a copy with fewer bits answer the same held-out questions; then thousands of simulated \
      evaluations show how often the worse system scores higher, and what peeking does.
      """,
    parameters: [
      ExperimentParameter(
        "mix", "what the copy's weights are rounded to",
        .choice(BetterOrLucky.mixes.map(\.name), usual: "Q2_K")),
      ExperimentParameter("questions", "questions of an evaluation", .whole(10...300, usual: 300)),
      ExperimentParameter("share", "what the worse simulated system gets right", unit: "%", .number(5...80, usual: 80)),
      ExperimentParameter(
        "gap", "how much better the other one is", unit: "percentage points", .number(0.5...19, usual: 3)),
      ExperimentParameter("trials", "simulated evaluations", .whole(200...20_000, usual: 4_000)),
    ],
    predictions: [
      ExperimentPrediction(
        "worse-wins",
        "How often does the worse of two systems, as far apart as is set, score higher on so many questions?",
        unit: "%", .difference(close: 3)),
      ExperimentPrediction(
        "needed", "How many questions does it take to see that difference in 80 % of comparisons?", .ratio),
      ExperimentPrediction(
        "peeking",
        """
        Two systems are equally good; you test at 5 % after each of ten batches and stop at the first difference. How \
        often do you see one?
        """,
        unit: "%", .difference(close: 3)),
      ExperimentPrediction(
        "is-luck", "Could the difference between the model and its copy be luck alone, at 5 %?",
        .choice(["yes", "no"])),
    ],
    chart: ExperimentDescription.Chart(
      x: "questions", y: "% of evaluations that the worse system wins", isLogarithmic: true, marks: ["simulated"]),
    needs: ExperimentDescription.Needs(seconds: 45, bytes: 150 << 20, isModelNeeded: true))

  private static let mixes: [QuantizationMix] = [.q2_K, .q3_K_M, .q4_0, .q4_K_M, .q5_K_M, .q6_K, .q8_0]
  private static let looks = 10
  private static let sizes = [10, 20, 50, 100, 200, 500, 1_000, 2_000]

  func run(
    _ settings: ExperimentSettings, _ environment: ExperimentEnvironment,
    _ observe: @escaping (Observation) -> Bool
  ) throws -> ExperimentResult {
    let stage = Stage(observe)
    var result = ExperimentResult(settings, environment)
    try grade(settings, environment, stage.part(0, 0.7), &result)
    try simulate(settings, environment, stage.part(0.7, 1), &result)
    try stage.progress(1, "done")
    return result
  }

  // MARK: The models

  private func grade(
    _ settings: ExperimentSettings, _ environment: ExperimentEnvironment, _ stage: Stage,
    _ result: inout ExperimentResult
  ) throws {
    try stage.progress(0, "reading the questions")
    let shipped = try ShippedModel(environment)
    let questions = BetterOrLucky.drawn(
      try environment.questions(), settings.whole("questions"), seed: environment.seed)
    guard !questions.isEmpty else { throw ExperimentError.tooLittle("questions", needed: 1, found: 0) }
    // The copy lies in memory twice while it is made.
    try shipped.checkMemory(2 * shipped.file.byteCount)
    let mix = BetterOrLucky.mixes.first { $0.name == settings.choice("mix") } ?? .q2_K
    try stage.progress(0.02, "rounding the weights")
    let bytes = try Quantizer(shipped.file, to: mix).bytes(name: mix.name, threads: environment.threads)
    let rounded = try MemoryFile.open(bytes, name: mix.name)
    let copy = try Model(metadata: rounded.metadata, tensors: rounded.tensors)
    let first = try answers(try shipped.model(), "the model", shipped, questions, environment, stage.part(0.05, 0.5))
    let second = try answers(copy, "its copy", shipped, questions, environment, stage.part(0.5, 1))
    if let place = zip(first, second).enumerated().first(where: { $1.0 != $1.1 })?.offset {
      let question = questions[place]
      try stage.show(.sample(label: "question \(question.id)", text: question.prompt))
      try stage.show(.sample(label: "the model says", text: GradedQuestion.answer(in: first[place])))
      try stage.show(.sample(label: "\(mix.name) says", text: GradedQuestion.answer(in: second[place])))
    }
    let right = (zip(questions, first).map { $0.isRight($1) }, zip(questions, second).map { $0.isRight($1) })
    BetterOrLucky.report(
      right.0, right.1, mix.name, bytes: (shipped.file.byteCount, bytes.count), &result)
  }

  /// Questions drawn from all that there are, so that every skill has its share.
  static func drawn(_ all: [GradedQuestion], _ count: Int, seed: UInt64) -> [GradedQuestion] {
    var random = SeededRandom(seed: seed)
    var all = all
    random.shuffle(&all)
    return Array(all.prefix(count))
  }

  private func answers(
    _ model: Model, _ name: String, _ shipped: ShippedModel, _ questions: [GradedQuestion],
    _ environment: ExperimentEnvironment, _ stage: Stage
  ) throws -> [String] {
    let said = try Answers.of(
      try Transformer(model, threads: environment.threads), shipped.tokenizer, to: questions.map(\.prompt), most: 48
    ) { done in stage.goesOn(Double(done) / Double(questions.count), "\(name) answers") }
    guard said.count == questions.count else { throw ExperimentError.stopped }
    return said
  }

  /// Puts scores, intervals and the paired comparison into a result.
  static func report(
    _ first: [Bool], _ second: [Bool], _ mix: String, bytes: (Int, Int), _ result: inout ExperimentResult
  ) {
    func percent(_ range: ClosedRange<Double>) -> ClosedRange<Double> {
      100 * range.lowerBound...100 * range.upperBound
    }
    let scores = (Proportion(first.count { $0 }, of: first.count), Proportion(second.count { $0 }, of: second.count))
    let pairs = PairedComparison(first, second)
    let isLuck = pairs.probabilityOfLuck >= 0.05
    result.figures += [
      .init("score", "The model's score", 100 * scores.0.share, unit: "%", spread: percent(scores.0.interval)),
      .init("score-copy", "The score of \(mix)", 100 * scores.1.share, unit: "%", spread: percent(scores.1.interval)),
      .init(
        "difference", "Difference on the same questions", 100 * pairs.difference, unit: "percentage points",
        spread: percent(pairs.interval)),
      .init("luck", "How often luck alone does that (McNemar)", 100 * pairs.probabilityOfLuck, unit: "%"),
      .init("only-model", "Questions that only the model got right", Double(pairs.onlyFirst)),
      .init("only-copy", "Questions that only the copy got right", Double(pairs.onlySecond)),
      .init("size", "The copy's share of the file", 100 * Double(bytes.1) / Double(max(1, bytes.0)), unit: "%"),
    ]
    result.choices["is-luck"] = isLuck ? "yes" : "no"
    result.sentences.append(
      """
      On \(pairs.count) questions only the model was right \(pairs.onlyFirst) times, only \(mix) \(pairs.onlySecond) \
      times; luck alone parts them so unevenly in \(Numeral.text(100 * pairs.probabilityOfLuck)) % of such comparisons. \
      \(isLuck ? "That is no evidence that one is better." : "Luck is an unlikely explanation.")
      """)
  }

  // MARK: The simulation

  private func simulate(
    _ settings: ExperimentSettings, _ environment: ExperimentEnvironment, _ stage: Stage,
    _ result: inout ExperimentResult
  ) throws {
    var random = SeededRandom(seed: environment.seed)
    let (worse, better) = BetterOrLucky.shares(settings)
    let (count, trials) = (settings.whole("questions"), settings.whole("trials"))
    for (index, size) in BetterOrLucky.sizes.enumerated() {
      try stage.progress(0.6 * Double(index) / Double(BetterOrLucky.sizes.count), "simulating evaluations")
      let simulated = Luck.simulatedWorseWins(worse, better, questions: size, trials: trials, &random)
      try stage.point("closed form", Double(size), 100 * Luck.worseWins(worse, better, questions: size))
      try stage.point("simulated", Double(size), 100 * simulated.share)
    }
    let simulated = Luck.simulatedWorseWins(worse, better, questions: count, trials: trials, &random)
    let needed = Luck.questionsNeeded(worse, better)
    try stage.progress(0.7, "simulating the test")
    let power = Luck.simulatedPower(worse, better, questions: needed, trials: max(200, trials / 4), &random)
    try stage.progress(0.85, "peeking")
    let alarms = Luck.falseAlarms(
      worse, looks: BetterOrLucky.looks, questionsPerLook: max(20, count / 2), trials: max(500, trials / 2), &random)
    report(Simulated(wins: simulated, needed: needed, power: power, alarms: alarms), settings, &result)
  }

  /// Within three standard errors of so many trials.
  private static func expected(
    _ percent: Double, trials: Int, atLeast least: Double = 0, _ reason: String
  ) -> ExperimentResult.Expectation {
    let share = min(max(percent / 100, 0), 1)
    let width = max(least, 300 * (share * (1 - share) / Double(max(1, trials))).squareRoot())
    return .init(max(0, percent - width)...percent + width, reason)
  }

  /// What the two simulated systems get right.
  static func shares(_ settings: ExperimentSettings) -> (worse: Double, better: Double) {
    let worse = settings.number("share") / 100
    return (worse, worse + settings.number("gap") / 100)
  }

  private struct Simulated {
    let wins: Proportion
    let needed: Int
    let power: Proportion
    let alarms: Luck.FalseAlarms
  }

  private func report(_ found: Simulated, _ settings: ExperimentSettings, _ result: inout ExperimentResult) {
    let (worse, better) = BetterOrLucky.shares(settings)
    let count = settings.whole("questions")
    func figure(
      _ id: String, _ label: String, _ share: Proportion, expected: ExperimentResult.Expectation? = nil
    ) -> ExperimentResult.Figure {
      let interval = share.interval
      return .init(
        id, label, 100 * share.share, unit: "%", spread: 100 * interval.lowerBound...100 * interval.upperBound,
        expected: expected)
    }
    let exact = 100 * Luck.worseWins(worse, better, questions: count)
    result.figures += [
      .init("worse-wins", "The worse system wins on \(count) questions (closed form)", exact, unit: "%"),
      figure(
        "worse-wins-simulated", "The same, simulated", found.wins,
        expected: BetterOrLucky.expected(
          exact, trials: found.wins.count, "the closed form, within what so many trials can miss")),
      .init("needed", "Questions that show the difference in 80 % of comparisons", Double(found.needed)),
      figure(
        "power", "With so many, simulated", found.power,
        expected: BetterOrLucky.expected(
          80, trials: found.power.count, atLeast: 6, "the closed form is an approximation of 80 %")),
      figure(
        "once", "False alarms when tested once", found.alarms.once,
        expected: BetterOrLucky.expected(5, trials: found.alarms.once.count, atLeast: 2, "the test's own 5 %")),
      figure("peeking", "False alarms when tested after each of \(BetterOrLucky.looks) batches", found.alarms.peeking),
    ]
    result.sentences += [
      """
      Of two systems that are right on \(Numeral.text(100 * worse)) % and \(Numeral.text(100 * better)) %, the worse one \
      wins \(Numeral.text(exact)) % of evaluations of \(count) questions; \(Numeral.grouped(found.needed)) questions for \
      each would show the difference in 80 % of comparisons.
      """,
      """
      Stopping at the first difference that looks real turns a test at 5 % into one at \
      \(Numeral.text(100 * found.alarms.peeking.share)) %.
      """,
      """
      On the same questions far fewer are enough where both mostly agree: only those count on which one of them is right.
      """,
    ]
    result.scaleUp = """
      The same formula for two large systems of 90 % and 90.5 %: \
      \(Numeral.grouped(Luck.questionsNeeded(0.9, 0.905))) questions each; for 50 % and 55 %: \
      \(Numeral.grouped(Luck.questionsNeeded(0.5, 0.55))).
      """
  }
}
