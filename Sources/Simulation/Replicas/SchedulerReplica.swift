import CostModel
import Serving

/// The plain replica: the scheduler that real engines use, told what a step costs.
///
/// Its work grows with the batch. This is the reference. `CountingReplica` must give the same times to every request.
struct SchedulerReplica: Replica {
  private struct Progress {
    var request: SimulatedRequest
    var scheduled: Double?
    var firstToken: Double?
    var lastToken = 0.0
    var outputTokens = 0
    var preemptions = 0
  }

  private let costs: StepCosts
  private let tokensPerBlock: Int
  private var scheduler: Scheduler
  private var progress: [RequestID: Progress] = [:]
  private var plan = StepPlan()
  private(set) var load = StepLoad()

  init(_ fleet: SimulatedFleet) {
    costs = fleet.costs
    tokensPerBlock = fleet.limits.tokensPerBlock
    scheduler = Scheduler(limits: fleet.limits)
  }

  mutating func submit(_ request: SimulatedRequest) -> Bool {
    let id = RequestID(request.number)
    let chain = (0..<request.sharedTokens / tokensPerBlock).map { UInt64($0) }
    do throws(Scheduler.Rejection) {
      try scheduler.submit(
        Request(
          id: id, promptTokens: request.promptTokens, maximumOutputTokens: request.outputTokens, prefixHashes: chain))
    } catch {
      return false
    }
    progress[id] = Progress(request: request)
    return true
  }

  mutating func begin(at now: Double) -> Double {
    plan = scheduler.planStep()
    for id in plan.preempted { progress[id]?.preemptions += 1 }
    for id in plan.admitted where progress[id]?.scheduled == nil { progress[id]?.scheduled = now }
    load = StepLoad(
      decodes: plan.decodes.count, context: plan.context, prefills: plan.prefills.count,
      prefillTokens: plan.prefillTokens, pairs: plan.pairs, firstTokens: plan.prefills.count { $0.yieldsToken },
      preempted: plan.preempted.count, kvBlocksInUse: scheduler.kvBlocksInUse)
    return costs.seconds(
      decodes: load.decodes, context: load.context, prefill: load.prefillTokens, pairs: load.pairs)
  }

  mutating func end(at now: Double, into collector: inout Collector) {
    collector.planned(plan)
    for id in plan.decodes.map(\.id) + plan.prefills.filter(\.yieldsToken).map(\.id) {
      guard var state = progress[id] else { continue }
      if state.firstToken == nil {
        state.firstToken = now
      } else {
        collector.gap(now - state.lastToken, count: 1)
      }
      state.lastToken = now
      state.outputTokens += 1
      progress[id] = state
    }
    for id in scheduler.complete() {
      guard let state = progress.removeValue(forKey: id), let scheduled = state.scheduled,
        let firstToken = state.firstToken
      else { continue }
      collector.finished(
        LatencyRecord(
          id: id, promptTokens: state.request.promptTokens, outputTokens: state.outputTokens,
          arrival: state.request.arrival, scheduled: scheduled, firstToken: firstToken, lastToken: state.lastToken,
          preemptions: state.preemptions))
    }
  }
}
