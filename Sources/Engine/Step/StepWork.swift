import Inference
public import Serving

/// A step on its way: what the model is to compute, and the tokens that are drawn from that.
public struct StepWork: Sendable {
  /// What the scheduler decided.
  public var plan: StepPlan { report.plan }

  /// A token to draw from the logits of a sequence's last token.
  struct Draw: Sendable {
    let id: RequestID
    var sampler: Sampler
    /// Those whose repetition is penalised.
    let recent: [TokenID]
    /// What was drawn.
    var token: TokenID?

    mutating func draw(_ logits: [Float]) { token = sampler.next(logits, after: recent) }
  }

  /// Prefills, then decodes, in the plan's order.
  var steps: [SequenceStep] = []
  /// One for each step that asks for logits, in the same order.
  var draws: [Draw] = []
  var report: StepReport
}
