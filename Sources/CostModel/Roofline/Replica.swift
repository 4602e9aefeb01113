/// One copy of a model on its GPUs: what fits into its memory, and how long its steps take.
public struct Replica: Equatable, Sendable {
  public let deployment: Deployment
  public let memory: MemoryPlan
  public let costs: StepCosts
  private let bunching: Double
  private let budget: Double

  /// Counts a deployment's memory and compiles its step times.
  ///
  /// - Parameter years: the engine's age, counted from January 2026 on.
  public init(_ deployment: Deployment, _ factors: Factors, years: Double = 0) {
    let model = StepModel(deployment, factors, years: years)
    self.deployment = deployment
    memory = model.memory
    costs = model.compiled()
    bunching = factors[.bunching]
    budget = StepModel.prefillBudget * model.facts.sequenceShares
  }

  /// A number that is at least 1 and that sums and products of whole numbers can hold.
  private func counted(_ number: Double) -> Double { number >= 1 ? min(number, 1e8) : 1 }

  /// What a constant load of equal requests looks like on a replica.
  public struct LoadPoint: Equatable, Sendable {
    /// Sequences that decode together.
    public var batch: Double
    public var rate: RequestsPerSecond
    /// From the beginning of work on a prompt to the first token, without waiting.
    public var ttft: Seconds
    /// Mean time from token to token.
    public var tpot: Seconds
    public var endToEnd: Seconds
  }

  /// The load at which so many sequences decode together.
  ///
  /// - Parameter cached: tokens of each prompt whose keys and values are kept from earlier ones.
  public func load(batch: Double, prompt: Tokens, cached: Tokens = .zero, output: Tokens) -> LoadPoint {
    let load = SteadyState.Load(
      batch: counted(batch), prompt: counted(prompt.value), cached: min(max(cached.value, 0), counted(prompt.value)),
      output: counted(output.value), bunching: bunching, budget: budget)
    let state = SteadyState(load) { decodes, context, prefill, attended in
      costs.seconds(
        decodes: Int(decodes.rounded()), context: Int(decodes * context), prefill: Int(prefill.rounded()),
        pairs: prefill * attended)
    }
    return LoadPoint(
      batch: state.batch, rate: RequestsPerSecond(state.batch / state.cycle), ttft: Seconds(state.prefill),
      tpot: Seconds(state.tpot), endToEnd: Seconds(state.prefill + state.tpot * (load.output - 1)))
  }
}
