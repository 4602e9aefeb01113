import CostModel
import Serving
import Simulation
import StrataTesting

/// Step times that are simple sums.
func costs(
  fixed: Double = 0, perToken: Double = 0, perDecode: Double = 0, perContext: Double = 0, perPair: Double = 0
) -> StepCosts {
  StepCosts(
    tokenSeconds: [.zero, Seconds(fixed + perToken), Seconds(fixed + 2 * perToken)], perDecode: Seconds(perDecode),
    perContextToken: Seconds(perContext), perPair: Seconds(perPair))
}

/// One replica with memory for everything.
func roomy(
  _ costs: StepCosts, _ policy: BatchingPolicy = .chunkedPrefill(tokens: 1_000_000), sequences: Int = 1,
  replicas: Int = 1, balancer: LoadBalancer = .leastLoaded
) -> SimulatedFleet {
  let limits = SchedulerLimits(
    policy: policy, maximumSequences: sequences, kvBlocks: 2 * sequences, tokensPerBlock: 1_000_000)
  return SimulatedFleet(costs: costs, limits: limits, replicas: replicas, balancer: balancer)
}

/// A mean and how far it may be from what it estimates: the standard error by batch means.
struct Estimate {
  var mean: Double
  var standardError: Double

  init(_ values: [Double], batches: Int = 30) {
    let size = values.count / batches
    let means = (0..<batches).map { batch in
      values[batch * size..<(batch + 1) * size].reduce(0, +) / Double(size)
    }
    let mean = means.reduce(0, +) / Double(batches)
    let variance = means.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(batches - 1)
    self.mean = mean
    standardError = (variance / Double(batches)).squareRoot()
  }
}

/// A small fleet and workload of any kind.
func randomScenario(_ rng: inout SplitMix64) throws -> ServingSimulation {
  let tokensPerBlock = rng.int(1...8)
  let blocks = rng.int(8...60)
  let budget = rng.int(1...60)
  let policy: BatchingPolicy =
    switch rng.int(0...3) {
    case 0: .static
    case 1: .continuous(tokens: budget)
    default: .chunkedPrefill(tokens: budget)
    }
  let limits = SchedulerLimits(
    policy: policy, maximumSequences: rng.int(1...12), kvBlocks: blocks, tokensPerBlock: tokensPerBlock,
    sharesPrefixes: rng.oneIn(2))
  let fleet = SimulatedFleet(
    costs: costs(
      fixed: rng.oneIn(8) ? 0 : 0.01, perToken: rng.oneIn(8) ? 0 : 0.001, perDecode: 0.0003, perContext: 0.00001,
      perPair: 0.00002),
    limits: limits, replicas: rng.oneIn(3) ? rng.int(2...8) : 1, balancer: rng.oneIn(2) ? .leastLoaded : .roundRobin)
  let room = Double(blocks * tokensPerBlock)
  let mean = max(1, room / Double(rng.int(3...12)))
  let lengths: Lengths =
    switch rng.int(0...2) {
    case 0: .independent(prompt: .fixed(Int(mean)), output: .fixed(rng.int(1...max(1, Int(mean)))))
    case 1:
      .independent(
        prompt: .lognormal(mean: Tokens(mean), coefficientOfVariation: 1), output: .exponential(mean: Tokens(mean)))
    default: .resampled(try randomTrace(&rng, longest: Int(mean)))
    }
  let rate = RequestsPerSecond(Double(rng.int(1...60)))
  let arrivals: Arrivals =
    switch rng.int(0...4) {
    case 0: .poisson(rate: rate)
    case 1: .gamma(rate: rate, coefficientOfVariation: Double(rng.int(1...4)))
    case 2: .diurnal(rate: rate, peakToMean: 1.8, period: Seconds(5))
    case 3: .closedLoop(clients: rng.int(1...20))
    default: .replay(try randomTrace(&rng, longest: 1), rate: nil)
    }
  let prefix = rng.oneIn(3) ? nil : SharedPrefix(tokens: rng.int(0...Int(mean) + 4), share: 0.7)
  return try ServingSimulation(
    Workload(arrivals: arrivals, lengths: lengths, sharedPrefix: prefix), on: fleet,
    options: SimulationOptions(
      requests: rng.int(1...120), warmUp: rng.oneIn(2) ? 0 : nil, seed: rng.next(),
      ending: rng.oneIn(2) ? .drained : .steady, serviceLevel: ServiceLevel(timeToFirstToken: 0.5)))
}

/// Requests at whole tenths of a second, many at the same time.
func randomTrace(_ rng: inout SplitMix64, longest: Int) throws -> Trace {
  try Trace(
    (0..<rng.int(1...90)).map { _ in
      Trace.Entry(
        arrival: Double(rng.int(0...40)) / 10, promptTokens: rng.int(1...max(1, longest)),
        outputTokens: rng.int(1...max(1, longest)))
    })
}
