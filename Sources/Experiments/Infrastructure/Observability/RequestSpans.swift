import Inference
import Serving

/// A step of an engine or of its scheduler alone, and how full that was.
struct ScriptedStep: Equatable {
  let plan: StepPlan
  let running: Int
  let kvBlocksInUse: Int
}

/// The spans of one request, counted in steps: no matter how fast a machine is.
struct RequestSpans: Equatable {
  let number: Int
  let promptTokens: Int
  let arrived: Int
  /// Tokens at its start that were found when it was let in first.
  var reused = 0
  /// Steps from arrival to admission.
  var waited = 0
  /// Steps that computed its prompt, until its first token.
  var prefillSteps = 0
  /// Steps that gave it a further token.
  var decodeSteps = 0
  /// Steps after its admission in which nothing happened for it.
  var stalled = 0
  var preemptions = 0
  /// Prompt tokens of others in its decode steps.
  var neighbourTokens = 0
  /// All tokens that were computed from its arrival to its end, whoever they belong to: what its life costs in time.
  var work = 0
  /// The most KV blocks in use during its life.
  var kvBlocks = 0
  /// The most sequences that ran during its life.
  var running = 0
  /// A letter for each step from its arrival on: waiting, prefill, decode, preempted.
  var cells = ""

  /// Steps from arrival to end.
  var steps: Int { cells.count }
  /// Prompt tokens of others in one of its decode steps, on average.
  var neighboursPerStep: Double { Double(neighbourTokens) / Double(max(1, decodeSteps)) }

  static let marks: [ExperimentPicture.Mark] = [
    .init(".", "waits"), .init("P", "its prompt is computed"), .init("D", "it gets a token"),
    .init("x", "it loses its KV blocks"), .init("9", "a step as full as it may be; 1 is a ninth"),
  ]

  init(number: Int, promptTokens: Int, arrived: Int) {
    (self.number, self.promptTokens, self.arrived) = (number, promptTokens, arrived)
  }

  /// The spans of all requests of a run.
  ///
  /// - Parameters:
  ///   - prompts: tokens of each request's prompt.
  ///   - arrived: the step before which each one came.
  static func of(_ steps: [ScriptedStep], prompts: [Int], arrived: [Int]) -> [RequestSpans] {
    var all = zip(prompts, arrived).enumerated().map { number, facts in
      RequestSpans(number: number, promptTokens: facts.0, arrived: facts.1)
    }
    let lastSteps = ends(steps, count: all.count)
    for (index, step) in steps.enumerated() {
      let happened = letters(step.plan)
      for number in all.indices where all[number].arrived <= index && index <= lastSteps[number] {
        all[number].live(through: step, letter: happened[number] ?? ".")
      }
    }
    return all
  }

  /// The step in which each request is for the last time.
  private static func ends(_ steps: [ScriptedStep], count: Int) -> [Int] {
    var out = Array(repeating: -1, count: count)
    for (index, step) in steps.enumerated() {
      for number in letters(step.plan).keys where number < count { out[number] = index }
    }
    return out
  }

  private static func letters(_ plan: StepPlan) -> [Int: Character] {
    var out: [Int: Character] = [:]
    for id in plan.preempted { out[id.number] = "x" }
    for piece in plan.prefills { out[piece.id.number] = "P" }
    for decode in plan.decodes { out[decode.id.number] = "D" }
    return out
  }

  private mutating func live(through step: ScriptedStep, letter: Character) {
    let wasAdmitted = cells.contains { $0 != "." }
    cells.append(letter)
    work += step.plan.batchedTokens
    kvBlocks = max(kvBlocks, step.kvBlocksInUse)
    running = max(running, step.running)
    switch letter {
    case "P":
      if !wasAdmitted {
        reused = step.plan.prefills.first { $0.id.number == number }?.tokens.lowerBound ?? 0
      }
      if decodeSteps == 0, preemptions == 0 { prefillSteps += 1 }
    case "D":
      decodeSteps += 1
      neighbourTokens += step.plan.prefillTokens
    default:
      preemptions += letter == "x" ? 1 : 0
      if wasAdmitted { stalled += 1 } else { waited += 1 }
    }
  }
}

/// What a request is held against: the middle of all.
struct TypicalSpans: Equatable {
  let prompt: Double
  let reused: Double
  let waited: Double
  let prefillSteps: Double
  let work: Double
  let steps: Double
  /// Tokens of a step at most.
  let step: Int

  init(_ all: [RequestSpans], step: Int) {
    func middle(_ value: (RequestSpans) -> Int) -> Double {
      all.isEmpty ? 0 : Spread(of: all.map { Double(value($0)) }).median
    }
    (prompt, reused) = (middle(\.promptTokens), middle(\.reused))
    (waited, prefillSteps, work) = (middle(\.waited), middle(\.prefillSteps), middle(\.work))
    steps = middle(\.steps)
    self.step = step
  }

  /// In what a request is unlike the others.
  func signs(_ spans: RequestSpans) -> Set<SpanAttribute> {
    var out: Set<SpanAttribute> = []
    if Double(spans.waited) >= 5 + 2 * waited { out.insert(.waited) }
    if Double(spans.promptTokens) >= 1.5 * prompt { out.insert(.prompt) }
    if Double(spans.reused) <= 0.5 * reused { out.insert(.reused) }
    if Double(spans.prefillSteps) >= 3 * max(1, prefillSteps) { out.insert(.prefill) }
    if spans.preemptions > 0 { out.insert(.preemptions) }
    if spans.neighboursPerStep >= Double(step) / 2 { out.insert(.neighbours) }
    return out
  }

  /// All causes that a trace shows: one, if it is to be asked for.
  func causes(_ spans: RequestSpans) -> [SlowCause] {
    let signs = signs(spans)
    return SlowCause.allCases.filter { cause in
      switch cause {
      case .queue: signs.contains(.waited)
      case .ownPrompt: signs.contains(.prompt)
      case .neighbour: signs.contains(.neighbours)
      case .preemption: signs.contains(.preemptions)
      case .cacheMiss: signs.contains(.reused)
      }
    }
  }

  /// Whether its life holds so many steps, or so many tokens in them, that it is slow on every machine.
  func isSlow(_ spans: RequestSpans) -> Bool {
    Double(spans.work) >= 2 * work || Double(spans.steps) >= 2.5 * steps
  }
}
