public import CostModel
public import Serving

/// Who of the replicas gets a request.
public enum LoadBalancer: String, Hashable, Sendable, Codable, CaseIterable {
  /// Each in turn.
  case roundRobin
  /// The one with the fewest requests that are not finished; among equals the first.
  case leastLoaded
}

/// Equal replicas behind a load balancer.
public struct SimulatedFleet: Hashable, Sendable {
  /// What a step costs on one replica.
  public var costs: StepCosts
  /// The limits of one replica.
  public var limits: SchedulerLimits
  public var replicas: Int
  public var balancer: LoadBalancer

  public init(costs: StepCosts, limits: SchedulerLimits, replicas: Int = 1, balancer: LoadBalancer = .leastLoaded) {
    self.costs = costs
    self.limits = limits
    self.replicas = replicas
    self.balancer = balancer
  }
}
