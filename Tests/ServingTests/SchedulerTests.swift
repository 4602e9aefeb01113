import Serving
import Testing

@Suite struct SchedulerTests {
  @Test func `a static batch lets no one in before its last member ends`() throws {
    let timeline = try Timeline(limits(.static, sequences: 2), [(0, 4, 2), (0, 4, 4), (0, 4, 2)])
    #expect(
      timeline.picture == """
        PD
        PDDD
        ....PD
        """)
  }

  @Test func `continuous batching lets the next one in when one ends, and decoding stands still meanwhile`() throws {
    let timeline = try Timeline(limits(.continuous(tokens: 8), sequences: 2), [(0, 4, 2), (0, 4, 4), (0, 4, 2)])
    #expect(
      timeline.picture == """
        PD
        PD.DD
        ..PD
        """)
  }

  @Test func `a prompt beyond the budget is computed alone`() throws {
    let timeline = try Timeline(limits(.continuous(tokens: 8)), [(0, 6, 2), (0, 20, 2), (0, 2, 2), (0, 2, 1)])
    #expect(timeline.plans.map { $0.prefills.map(\.tokens.count) } == [[6], [20], [2, 2], []])
  }

  @Test func `chunked prefill decodes in every step and spends the rest of the budget on prompts`() throws {
    let timeline = try Timeline(limits(.chunkedPrefill(tokens: 4)), [(0, 3, 5), (1, 7, 2)])
    #expect(
      timeline.picture == """
        PDDDD
         PPPD
        """)
    #expect(timeline.plans.map(\.prefillTokens) == [3, 3, 3, 1, 0])
    #expect(timeline.plans.map(\.decodes.count) == [0, 1, 1, 1, 2])
  }

  @Test func `one chunk may end a prompt and the next one begin in the same step`() throws {
    let timeline = try Timeline(limits(.chunkedPrefill(tokens: 6)), [(0, 4, 1), (0, 4, 1), (0, 4, 1)])
    #expect(timeline.plans.map { $0.prefills.map(\.tokens) } == [[0..<4, 0..<2], [2..<4, 0..<4]])
    #expect(timeline.plans.map { $0.prefills.map(\.yieldsToken) } == [[true, false], [true, true]])
  }

  @Test func `running out of blocks preempts the newest, which computes all it had once more`() throws {
    let timeline = try Timeline(
      limits(.chunkedPrefill(tokens: 16), blocks: 4, tokensPerBlock: 2), [(0, 3, 5), (0, 3, 5)])
    #expect(
      timeline.picture == """
        PDDDD
        PD...PDD
        """)
    #expect(timeline.plans[2].preempted == [RequestID(1)])
    #expect(timeline.plans[5].prefills.first?.tokens == 0..<5)
  }

  @Test func `the preempted comes back before those who came later`() throws {
    let timeline = try Timeline(
      limits(.continuous(tokens: 16), sequences: 2, blocks: 4, tokensPerBlock: 2), [(0, 3, 5), (0, 3, 5), (0, 1, 1)])
    #expect(
      timeline.picture == """
        PDDDD
        PD...PDD
        .....P
        """)
  }

  @Test func `tokens before the decoding ones and attended pairs are counted`() throws {
    let plans = try Timeline(limits(.chunkedPrefill(tokens: 6)), [(0, 4, 3), (1, 9, 1)]).plans
    #expect(plans.map(\.context) == [0, 4, 5])
    #expect(plans.map(\.pairs) == [10, 15, 30])  // 1+2+3+4; 1+…+5; 6+7+8+9
  }

  @Test func `a request that could never end is refused with its size`() throws {
    var scheduler = Scheduler(limits: limits(.continuous(tokens: 8), blocks: 2))
    try scheduler.submit(Request(id: RequestID(1), promptTokens: 5, maximumOutputTokens: 4))
    #expect(throws: Scheduler.Rejection.tooLong(RequestID(2), blocksNeeded: 3, blocks: 2)) {
      try scheduler.submit(Request(id: RequestID(2), promptTokens: 5, maximumOutputTokens: 5))
    }
    #expect(throws: Scheduler.Rejection.empty(RequestID(3))) {
      try scheduler.submit(Request(id: RequestID(3), promptTokens: 0, maximumOutputTokens: 5))
    }
    #expect(scheduler.waitingCount == 1)
  }

  @Test func `an end of text ends a sequence early`() throws {
    var scheduler = Scheduler(limits: limits(.continuous(tokens: 8)))
    for number in 0..<3 {
      try scheduler.submit(Request(id: RequestID(number), promptTokens: 2, maximumOutputTokens: 9))
    }
    _ = scheduler.planStep()
    let finished = scheduler.complete(ended: [RequestID(1)])
    #expect(finished == [RequestID(1)])
    let next = scheduler.planStep()
    #expect(next.decodes.map(\.id) == [RequestID(0), RequestID(2)])
  }

  @Test func `a cancelled request is gone, waiting or in a step, and its blocks are free`() throws {
    var scheduler = Scheduler(limits: limits(.continuous(tokens: 4), sequences: 2))
    for number in 0..<4 {
      try scheduler.submit(Request(id: RequestID(number), promptTokens: 2, maximumOutputTokens: 9))
    }
    _ = scheduler.planStep()
    let held = scheduler.kvBlocksInUse
    let there = [1, 2, 7].map { scheduler.cancel(RequestID($0)) }
    #expect(there == [true, true, false])
    #expect(scheduler.kvBlocksInUse == held - 1)
    let finished = scheduler.complete()
    #expect(finished == [])
    let next = scheduler.planStep()
    #expect(next.admitted == [RequestID(3)])
    #expect(scheduler.faults == [])
  }
}
