public import CostModel

/// One way to run the workload.
public struct ScenarioOption: Equatable, Sendable, Identifiable {
  public enum Kind: String, Sendable, CaseIterable {
    /// A closed model by the token.
    case api
    /// An open-weight model by the token, run by a seller.
    case managedOpen = "managed-open"
    /// A seller's endpoint on GPUs that are rented by the hour.
    case dedicated
    /// Open weights on own or rented machines, run by the own team.
    case selfHost = "self-host"
    /// A small model, tuned for the task, self-hosted.
    case tunedSmall = "tuned-small"
    /// One option carries the base load, another the peaks.
    case hybrid

    /// Whether the option pays for GPUs.
    public var rentsGPUs: Bool { self == .dedicated || self == .selfHost || self == .tunedSmall }
    /// Whether the own team runs the machines.
    public var isOperated: Bool { self == .selfHost || self == .tunedSmall }
    /// Whether tokens are paid.
    public var paysByToken: Bool { self == .api || self == .managedOpen }
  }

  public var id: String
  public var kind: Kind
  /// By the token: the model's name in the price list.
  public var price = ""
  /// The seller, of tokens or of GPU hours; empty for any.
  public var provider = ""
  /// On GPUs: the open-weight model's name in the catalogue.
  public var model = ""
  /// On GPUs: the accelerator's name in the catalogue.
  public var gpu = ""
  public var precision = WeightPrecision.fp8
  public var cache = CachePrecision.bf16
  public var tensorParallel = 1
  public var engine = ServingEngine.vLLM
  /// 0.3 is 30 % off the price on demand, for a commitment.
  public var reservedDiscount = 0.0
  /// The share of GPU hours that run on spot machines.
  public var spotShare = 0.0
  /// Replicas beyond those that the peak needs.
  public var redundancy = 1
  /// The fleet never shrinks below so many.
  public var minimumReplicas = 1
  /// Whether replicas are switched off in quiet hours.
  public var autoscale = false
  /// Making the tuned model, once.
  public var tuning = Dollars.zero
  /// Of a hybrid: the option for the base load.
  public var base = ""
  /// Of a hybrid: the option for what exceeds it.
  public var peak = ""
  /// The reader's own judgement of what this option's model can do; nil for the catalogue's class.
  public var capability: Capability?
  /// What the seller lets through; nil where it does not bind.
  public var rateLimit: TokensPerMinute?

  public init(id: String, kind: Kind) {
    self.id = id
    self.kind = kind
  }
}
