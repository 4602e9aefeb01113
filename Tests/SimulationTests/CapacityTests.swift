import CostModel
import Serving
import Simulation
import Testing

@Suite struct CapacityTests {
  /// One request at a time, exponential with a mean of a second.
  private func queue(
    _ level: ServiceLevel, replicas: Int = 1, burstiness: Double = 1, most: Int = 8000
  ) -> CapacityQuestion {
    CapacityQuestion(
      roomy(costs(perToken: 1e-4), .continuous(tokens: 1), replicas: replicas),
      lengths: .independent(prompt: .exponential(mean: Tokens(10_000)), output: .fixed(1)), serviceLevel: level,
      burstiness: burstiness, mostRequests: most)
  }

  @Test func `the highest rate of an M M 1 queue is the one of the closed form`() throws {
    // The time in the system is exponential with rate 1 − λ: P(T ≤ 10) ≥ 0.9 up to λ = 1 − ln 10 / 10.
    let answer = try #require(
      try Capacity.maximumRate(queue(ServiceLevel(endToEndLatency: 10, percentile: 0.9), most: 16_000)))
    #expect(abs(answer.rate.value - 0.7697) < 0.03)
    #expect(answer.report.attainment.endToEndLatency >= 0.9)
    #expect(answer.replicas == 1 && answer.runs > 3 && answer.simulatedRequests > 2000)
  }

  @Test func `without a promise it is the rate at which the line begins to grow`() throws {
    let answer = try #require(try Capacity.maximumRate(queue(ServiceLevel())))
    #expect(0.9...1.1 ~= answer.rate.value)
  }

  @Test func `what no rate can keep has no capacity and no fleet`() throws {
    let question = queue(ServiceLevel(endToEndLatency: 1, percentile: 0.99))
    #expect(try Capacity.maximumRate(question) == nil)
    #expect(try Capacity.smallestFleet(for: RequestsPerSecond(2), question) == nil)
  }

  @Test func `requests that do not fit have no capacity`() throws {
    var question = queue(ServiceLevel())
    question.lengths = .independent(prompt: .fixed(50_000_000), output: .fixed(1))
    #expect(try Capacity.maximumRate(question) == nil)
    #expect(try Capacity.smallestFleet(for: RequestsPerSecond(2), question) == nil)
  }

  @Test func `bursts cost capacity`() throws {
    let level = ServiceLevel(endToEndLatency: 10, percentile: 0.9)
    let even = try #require(try Capacity.maximumRate(queue(level), precision: 0.05))
    let bursty = try #require(try Capacity.maximumRate(queue(level, burstiness: 3), precision: 0.05))
    #expect(bursty.rate.value < 0.8 * even.rate.value)
  }

  @Test(arguments: [0.45, 3, 7.3])
  func `the smallest fleet keeps the promise and one replica less does not`(rate: Double) throws {
    let question = queue(ServiceLevel(endToEndLatency: 5, percentile: 0.9))
    let answer = try #require(try Capacity.smallestFleet(for: RequestsPerSecond(rate), question))
    #expect(answer.report.attainment.endToEndLatency >= 0.9)
    func attainment(replicas: Int) throws -> Double {
      var fleet = question.fleet
      fleet.replicas = replicas
      return try ServingSimulation(
        Workload(arrivals: .poisson(rate: RequestsPerSecond(rate)), lengths: question.lengths), on: fleet,
        options: SimulationOptions(requests: 20_000, seed: 99, serviceLevel: question.serviceLevel)
      ).run().attainment.endToEndLatency
    }
    // The search ends with runs of 8,000 requests; a rate at the very edge may fall on either side.
    #expect(try attainment(replicas: answer.replicas) > 0.88)
    if answer.replicas > 1 { #expect(try attainment(replicas: answer.replicas - 1) < 0.92) }
    #expect(rate < 1 ? answer.replicas == 1 : answer.replicas > Int(rate))
  }

  @Test func `a fleet beyond the limit is no answer`() throws {
    let question = queue(ServiceLevel(endToEndLatency: 10, percentile: 0.9))
    #expect(try Capacity.smallestFleet(for: RequestsPerSecond(7.3), question, atMost: 5) == nil)
  }

  @Test func `goodput follows the load, bends at the knee and falls`() throws {
    let curve = try GoodputCurve(queue(ServiceLevel(endToEndLatency: 10, percentile: 0.9)))
    let first = try #require(curve.points.first)
    let last = try #require(curve.points.last)
    let knee = try #require(curve.knee)
    #expect(curve.points.map(\.rate) == curve.points.map(\.rate).sorted())
    #expect(first.goodput.value > 0.98 * first.rate.value)
    #expect(last.goodput < knee.goodput)
    #expect(0.5...0.95 ~= knee.rate.value)
  }

  @Test func `a search that is stopped finds nothing and asks no more, at whichever step it is`() throws {
    let question = queue(ServiceLevel(endToEndLatency: 10, percentile: 0.9))
    var whole = 0
    let found = try Capacity.smallestFleet(for: RequestsPerSecond(2), question) {
      whole += 1
      return true
    }
    #expect(whole > 2 * (try #require(found).runs), "it is asked within runs, not only between them")
    for last in [1, whole / 2, whole - 1] {
      var asked = 0
      let stopped = try Capacity.smallestFleet(for: RequestsPerSecond(2), question) {
        asked += 1
        return asked < last
      }
      #expect(stopped == nil && asked == last)
    }
  }

  @Test func `the other searches stop as soon`() throws {
    let question = queue(ServiceLevel(endToEndLatency: 10, percentile: 0.9))
    var asked = 0
    func stop(at last: Int) -> () -> Bool {
      asked = 0
      return {
        asked += 1
        return asked < last
      }
    }
    #expect(try Capacity.maximumRate(question, while: stop(at: 9)) == nil && asked == 9)
    #expect(try GoodputCurve(question, while: stop(at: 9)) == nil && asked == 9)
    #expect(try GoodputCurve(question, points: 2, while: { true }) == GoodputCurve(question, points: 2))
  }
}
