import TextSafety

/// What GPUs are rented for.
public struct RentalRates: Hashable, Sendable {
  /// For GPUs that are neither reserved nor spot.
  public var onDemand: DollarsPerHour
  /// For GPUs that may be taken away; as on demand where the seller has none.
  public var spot: DollarsPerHour
  /// For GPUs that are paid around the clock, used or not; as on demand where the seller has none.
  public var reserved: DollarsPerHour
  public var provenance: Provenance?

  public init(
    onDemand: DollarsPerHour, spot: DollarsPerHour? = nil, reserved: DollarsPerHour? = nil,
    provenance: Provenance? = nil
  ) {
    self.onDemand = onDemand
    self.spot = spot ?? onDemand
    self.reserved = reserved ?? onDemand
    self.provenance = provenance
  }

  /// The rates of a seller's price; nil where it states none.
  ///
  /// - Parameter reservedDiscount: off the price on demand, where the seller states no reserved price. A seller without
  ///   a price on demand is reckoned at its reserved price, else at its spot price.
  public init?(_ price: GPUPrice, reservedDiscount: Share = .none) {
    guard let usual = price.onDemand ?? price.reserved ?? price.spot else { return nil }
    self.init(
      onDemand: usual, spot: price.spot, reserved: price.reserved ?? usual * reservedDiscount.rest,
      provenance: price.provenance)
  }
}

/// Replicas of a model on rented GPUs, and how their number follows the load.
public struct Fleet: Hashable, Sendable {
  /// When replicas are started and stopped.
  public enum Scaling: Hashable, Sendable {
    /// Always as many as the peak needs.
    case peak
    /// In whole replicas with the load, step by step of its curve.
    case followsLoad
  }

  public var gpusPerReplica: Int
  /// What one replica serves within its objectives: less than its highest throughput.
  public var capacity: RequestsPerSecond
  public var rates: RentalRates
  public var scaling: Scaling
  /// Replicas beyond those that the load needs, so that one may fail: 1 is N+1.
  public var spares: Int
  /// Replicas never fewer, spares included.
  public var floor: Int
  /// Replicas, spares included, that are paid around the clock at the reserved rate.
  public var reservedReplicas: Int
  /// The part of hours not reserved that runs on spot GPUs.
  public var spotShare: Share
  /// Work lost to interruptions, as a part of spot hours that are paid once more.
  public var spotLoss: Share
  /// What hosting adds to the rent: 1 for nothing, 1.1 to 1.5 where machines are operated by oneself.
  public var hostingFactor: Double
  /// Model weights, images, logs.
  public var storage: Gigabytes
  public var storagePrice: DollarsPerGigabyteMonth
  public var egressPerRequest: Gigabytes
  public var egressPrice: DollarsPerGigabyte

  public init(
    gpusPerReplica: Int, capacity: RequestsPerSecond, rates: RentalRates, scaling: Scaling = .followsLoad,
    spares: Int = 1, floor: Int = 1, reservedReplicas: Int = 0, spotShare: Share = .none, spotLoss: Share = .none,
    hostingFactor: Double = 1
  ) {
    self.gpusPerReplica = max(1, gpusPerReplica)
    self.capacity = capacity
    self.rates = rates
    self.scaling = scaling
    self.spares = max(0, spares)
    self.floor = max(0, floor)
    self.reservedReplicas = max(0, reservedReplicas)
    self.spotShare = spotShare
    self.spotLoss = spotLoss
    self.hostingFactor = hostingFactor
    storage = .zero
    storagePrice = .zero
    egressPerRequest = .zero
    egressPrice = .zero
  }

  /// Replicas that a load needs, without spares and floor; at least one for any load.
  ///
  /// A load that exceeds a whole number of replicas by less than ``tolerance`` needs no further one.
  public func needed(for load: RequestsPerSecond) -> Double {
    guard load > .zero else { return 0 }
    guard capacity > .zero else { return .infinity }
    return max(1, (load / capacity - Fleet.tolerance).rounded(.up))
  }

  /// What division may add to a whole number, as a part of one replica.
  static let tolerance = 1e-6

  /// The monthly volumes after which some step of the curve needs one more replica, in ascending order.
  ///
  /// - Parameter most: the largest number of replicas that is looked at.
  public func steps(of curve: LoadCurve, most: Int = 64) -> [RequestsPerMonth] {
    let factors = scaling == .peak ? [curve.peak] : Array(Set(curve.factors)).filter { $0 > 0 }
    return factors.flatMap { factor in
      (1...max(1, most)).map { RequestsPerMonth(capacity.value * Double($0) * Month.seconds / factor) }
    }.sorted()
  }

  /// Replicas that run at a load.
  public func running(at load: RequestsPerSecond) -> Double {
    let needed = needed(for: load)
    return max(Double(floor), needed == 0 ? 0 : needed + Double(spares))
  }
}

/// What a fleet costs in a month, and how busy it is.
public struct FleetBill: Hashable, Sendable {
  public let bill: Bill
  /// Hours of all replicas that run.
  public let replicaHours: Hours
  /// Hours that the replicas would be busy at their capacity.
  public let busyHours: Hours
  /// Hours that spares add.
  public let spareHours: Hours
  /// Hours that only the floor keeps running.
  public let floorHours: Hours
  public let peakReplicas: Double

  /// The work as a part of what the running replicas could do; none when none runs.
  public var utilisation: Share {
    replicaHours > .zero ? Share(clamping: busyHours / replicaHours) : .none
  }

  /// Paid and not used.
  public var idleHours: Hours { replicaHours - busyHours }

  public var meanReplicas: Double { replicaHours.value / Month.hours }

  /// What a million tokens cost; infinite without any.
  public func price(of traffic: TokenTraffic) -> DollarsPerMillionTokens { bill.total / traffic.tokens }

  /// - Parameters:
  ///   - requests: the month's mean load.
  ///   - curve: how it swings. Each step lasts its part of the month's 730 hours.
  public init(_ fleet: Fleet, requests: RequestsPerMonth, curve: LoadCurve = .flat) {
    let hours = Month.hours / Double(curve.factors.count)
    let peakLoad = requests.average * curve.peak
    var totals = Totals()
    for factor in curve.factors {
      let load = requests.average * factor
      let basis = fleet.scaling == .peak ? peakLoad : load
      totals.add(fleet, load: load, basis: basis, hours: hours)
    }
    replicaHours = Hours(totals.running)
    busyHours = Hours(totals.busy)
    spareHours = Hours(totals.spare)
    floorHours = Hours(totals.floor)
    peakReplicas = fleet.running(at: peakLoad)
    bill = Bill(totals.lines(fleet) + FleetBill.besides(fleet, requests: requests))
  }

  private static func besides(_ fleet: Fleet, requests: RequestsPerMonth) -> [BillLine] {
    let storage = DollarsPerMonth(fleet.storage.value * fleet.storagePrice.value)
    let egress = DollarsPerMonth(fleet.egressPerRequest.value * requests.value * fleet.egressPrice.value)
    return [BillLine(.storage, "storage", storage), BillLine(.egress, "egress", egress)].filter { $0.amount > .zero }
  }

  /// Replica-hours by what they are for and by what they cost.
  private struct Totals {
    var running = 0.0
    var busy = 0.0
    var spare = 0.0
    var floor = 0.0
    /// Hours beyond the reserved replicas.
    var variable = 0.0

    mutating func add(_ fleet: Fleet, load: RequestsPerSecond, basis: RequestsPerSecond, hours: Double) {
      let needed = fleet.needed(for: basis)
      let running = fleet.running(at: basis)
      guard running.isFinite else {
        self.running = .infinity
        variable = .infinity
        return
      }
      self.running += running * hours
      busy += fleet.capacity > .zero ? min(running, load / fleet.capacity) * hours : 0
      let spares = min(running - needed, needed == 0 ? 0 : Double(fleet.spares))
      spare += spares * hours
      self.floor += (running - needed - spares) * hours
      variable += max(0, running - Double(fleet.reservedReplicas)) * hours
    }

    func lines(_ fleet: Fleet) -> [BillLine] {
      // Replicas that serve nothing cannot carry a load at any price.
      guard variable.isFinite else { return [BillLine(.gpus, "no capacity", DollarsPerMonth(.infinity))] }
      let gpus = Double(fleet.gpusPerReplica)
      let rates = fleet.rates
      let reserved = Double(fleet.reservedReplicas) * Month.hours
      let spot = variable * fleet.spotShare.value
      func rent(_ hours: Double, _ rate: DollarsPerHour) -> DollarsPerMonth {
        DollarsPerMonth(hours * gpus * rate.value)
      }
      let rents: [(SafeText, DollarsPerMonth)] = [
        ("GPUs reserved", rent(reserved, rates.reserved)),
        ("GPUs on demand", rent(variable - spot, rates.onDemand)), ("GPUs on spot", rent(spot, rates.spot)),
        ("spot interruptions", rent(spot * fleet.spotLoss.value, rates.spot)),
      ]
      var lines = rents.filter { $0.1 > .zero }.map {
        BillLine(.gpus, $0.0, $0.1, provenance: rates.provenance)
      }
      let hosting = Bill(lines).total * (fleet.hostingFactor - 1)
      if hosting.value != 0 { lines.append(BillLine(.hosting, "hosting", hosting)) }
      return lines
    }
  }
}
