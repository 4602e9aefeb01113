public import CostModel
import TextSafety

/// Counts what the options of a scenario cost, in any world and at any volume.
///
/// Made once for a scenario: names are looked up, step times compiled, services added up. Everything after is
/// arithmetic, a few microseconds an option.
public struct Evaluator: Sendable {
  public let scenario: Scenario
  public let today: CalendarDay
  let options: [ResolvedOption]
  let services: VendorStack
  private let prefix: Double
  private let vendors: [Vendor]
  private let serviceSources: [SourceUse]
  /// What simulations found of replicas' capacities, as a factor on the closed form; by option.
  private var corrections: [String: Double] = [:]
  private var simulated: [String: Capacity] = [:]

  /// Looks up everything that a scenario names.
  ///
  /// - Throws: ``FieldError`` for the first name that the catalogue does not have.
  public init(
    _ scenario: Scenario, _ catalog: Catalog, _ factors: Factors, today: CalendarDay
  ) throws(FieldError) {
    self.scenario = scenario
    self.today = today
    prefix = Double(scenario.workload.sharedPrefix)
    var options: [ResolvedOption] = []
    for option in scenario.options { options.append(try ResolvedOption(option, scenario, catalog, factors)) }
    self.options = options
    var choices: [VendorStack.Choice] = []
    for name in scenario.vendors.lines { choices.append(try Evaluator.vendor(name, catalog)) }
    vendors = choices.map(\.vendor)
    services = VendorStack(choices, usage: scenario.vendors.usage(scenario.workload))
    serviceSources = choices.map { SourceUse("prices of \($0.vendor.name)", $0.vendor.provenance) }
  }

  private static func vendor(_ name: String, _ catalog: Catalog) throws(FieldError) -> VendorStack.Choice {
    do {
      return VendorStack.Choice(try catalog.vendor(named: name))
    } catch {
      throw FieldError(
        path: "vendors.lines", value: name,
        problem: .unknownName(what: "service", known: catalog.vendors.map(\.name)))
    }
  }

  /// Takes what a simulation found for an option's replica; the closed form is scaled to it from then on.
  public mutating func use(_ capacity: Capacity, for option: String) {
    guard let place = options.firstIndex(where: { $0.option.id == option }),
      case .gpus(let replica, _) = options[place].means,
      let estimate = estimate(replica, world(.base), .base)
    else { return }
    corrections[option] = capacity.rate / estimate.rate
    simulated[option] = capacity
  }

  var serviceBills: [ServiceBill] {
    services.tiers.compactMap { bill in
      guard let vendor = vendors.first(where: { $0.id == bill.vendor }) else { return nil }
      return ServiceBill(
        name: vendor.name, tier: bill.tier, amount: bill.total,
        selfHosted: vendor.selfHosted.map { ($0.low + $0.high) / 2 }, provenance: vendor.provenance)
    }
  }

  // MARK: One option in one world

  /// The workload of a world, at its volume or another.
  func world(_ draw: Draw, volume: RequestsPerMonth? = nil) -> World {
    World(scenario.workload, draw, prefix: prefix, volume: volume)
  }

  /// The monthly cost of each option in a world, in the scenario's order; infinite where it cannot serve.
  ///
  /// Gates are left out: they do not change with the draw.
  ///
  /// - Parameter volume: requests a month in place of the world's.
  public func costs(_ draw: Draw, volume: RequestsPerMonth? = nil) -> [Double] {
    let world = self.world(draw, volume: volume)
    return options.indices.map { bill($0, world, draw).total.value }
  }

  func bill(_ place: Int, _ world: World, _ draw: Draw) -> Bill {
    let resolved = options[place]
    let inference: Bill
    switch resolved.means {
    case .tokens(let price): inference = tokenBill(price, world.traffic(), draw)
    case .gpus:
      guard let fleet = fleet(place, world, draw) else { return Evaluator.unable }
      inference = FleetBill(fleet, requests: world.requests, curve: world.curve).bill
    case .hybrid(let base, let peak):
      guard let split = split(base, peak, world, draw) else { return Evaluator.unable }
      inference = split.bill
    }
    return inference + standing(resolved.option, draw)
  }

  private static let unable = Bill([BillLine(.gpus, "cannot serve the load", DollarsPerMonth(.infinity))])

  func tokenBill(_ price: APIPrice, _ traffic: TokenTraffic, _ draw: Draw) -> Bill {
    var bill = price.bill(for: traffic)
    let factor = draw[.apiPrice]
    if factor != 1 { for index in bill.lines.indices { bill.lines[index].amount = bill.lines[index].amount * factor } }
    return bill
  }

  /// People, services and what is paid once: the same at every volume.
  private func standing(_ option: ScenarioOption, _ draw: Draw) -> Bill {
    let people = scenario.people
    let engineers: Double
    switch option.kind {
    case .api, .managedOpen, .dedicated: engineers = people.apiEngineers
    case .selfHost, .hybrid: engineers = people.selfHostEngineers
    case .tunedSmall: engineers = people.selfHostEngineers + people.tuningEngineers
    }
    let staff = people.engineer.perMonth * (engineers * draw[.people] * draw[.pay])
    var lines = services.bill.lines
    if staff > .zero {
      let count = (engineers * 100).rounded() / 100
      lines.append(BillLine(.people, SafeText("\(FieldValue.number(count).text) engineers"), staff))
    }
    let months = Double(max(1, scenario.horizonMonths))
    if option.kind.isOperated || option.kind == .hybrid, people.migration > .zero {
      lines.append(BillLine(.migration, "migration", DollarsPerMonth(people.migration.value / months)))
    }
    if option.kind == .tunedSmall, option.tuning > .zero {
      lines.append(BillLine(.migration, "tuning", DollarsPerMonth(option.tuning.value / months)))
    }
    return Bill(lines)
  }

  // MARK: Machines

  /// What a replica carries in a world, before a simulation's correction; nil when not one request meets the objectives.
  ///
  /// A machine that is faster by a factor meets objectives that are tighter by it.
  func estimate(_ replica: Replica, _ world: World, _ draw: Draw) -> Capacity? {
    let speed = draw[.efficiency]
    var objectives = scenario.objectives
    objectives.ttft = objectives.ttft.map { $0 * speed }
    objectives.tpot = objectives.tpot.map { $0 * speed }
    objectives.endToEnd = objectives.endToEnd.map { $0 * speed }
    let demand = world.demand(scenario.workload, objectives)
    guard var capacity = Capacity.estimated(replica, demand) else { return nil }
    capacity.rate = capacity.rate * (speed * draw[.headroom])
    capacity.ttft = capacity.ttft / speed
    capacity.tpot = capacity.tpot / speed
    return capacity
  }

  /// The capacity that counts: what a simulation found, where there was one.
  func capacity(_ place: Int, _ world: World, _ draw: Draw) -> Capacity? {
    guard case .gpus(let replica, _) = options[place].means, var found = estimate(replica, world, draw) else {
      return nil
    }
    let id = options[place].option.id
    if draw == .base, let simulated = simulated[id] { return simulated }
    found.rate = found.rate * (corrections[id] ?? 1)
    return found
  }

  /// Part of spot hours that is paid once more, because work is interrupted.
  static let spotLoss: Share = 0.05
  /// What load balancers, disks, images and monitoring add to the rent of machines that the own team runs: the low end
  /// of the 1.1 to 1.5 that the cost research of 2026-11 found.
  static let hostingFactor = 1.1

  func fleet(_ place: Int, _ world: World, _ draw: Draw) -> Fleet? {
    let option = options[place].option
    guard case .gpus(_, let price) = options[place].means, let capacity = capacity(place, world, draw),
      let rates = RentalRates(price, reservedDiscount: Share(clamping: option.reservedDiscount))
    else { return nil }
    let factor = draw[.gpuPrice]
    var fleet = Fleet(
      gpusPerReplica: option.tensorParallel, capacity: capacity.rate,
      rates: RentalRates(
        onDemand: rates.onDemand * factor, spot: rates.spot * factor, reserved: rates.reserved * factor,
        provenance: rates.provenance),
      scaling: option.autoscale ? .followsLoad : .peak, spares: option.redundancy, floor: option.minimumReplicas,
      spotShare: Share(clamping: option.spotShare), spotLoss: Evaluator.spotLoss,
      hostingFactor: option.kind.isOperated ? Evaluator.hostingFactor : 1)
    if option.kind.isOperated {
      fleet.storage = scenario.hosting.storage
      fleet.storagePrice = scenario.hosting.storagePrice
      fleet.egressPerRequest = scenario.hosting.egressPerRequest
      fleet.egressPrice = scenario.hosting.egressPrice
    }
    if option.reservedDiscount > 0 {
      // A commitment is made for what runs at all hours.
      let load = world.requests.average * (option.autoscale ? world.curve.factors.min() ?? 1 : world.curve.peak)
      let running = fleet.running(at: load)
      fleet.reservedReplicas = running.isFinite ? Int(min(running, 1e6)) : 0
    }
    return fleet
  }

  /// How a hybrid divides the load: its bill, own replicas, and the share that overflows.
  struct Split {
    var bill: Bill
    var replicas: Int
    var overflow: Double
    var utilisation: Share
  }

  /// So many own replicas as make the sum cheapest; none is spare, for the API stands in.
  func split(_ base: Int, _ peak: Int, _ world: World, _ draw: Draw) -> Split? {
    guard var fleet = fleet(base, world, draw), case .tokens(let price) = options[peak].means else { return nil }
    fleet.spares = 0
    fleet.reservedReplicas = 0
    fleet.scaling = .peak
    let average = world.requests.average
    let needed = fleet.needed(for: average * world.curve.peak)
    guard needed.isFinite else { return nil }
    // Costs fall and rise once in the number of replicas: whole numbers up to 32, then in steps.
    let most = max(1, Int(min(needed, 1e6)))
    var counts = Array(1...min(most, 32))
    var next = 32.0
    while Int(next) < most {
      next = min(next * 1.15 + 1, Double(most))
      counts.append(Int(next))
    }
    let all = tokenBill(price, world.traffic(batch: 0), draw)
    var best: Split?
    for count in counts {
      let carried = fleet.capacity * Double(count)
      let factors = world.curve.factors
      let served =
        factors.reduce(0.0) { $0 + min($1, carried / max(average, RequestsPerSecond(1e-12))) }
        / Double(factors.count)
      let overflow = max(0, 1 - served)
      let own = flat(fleet, count)
      var bill = own
      for line in all.lines {
        bill.lines.append(BillLine(line.part, line.label, line.amount * overflow, provenance: line.provenance))
      }
      if best.map({ bill.total < $0.bill.total }) ?? true {
        let used = carried > .zero ? average * served / carried : 0
        best = Split(bill: bill, replicas: count, overflow: overflow, utilisation: Share(clamping: used))
      }
    }
    return best
  }

  /// The rent of a constant number of replicas.
  private func flat(_ fleet: Fleet, _ count: Int) -> Bill {
    var constant = fleet
    constant.floor = count
    return FleetBill(constant, requests: .zero).bill
  }

  /// The rows of the catalogue behind an option's bill.
  func sources(_ place: Int) -> [SourceUse] {
    var sources = options[place].sources
    if case .hybrid(let base, let peak) = options[place].means {
      sources += options[base].sources + options[peak].sources
    }
    return sources + serviceSources
  }
}

extension VendorUse {
  /// Numbers of a stored vector, and bytes kept beside it: 1,536 and 1 kB, as of a common embedding model with its text.
  static let dimensions = 1536
  static let extra = Bytes(1000)

  /// What services count of it.
  func usage(_ workload: Workload) -> Usage {
    var use = StackUse(requests: workload.requests, seats: Int(min(seats, 1e6)))
    use.traced = Share(clamping: tracesPerMonth / max(workload.requests.value, 1))
    use.spansPerTrace = 4
    use.traceSize = Bytes((workload.prompt.value + workload.output.value) * 4)
    use.dimensions = VendorUse.dimensions
    use.vectorExtra = VendorUse.extra
    use.vectors = vectorGigabytes * 1e9 / (Double(VendorUse.dimensions) * 4 + VendorUse.extra.value)
    use.searchesPerRequest = vectorReadsPerMonth / max(workload.requests.value, 1)
    use.vectorWrites = vectorWritesPerMonth
    return use.usage
  }
}
