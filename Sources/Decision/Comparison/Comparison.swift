public import CostModel
import TextSafety

/// The options of a scenario side by side.
public struct Comparison: Equatable, Sendable {
  public var scenario: Scenario
  /// In the scenario's order.
  public var options: [OptionResult]
  /// The day for which sources' ages count.
  public var today: CalendarDay
  /// What each service costs, the same with every option.
  public var services: [ServiceBill]
  /// Services that could not be added up, and why.
  public var missingServices: [String]

  /// Those that pass all gates and can be counted, the cheapest first.
  public var ranked: [OptionResult] {
    options.filter { !$0.isOut && $0.total.value.isFinite }.sorted { ($0.total, $0.id) < ($1.total, $1.id) }
  }

  public var cheapest: OptionResult? { ranked.first }

  /// The tokens of a month.
  public var tokens: TokensPerMonth { scenario.workload.tokens }

  /// What a million tokens cost with an option, everything counted.
  public func perMillionTokens(_ option: OptionResult) -> DollarsPerMillionTokens { option.total / tokens }

  public func option(_ id: String) -> OptionResult? { options.first { $0.id == id } }

  /// Every source of the results once, the oldest first.
  public var sources: [SourceUse] {
    Array(Set(options.flatMap(\.sources))).sorted { ($0.provenance.date, $0.what) < ($1.provenance.date, $1.what) }
  }

  /// Sources older than ``Provenance/staleAfterDays``.
  public var staleSources: [SourceUse] { sources.filter { $0.provenance.isStale(on: today) } }
}

/// What a service costs in a month.
public struct ServiceBill: Equatable, Sendable {
  public var name: String
  public var tier: String
  public var amount: DollarsPerMonth
  /// What running it oneself costs, the middle of the known range; nil where it isn't known.
  public var selfHosted: DollarsPerMonth?
  public var provenance: Provenance
}

extension Evaluator {
  /// Counts the scenario as it stands.
  public func comparison() -> Comparison {
    let world = self.world(.base)
    return Comparison(
      scenario: scenario, options: options.indices.map { result($0, world) }, today: today,
      services: serviceBills, missingServices: services.missing.map { "\($0.vendor): \($0.why.string)" })
  }

  private func result(_ place: Int, _ world: World) -> OptionResult {
    let resolved = options[place]
    var result = OptionResult(
      option: resolved.option, subtitle: resolved.subtitle, gates: gates(place, world), bill: bill(place, world, .base),
      fleet: nil, overflow: nil, sources: sources(place))
    if !result.bill.total.value.isFinite { result.bill = Bill() }
    switch resolved.means {
    case .tokens: break
    case .gpus(let replica, let price): result.fleet = fleetResult(place, replica, price, world)
    case .hybrid(let base, let peak):
      guard case .gpus(let replica, let price) = options[base].means,
        let split = split(base, peak, world, .base)
      else { break }
      result.overflow = split.overflow
      result.fleet = FleetResult(
        deployment: replica.deployment, memory: replica.memory, capacity: capacity(base, world, .base),
        replicas: split.replicas, meanReplicas: Double(split.replicas), utilisation: split.utilisation,
        price: price.onDemand ?? .zero)
    }
    return result
  }

  private func fleetResult(_ place: Int, _ replica: Replica, _ price: GPUPrice, _ world: World) -> FleetResult {
    let capacity = capacity(place, world, .base)
    var result = FleetResult(
      deployment: replica.deployment, memory: replica.memory, capacity: capacity, replicas: 0, meanReplicas: 0,
      utilisation: .none, price: price.onDemand ?? .zero)
    if let fleet = fleet(place, world, .base) {
      let bill = FleetBill(fleet, requests: world.requests, curve: world.curve)
      result.replicas = bill.peakReplicas.isFinite ? Int(min(bill.peakReplicas, 1e9)) : 0
      result.meanReplicas = bill.meanReplicas
      result.utilisation = bill.utilisation
    }
    return result
  }

  // MARK: Gates

  func gates(_ place: Int, _ world: World) -> [Gate] {
    let resolved = options[place]
    let option = resolved.option
    if case .hybrid(let base, let peak) = resolved.means {
      // What one of the parts may not do, the whole may not.
      return [base, peak].flatMap { part in
        self.gates(part, world).map { gate in
          guard case .fails(let why) = gate.outcome else { return gate }
          return Gate(gate.subject, .fails("\(options[part].option.id): \(why)"))
        }
      }
    }
    var gates = [
      Gate.privacy(option.kind, scenario.privacy),
      Gate.capability(option, of: resolved.model.map { Capability(of: $0) }, needed: scenario.quality),
      Gate.rateLimit(option, scenario.workload),
    ]
    switch resolved.means {
    case .gpus(let replica, _): gates += machineGates(replica, world)
    case .tokens where scenario.objectives.isAny:
      gates.append(Gate(.latency, .passesIf("the seller's answers are quick enough; no seller states it, so measure")))
    default: break
    }
    return gates
  }

  private func machineGates(_ replica: Replica, _ world: World) -> [Gate] {
    let memory = replica.memory
    let machine = "\(replica.deployment.gpus)× \(replica.deployment.accelerator.id)"
    guard memory.fits else {
      return [Gate(.memory, .fails("the weights exceed \(machine) by \(Evaluator.gigabytes(memory.missing))"))]
    }
    let longest = world.prompt + world.output
    guard memory.tokens >= longest else {
      let short = (longest - memory.tokens) * memory.perToken
      return [Gate(.memory, .fails("one request's cache exceeds \(machine) by \(Evaluator.gigabytes(short))"))]
    }
    let demand = world.demand(scenario.workload, scenario.objectives)
    let alone = Capacity.point(replica, demand, 1, load: Capacity.leastLoad)
    guard let broken = alone.broken(scenario.objectives) else { return [Gate(.latency, .passes)] }
    let percentile = "P\(FieldValue.number(scenario.objectives.percentile).text)"
    let words: String =
      switch broken {
      case .ttft: "alone on \(machine), the first token takes \(percentile) \(Evaluator.seconds(alone.ttft))"
      case .tpot: "alone on \(machine), each token takes \(Evaluator.seconds(alone.tpot))"
      default: "alone on \(machine), an answer takes \(percentile) \(Evaluator.seconds(alone.endToEnd))"
      }
    return [Gate(.latency, .fails(words + ", longer than allowed"))]
  }

  private static func gigabytes(_ bytes: Bytes) -> String {
    let tenths = (bytes.value / 1e8).rounded(.up) / 10
    return "\(FieldValue.number(tenths).text) GB"
  }

  private static func seconds(_ time: Seconds) -> String {
    time.value < 1
      ? "\(FieldValue.number((time.value * 1e4).rounded() / 10).text) ms"
      : "\(FieldValue.number((time.value * 100).rounded() / 100).text) s"
  }
}

extension Objectives {
  /// Whether any latency matters.
  public var isAny: Bool { ttft != nil || tpot != nil || endToEnd != nil }
}
