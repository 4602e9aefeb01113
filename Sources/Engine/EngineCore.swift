public import Inference
public import Serving

/// An engine without model, thread or clock: requests go in, steps and events come out.
///
/// Whoever drives it says what time it is. In turn `begin` a step, let a `ModelRunner` run it, and `end` it; requests
/// may be submitted and cancelled at any time, also in between. What happened is kept until `takeEvents`.
///
/// What is computed when is decided by `Scheduler`, the same one that simulations use.
public struct EngineCore: Sendable {
  /// A request that has not ended.
  private struct Client: Sendable {
    let request: EngineRequest
    var trace: RequestTrace
    var sampler: Sampler
    /// Prompt and output.
    var tokens: [TokenID]

    var output: [TokenID] { Array(tokens.dropFirst(request.prompt.count)) }
  }

  /// Who may run together, and how much memory there is for keys and values.
  public let limits: SchedulerLimits
  /// So many requests may wait beyond those that could run at once.
  public let maximumWaiting: Int
  private let vocabularySize: Int
  private let contextLength: Int

  private var scheduler: Scheduler
  private var clients: [RequestID: Client] = [:]
  private var events: [EngineEvent] = []
  private var asked = 0
  private var steps = 0

  /// An engine's core for models of a blueprint.
  ///
  /// - Parameter limits: Their KV blocks are those of the cache: of `KVCache.tokensPerBlock` tokens.
  public init(_ blueprint: Blueprint, limits: SchedulerLimits, maximumWaiting: Int) {
    precondition(limits.tokensPerBlock == KVCache.tokensPerBlock, "the scheduler's KV blocks are the cache's")
    precondition(maximumWaiting >= 0, "fewer than none cannot wait")
    switch limits.policy {
    case .static: break
    case .continuous(let tokens), .chunkedPrefill(let tokens):
      precondition(tokens > 0, "a step of no tokens leads nowhere")
    }
    self.limits = limits
    self.maximumWaiting = maximumWaiting
    vocabularySize = blueprint.vocabularySize
    contextLength = blueprint.contextLength
    scheduler = Scheduler(limits: limits)
  }

  /// There is nothing to compute.
  public var isIdle: Bool { scheduler.isIdle }
  /// Something happened that nobody has taken yet.
  public var hasEvents: Bool { !events.isEmpty }
  /// How full it is.
  public var load: EngineLoad {
    EngineLoad(
      waiting: scheduler.waitingCount, running: scheduler.runningCount, kvBlocksInUse: scheduler.kvBlocksInUse,
      kvBlocks: limits.kvBlocks)
  }

  /// What happened since the last call.
  public mutating func takeEvents() -> [EngineEvent] {
    defer { events = [] }
    return events
  }

  /// What is wrong with the books: nothing, always.
  public var faults: [String] {
    let known = (scheduler.runningIDs + scheduler.waitingIDs).sorted()
    return scheduler.faults + (known == clients.keys.sorted() ? [] : ["scheduler and engine know different requests"])
  }
}

// MARK: - Requests

extension EngineCore {
  /// Takes a request.
  ///
  /// - Returns: its number; refused requests are counted too.
  public mutating func submit(_ request: EngineRequest, at now: Double) throws(Refusal) -> RequestID {
    let id = RequestID(asked)
    asked += 1
    try check(request)
    do throws(Scheduler.Rejection) {
      try scheduler.submit(
        Request(
          id: id, promptTokens: request.prompt.count, maximumOutputTokens: request.maximumOutputTokens,
          prefixHashes: prefixHashes(of: request)))
    } catch {
      throw Refusal(error, request, limits)
    }
    clients[id] = Client(
      request: request, trace: RequestTrace(id: id, promptTokens: request.prompt.count, queued: now),
      sampler: Sampler(request.sampling, seed: request.seed), tokens: request.prompt)
    events.append(.queued(id, at: now))
    return id
  }

  /// Calls a request off, wherever it is.
  ///
  /// - Returns: whether it had not ended yet.
  public mutating func cancel(_ id: RequestID, at now: Double) -> Bool {
    guard scheduler.cancel(id) else { return false }
    close(id, .cancelled, at: now)
    return true
  }

  /// Calls all requests off.
  public mutating func cancelAll(at now: Double) {
    for id in clients.keys.sorted() { _ = cancel(id, at: now) }
  }

  private func check(_ request: EngineRequest) throws(Refusal) {
    let waiting = scheduler.waitingCount + scheduler.runningCount - limits.maximumSequences
    guard waiting < maximumWaiting else { throw .full(waiting: max(0, waiting), limit: maximumWaiting) }
    guard !request.prompt.isEmpty, request.maximumOutputTokens > 0 else { throw .empty }
    for token in request.prompt where !(0..<vocabularySize).contains(Int(token)) {
      throw .unknownToken(token, vocabularySize: vocabularySize)
    }
    // The last output token is never attended to, so it needs no position.
    let limit = min(contextLength, limits.kvTokens)
    guard request.maximumOutputTokens - 1 <= limit - request.prompt.count else {
      throw .tooLong(promptTokens: request.prompt.count, outputTokens: request.maximumOutputTokens, limit: limit)
    }
  }

  private func prefixHashes(of request: EngineRequest) -> [UInt64] {
    guard limits.sharesPrefixes else { return [] }
    let shared = request.prompt.prefix(max(0, request.shareableTokens ?? .max))
    return PrefixChain.hashes(of: shared.map { Int($0) }, tokensPerBlock: limits.tokensPerBlock)
  }

  private mutating func close(_ id: RequestID, _ ending: RequestTrace.Ending, at now: Double) {
    guard var client = clients.removeValue(forKey: id) else { return }
    client.trace.ending = ending
    client.trace.ended = now
    events.append(.ended(client.trace, output: client.output))
  }
}

extension Refusal {
  /// The scheduler's reasons in an engine's words.
  fileprivate init(_ rejection: Scheduler.Rejection, _ request: EngineRequest, _ limits: SchedulerLimits) {
    switch rejection {
    case .empty: self = .empty
    case .tooLong:
      self = .tooLong(
        promptTokens: request.prompt.count, outputTokens: request.maximumOutputTokens, limit: limits.kvTokens)
    }
  }
}

// MARK: - Steps

extension EngineCore {
  /// Begins a step; nil if there is nothing to do.
  public mutating func begin(at now: Double) -> StepWork? {
    guard !scheduler.isIdle else { return nil }
    let plan = scheduler.planStep()
    var work = StepWork(report: StepReport(number: steps, plan: plan, load: load, began: now, ended: now))
    steps += 1
    for id in plan.preempted {
      clients[id]?.trace.preemptions.append(now)
      events.append(.preempted(id, at: now))
    }
    let admitted = Set(plan.admitted)
    for piece in plan.prefills {
      if admitted.contains(piece.id) { note(admissionOf: piece.id, reusing: piece.tokens.lowerBound, at: now) }
      clients[piece.id]?.trace.prefilledTokens += piece.tokens.count
      add(piece.id, piece.tokens, piece.table, yieldsToken: piece.yieldsToken, to: &work)
    }
    for decode in plan.decodes {
      add(decode.id, decode.position..<decode.position + 1, decode.table, yieldsToken: true, to: &work)
    }
    return work
  }

  /// Takes a step's tokens; those of requests that were cancelled meanwhile are dropped.
  public mutating func end(_ work: StepWork, at now: Double) {
    var ended: Set<RequestID> = []
    for draw in work.draws {
      guard let token = draw.token, let place = clients.index(forKey: draw.id) else { continue }
      clients.values[place].sampler = draw.sampler
      if clients.values[place].request.ends.contains(token) {
        ended.insert(draw.id)
      } else {
        clients.values[place].tokens.append(token)
        clients.values[place].trace.tokenTimes.append(now)
        events.append(.token(draw.id, token, at: now))
      }
    }
    for id in scheduler.complete(ended: ended) { close(id, ended.contains(id) ? .endOfText : .length, at: now) }
    var report = work.report
    report.ended = now
    events.append(.stepped(report))
  }

  /// One whole step by whoever has no thread for it.
  ///
  /// - Parameter clock: Seconds; asked when the step begins and when it ends.
  /// - Returns: false if there was nothing to do.
  public mutating func step(with runner: ModelRunner, clock: () -> Double) -> Bool {
    guard var work = begin(at: clock()) else { return false }
    runner.run(&work)
    end(work, at: clock())
    return true
  }

  private mutating func note(admissionOf id: RequestID, reusing tokens: Int, at now: Double) {
    clients[id]?.trace.admissions.append(.init(time: now, reusedTokens: tokens))
    events.append(.scheduled(id, reusedTokens: tokens, at: now))
  }

  /// Adds some tokens of a sequence to a step, and the draw that follows from the last one of them.
  private func add(
    _ id: RequestID, _ tokens: Range<Int>, _ table: [KVBlock], yieldsToken: Bool, to work: inout StepWork
  ) {
    guard let client = clients[id] else { return }
    work.steps.append(
      SequenceStep(
        tokens: Array(client.tokens[tokens]),
        table: BlockTable(blocks: table.map { Int32($0.index) }, positions: tokens.lowerBound),
        logits: yieldsToken ? .last : .none))
    guard yieldsToken else { return }
    let sampling = client.request.sampling
    let recent = sampling.repetitionPenalty == 1 ? [] : Array(client.tokens.suffix(sampling.repetitionWindow))
    work.draws.append(.init(id: id, sampler: client.sampler, recent: recent))
  }
}
