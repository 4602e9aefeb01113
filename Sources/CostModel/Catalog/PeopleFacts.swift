/// What the catalogue knows of people's cost: ranges, never points.
public struct PeopleFacts: Hashable, Sendable {
  /// How much of engineers' time a way of running models takes.
  public struct Role: Hashable, Sendable, Identifiable {
    public var id: String
    public var name: String
    public var engineers: Triangular<EngineerUnit>
    /// Whether somebody must be reachable at all hours.
    public var onCall: Bool
    public var note: String

    public init(id: String, name: String, engineers: Triangular<EngineerUnit>, onCall: Bool, note: String = "") {
      self.id = id
      self.name = name
      self.engineers = engineers
      self.onCall = onCall
      self.note = note
    }
  }

  /// An engineer with all that the employer pays.
  public var engineer: Triangular<Per<DollarUnit, YearUnit>>
  public var roles: [Role]
  public var provenance: Provenance

  public init(engineer: Triangular<Per<DollarUnit, YearUnit>>, roles: [Role], provenance: Provenance) {
    self.engineer = engineer
    self.roles = roles
    self.provenance = provenance
  }
}

/// How a market moved, or what is usual in it.
public struct MarketFact: Hashable, Sendable, Identifiable {
  /// What the figures count.
  public enum Measure: String, Sendable, CaseIterable {
    case percent = "%"
    case times = "times"
    case timesCheaperAYear = "times cheaper a year"
    case timesCheaperOverPeriod = "times cheaper over the period"
    case dollarsPerGPUHour = "$/GPU-h"
  }

  public var id: String
  /// What is meant, in words.
  public var what: String
  /// When, in words: `2021-11 to 2024-11`.
  public var period: String
  /// In the measure's unit: 30 for 30 %.
  public var low: Double
  public var high: Double
  public var measure: Measure
  public var provenance: Provenance
  public var note: String

  public init(
    id: String, what: String, period: String, low: Double, high: Double, measure: Measure, provenance: Provenance,
    note: String = ""
  ) {
    self.id = id
    self.what = what
    self.period = period
    self.low = low
    self.high = high
    self.measure = measure
    self.provenance = provenance
    self.note = note
  }
}
