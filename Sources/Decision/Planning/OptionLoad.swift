public import CostModel
import Foundation
public import Simulation

/// An option's machines under the scenario's busiest hour, in the terms of the simulation.
public struct OptionLoad: Sendable {
  public var option: ScenarioOption
  public var deployment: Deployment
  /// What is asked of one replica; ``fleet(replicas:)`` makes a fleet of it.
  public var question: CapacityQuestion
  /// Requests a second in the busiest hour, those that can wait spread over the quiet ones.
  public var peak: RequestsPerSecond
  /// Averaged over the month.
  public var mean: RequestsPerSecond
  /// Replicas in the busiest hour, spare ones included; where none keeps the objectives, so many as bear the load.
  public var replicas: Int
  /// What the closed form says that one replica carries; nil where it carries nothing.
  public var estimate: Capacity?
  /// The mean lengths, and the prompt tokens that are kept from earlier prompts.
  public var prompt: Tokens
  public var cached: Tokens
  public var output: Tokens

  /// The machines, so many replicas of them.
  public func fleet(replicas: Int) -> SimulatedFleet {
    var fleet = question.fleet
    fleet.replicas = max(1, replicas)
    return fleet
  }

  /// Requests as they come to the fleet at a rate.
  public func workload(rate: RequestsPerSecond) -> Simulation.Workload {
    let arrivals: Arrivals =
      question.burstiness == 1
      ? .poisson(rate: rate) : .gamma(rate: rate, coefficientOfVariation: question.burstiness)
    return Simulation.Workload(arrivals: arrivals, lengths: question.lengths, sharedPrefix: question.sharedPrefix)
  }
}

extension Evaluator {
  /// The options that can be simulated: those on GPUs.
  public var simulable: [ScenarioOption.ID] { options.map(\.option).filter(\.kind.rentsGPUs).map(\.id) }

  /// The option that a simulation is about when none is named: the first that is self-hosted, else the first on GPUs.
  public var mainMachines: ScenarioOption.ID? {
    options.first { $0.option.kind == .selfHost }?.option.id ?? simulable.first
  }

  /// An option's machines under the scenario's load; of a hybrid, those of its base.
  ///
  /// Nil for one that pays by the token, and for one whose weights do not fit into its machines.
  public func load(of id: ScenarioOption.ID) -> OptionLoad? {
    guard var place = place(of: id), var question = question(id) else { return nil }
    if case .hybrid(let base, _) = options[place].means { place = base }
    guard case .gpus(let replica, _) = options[place].means else { return nil }
    let world = self.world(.base)
    let bill = fleet(place, world, .base).map { FleetBill($0, requests: world.requests, curve: world.curve) }
    if let price = bill.flatMap(Evaluator.replicaHour) { question.price = price }
    let peak = world.requests.average * world.curve.peak
    let running = bill?.peakReplicas ?? Evaluator.bearing(peak, replica, world)
    return OptionLoad(
      option: options[place].option, deployment: replica.deployment, question: question,
      peak: peak, mean: world.requests.average,
      replicas: running.isFinite ? Int(min(max(running, 1), 10_000)) : 1, estimate: estimate(replica, world, .base),
      prompt: world.prompt, cached: world.cached, output: world.output)
  }

  /// Replicas that can bear a load with three tenths to spare, whatever the latency.
  private static func bearing(_ load: RequestsPerSecond, _ replica: Replica, _ world: World) -> Double {
    let batch = min(replica.memory.largestBatch(of: world.prompt + world.output), Capacity.batchLimit)
    let full = replica.load(
      batch: Double(max(1, batch)), prompt: world.prompt, cached: world.cached, output: world.output)
    return (load / (full.rate * 0.7)).rounded(.up)
  }

  /// What an hour of a replica costs with its share of everything that machines cost; nil where none runs.
  private static func replicaHour(_ bill: FleetBill) -> DollarsPerHour? {
    let hours = bill.replicaHours
    return hours > .zero && hours.value.isFinite ? DollarsPerHour(bill.bill.total.value / hours.value) : nil
  }
}
