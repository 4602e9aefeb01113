import Foundation

/// Reading and multiplying at the same time, as far as they overlap: the norm of both.
func joinedSeconds(_ memory: Double, _ compute: Double, _ overlap: Double) -> Double {
  let (more, less) = (max(memory, compute), min(memory, compute))
  guard more > 0 else { return 0 }
  return more * pow(1 + pow(less / more, overlap), 1 / overlap)
}

/// Matrices that are read once and multiplied with every row.
struct Matrices: Equatable, Sendable {
  /// Seconds.
  var read: Double
  /// Seconds.
  var perRow: Double
  /// Rows that tiles add.
  var padding: Double

  func seconds(rows: Double, _ overlap: Double) -> Double { joinedSeconds(read, perRow * (rows + padding), overlap) }
}

/// What a processor reaches of what was measured of it, by what this program's own engine does on one
/// (docs/inference-speed.md, 110m and 1b in F16).
enum ProcessorShares {
  /// Of the bandwidth, where weights are read, and where keys and values are.
  static let weights = 0.93
  static let cache = 0.9
  /// Of the peak of single-precision arithmetic, where several tokens are multiplied.
  static let matrices = 0.95
  /// Of the fixed times of engines on GPUs: no kernels are launched, and the processor is its own host.
  static let fixedTimes = 0.05
  /// Rows that tiles add: a token alone is multiplied as one row.
  static let tilePadding = 0.0
}

/// The shares of the data sheet that a deployment reaches.
struct HardwareShares {
  /// No kernel reads or multiplies faster than this share.
  static let best = 0.97

  /// Of the bandwidth, where dense weights are read.
  let weights: Double
  /// Of the bandwidth, where keys and values are read.
  let cache: Double
  /// Of the bandwidth, where experts are read.
  let expertWeights: Double
  /// Of the peak of the dense weights' width.
  let matrices: Double
  let matrices16: Double
  /// Of the peak of the experts' width.
  let expertMatrices: Double

  init(_ facts: DeploymentFacts, _ factors: Factors) {
    guard facts.family != .processor else {
      (weights, cache, expertWeights) = (ProcessorShares.weights, ProcessorShares.cache, ProcessorShares.weights)
      (matrices, matrices16) = (ProcessorShares.matrices, ProcessorShares.matrices)
      expertMatrices = ProcessorShares.matrices
      return
    }
    let saturation = pow(facts.bandwidth / 3.35e12, -factors[.bandwidthSaturation])
    let reading = factors[.familyBandwidth(facts.family)] * saturation
    func capped(_ share: Double) -> Double { min(share, HardwareShares.best) }
    weights = capped(factors[.weightBandwidth] * reading)
    cache = capped(factors[.cacheBandwidth] * factors[.familyCache(facts.family)] * saturation)
    let rate =
      factors[.familyRate(facts.family)] * factors[.engineRate(facts.engine)]
      * pow(facts.power, factors[.powerExponent])
    let usable: Double =
      switch facts.weights {
      case .bf16, .int4, .mxfp4: 1
      case .fp8, .int8: factors[.fp8Peak]
      case .nvfp4: factors[.fp4Peak]
      }
    matrices16 = capped(factors[.matrixRate] * rate)
    matrices = capped(usable * matrices16)
    if facts.isMicroscaled {
      expertWeights = capped(factors[.kernelBandwidth(facts.kernel)] * reading)
      expertMatrices = capped(factors[.kernelRate(facts.kernel)] * rate)
    } else {
      expertWeights = capped(factors[.expertBandwidth] * reading)
      expertMatrices = capped(usable * factors[.expertRate] * rate)
    }
  }
}

/// The experts of all layers.
struct ExpertTimes: Sendable {
  private let all: Double
  private let chosen: Double
  private let spread: Double
  /// Logarithm of the share of experts that a token does not visit.
  private let missed: Double
  /// Seconds to read one expert in each layer.
  private let read: Double
  /// Seconds to multiply one row in each layer.
  private let perRow: Double
  private let padding: Double
  private let imbalance: Double
  /// What the kernel loses to tiles of narrow slices.
  private let slicing: Double

  init(_ facts: DeploymentFacts, _ experts: LanguageModel.Experts, _ shares: HardwareShares, _ factors: Factors) {
    let ranks = facts.expertRanks
    all = Double(experts.count)
    chosen = Double(experts.perToken)
    spread = factors[.routingSpread]
    missed = log(1 - min(chosen / all, 0.999999))
    let one = Double(facts.count.expertLayers) * facts.count.expert
    read = one * facts.weights.bytesPerWeight / (facts.gpus * facts.bandwidth * shares.expertWeights)
    perRow = 2 * one / (facts.gpus * facts.expertPeak * shares.expertMatrices)
    padding = factors[.expertPadding]
    imbalance = factors[.expertImbalance] * ((ranks - 1) * ranks).squareRoot()
    if facts.isMicroscaled, facts.kernel == .triton, !facts.splitsSequences {
      slicing = 1 + factors[.expertTileColumns] * (facts.gpus - 1) / Double(max(experts.width, 1)) / ranks
    } else {
      slicing = 1
    }
  }

  /// How many of a layer's experts some token visits: with `n` free choices of `k` among `E`, `E (1 − (1 − k/E)^n)`.
  func visited(_ tokens: Double) -> Double { all * (1 - exp(missed * pow(max(tokens, 1), spread))) }

  func seconds(_ tokens: Double, _ overlap: Double) -> Double {
    let visited = visited(tokens)
    let time = joinedSeconds(read * visited, perRow * (tokens * chosen + visited * padding), overlap)
    return time * slicing * (1 + imbalance / max(tokens * chosen, 1).squareRoot())
  }
}

/// What GPUs send each other in a step: of two ways, the quicker one.
struct LinkTimes: Equatable, Sendable {
  private let latency: Double
  private let perToken: Double
  private let otherLatency: Double
  private let otherPerToken: Double

  /// - Parameter facts: of more than one GPU.
  init(_ facts: DeploymentFacts, _ factors: Factors) {
    let (gpus, link) = (facts.gpus, facts.link)
    let oneShot = (factors[.oneShotLatency] + factors[.oneShotPerDoubling] * log2(gpus / 2)) * 1e-6
    let circled = 2 * facts.hidden * 2 * (gpus - 1) / gpus / link
    if facts.splitsSequences {
      let times = 2 * Double(facts.count.expertLayers)
      // There in 8 bits, back in 16: 1.5 bytes a number on average.
      let sent = Double(facts.experts?.perToken ?? 0) * facts.hidden * 1.5 * (gpus - 1) / gpus / gpus
      (latency, perToken) = (times * oneShot, times * sent / (factors[.allToAllBandwidth] * link))
      (otherLatency, otherPerToken) = (latency, perToken)
      return
    }
    let times = 2 * facts.layers
    if facts.linkIsHost {
      let share = factors[facts.reachesPeers ? .busBandwidth : .hostBandwidth]
      (latency, perToken) = (
        times * factors[.busLatency] * 1e-6 * (gpus - 1).squareRoot(), times * circled / share
      )
      (otherLatency, otherPerToken) = (latency, perToken)
    } else {
      (latency, perToken) = (
        times * factors[.ringLatency(facts.engine)] * 1e-6, times * circled / factors[.ringBandwidth]
      )
      (otherLatency, otherPerToken) = (
        times * oneShot, times * 2 * facts.hidden * (gpus - 1) / (factors[.oneShotBandwidth] * link)
      )
    }
  }

  func seconds(_ tokens: Double) -> Double {
    min(latency + perToken * tokens, otherLatency + otherPerToken * tokens)
  }
}
