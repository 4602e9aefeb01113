import Serving

/// Discrete events in virtual time: the ends of steps, and arrivals.
///
/// At equal times, in this order: steps end, replica by replica, and finished requests are gone; requests that come by
/// themselves arrive, by their number; clients of a closed loop send their next request, in the order in which the last
/// ones finished; replicas that are free begin a step. So a request that arrives as a step ends can be in the next one,
/// and a balancer sees what has just been freed.
struct EventLoop<R: Replica> {
  private let balancer: LoadBalancer
  private var replicas: [R]
  private var starts: [Double]
  /// When the step of each replica ends; infinite while it has none.
  private var ends: [Double]
  private var source: RequestSource
  private var coming: SimulatedRequest?
  private var turn = 0
  private(set) var collector: Collector

  private var now = 0.0
  private var inSystem = 0
  private var systemSeconds = 0.0

  init(_ fleet: SimulatedFleet, source: RequestSource, collector: Collector) {
    balancer = fleet.balancer
    replicas = (0..<fleet.replicas).map { _ in R(fleet) }
    starts = Array(repeating: 0, count: fleet.replicas)
    ends = Array(repeating: .infinity, count: fleet.replicas)
    self.source = source
    self.collector = collector
  }

  /// Requests that came.
  var simulated: Int { source.count }
  /// Requests submitted and not finished, averaged over the run.
  var meanInSystem: Double { now > 0 ? systemSeconds / now : 0 }

  mutating func run() {
    coming = source.next()
    while !collector.isComplete {
      var next = coming?.arrival ?? .infinity
      for end in ends where end < next { next = end }
      guard next < .infinity else { break }
      systemSeconds += Double(inSystem) * (next - now)
      now = next
      endSteps()
      while let request = coming, request.arrival <= now {
        admit(request)
        coming = source.next()
      }
      while collector.finishedNow > 0 {
        collector.finishedNow -= 1
        if let request = source.answer(at: now) { admit(request) }
      }
      beginSteps()
    }
    collector.close(at: now)
  }

  private mutating func endSteps() {
    for index in ends.indices where ends[index] <= now {
      ends[index] = .infinity
      collector.step(
        replicas[index].load, from: starts[index], to: now, outstanding: replicas[index].outstanding)
      let before = collector.finishedNow
      replicas[index].end(at: now, into: &collector)
      inSystem -= collector.finishedNow - before
    }
  }

  private mutating func beginSteps() {
    for index in ends.indices where ends[index] == .infinity && replicas[index].outstanding > 0 {
      starts[index] = now
      ends[index] = now + replicas[index].begin(at: now)
    }
  }

  private mutating func admit(_ request: SimulatedRequest) {
    collector.arrived(request.number, at: now)
    guard replicas[choose()].submit(request) else {
      collector.reject(request.number)
      // The client of a closed loop goes on to its next request.
      collector.finishedNow += 1
      return
    }
    inSystem += 1
  }

  private mutating func choose() -> Int {
    guard replicas.count > 1 else { return 0 }
    switch balancer {
    case .roundRobin:
      defer { turn = turn + 1 < replicas.count ? turn + 1 : 0 }
      return turn
    case .leastLoaded:
      var best = 0
      for index in 1..<replicas.count where replicas[index].outstanding < replicas[best].outstanding { best = index }
      return best
    }
  }
}
