public import CostModel

/// What an option costs in a month, and whether it may be taken at all.
public struct OptionResult: Equatable, Sendable, Identifiable {
  public var option: ScenarioOption
  /// The model's name, or those of a hybrid's parts.
  public var subtitle: String
  public var gates: [Gate]
  /// The bill, item by item; empty when the option cannot be counted.
  public var lines: [CostLine]
  /// The own or rented machines; nil where tokens are paid.
  public var fleet: FleetResult?
  /// The rows of the catalogue that the bill stands on.
  public var sources: [SourceUse]

  public init(
    option: ScenarioOption, subtitle: String, gates: [Gate], lines: [CostLine], fleet: FleetResult?,
    sources: [SourceUse]
  ) {
    self.option = option
    self.subtitle = subtitle
    self.gates = gates
    self.lines = lines
    self.fleet = fleet
    self.sources = sources
  }

  public var id: String { option.id }
  /// Why the option is out; empty when it isn't.
  public var failures: [String] { gates.compactMap(\.failure) }
  public var isOut: Bool { !failures.isEmpty }
  public var conditions: [String] { gates.compactMap(\.condition) }
  public var total: DollarsPerMonth { lines.reduce(.zero) { $0 + $1.amount } }

  /// The bill's part of a kind.
  public func total(_ kind: CostLine.Kind) -> DollarsPerMonth {
    lines.filter { $0.kind == kind }.reduce(.zero) { $0 + $1.amount }
  }
}

/// One item of a month's bill.
public struct CostLine: Equatable, Sendable {
  public enum Kind: String, Sendable, CaseIterable {
    case tokens, gpus, people, vendors, once
    case other

    public var title: String {
      switch self {
      case .tokens: "Tokens"
      case .gpus: "GPUs"
      case .people: "People"
      case .vendors: "Services"
      case .once: "Paid once, spread"
      case .other: "Traffic, storage"
      }
    }
  }

  public var kind: Kind
  public var title: String
  public var amount: DollarsPerMonth

  public init(_ kind: Kind, _ title: String, _ amount: DollarsPerMonth) {
    self.kind = kind
    self.title = title
    self.amount = amount
  }
}

/// The machines behind an option.
public struct FleetResult: Equatable, Sendable {
  public var deployment: Deployment
  public var memory: MemoryPlan
  /// What one replica carries within the objectives, and how that is known.
  public var capacity: Capacity
  /// Replicas in the busiest hour, spare ones included.
  public var replicas: Int
  /// Replicas averaged over the day; less than ``replicas`` where the fleet follows the load.
  public var meanReplicas: Double
  /// The share of what the running replicas could carry that is used, averaged over the month.
  public var utilisation: Double
  /// The same in the busiest hour.
  public var peakUtilisation: Double
  public var price: DollarsPerHour
}

/// The load that one replica carries within the objectives.
public struct Capacity: Equatable, Sendable {
  public enum Basis: Equatable, Sendable {
    /// The closed form: the mean step at the largest batch that keeps the objectives, times a headroom for P99.
    case estimated(headroom: Double)
    /// Found by simulating so many requests a probe.
    case simulated(requests: Int)
  }

  public var rate: RequestsPerSecond
  /// Sequences that decode together at that load.
  public var batch: Double
  public var ttft: Seconds
  public var tpot: Seconds
  public var basis: Basis
  /// What holds the load down: an objective, the memory, or the batch limit.
  public var limit: Limit

  public enum Limit: String, Sendable { case memory, tpot, ttft, endToEnd = "end to end", batchLimit = "batch limit" }
}

/// A row of the catalogue that a result stands on.
public struct SourceUse: Hashable, Sendable {
  /// What the row gives: `price of gpt-5.4 (OpenAI)`.
  public var what: String
  public var provenance: Provenance

  public init(_ what: String, _ provenance: Provenance) {
    self.what = what
    self.provenance = provenance
  }
}
