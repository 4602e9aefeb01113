import CostModel
import Foundation

/// What a replica must carry, as far as its capacity depends on it.
struct Demand: Equatable, Sendable {
  var prompt: Tokens
  /// Tokens of each prompt whose keys and values are kept from earlier ones.
  var cached: Tokens
  /// The beginning that prompts share: of a long prompt no more is kept.
  var prefix: Tokens
  var output: Tokens
  var promptVariation: Double
  var outputVariation: Double
  /// Standard deviation over mean of the gaps between arrivals.
  var burstiness: Double
  var objectives: Objectives

  /// How many times the mean a length of that variation is at the objectives' percentile: lognormal.
  func tail(_ variation: Double) -> Double {
    let variance = log(1 + variation * variation)
    let share = min(max(objectives.percentile / 100, 0.5), 0.9999)
    return exp(Normal.quantile(share) * variance.squareRoot() - variance / 2)
  }
}

extension Capacity {
  /// Engines decode so many sequences together at most, unless told otherwise.
  public static let batchLimit = 256
  /// Prompt and answer tokens in one step at most: small steps keep the time between tokens even.
  public static let stepTokens = 2048
  /// How many times its mean the time between tokens is at the 99th percentile, about.
  ///
  /// Short answers are held up by a neighbour's prompt as long as long ones are. Seen in simulations over the prepared scenarios.
  static let tokenTail = 2.2

  /// The load that a replica carries within the objectives, in closed form.
  ///
  /// The largest batch is sought at which each latency's percentile, estimated from means, meets its objective and the
  /// memory suffices. A simulation tells it better. Nil when not even one request at a time meets the objectives or fits.
  static func estimated(_ replica: Replica, _ demand: Demand) -> Capacity? {
    let fitting = replica.memory.largestBatch(of: demand.prompt + demand.output)
    guard fitting >= 1 else { return nil }
    let most = min(fitting, batchLimit)
    guard Capacity.point(replica, demand, 1).broken(demand.objectives) == nil else {
      return quiet(replica, demand)
    }
    // Latencies grow with the batch: the largest that holds is found by halving.
    var (low, high) = (1, most + 1)
    while high - low > 1 {
      let middle = (low + high) / 2
      if Capacity.point(replica, demand, middle).broken(demand.objectives) == nil {
        low = middle
      } else {
        high = middle
      }
    }
    let best = Capacity.point(replica, demand, low)
    let limit = low < most ? Capacity.point(replica, demand, low + 1).broken(demand.objectives) ?? .tpot : nil
    return Capacity(
      rate: best.rate, batch: Double(low), ttft: best.ttft, tpot: best.tpot, basis: .estimated,
      limit: limit ?? (fitting <= batchLimit ? .memory : .batchLimit))
  }

  /// The part of one sequence at a time that keeps the objectives, where all of it does not; nil where nothing does.
  private static func quiet(_ replica: Replica, _ demand: Demand) -> Capacity? {
    guard let broken = Capacity.point(replica, demand, 1).broken(demand.objectives),
      Capacity.point(replica, demand, 1, load: leastLoad).broken(demand.objectives) == nil
    else { return nil }
    var (low, high) = (leastLoad, 1.0)
    for _ in 0..<12 {
      let middle = (low + high) / 2
      if Capacity.point(replica, demand, 1, load: middle).broken(demand.objectives) == nil {
        low = middle
      } else {
        high = middle
      }
    }
    let best = Capacity.point(replica, demand, 1, load: low)
    return Capacity(rate: best.rate, batch: low, ttft: best.ttft, tpot: best.tpot, basis: .estimated, limit: broken)
  }

  /// So little of one sequence at a time that nothing waits but what comes in one burst.
  static let leastLoad = 0.001

  /// Latencies at the objectives' percentile when so many sequences decode together.
  struct Point: Equatable {
    var rate: RequestsPerSecond
    var ttft: Seconds
    var tpot: Seconds
    var endToEnd: Seconds

    /// The objective that is broken; nil when all are kept.
    func broken(_ objectives: Objectives) -> Limit? {
      if let most = objectives.ttft, ttft > most { return .ttft }
      if let most = objectives.tpot, tpot > most { return .tpot }
      if let most = objectives.endToEnd, endToEnd > most { return .endToEnd }
      return nil
    }
  }

  /// - Parameter load: the part of the time in which requests are there at all, below a batch of one.
  static func point(_ replica: Replica, _ demand: Demand, _ batch: Int, load: Double = 1) -> Point {
    let mean = replica.load(
      batch: Double(batch), prompt: demand.prompt, cached: demand.cached, output: demand.output)
    let fresh = max(demand.prompt.value - demand.cached.value, 1)
    let longest = max(demand.prompt.value * demand.tail(demand.promptVariation) - demand.prefix.value, fresh)
    let context = Double(batch) * (demand.prompt.value + demand.output.value / 2)
    // One token of a prompt takes its part of a full step.
    let room = max(stepTokens - batch, 256)
    func prefill(_ tokens: Double) -> Double {
      let chunk = min(Double(room), tokens)
      let step = replica.costs.seconds(
        decodes: batch, context: Int(context), prefill: Int(chunk), pairs: chunk * (demand.cached.value + tokens / 2))
      return (tokens / chunk).rounded(.up) * step
    }
    let service = prefill(fresh)
    let rate = mean.rate * load
    let busy = min(rate.value * service, 0.999)
    // Prompts wait for each other: Kingman's approximation with the spread of gaps and prompts, an exponential tail
    // beyond; and those that come in one burst wait at any load.
    let spread = demand.promptVariation * demand.promptVariation
    let gaps = demand.burstiness * demand.burstiness
    let wait = busy * service * (gaps + spread) / (2 * (1 - busy)) + service * max(0, gaps - 1) / 4
    let miss = 1 - min(max(demand.objectives.percentile / 100, 0.5), 0.9999)
    let tail = wait / max(busy, 1e-9) * max(0, log(busy / miss))
    let ttft = max(prefill(longest) + wait, service + tail)
    let factor = batch == 1 ? 1 : 1 + (tokenTail - 1) * min(1, busy * 4)
    let tpot = mean.tpot.value * factor
    return Point(
      rate: rate, ttft: Seconds(ttft), tpot: Seconds(tpot),
      endToEnd: Seconds(
        max(
          ttft + mean.tpot.value * demand.output.value,
          service + mean.tpot.value * demand.output.value
            * demand.tail(demand.outputVariation))))
  }
}
