import CostModel
import Foundation

/// The workload of one possible world: the scenario's figures times the draw's factors.
struct World {
  let requests: RequestsPerMonth
  let prompt: Tokens
  let output: Tokens
  let cachedShare: Double
  let batchShare: Double
  let curve: LoadCurve
  private let sigma: Double
  private let prefixFactor: Double

  /// - Parameter prefix: ``Workload/sharedPrefix``, found once for all worlds.
  init(_ workload: Workload, _ draw: Draw, prefix: Double, volume: RequestsPerMonth? = nil) {
    requests = volume ?? workload.requests * draw[.volume]
    prompt = workload.prompt * draw[.promptLength]
    output = workload.output * draw[.answerLength]
    cachedShare = min(workload.cachedShare * draw[.cacheHits], 0.99)
    batchShare = workload.batchShare
    // The logarithm's deviation of a lognormal with that coefficient of variation.
    sigma = log(1 + workload.promptVariation * workload.promptVariation).squareRoot()
    prefixFactor = prefix / max(workload.prompt.value, 1)
    curve = World.curve(peak: max(1, workload.peakToMean * draw[.peak]), batchShare: batchShare)
  }

  /// What a replica must carry.
  func demand(_ workload: Workload, _ objectives: Objectives) -> Demand {
    Demand(
      prompt: prompt, cached: cached, prefix: prompt * prefixFactor, output: output,
      promptVariation: workload.promptVariation, outputVariation: workload.outputVariation,
      burstiness: workload.burstiness, objectives: objectives)
  }

  var cached: Tokens { prompt * cachedShare }
  var tokens: TokensPerMonth { TokensPerMonth(requests.value * (prompt.value + output.value)) }

  /// One in so many cached prompt tokens had to be stored anew before: caches forget within minutes.
  static let readsPerWrite = 20.0

  /// What an API is sent: so much of the requests, the share of them that waits for a batch.
  func traffic(share: Double = 1, batch: Double? = nil) -> TokenTraffic {
    TokenTraffic(
      requests: requests * share, prompts: .lognormal(mean: prompt, sigma: sigma), output: output,
      cached: Share(clamping: cachedShare), cacheWritten: Share(clamping: cachedShare / World.readsPerWrite),
      batch: Share(clamping: batch ?? batchShare))
  }

  // MARK: The day

  /// How the load swings over a day, once the requests that can wait have filled the quiet hours.
  static func curve(peak: Double, batchShare: Double) -> LoadCurve {
    let place = Int(((peak - 1) / peakStep).rounded())
    let live = peaks[min(max(place, 0), peaks.count - 1)]
    guard batchShare > 0 else { return live }
    let floor = live.factors.map { $0 * (1 - batchShare) }
    var (low, high) = (0.0, max(1, floor.max() ?? 1))
    for _ in 0..<40 {
      let level = (low + high) / 2
      let sum = floor.reduce(0) { $0 + max($1, level) }
      if sum < Double(floor.count) { low = level } else { high = level }
    }
    return LoadCurve(floor.map { max($0, high) }) ?? .flat
  }

  private static let peakStep = 0.05
  /// Days with peaks of 1, 1.05, … 12 times the mean.
  private static let peaks: [LoadCurve] = (0...220).map { LoadCurve.daily(peakToMean: 1 + Double($0) * peakStep) }
}
