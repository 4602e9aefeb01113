import CostModel

/// What an option must pass before money is counted.
public struct Gate: Equatable, Sendable {
  public enum Subject: String, Sendable, CaseIterable {
    case privacy, capability, latency, memory
    case rateLimit = "rate limit"
  }

  public enum Outcome: Equatable, Sendable {
    case passes
    /// Passes as long as something holds that the program cannot know.
    case passesIf(String)
    /// The option is out, and why.
    case fails(String)
  }

  public var subject: Subject
  public var outcome: Outcome

  public init(_ subject: Subject, _ outcome: Outcome) {
    self.subject = subject
    self.outcome = outcome
  }

  /// Why the option is out; nil when it isn't.
  public var failure: String? {
    if case .fails(let why) = outcome { return why }
    return nil
  }

  /// What must hold; nil when nothing must.
  public var condition: String? {
    if case .passesIf(let what) = outcome { return what }
    return nil
  }
}

extension Gate {
  /// Whether an option's kind keeps the data where a scenario wants it.
  static func privacy(_ kind: ScenarioOption.Kind, _ privacy: Privacy) -> Gate {
    Gate(.privacy, privacyOutcome(kind, privacy))
  }

  private static func privacyOutcome(_ kind: ScenarioOption.Kind, _ privacy: Privacy) -> Outcome {
    switch (kind, privacy) {
    case (.hybrid, _), (_, .none): .passes
    case (.selfHost, .airGapped), (.tunedSmall, .airGapped):
      .passesIf("the GPUs stand in your own building; the price of an hour then stands for what owning them costs")
    case (.selfHost, _), (.tunedSmall, _): .passes
    case (.dedicated, .noTraining), (.dedicated, .inRegion): .passesIf("the seller's contract says so for your region")
    case (.dedicated, .ownVPC):
      .fails("data must stay in your own cloud account, and the endpoint runs in the seller's")
    case (.api, .noTraining), (.managedOpen, .noTraining): .passesIf("the contract rules out training on your data")
    case (.api, .inRegion), (.managedOpen, .inRegion): .passesIf("the seller serves this model from your region")
    case (.api, .ownVPC), (.managedOpen, .ownVPC):
      .fails("data must stay in your own cloud account, and an API runs in the seller's")
    case (.api, .airGapped), (.managedOpen, .airGapped), (.dedicated, .airGapped):
      .fails("no network is allowed, and this option is reached by one")
    }
  }

  /// Whether the option's model is of the class that the task needs.
  static func capability(_ option: ScenarioOption, of model: Capability?, needed: Capability) -> Gate {
    if option.kind == .hybrid { return Gate(.capability, .passes) }
    if let judged = option.capability {
      return Gate(
        .capability, judged >= needed ? .passes : .fails("needs \(needed.rawValue), judged to be \(judged.rawValue)"))
    }
    guard let model else {
      return Gate(.capability, .passesIf("it does the task well enough; your evaluation tells"))
    }
    if model >= needed { return Gate(.capability, .passes) }
    if option.kind == .tunedSmall {
      return Gate(
        .capability,
        .passesIf("the tuned \(model.rawValue) model reaches \(needed.rawValue) quality on your task; evaluate first"))
    }
    return Gate(.capability, .fails("needs the class \(needed.rawValue), and its model is of \(model.rawValue)"))
  }

  /// Whether the seller lets the busiest minute through.
  static func rateLimit(_ option: ScenarioOption, _ workload: Workload) -> Gate {
    guard option.kind.paysByToken else { return Gate(.rateLimit, .passes) }
    let peak = workload.peakRate.value * 60 * (workload.prompt.value + workload.output.value)
    guard let limit = option.rateLimit else { return Gate(.rateLimit, .passes) }
    if peak <= limit.value { return Gate(.rateLimit, .passes) }
    return Gate(
      .rateLimit,
      .fails("the peak needs \(Int(peak)) tokens a minute, the seller lets \(Int(limit.value)) through"))
  }
}
