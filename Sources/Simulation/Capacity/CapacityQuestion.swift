public import CostModel
public import Serving

/// What must be served, on what, and how well.
public struct CapacityQuestion: Hashable, Sendable {
  /// One replica's costs and limits, and the balancer in front of several.
  public var fleet: SimulatedFleet
  public var lengths: Lengths
  public var sharedPrefix: SharedPrefix?
  /// The promise; one without any limit is kept at every rate that does not queue without end.
  public var serviceLevel: ServiceLevel
  /// The coefficient of variation of the gaps between requests: 1 is Poisson, more comes in bursts.
  public var burstiness: Double
  /// What one replica costs.
  public var price: DollarsPerHour?
  public var seed: UInt64
  /// Requests of the first run at a rate; further ones are twice as long.
  public var fewestRequests: Int
  /// No run is longer than this.
  public var mostRequests: Int

  public init(
    _ fleet: SimulatedFleet, lengths: Lengths, sharedPrefix: SharedPrefix? = nil, serviceLevel: ServiceLevel,
    burstiness: Double = 1, price: DollarsPerHour? = nil, seed: UInt64 = 1, fewestRequests: Int = 2000,
    mostRequests: Int = 16_000
  ) {
    self.fleet = fleet
    self.lengths = lengths
    self.sharedPrefix = sharedPrefix
    self.serviceLevel = serviceLevel
    self.burstiness = burstiness
    self.price = price
    self.seed = seed
    self.fewestRequests = fewestRequests
    self.mostRequests = mostRequests
  }
}

/// A rate at a number of replicas, and what a simulation says about it.
public struct CapacityAnswer: Hashable, Sendable {
  public var rate: RequestsPerSecond
  public var replicas: Int
  public var report: SimulationReport
  /// What the search took.
  public var runs: Int
  public var simulatedRequests: Int
}
