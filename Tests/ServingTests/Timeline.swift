import Serving

/// Runs a scheduler to its end and draws it: a row for each request, a column for each step.
///
/// `P` computes a part of the prompt, `D` decodes, `.` waits, a space is before submission or after the end.
struct Timeline {
  var rows: [String]
  var plans: [StepPlan] = []

  /// - Parameter requests: the step before which a request is submitted, its prompt and its output.
  init(_ limits: SchedulerLimits, _ requests: [(at: Int, prompt: Int, output: Int)]) throws {
    var scheduler = Scheduler(limits: limits)
    rows = Array(repeating: "", count: requests.count)
    for step in 0..<1000 {
      for (index, request) in requests.enumerated() where request.at == step {
        try scheduler.submit(
          Request(id: RequestID(index), promptTokens: request.prompt, maximumOutputTokens: request.output))
      }
      if scheduler.isIdle { break }
      let plan = scheduler.planStep()
      let waiting = Set(scheduler.waitingIDs)
      let running = Set(scheduler.runningIDs)
      for index in requests.indices {
        let id = RequestID(index)
        if plan.prefills.contains(where: { $0.id == id }) {
          rows[index] += "P"
        } else if plan.decodes.contains(where: { $0.id == id }) {
          rows[index] += "D"
        } else {
          rows[index] += waiting.contains(id) || running.contains(id) ? "." : " "
        }
      }
      _ = scheduler.complete()
      plans.append(plan)
    }
    rows = rows.map { row in String(row.reversed().drop { $0 == " " }.reversed()) }
  }

  var picture: String { rows.joined(separator: "\n") }
}

/// Limits with small numbers.
func limits(
  _ policy: BatchingPolicy, sequences: Int = 8, blocks: Int = 100, tokensPerBlock: Int = 4, sharing: Bool = false
) -> SchedulerLimits {
  SchedulerLimits(
    policy: policy, maximumSequences: sequences, kvBlocks: blocks, tokensPerBlock: tokensPerBlock,
    sharesPrefixes: sharing)
}
