import Serving
import Simulation
import StrataTesting
import Testing

/// The counting replica against the scheduler that it stands for.
@Suite struct EquivalenceTests {
  @Test func `counting gives every request the same times as the scheduler, to the last bit`() throws {
    var preemptions = 0
    var rejected = 0
    var requests = 0
    try withEverySeed(0..<300) { _, rng in
      let simulation = try randomScenario(&rng)
      let fast = simulation.records()
      try #require(fast == simulation.referenceRecords())
      preemptions += fast.reduce(0) { $0 + $1.preemptions }
      requests += fast.count
      rejected += simulation.run().rejected
    }
    // The scenarios reach what they are meant to reach.
    #expect(requests > 8000 && preemptions > 1000 && rejected > 100)
  }

  @Test func `counting reports the same as the scheduler`() throws {
    try withEverySeed(1000..<1150) { _, rng in
      let simulation = try randomScenario(&rng)
      var fast = simulation.run()
      let reference = simulation.runReference()
      // The gaps are the same and summed in another order.
      let gap = reference.interTokenLatency.mean
      try #require(abs(fast.interTokenLatency.mean - gap) <= 1e-12 * (1 + gap))
      fast.interTokenLatency.mean = gap
      try #require(fast == reference)
    }
  }
}
