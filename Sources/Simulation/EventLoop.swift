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
  /// When the step under way of a replica began; nil while it has none.
  private var starts: [Double?]
  private var ends = StepEnds()
  /// Requests at each replica that are not finished.
  private var outstanding: [Int]
  /// Replicas that may begin a step at this moment.
  private var free: [Int] = []
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
    starts = Array(repeating: nil, count: fleet.replicas)
    outstanding = Array(repeating: 0, count: fleet.replicas)
    self.source = source
    self.collector = collector
  }

  /// Requests that came.
  var simulated: Int { source.count }
  /// Requests submitted and not finished, averaged over the run.
  var meanInSystem: Double { now > 0 ? systemSeconds / now : 0 }

  /// Runs until all measured requests are over or nothing is left to happen; false where `goOn` said no before.
  ///
  /// - Parameter goOn: asked at the beginning and now and then, every ``momentsBetweenQuestions`` of virtual time, with
  ///   the number of measured requests that are over.
  mutating func run(_ goOn: ((Int) -> Bool)? = nil) -> Bool {
    coming = source.next()
    var moments = 0
    while !collector.isComplete {
      if let goOn {
        if moments % EventLoop.momentsBetweenQuestions == 0, !goOn(collector.over) { return false }
        moments += 1
      }
      let next = min(coming?.arrival ?? .infinity, ends.next)
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
    return true
  }

  /// Moments at which something happens; they take some tenths of a millisecond to run through: whoever stops a run does not wait for it, and asking costs nothing that shows.
  private static var momentsBetweenQuestions: Int { 1024 }

  private mutating func endSteps() {
    while let index = ends.pop(by: now) {
      let before = collector.finishedNow
      if let start = starts[index] {
        collector.step(replicas[index].load, from: start, to: now, outstanding: outstanding[index])
      }
      starts[index] = nil
      replicas[index].end(at: now, into: &collector)
      inSystem -= collector.finishedNow - before
      outstanding[index] -= collector.finishedNow - before
      free.append(index)
    }
  }

  private mutating func beginSteps() {
    for index in free where outstanding[index] > 0 && starts[index] == nil {
      starts[index] = now
      ends.insert(index, at: now + replicas[index].begin(at: now))
    }
    free.removeAll(keepingCapacity: true)
  }

  private mutating func admit(_ request: SimulatedRequest) {
    collector.arrived(request.number, at: now, inSystem: inSystem)
    let index = choose()
    guard replicas[index].submit(request) else {
      collector.reject(request.number)
      // The client of a closed loop goes on to its next request.
      collector.finishedNow += 1
      return
    }
    inSystem += 1
    outstanding[index] += 1
    if starts[index] == nil { free.append(index) }
  }

  private mutating func choose() -> Int {
    guard replicas.count > 1 else { return 0 }
    switch balancer {
    case .roundRobin:
      defer { turn = turn + 1 < replicas.count ? turn + 1 : 0 }
      return turn
    case .leastLoaded:
      var best = 0
      for index in 1..<outstanding.count where outstanding[index] < outstanding[best] { best = index }
      return best
    }
  }
}
