import Serving
import StrataTesting
import Testing

/// Random policies, memories and requests, with ends of text and cancellations.
@Suite struct SchedulerPropertyTests {
  struct Load {
    var limits: SchedulerLimits
    var requests: [Int: Request] = [:]

    init(_ rng: inout SplitMix64) {
      let tokensPerBlock = rng.int(1...5)
      let budget = rng.int(1...24)
      let policy: BatchingPolicy =
        switch rng.int(0...2) {
        case 0: .static
        case 1: .continuous(tokens: budget)
        default: .chunkedPrefill(tokens: budget)
        }
      let blocks = rng.int(6...30)
      limits = SchedulerLimits(
        policy: policy, maximumSequences: rng.int(1...6), kvBlocks: blocks, tokensPerBlock: tokensPerBlock,
        sharesPrefixes: !rng.oneIn(3))
      let most = blocks * tokensPerBlock
      for number in 0..<rng.int(1...25) {
        let prompt = rng.int(1...max(1, most / 2))
        let start = rng.int(0...2)
        let tokens = (0..<prompt).map { start * 1000 + ($0 > most / 3 ? number * 7 : 0) + $0 }
        requests[number] = Request(
          id: RequestID(number), promptTokens: prompt, maximumOutputTokens: rng.int(1...most - prompt + 1),
          prefixHashes: PrefixChain.hashes(of: tokens, tokensPerBlock: tokensPerBlock))
      }
    }
  }

  /// What a client sees of a request, found from the plans alone.
  struct Seen {
    var computed = 0
    var output = 0
  }

  @Test func `no sequence, token or block is lost, whatever the policy`() throws {
    try withEverySeed(0..<200) { _, rng in
      let load = Load(&rng)
      var scheduler = Scheduler(limits: load.limits)
      var seen: [RequestID: Seen] = [:]
      var over: Set<RequestID> = []
      var next = 0
      for _ in 0..<20_000 where next < load.requests.count || !scheduler.isIdle {
        while next < load.requests.count, scheduler.isIdle || rng.oneIn(2), let request = load.requests[next] {
          try scheduler.submit(request)
          seen[request.id] = Seen()
          next += 1
        }
        let before = scheduler.runningIDs
        let plan = scheduler.planStep()
        try check(plan, load, before: before, scheduler)
        try follow(plan, load, &seen)
        var ended: Set<RequestID> = []
        for id in plan.decodes.map(\.id) where rng.oneIn(40) { ended.insert(id) }
        if rng.oneIn(30), let victim = seen.keys.sorted().filter({ !over.contains($0) }).randomElement(using: &rng) {
          let wasThere = scheduler.cancel(victim)
          try #require(wasThere)
          over.insert(victim)
        }
        let finished = scheduler.complete(ended: ended)
        for id in finished {
          let isNew = over.insert(id).inserted
          try #require(isNew)
          try #require(ended.contains(id) || seen[id]?.output == load.requests[id.number]?.maximumOutputTokens)
        }
        try #require(scheduler.faults == [])
      }
      try #require(scheduler.isIdle && scheduler.kvBlocksInUse == 0)
      try #require(over.count == load.requests.count)
    }
  }

  /// The order of service, the budget, and who is let in when.
  private func check(_ plan: StepPlan, _ load: Load, before: [RequestID], _ scheduler: Scheduler) throws {
    try #require(!plan.isEmpty)
    let line = scheduler.runningIDs + scheduler.waitingIDs
    try #require(line == line.sorted())
    try #require(plan.prefills.map(\.id) == plan.prefills.map(\.id).sorted())
    try #require(plan.decodes.map(\.id) == plan.decodes.map(\.id).sorted())
    try #require(plan.preempted == plan.preempted.sorted(by: >))
    try #require(plan.preempted.isEmpty || plan.admitted.isEmpty)
    switch load.limits.policy {
    case .static:
      try #require(plan.admitted.isEmpty || before.isEmpty)
    case .continuous(let tokens):
      try #require(plan.prefills.isEmpty || plan.decodes.isEmpty)
      try #require(plan.prefills.count <= 1 || plan.prefillTokens <= tokens)
    case .chunkedPrefill(let tokens):
      try #require(plan.prefillTokens <= max(0, tokens - plan.decodes.count))
      try #require(plan.decodes.count + plan.preempted.count >= before.count - 1)
    }
  }

  /// Every piece begins where the sequence stands, and lies in blocks that it has.
  private func follow(_ plan: StepPlan, _ load: Load, _ seen: inout [RequestID: Seen]) throws {
    for id in plan.preempted { seen[id]?.computed = 0 }
    for piece in plan.prefills {
      var state = try #require(seen[piece.id])
      let request = try #require(load.requests[piece.id.number])
      let known = piece.tokens.lowerBound - state.computed
      try #require(known == 0 || (plan.admitted.contains(piece.id) && known % load.limits.tokensPerBlock == 0))
      try #require(known == 0 || load.limits.sharesPrefixes)
      try #require(piece.tokens.count > 0 && piece.tokens.upperBound <= request.promptTokens + state.output)
      try #require(piece.table.count * load.limits.tokensPerBlock >= piece.tokens.upperBound)
      state.computed = piece.tokens.upperBound
      try #require(piece.yieldsToken == (state.computed == request.promptTokens + state.output))
      if piece.yieldsToken { state.output += 1 }
      seen[piece.id] = state
    }
    for decode in plan.decodes {
      var state = try #require(seen[decode.id])
      try #require(decode.position == state.computed)
      try #require(decode.table.count * load.limits.tokensPerBlock > decode.position)
      state.computed += 1
      state.output += 1
      seen[decode.id] = state
    }
  }
}
