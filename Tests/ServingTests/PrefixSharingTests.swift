import Serving
import StrataTesting
import Testing

@Suite struct PrefixSharingTests {
  private func request(_ number: Int, _ tokens: [Int], output: Int = 1) -> Request {
    Request(
      id: RequestID(number), promptTokens: tokens.count, maximumOutputTokens: output,
      prefixHashes: PrefixChain.hashes(of: tokens, tokensPerBlock: 4))
  }

  @Test func `equal beginnings have equal hashes and nothing else has`() {
    let a = PrefixChain.hashes(of: [1, 2, 3, 4, 5, 6], tokensPerBlock: 2)
    #expect(a == PrefixChain.hashes(of: [1, 2, 3, 4, 5, 6, 9], tokensPerBlock: 2))
    let b = PrefixChain.hashes(of: [1, 2, 3, 0, 5, 6], tokensPerBlock: 2)
    #expect(a[0] == b[0])
    #expect(a[1] != b[1])
    #expect(a[2] != b[2])  // the same tokens after others
  }

  @Test func `the second prompt computes only what the first did not`() throws {
    var scheduler = Scheduler(limits: limits(.continuous(tokens: 64), sharing: true))
    let prefix = Array(0..<8)
    try scheduler.submit(request(0, prefix + [90, 91], output: 9))
    let first = scheduler.planStep()
    _ = scheduler.complete()
    try scheduler.submit(request(1, prefix + [80, 81, 82], output: 9))
    let second = scheduler.planStep()
    #expect(second.prefills.map(\.tokens) == [8..<11])
    #expect(second.prefills[0].table[0..<2] == first.prefills[0].table[0..<2])
    #expect(scheduler.kvBlocksInUse == 4)
  }

  @Test func `the last token of a known prompt is computed all the same`() throws {
    var scheduler = Scheduler(limits: limits(.continuous(tokens: 64), sharing: true))
    for number in 0..<2 {
      try scheduler.submit(request(number, Array(0..<8)))
      let plan = scheduler.planStep()
      #expect(plan.prefills.map(\.tokens) == [number == 0 ? 0..<8 : 4..<8])
      _ = scheduler.complete()
    }
    #expect(scheduler.kvBlocksInUse == 0)
    #expect(scheduler.faults == [])
  }

  @Test func `a block is not shared before the step that computes it is complete`() throws {
    var scheduler = Scheduler(limits: limits(.continuous(tokens: 64), sharing: true))
    try scheduler.submit(request(0, Array(0..<9)))
    try scheduler.submit(request(1, Array(0..<9)))
    let plan = scheduler.planStep()
    #expect(plan.prefills.map(\.tokens) == [0..<9, 0..<9])
  }

  @Test func `without sharing everything is computed`() throws {
    var scheduler = Scheduler(limits: limits(.continuous(tokens: 64)))
    for number in 0..<2 {
      try scheduler.submit(request(number, Array(0..<9)))
      let plan = scheduler.planStep()
      #expect(plan.prefills.map(\.tokens) == [0..<9])
      _ = scheduler.complete()
    }
  }

  @Test func `the block that was free for longest is forgotten first, the end of a chain before its beginning`() throws
  {
    var scheduler = Scheduler(limits: limits(.continuous(tokens: 64), blocks: 5, sharing: true))
    func run(_ request: Request) throws -> [Range<Int>] {
      try scheduler.submit(request)
      let tokens = scheduler.planStep().prefills.map(\.tokens)
      _ = scheduler.complete()
      return tokens
    }
    let a = Array(100..<109)
    let b = Array(200..<205)
    #expect(try run(request(0, a)) == [0..<9])  // two blocks stay known, one is clean
    #expect(try run(request(1, b)) == [0..<5])  // one more
    #expect(try run(request(2, Array(300..<309))) == [0..<9])  // takes the clean two and the second of `a`
    #expect(try run(request(3, b)) == [4..<5])
    #expect(try run(request(4, a)) == [4..<9])
    #expect(scheduler.faults == [])
  }

  @Test func `a preempted sequence finds the blocks of its own prompt again`() throws {
    var scheduler = Scheduler(limits: limits(.continuous(tokens: 64), blocks: 6, sharing: true))
    try scheduler.submit(request(0, Array(0..<8), output: 9))
    try scheduler.submit(request(1, Array(50..<62), output: 3))
    var again: [Range<Int>] = []
    while !scheduler.isIdle {
      let plan = scheduler.planStep()
      if plan.admitted == [RequestID(1)] { again += plan.prefills.map(\.tokens) }
      _ = scheduler.complete()
    }
    #expect(again == [8..<13])
  }
}
