/// Continuous batching over KV blocks, as a value that knows neither time nor model.
///
/// Call `submit` when a request arrives; then in turn `planStep`, run what it says, and `complete`. Requests are served
/// first come, first served: the running sequences and after them the waiting ones are always in order of arrival.
///
/// A sequence is let in when the cache has blocks for its whole prompt, and takes one more whenever its newest token
/// opens a block. When none is free, the newest sequence is *preempted*: it gives up its blocks, goes to the head of
/// the line, and later computes its prompt and what it had generated once more. No one is let in by a step that
/// preempts.
///
/// A full block of a prompt can be shared from the moment when the step that computes it is complete. The last token
/// of a prompt is always computed, for it gives the first output token.
public struct Scheduler: Sendable {
  /// Why a request is not taken.
  public enum Rejection: Error, Hashable, Sendable {
    /// A prompt without tokens, or an output without any.
    case empty(RequestID)
    /// Even alone in the cache, the request would not come to its end.
    case tooLong(RequestID, blocksNeeded: Int, blocks: Int)
  }

  public let limits: SchedulerLimits
  private var waiting = WaitingLine()
  private var running: [TokenSequence] = []
  private var pool: KVBlockPool

  public init(limits: SchedulerLimits) {
    precondition(limits.maximumSequences > 0, "at least one sequence runs")
    self.limits = limits
    pool = KVBlockPool(blocks: limits.kvBlocks, tokensPerBlock: limits.tokensPerBlock)
  }

  public var waitingIDs: [RequestID] { waiting.ids }
  public var runningIDs: [RequestID] { running.map(\.id) }
  public var waitingCount: Int { waiting.count }
  public var runningCount: Int { running.count }
  public var isIdle: Bool { running.isEmpty && waiting.count == 0 }
  /// KV blocks that running sequences hold.
  public var kvBlocksInUse: Int { pool.inUse }

  /// Puts a request at the end of the line.
  ///
  /// - Throws: `Rejection` when it could never be served; then nothing has changed.
  public mutating func submit(_ request: Request) throws(Rejection) {
    guard request.promptTokens > 0, request.maximumOutputTokens > 0 else { throw .empty(request.id) }
    precondition(
      request.prefixHashes.count * limits.tokensPerBlock <= request.promptTokens, "only full blocks have a hash")
    // The last output token is never attended to, so it needs no slot.
    let needed = pool.blocks(for: request.promptTokens + request.maximumOutputTokens - 1)
    guard needed <= pool.count else { throw .tooLong(request.id, blocksNeeded: needed, blocks: pool.count) }
    waiting.append(TokenSequence(request: request))
  }

  /// Forgets a request, waiting or running, also while a step is being computed.
  ///
  /// - Returns: whether it was there.
  public mutating func cancel(_ id: RequestID) -> Bool {
    guard let index = running.firstIndex(where: { $0.id == id }) else { return waiting.remove(id) }
    pool.release(running.remove(at: index).table)
    return true
  }

  /// Decides what the next step computes; empty only if there is nothing to do.
  public mutating func planStep() -> StepPlan {
    precondition(running.allSatisfy { $0.planned == nil }, "a step is complete before the next is planned")
    var plan = StepPlan()
    switch limits.policy {
    case .static:
      if running.isEmpty { admitWholePrompts(budget: .max, to: &plan) }
      if plan.isEmpty { decode(in: &plan) }
    case .continuous(let tokens):
      admitWholePrompts(budget: tokens, to: &plan)
      if plan.isEmpty { decode(in: &plan) }
    case .chunkedPrefill(let tokens):
      decode(in: &plan)
      fill(budget: tokens - plan.decodes.count, in: &plan)
    }
    return plan
  }

  /// Takes the step's result: every sequence in it is further by what was planned.
  ///
  /// - Parameter ended: those whose newest token is an end of text. Those with all the output that they may have end
  ///   without being named.
  /// - Returns: the sequences that are finished, in order of arrival; their blocks are free.
  public mutating func complete(ended: Set<RequestID> = []) -> [RequestID] {
    var finished: [RequestID] = []
    for index in running.indices {
      advance(index)
      let sequence = running[index]
      guard sequence.generated == sequence.request.maximumOutputTokens || ended.contains(sequence.id) else { continue }
      finished.append(sequence.id)
      pool.release(sequence.table)
    }
    if !finished.isEmpty {
      let gone = Set(finished)
      running.removeAll { gone.contains($0.id) }
    }
    return finished
  }

  /// What is wrong with the books: nothing, always.
  public var faults: [String] {
    var out = pool.faults(tables: running.map(\.table))
    for sequence in running where sequence.table.count < pool.blocks(for: sequence.computed) {
      out.append("request \(sequence.id.number) has \(sequence.computed) tokens in \(sequence.table.count) blocks")
    }
    if running.count > limits.maximumSequences { out.append("\(running.count) sequences run") }
    return out
  }
}

// MARK: - The parts of a step

extension Scheduler {
  /// Gives every sequence whose prompt is computed its next token, preempting the newest where blocks run out.
  private mutating func decode(in plan: inout StepPlan) {
    var index = 0
    while index < running.count, running[index].isDecoding {
      let position = running[index].computed
      if position == running[index].table.count * limits.tokensPerBlock {
        while pool.available == 0 { preemptNewest(in: &plan) }
        guard index < running.count, let block = pool.take() else { break }
        running[index].table.append(block)
      }
      running[index].planned = position..<position + 1
      plan.decodes.append(.init(id: running[index].id, position: position, table: running[index].table))
      index += 1
    }
  }

  private mutating func preemptNewest(in plan: inout StepPlan) {
    var sequence = running.removeLast()
    pool.release(sequence.table)
    sequence.table = []
    sequence.sharedBlocks = 0
    sequence.computed = 0
    sequence.isDecoding = false
    plan.preempted.append(sequence.id)
    waiting.prepend(sequence)
  }

  /// Spends what the decodes leave of the budget: on the prompt that is under way, then on new ones.
  private mutating func fill(budget: Int, in plan: inout StepPlan) {
    var budget = budget
    // Only the newest sequence can be part way: one is let in when all before it are covered.
    if let newest = running.last, !newest.isDecoding, budget > 0 {
      budget -= prefillNewest(atMost: budget, in: &plan)
    }
    while budget > 0, plan.preempted.isEmpty, admitNext(in: &plan) {
      budget -= prefillNewest(atMost: budget, in: &plan)
    }
  }

  /// Lets in as many as one step can compute whole; the first one may be longer than the budget.
  private mutating func admitWholePrompts(budget: Int, to plan: inout StepPlan) {
    var budget = budget
    while let next = waiting.first, plan.isEmpty || uncomputed(next) <= budget, admitNext(in: &plan) {
      budget -= prefillNewest(atMost: .max, in: &plan)
    }
  }

  private func knownBlocks(_ sequence: TokenSequence) -> [KVBlock] {
    guard limits.sharesPrefixes else { return [] }
    return pool.known(sequence.request.prefixHashes, atMost: (sequence.length - 1) / limits.tokensPerBlock)
  }

  private func uncomputed(_ sequence: TokenSequence) -> Int {
    sequence.length - knownBlocks(sequence).count * limits.tokensPerBlock
  }

  /// Lets in the first one of the line, if there is room for another sequence and for all that it has so far.
  private mutating func admitNext(in plan: inout StepPlan) -> Bool {
    guard running.count < limits.maximumSequences, let next = waiting.first else { return false }
    let known = knownBlocks(next)
    let needed = pool.blocks(for: next.length) - known.count
    guard needed <= pool.available(besides: known), var sequence = waiting.popFirst() else { return false }
    pool.hold(known)
    sequence.table = known + (0..<needed).compactMap { _ in pool.take() }
    sequence.sharedBlocks = known.count
    sequence.computed = known.count * limits.tokensPerBlock
    plan.admitted.append(sequence.id)
    running.append(sequence)
    return true
  }

  /// Plans the next piece of the newest sequence's prompt; returns its length.
  private mutating func prefillNewest(atMost budget: Int, in plan: inout StepPlan) -> Int {
    let sequence = running[running.count - 1]
    let count = min(budget, sequence.length - sequence.computed)
    let tokens = sequence.computed..<sequence.computed + count
    running[running.count - 1].planned = tokens
    plan.prefills.append(
      .init(
        id: sequence.id, tokens: tokens, yieldsToken: tokens.upperBound == sequence.length, table: sequence.table))
    return count
  }

  /// Moves a running sequence on by what was planned for it.
  private mutating func advance(_ index: Int) {
    guard let tokens = running[index].planned else { return }
    running[index].planned = nil
    if !running[index].isDecoding, limits.sharesPrefixes { register(tokens, of: index) }
    running[index].computed = tokens.upperBound
    guard tokens.upperBound == running[index].length else { return }
    running[index].generated += 1
    running[index].isDecoding = true
  }

  /// Makes the blocks that a piece of prompt has filled findable, as long as all before them are.
  ///
  /// A sequence that computed a copy of a known block keeps its further blocks to itself.
  private mutating func register(_ tokens: Range<Int>, of index: Int) {
    let hashes = running[index].request.prefixHashes
    let first = tokens.lowerBound / limits.tokensPerBlock
    let end = min(tokens.upperBound / limits.tokensPerBlock, hashes.count)
    for block in first..<max(first, end) {
      guard block == running[index].sharedBlocks, pool.register(running[index].table[block], as: hashes[block])
      else { return }
      running[index].sharedBlocks += 1
    }
  }
}
