import Inference
import Serving

/// How long the requests of an incident are, and what they share.
struct IncidentSizes: Equatable {
  static let question = 24
  static let output = 12
  static let slots = 8
  /// Tokens of a step.
  static let step = 64

  /// Tokens with which every prompt begins.
  let shared: Int
  /// Tokens of a long question.
  let long: Int
  /// Long prompts that follow each other where it is a neighbour that is slow: as many as keep its steps full.
  let neighbours: Int
  let kvBlocks: Int
  let context: Int

  /// - Parameter context: positions that the model has.
  init(context: Int) throws(ExperimentError) {
    guard context >= 512 else {
      throw .unusableModel(path: "the model", reason: "has a context of \(context) tokens, and 512 are needed")
    }
    self.context = context
    let block = KVCache.tokensPerBlock
    shared = min(640, context / 2 / block * block)
    long = min(1_024, context - shared - IncidentSizes.output - 36)
    neighbours = ((IncidentSizes.output + 2) * IncidentSizes.step + long - 1) / long
    // Room for the common part, for what three or four ordinary requests have of their own, and for long ones.
    kvBlocks = shared / block + 12 + long / block * min(2, neighbours) + 4
  }

  var limits: SchedulerLimits {
    SchedulerLimits(
      policy: .chunkedPrefill(tokens: IncidentSizes.step), maximumSequences: IncidentSizes.slots, kvBlocks: kvBlocks,
      tokensPerBlock: KVCache.tokensPerBlock, sharesPrefixes: true)
  }
}

/// A request of an incident: when it comes, and what it is like.
struct ScriptedRequest: Equatable, Sendable {
  /// It comes before the step of this number, or earlier if nothing else is left to compute.
  let due: Int
  let question: Int
  let output: Int
  /// Whether its prompt begins with the common part.
  let isShared: Bool
}

/// Requests of which one is slow for a reason that is built in.
struct Incident: Equatable {
  let requests: [ScriptedRequest]
  /// The slow one.
  let slow: Int
  let sizes: IncidentSizes
  let seed: UInt64

  /// The prompt of a request.
  func prompt(_ number: Int, vocabulary: Int) -> [TokenID] {
    var common = SeededRandom(seed: seed)
    var own = SeededRandom(seed: seed &+ 1 &+ UInt64(number))
    var tokens = common.tokens(sizes.shared, vocabulary: vocabulary)
    // One token that differs at the start is enough.
    if !requests[number].isShared { tokens[0] = TokenID((Int(tokens[0]) + 1) % vocabulary) }
    return tokens + own.tokens(requests[number].question, vocabulary: vocabulary)
  }

  /// The steps that the scheduler alone plans, and before which of them each request came.
  func rehearse() throws(ExperimentError) -> (steps: [ScriptedStep], arrived: [Int]) {
    var scheduler = Scheduler(limits: sizes.limits)
    var (steps, arrived): ([ScriptedStep], [Int]) = ([], [])
    while true {
      while let next = due(arrived.count, steps.count, isIdle: scheduler.isIdle) {
        do throws(Scheduler.Rejection) {
          try scheduler.submit(
            Request(
              id: RequestID(next), promptTokens: sizes.shared + requests[next].question,
              maximumOutputTokens: requests[next].output, prefixHashes: hashes(next)))
        } catch {
          throw .contradiction("request \(next) of the script can never be served: \(error)")
        }
        arrived.append(steps.count)
      }
      guard !scheduler.isIdle else { return (steps, arrived) }
      let plan = scheduler.planStep()
      steps.append(
        ScriptedStep(plan: plan, running: scheduler.runningCount, kvBlocksInUse: scheduler.kvBlocksInUse))
      _ = scheduler.complete()
    }
  }

  /// Names for the full KV blocks of a prompt: the same for the common part, its own for everything behind a token that
  /// differs.
  private func hashes(_ number: Int) -> [UInt64] {
    let blocks = (sizes.shared + requests[number].question) / KVCache.tokensPerBlock
    let common = requests[number].isShared ? sizes.shared / KVCache.tokensPerBlock : 0
    return (0..<blocks).map { UInt64($0) + ($0 < common ? 0 : UInt64(number + 1) << 32) }
  }

  /// The next request, if it comes before a step.
  func due(_ next: Int, _ step: Int, isIdle: Bool) -> Int? {
    guard next < requests.count, requests[next].due <= step || isIdle else { return nil }
    return next
  }

  /// Every request's spans.
  func spans(_ steps: [ScriptedStep], _ arrived: [Int]) -> [RequestSpans] {
    RequestSpans.of(steps, prompts: requests.map { sizes.shared + $0.question }, arrived: arrived)
  }

  /// Those that came before the slow one, but for the first, which finds an empty cache: how things usually are.
  func earlier(_ spans: [RequestSpans]) -> [RequestSpans] {
    spans.dropFirst().filter { $0.arrived < spans[slow].arrived }
  }

  /// What those are like that came before the slow one.
  func typical(_ spans: [RequestSpans]) -> TypicalSpans {
    TypicalSpans(earlier(spans), step: IncidentSizes.step)
  }

  /// Whether a trace shows this cause for the slow request, no other, and that it is slow.
  func shows(_ cause: SlowCause, _ spans: [RequestSpans]) -> Bool {
    let typical = typical(spans)
    return typical.causes(spans[slow]) == [cause] && typical.isSlow(spans[slow])
  }
}
