public import Inference
public import Serving

/// Users who each ask again as soon as they are answered.
///
/// With so many users there are never more requests under way, whatever the engine's speed: a closed loop, as load
/// generators for servers have it. Its throughput is comparable between engines; its waiting times say nothing about
/// users who come by themselves.
public struct ClosedLoop: Sendable {
  /// Requests under way at once; at least 1.
  public var users: Int
  /// Requests in all; at least as many as users.
  public var requests: Int

  public init(users: Int, requests: Int) {
    self.users = users
    self.requests = requests
  }

  /// What was measured.
  public struct Outcome: Sendable {
    /// One for each request that was answered, in the order in which they ended.
    public let records: [LatencyRecord]
    /// Seconds from the first request to the last token.
    public let seconds: Double

    /// Output tokens of all users in a second.
    public var tokensPerSecond: Double {
      seconds > 0 ? Double(records.reduce(0) { $0 + $1.outputTokens }) / seconds : 0
    }
  }

  private struct Progress {
    var sent = 0
    var records: [LatencyRecord] = []
    var refusal: Refusal?
  }

  /// Runs all requests on an engine of its own.
  ///
  /// - Parameters:
  ///   - request: The request of a number, counted from 0.
  ///   - goesOn: Asked after every request with how many are answered; false calls off the rest.
  /// - Throws: ``Refusal`` for a request that could never be served, or ``Engine/StartError``.
  public func run(
    _ transformer: sending Transformer, limits: SchedulerLimits, kvType: KVType = .f16,
    request: @escaping @Sendable (Int) -> EngineRequest, goesOn: @escaping @Sendable (Int) -> Bool = { _ in true }
  ) throws -> Outcome {
    let progress = Monitor(Progress())
    let place = Monitor<Engine?>(nil)
    let engine = try Engine(transformer, limits: limits, maximumWaiting: users, kvType: kvType) { [self] events in
      for case .ended(let trace, _) in events {
        let answered = progress.withLock { progress in
          if let record = trace.latency, trace.ending != .cancelled { progress.records.append(record) }
          return progress.records.count
        }
        let engine = place.withLock { $0 }
        guard trace.ending != .cancelled, goesOn(answered) else {
          engine?.close()
          continue
        }
        send(progress, to: engine, request)
      }
    }
    place.withLock { $0 = engine }
    defer { place.withLock { $0 = nil } }
    let start = engine.now
    for _ in 0..<min(users, requests) { send(progress, to: engine, request) }
    engine.waitUntilIdle()
    engine.close()
    let result = progress.withLock { $0 }
    if let refusal = result.refusal { throw refusal }
    return Outcome(records: result.records, seconds: (result.records.map(\.lastToken).max() ?? start) - start)
  }

  /// Sends the next request, if there is one.
  private func send(_ progress: Monitor<Progress>, to engine: Engine?, _ request: (Int) -> EngineRequest) {
    let number = progress.withLock { progress -> Int? in
      guard progress.sent < requests, progress.refusal == nil else { return nil }
      defer { progress.sent += 1 }
      return progress.sent
    }
    guard let number, let engine else { return }
    do {
      _ = try engine.submit(request(number))
    } catch {
      progress.withLock { if error != .closed { $0.refusal = error } }
    }
  }
}
