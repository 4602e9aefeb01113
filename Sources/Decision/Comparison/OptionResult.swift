public import CostModel

/// What an option costs in a month, and whether it may be taken at all.
public struct OptionResult: Equatable, Sendable, Identifiable {
  public var option: ScenarioOption
  /// What it runs, in a few words.
  public var subtitle: String
  public var gates: [Gate]
  /// The bill, item by item; empty when the option cannot be counted.
  public var bill: Bill
  /// The own or rented machines; nil where tokens are paid.
  public var fleet: FleetResult?
  /// Of a hybrid: the share of requests that goes to the option for the peaks.
  public var overflow: Double?
  /// The rows of the catalogue that the bill stands on.
  public var sources: [SourceUse]

  public var id: String { option.id }
  /// Why the option is out; empty when it isn't.
  public var failures: [String] { gates.compactMap(\.failure) }
  public var isOut: Bool { !failures.isEmpty }
  public var conditions: [String] { gates.compactMap(\.condition) }
  /// Infinite when the option cannot serve the load at all.
  public var total: DollarsPerMonth { bill.lines.isEmpty ? DollarsPerMonth(.infinity) : bill.total }

  /// The bill's part of a kind.
  public func total(_ kind: CostKind) -> DollarsPerMonth {
    bill.lines.reduce(.zero) { CostKind($1.part) == kind ? $0 + $1.amount : $0 }
  }
}

/// What money goes to, coarsely: the segments of a bar.
public enum CostKind: String, Sendable, CaseIterable {
  case tokens, gpus, people, services, once, other

  public init(_ part: BillLine.Part) {
    switch part {
    case .input, .cachedInput, .cacheWrite, .output: self = .tokens
    case .gpus, .hosting: self = .gpus
    case .people: self = .people
    case .vendors: self = .services
    case .migration: self = .once
    case .storage, .egress: self = .other
    }
  }

  public var title: String {
    switch self {
    case .tokens: "Tokens"
    case .gpus: "GPUs"
    case .people: "People"
    case .services: "Services"
    case .once: "Paid once, spread"
    case .other: "Traffic, storage"
    }
  }
}

/// The machines behind an option.
public struct FleetResult: Equatable, Sendable {
  public var deployment: Deployment
  public var memory: MemoryPlan
  /// What one replica carries within the objectives, and how that is known; nil when it carries nothing.
  public var capacity: Capacity?
  /// Replicas in the busiest hour, spare ones included.
  public var replicas: Int
  /// Replicas averaged over the month; fewer where the fleet follows the load.
  public var meanReplicas: Double
  /// The share of what the running replicas could carry that is used, averaged over the month.
  public var utilisation: Share
  /// Of one GPU.
  public var price: DollarsPerHour

  public var gpus: Int { replicas * deployment.gpus }
}

/// The load that one replica carries within the objectives.
public struct Capacity: Equatable, Sendable {
  public enum Basis: Equatable, Sendable {
    /// The closed form: percentiles estimated from means.
    case estimated
    /// Found by simulating so many requests.
    case simulated(requests: Int)
  }

  /// What holds the load down: an objective, the memory, or the batch limit.
  public enum Limit: String, Sendable { case memory, tpot, ttft, endToEnd = "end to end", batchLimit = "batch limit" }

  public var rate: RequestsPerSecond
  /// Sequences that decode together at that load.
  public var batch: Double
  /// At the objectives' percentile.
  public var ttft: Seconds
  public var tpot: Seconds
  public var basis: Basis
  public var limit: Limit
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
