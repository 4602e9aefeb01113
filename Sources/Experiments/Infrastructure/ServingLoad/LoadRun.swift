import Engine
import Inference
import Serving
import Synchronization

/// Requests that come to a live engine at their times, from a thread that waits for nobody.
struct LoadRun {
  let model: LoadedModel
  let limits: SchedulerLimits
  let maximumWaiting: Int
  let threads: Int
  let arrivals: [LoadArrival]
  /// After so many seconds all that has not ended is called off; nil: it is served.
  let callOffAfter: Double?
  let seed: UInt64

  /// Samples on the chart, at most; none is shorter than a tenth of a second.
  private static let samples = 40.0

  /// Brings the requests and, if told so, calls off what is left.
  private final class Client: Sendable {
    private struct State {
      var refusals: [Bool] = []
      var isStopped = false
    }

    private let state = Mutex(State())
    private let requests: [EngineRequest]
    private let times: [Double]
    private let engine: Engine
    private let callOffAfter: Double?
    /// The engine's time at which the first request is to come.
    let start: Double

    init(_ run: LoadRun, _ engine: Engine) {
      var random = SeededRandom(seed: run.seed)
      let vocabulary = run.model.model.blueprint.vocabularySize
      requests = run.arrivals.map {
        LoadCalibration.request($0.promptTokens, $0.outputTokens, vocabulary, &random)
      }
      times = run.arrivals.map(\.time)
      self.engine = engine
      callOffAfter = run.callOffAfter
      start = engine.now + 0.02
    }

    func stop() { state.withLock { $0.isStopped = true } }

    /// For each request that has come, in order, whether it was refused.
    var refusals: [Bool] { state.withLock { $0.refusals } }

    func run() {
      for (request, time) in zip(requests, times) {
        guard wait(until: start + time) else { return }
        var isRefused = false
        do throws(Refusal) { _ = try engine.submit(request) } catch { isRefused = true }
        state.withLock { $0.refusals.append(isRefused) }
      }
      guard let callOffAfter, wait(until: start + callOffAfter) else { return }
      for number in requests.indices { engine.cancel(RequestID(number)) }
    }

    /// Sleeps in short stretches; false: nobody wants more.
    private func wait(until time: Double) -> Bool {
      while !state.withLock({ $0.isStopped }) {
        let left = time - engine.now
        guard left > 0 else { return true }
        LiveEngine.pause(min(left, 0.02))
      }
      return false
    }
  }

  /// Runs to the end.
  ///
  /// - Parameter show: given what is known and the samples since the last call, now and then.
  func run(
    _ stage: Stage, _ words: String, show: (LoadTally, [LoadTally.Sample]) throws -> Void = { _, _ in }
  ) throws -> LoadTally {
    let live = try LiveEngine(model.model, limits, maximumWaiting: maximumWaiting, threads: threads)
    let client = Client(self, live.engine)
    guard let thread = WorkerThread({ client.run() }) else { throw Engine.StartError.noThread }
    defer {
      client.stop()
      thread.join()
    }
    let last = max(arrivals.last?.time ?? 0, callOffAfter ?? 0)
    var tally = LoadTally(
      arrivals, slots: limits.maximumSequences, width: max(0.1, last / LoadRun.samples))
    while true {
      for isRefused in client.refusals.dropFirst(tally.arrived) { tally.came(refused: isRefused) }
      let samples = tally.add(live.take(), start: client.start)
      try show(tally, samples)
      if tally.arrived == arrivals.count, tally.lost == 0 { break }
      try stage.progress((live.engine.now - client.start) / max(0.1, last), words)
      LiveEngine.pause(0.05)
    }
    return tally
  }
}
