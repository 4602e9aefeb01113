import Engine
import Inference
import Serving

/// What the engine can do, measured before anybody waits for it: clients that send their next request at once.
struct LoadCalibration {
  let times: StepTimes
  /// Requests a second when as many wait as run, with the slow steps that a busy machine has.
  let capacity: Double
  /// The same by the middle step times alone.
  let undisturbed: Double
  /// Seconds from arrival to the first token of a request that has the engine for itself; the middle one.
  let firstToken: Double
  /// Seconds for each further token of such a request; the middle one.
  let perToken: Double

  private struct Clock {
    let start = ContinuousClock.now
    var now: Double { (ContinuousClock.now - start) / .seconds(1) }
  }

  /// Measures.
  ///
  /// - Parameter seconds: how long, all levels together.
  init(
    _ model: LoadedModel, _ limits: SchedulerLimits, _ shape: LoadShape, seconds: Double,
    _ environment: ExperimentEnvironment, _ stage: Stage
  ) throws {
    let runner = try ModelRunner(
      Transformer(model.model, threads: environment.threads), kvBlocks: limits.kvBlocks)
    let levels = LoadCalibration.levels(limits.maximumSequences)
    var (reports, full, alone): ([StepReport], Level?, Level?) = ([], nil, nil)
    // The first steps find nothing in any cache; nobody looks at them.
    _ = try Level(
      1, runner, limits, shape, seconds: seconds / 20, environment.seed, stage.part(0, 0.05), "warming up")
    for (place, clients) in levels.enumerated() {
      let level = try Level(
        clients, runner, limits, shape, seconds: seconds / Double(levels.count), environment.seed,
        stage.part(0.05, 1).part(place, of: levels.count), "measuring steps with \(clients) at once")
      reports += level.reports
      if place == 0 { alone = level }
      full = level
    }
    let times = StepTimes(reports, slots: limits.maximumSequences)
    self.times = times
    undisturbed = try LoadPrediction.capacity(shape, limits, times, seed: environment.seed)
    // Counting the few requests that end would say little: their lengths are chance.
    capacity = undisturbed * (full.map { times.seconds(of: $0.reports) / max(1e-9, $0.seconds) } ?? 1)
    firstToken = (alone?.records ?? []).map(\.timeToFirstToken).middle
    perToken = (alone?.records ?? []).compactMap(\.timePerOutputToken).middle
  }

  /// Clients at once: from one to twice as many as run.
  static func levels(_ slots: Int) -> [Int] {
    var out: [Int] = []
    var clients = 1
    while clients < slots {
      out.append(clients)
      clients = clients < 4 ? clients + 1 : clients * 3 / 2
    }
    return out + [slots, 2 * slots]
  }

  /// Steps with so many clients.
  private struct Level {
    /// At least so many requests are answered, however slow the machine is.
    private static let fewest = 4

    private(set) var reports: [StepReport] = []
    private(set) var records: [LatencyRecord] = []
    private(set) var seconds = 0.0

    init(
      _ clients: Int, _ runner: ModelRunner, _ limits: SchedulerLimits, _ shape: LoadShape, seconds wanted: Double,
      _ seed: UInt64, _ stage: Stage, _ words: String
    ) throws {
      var core = EngineCore(runner.transformer.model.blueprint, limits: limits, maximumWaiting: 2 * clients)
      var (lengths, tokens) = (SeededRandom(seed: seed), SeededRandom(seed: seed &+ 7))
      let clock = Clock()
      var shown = -1.0
      while seconds < wanted || records.count < Level.fewest {
        while core.load.running + core.load.waiting < clients {
          let (prompt, output) = shape.lengths(&lengths)
          _ = try core.submit(
            LoadCalibration.request(prompt, output, runner.transformer.model.blueprint.vocabularySize, &tokens),
            at: clock.now)
        }
        _ = core.step(with: runner) { clock.now }
        take(core.takeEvents())
        guard clock.now - shown > 0.1 else { continue }
        try stage.progress(seconds / max(wanted, 1e-9), words)
        shown = clock.now
      }
    }

    private mutating func take(_ events: [EngineEvent]) {
      for event in events {
        if case .stepped(let report) = event {
          reports.append(report)
          seconds += report.seconds
        } else if case .ended(let trace, _) = event, let record = trace.latency {
          records.append(record)
        }
      }
    }
  }

  /// A request of random tokens that nobody else has.
  static func request(
    _ promptTokens: Int, _ outputTokens: Int, _ vocabulary: Int, _ random: inout SeededRandom
  ) -> EngineRequest {
    EngineRequest(
      prompt: random.tokens(promptTokens, vocabulary: vocabulary), maximumOutputTokens: outputTokens,
      shareableTokens: 0)
  }
}
