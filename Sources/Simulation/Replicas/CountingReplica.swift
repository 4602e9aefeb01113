import CostModel
import Serving

/// The fast replica: what a step needs is kept as sums, so that its work does not grow with the batch.
///
/// In every decoding step each decoding sequence moves on by one token. So the sum of their contexts grows by their
/// number; the step at which one ends is known when it begins; and one that stands at token `c` when `d` decoding steps
/// are over opens a new KV block whenever `(c − d + steps)` is a multiple of the block size. Only joining, ending and
/// being preempted touch a single sequence.
///
/// It follows `Scheduler` rule by rule; a test holds the two to the same times for every request.
struct CountingReplica: Replica {
  /// Sequences whose newest token came at the same moment.
  private struct TokenGroup {
    var time: Double
    var count: Int
  }

  /// A piece of prompt in the step.
  private struct Piece {
    var index: Int
    var end: Int
  }

  private let costs: StepCosts
  private let limits: SchedulerLimits
  private var ring = SlotRing()
  private var endings = EndingSteps()
  private var blocks: BlockCounts
  private var running = 0
  /// Decoding sequences, and the tokens before them.
  private var decoding = 0
  private var context = 0
  /// Decoding steps that are over, and the same modulo the block size.
  private var steps = 0
  private var phase = 0
  /// How many decoding sequences open a block at each phase.
  private var opening: [Int]
  /// Oldest token first; all decoding sequences are in a group.
  private var groups: [TokenGroup] = []
  private var lastDecodeEnd = -Double.infinity
  private var pieces: [Piece] = []
  private var ended: [Int] = []
  private(set) var load = StepLoad()

  init(_ fleet: SimulatedFleet) {
    costs = fleet.costs
    limits = fleet.limits
    blocks = BlockCounts(limits)
    opening = Array(repeating: 0, count: limits.tokensPerBlock)
  }

  mutating func submit(_ request: SimulatedRequest) -> Bool {
    guard blocks.blocks(for: request.promptTokens + request.outputTokens - 1) <= limits.kvBlocks else { return false }
    var slot = Slot()
    slot.number = request.number
    slot.arrival = request.arrival
    slot.promptTokens = request.promptTokens
    slot.outputTokens = request.outputTokens
    slot.chain = limits.sharesPrefixes ? request.sharedTokens / limits.tokensPerBlock : 0
    ring.append(ring.insert(slot), to: SlotRing.waiting)
    return true
  }

  mutating func begin(at now: Double) -> Double {
    load = StepLoad()
    if !pieces.isEmpty { pieces.removeAll(keepingCapacity: true) }
    switch limits.policy {
    case .static:
      if running == 0 { admitWholePrompts(budget: .max, at: now) }
      if pieces.isEmpty { decode() }
    case .continuous(let tokens):
      admitWholePrompts(budget: tokens, at: now)
      if pieces.isEmpty { decode() }
    case .chunkedPrefill(let tokens):
      decode()
      fill(budget: tokens - load.decodes, at: now)
    }
    load.kvBlocksInUse = blocks.inUse
    return costs.seconds(
      decodes: load.decodes, context: load.context, prefill: load.prefillTokens, pairs: load.pairs)
  }

  mutating func end(at now: Double, into collector: inout Collector) {
    if load.decodes > 0 { endDecode(at: now, &collector) }
    for piece in pieces { end(piece, at: now, &collector) }
  }
}

// MARK: - Decoding

extension CountingReplica {
  private mutating func decode() {
    let needed = opening[phase]
    if needed <= blocks.available {
      blocks.take(needed)
    } else {
      preempt(needing: needed)
    }
    load.decodes = decoding
    load.context = context
  }

  /// Gives out the blocks there are, then takes them from the newest until all that remain have theirs.
  private mutating func preempt(needing count: Int) {
    var needed = count
    while true {
      let taken = min(needed, blocks.available)
      blocks.take(taken)
      needed -= taken
      guard needed > 0 else { return }
      if preemptNewest() { needed -= 1 }
    }
  }

  /// Sends the newest sequence back to the head of the line; whether it was one that needs a block in this step.
  private mutating func preemptNewest() -> Bool {
    let index = ring.slots[SlotRing.running].previous
    var slot = ring.slots[index]
    var wasOpening = false
    var count = blocks.blocks(for: slot.length)
    if let begun = slot.begun {
      let done = steps - begun
      let place = openingPhase(of: slot.computed + done)
      wasOpening = place == phase
      opening[place] -= 1
      count = blocks.blocks(for: slot.computed + done)
      context -= slot.computed + done
      decoding -= 1
      slot.generated += done
      if done > 0 { slot.lastToken = lastDecodeEnd }
      endings.remove(index, &ring)
      leaveGroup(slot.lastToken)
    }
    blocks.release(shared: slot.sharedBlocks, of: count)
    slot.sharedBlocks = 0
    slot.computed = 0
    slot.begun = nil
    slot.preemptions += 1
    ring.unlink(index)
    ring.slots[index] = slot
    ring.prepend(index, to: SlotRing.waiting)
    running -= 1
    load.preempted += 1
    return wasOpening
  }

  private mutating func leaveGroup(_ time: Double) {
    var place = groups.count - 1
    while place > 0, groups[place].time != time { place -= 1 }
    groups[place].count -= 1
  }

  private mutating func endDecode(at now: Double, _ collector: inout Collector) {
    for group in groups where group.count > 0 { collector.gap(now - group.time, count: group.count) }
    if groups.count > 1 { groups.removeLast(groups.count - 1) }
    lastDecodeEnd = now
    steps += 1
    phase = phase + 1 < limits.tokensPerBlock ? phase + 1 : 0
    context += decoding
    endings.take(steps, ring, into: &ended)
    if !ended.isEmpty {
      for index in ended { endDecoding(index, at: now, &collector) }
      ended.removeAll(keepingCapacity: true)
    }
    groups[0] = TokenGroup(time: now, count: decoding)
  }

  private mutating func endDecoding(_ index: Int, at now: Double, _ collector: inout Collector) {
    let slot = ring.slots[index]
    let computed = slot.computed + steps - (slot.begun ?? steps)
    opening[openingPhase(of: computed)] -= 1
    context -= computed
    decoding -= 1
    finish(index, computed: computed, at: now, &collector)
  }

  /// The phase at which a sequence opens a block that has so many tokens now.
  private func openingPhase(of computed: Int) -> Int {
    let ahead = phase - computed % limits.tokensPerBlock
    return ahead < 0 ? ahead + limits.tokensPerBlock : ahead
  }

  private mutating func finish(_ index: Int, computed: Int, at now: Double, _ collector: inout Collector) {
    let slot = ring.slots[index]
    blocks.release(shared: slot.sharedBlocks, of: blocks.blocks(for: computed))
    ring.unlink(index)
    ring.remove(index)
    running -= 1
    collector.finished(
      LatencyRecord(
        id: RequestID(slot.number), promptTokens: slot.promptTokens, outputTokens: slot.outputTokens,
        arrival: slot.arrival, scheduled: slot.scheduled, firstToken: slot.firstToken, lastToken: now,
        preemptions: slot.preemptions))
  }
}

// MARK: - Prompts

extension CountingReplica {
  private mutating func fill(budget: Int, at now: Double) {
    var budget = budget
    let newest = ring.slots[SlotRing.running].previous
    if budget > 0, running > decoding { budget -= prefill(newest, atMost: budget) }
    while budget > 0, load.preempted == 0, let index = admitNext(at: now) {
      budget -= prefill(index, atMost: budget)
    }
  }

  private mutating func admitWholePrompts(budget: Int, at now: Double) {
    var budget = budget
    while true {
      let next = ring.slots[SlotRing.waiting].next
      guard next != SlotRing.waiting else { return }
      let uncomputed = ring.slots[next].length - knownBlocks(next) * limits.tokensPerBlock
      guard pieces.isEmpty || uncomputed <= budget, let index = admitNext(at: now) else { return }
      budget -= prefill(index, atMost: .max)
    }
  }

  @inline(__always)
  private func knownBlocks(_ index: Int) -> Int {
    let chain = ring.slots[index].chain
    guard chain > 0 else { return 0 }
    return min(blocks.known, chain, (ring.slots[index].length - 1) / limits.tokensPerBlock)
  }

  private mutating func admitNext(at now: Double) -> Int? {
    let index = ring.slots[SlotRing.waiting].next
    guard running < limits.maximumSequences, index != SlotRing.waiting else { return nil }
    let known = knownBlocks(index)
    let needed = blocks.blocks(for: ring.slots[index].length) - known
    guard blocks.admit(known: known, needed: needed) else { return nil }
    ring.unlink(index)
    ring.append(index, to: SlotRing.running)
    running += 1
    ring.slots[index].sharedBlocks = known
    ring.slots[index].computed = known * limits.tokensPerBlock
    if ring.slots[index].preemptions == 0 { ring.slots[index].scheduled = now }
    return index
  }

  private mutating func prefill(_ index: Int, atMost budget: Int) -> Int {
    let computed = ring.slots[index].computed
    let length = ring.slots[index].length
    let count = min(budget, length - computed)
    pieces.append(Piece(index: index, end: computed + count))
    load.prefills += 1
    load.prefillTokens += count
    load.pairs += StepPlan.pairs(computed..<computed + count)
    if computed + count == length { load.firstTokens += 1 }
    return count
  }

  private mutating func end(_ piece: Piece, at now: Double, _ collector: inout Collector) {
    var slot = ring.slots[piece.index]
    if slot.chain > 0 {
      slot.sharedBlocks = blocks.register(
        from: slot.computed / limits.tokensPerBlock, to: min(piece.end / limits.tokensPerBlock, slot.chain),
        shared: slot.sharedBlocks)
    }
    slot.computed = piece.end
    guard piece.end == slot.length else {
      ring.slots[piece.index] = slot
      return
    }
    if slot.generated == 0 { slot.firstToken = now } else { collector.gap(now - slot.lastToken, count: 1) }
    slot.generated += 1
    slot.lastToken = now
    let isLast = slot.generated == slot.outputTokens
    if !isLast { slot.begun = steps }
    ring.slots[piece.index] = slot
    if isLast {
      finish(piece.index, computed: slot.computed, at: now, &collector)
    } else {
      beginDecoding(piece.index, at: now)
    }
  }

  private mutating func beginDecoding(_ index: Int, at now: Double) {
    let slot = ring.slots[index]
    opening[openingPhase(of: slot.computed)] += 1
    context += slot.computed
    decoding += 1
    endings.insert(index, at: steps + slot.outputTokens - slot.generated, now: steps, &ring)
    if let last = groups.indices.last, groups[last].time == now {
      groups[last].count += 1
    } else {
      groups.append(TokenGroup(time: now, count: 1))
    }
  }
}
