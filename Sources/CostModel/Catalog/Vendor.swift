/// A service around the model that is paid by tier and usage: tracing, evaluation, vector search, hosting, tuning.
public struct Vendor: Hashable, Sendable, Identifiable {
  public var id: String
  public var name: String
  /// What it does, in a word or two: `tracing`.
  public var does: String
  public var tiers: [Tier]
  /// What running it oneself costs, where that is possible and known.
  public var selfHosted: SelfHosted?
  public var provenance: Provenance
  public var note: String

  public init(
    id: String, name: String, does: String, tiers: [Tier], selfHosted: SelfHosted? = nil, provenance: Provenance,
    note: String = ""
  ) {
    self.id = id
    self.name = name
    self.does = does
    self.tiers = tiers
    self.selfHosted = selfHosted
    self.provenance = provenance
    self.note = note
  }

  /// A price that is known exactly, or as a range.
  public struct PriceRange: Hashable, Sendable {
    public let low: Dollars
    public let high: Dollars

    /// Fails when the low end lies above the high one.
    public init?(low: Dollars, high: Dollars) {
      guard low <= high else { return nil }
      self.low = low
      self.high = high
    }

    /// One price.
    public init(_ price: Dollars) {
      low = price
      high = price
    }

    /// The price at a place between the ends.
    public func at(_ place: Share) -> Dollars { low + (high - low) * place }
  }

  /// One of a vendor's plans.
  public struct Tier: Hashable, Sendable {
    public var name: String
    /// A month, whatever the usage; nil where the vendor quotes on request.
    public var base: DollarsPerMonth?
    /// The least that a month costs.
    public var minimum: DollarsPerMonth
    public var seats: Seats?
    /// What usage may cost before it is billed; it does not pay for base and seats.
    public var credits: DollarsPerMonth
    public var meters: [Meter]
    /// Whether a business may use it.
    public var allowsBusiness: Bool
    /// For how many days data is kept, where stated.
    public var keepsDays: Int?
    public var note: String

    public init(
      name: String, base: DollarsPerMonth?, minimum: DollarsPerMonth = .zero, seats: Seats? = nil,
      credits: DollarsPerMonth = .zero, meters: [Meter] = [], allowsBusiness: Bool = true, keepsDays: Int? = nil,
      note: String = ""
    ) {
      self.name = name
      self.base = base
      self.minimum = minimum
      self.seats = seats
      self.credits = credits
      self.meters = meters
      self.allowsBusiness = allowsBusiness
      self.keepsDays = keepsDays
      self.note = note
    }
  }

  /// What people with an account cost.
  public struct Seats: Hashable, Sendable {
    public var included: Int
    /// For each further one a month.
    public var price: DollarsPerMonth
    /// Nil where any number is allowed.
    public var most: Int?

    public init(included: Int = 0, price: DollarsPerMonth = .zero, most: Int? = nil) {
      self.included = included
      self.price = price
      self.most = most
    }
  }

  /// How a tier bills one metric.
  public struct Meter: Hashable, Sendable {
    /// A price that holds up to an amount beyond what is included.
    public struct Band: Hashable, Sendable {
      /// Counted from the included amount on; nil for the last band, which has no end.
      public var upTo: Count?
      /// For ``Meter/per`` units.
      public var price: PriceRange

      public init(upTo: Count? = nil, price: PriceRange) {
        self.upTo = upTo
        self.price = price
      }
    }

    public var metric: Metric
    public var included: Count
    /// More is refused; nil where there is no end.
    public var most: Count?
    /// How many units a band's price is for.
    public var per: Count
    /// Ascending; empty where no price beyond the included amount is published.
    public var bands: [Band]
    /// Where the prices come from, when not from where the vendor's others do.
    public var provenance: Provenance?
    public var note: String

    public init(
      metric: Metric, included: Count = .zero, most: Count? = nil, per: Count = Count(1), bands: [Band] = [],
      provenance: Provenance? = nil, note: String = ""
    ) {
      self.metric = metric
      self.included = included
      self.most = most
      self.per = per
      self.bands = bands
      self.provenance = provenance
      self.note = note
    }
  }

  /// The same thing run by oneself.
  public struct SelfHosted: Hashable, Sendable {
    public var name: String
    public var licence: String
    public var low: DollarsPerMonth
    public var high: DollarsPerMonth
    public var note: String

    public init(name: String, licence: String, low: DollarsPerMonth, high: DollarsPerMonth, note: String = "") {
      self.name = name
      self.licence = licence
      self.low = low
      self.high = high
      self.note = note
    }
  }
}

/// What services count.
public enum Metric: String, Sendable, CaseIterable {
  /// Runs recorded, kept for the default time.
  case traces
  /// Runs kept for long.
  case extendedTraces = "extended_traces"
  /// Traces, spans, generations, events and scores together.
  case observations
  case spans
  case scores
  case requests
  case processedGB = "processed_gb"
  case storedGB = "stored_gb"
  case computeUnits = "compute_units"
  case storageUnits = "storage_units"
  case vectorStorageGB = "vector_storage_gb"
  case vectorReadUnits = "vector_read_units"
  case vectorWriteUnits = "vector_write_units"
  case vectorEgressGB = "vector_egress_gb"
  case vectorBackupGB = "vector_backup_gb"
  case vectorMemoryGB = "vector_ram_gb"
  /// Millions of stored numbers: vectors times their length.
  case vectorDimensions = "vector_dimensions_m"
  case webTransferGB = "web_transfer_gb"
  case edgeRequests = "edge_requests"
  case functionCalls = "function_calls"
  case activeCPUHours = "active_cpu_hours"
  case functionMemoryGBHours = "function_memory_gb_hours"
  case trainingTokens = "training_tokens"

  /// The name in words: `vector read units`.
  public var words: String {
    switch self {
    case .processedGB: "GB processed"
    case .storedGB: "GB stored"
    case .vectorStorageGB: "GB of vectors"
    case .vectorEgressGB: "GB of vectors sent"
    case .vectorBackupGB: "GB of vector backups"
    case .vectorMemoryGB: "GB of vectors in memory"
    case .vectorDimensions: "million vector dimensions"
    case .webTransferGB: "GB of web transfer"
    case .activeCPUHours: "hours of active CPU"
    case .functionMemoryGBHours: "GB-hours of memory"
    default: rawValue.replacing("_", with: " ")
    }
  }
}
