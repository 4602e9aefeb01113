import Foundation

/// The time of one step of a serving engine, from the shapes of the model and the data sheet of the machine.
///
/// A step reads every weight once (of experts, those that some token visits), multiplies every token with them, reads
/// the keys and values of everything before, and lets the GPUs add up their parts twice a layer. Reading and
/// multiplying overlap in part: `(memory^p + compute^p)^(1/p)`. What no data sheet tells stands in ``Factors``.
struct StepModel: Sendable {
  let deployment: Deployment
  let count: WeightCount
  private let factors: Factors
  private let family: ChipFamily
  private let gpus: Double
  /// Whether every GPU works on attention for its own sequences.
  private let splitsSequences: Bool
  private let bandwidth: Double
  private let weightShare: Double
  private let cacheShare: Double
  private let rate: Double
  /// What has become of the fixed times since January 2026.
  private let progress: Double

  /// - Parameter years: the engine's age, counted from January 2026 on; later engines have shorter fixed times.
  init(_ deployment: Deployment, _ factors: Factors, years: Double = 0) {
    self.deployment = deployment
    self.factors = factors
    count = WeightCount(deployment.model)
    family = ChipFamily(deployment.accelerator)
    gpus = Double(deployment.gpus)
    splitsSequences = deployment.layout == .dataParallelAttention && deployment.model.isMixtureOfExperts
    bandwidth = deployment.accelerator.memoryBandwidth.value
    let saturation = pow(bandwidth / 3.35e12, -factors[.bandwidthSaturation])
    let reached = factors[.familyBandwidth(family)] * saturation
    weightShare = reached
    cacheShare = min(factors[.cacheBandwidth] * factors[.familyCache(family)] * saturation, StepModel.bestShare)
    progress = pow(factors[.drift], -years)
    // An H100 has 700 W for 989 TFLOP/s.
    let watts = Double(deployment.accelerator.watts) / (deployment.accelerator.peak16.value / 1e12) / (700 / 989.4)
    rate =
      factors[.familyRate(family)] * factors[.engineRate(deployment.engine)] * pow(watts, factors[.powerExponent])
  }

  /// No kernel reads faster than this share of the data sheet.
  static let bestShare = 0.97

  /// Memory of a GPU that neither weights nor cache get, in GB.
  var reserve: Double { factors[.memoryReserve(deployment.engine)] }

  /// The pieces of a step, in seconds.
  struct Parts: Equatable, Sendable {
    var dense = 0.0, head = 0.0, experts = 0.0, cache = 0.0, attention = 0.0, links = 0.0, layers = 0.0, host = 0.0
    var total: Double { dense + head + experts + cache + attention + links + layers + host }
  }

  /// - Parameters:
  ///   - decodes: sequences that get a token.
  ///   - context: tokens before each of them, on average.
  ///   - prefill: prompt tokens.
  ///   - attended: tokens that a prompt token attends to, on average.
  func parts(decodes: Double, context: Double, prefill: Double, attended: Double) -> Parts {
    let tokens = decodes + prefill
    guard tokens > 0 else { return Parts() }
    var parts = Parts()
    parts.dense = denseSeconds(tokens)
    parts.head = headSeconds(decodes)
    parts.experts = expertSeconds(tokens)
    parts.cache = decodes * contextSeconds(context)
    parts.attention = prefill * windowed(attended) * secondsPerPair
    parts.links = linkSeconds(tokens)
    parts.layers = layerSeconds(hasPrefill: prefill > 0)
    parts.host = hostSeconds(decodes)
    return parts
  }

  private func joined(_ memory: Double, _ compute: Double) -> Double {
    let (more, less) = (max(memory, compute), min(memory, compute))
    guard more > 0 else { return 0 }
    let p = factors[.overlap]
    return more * pow(1 + pow(less / more, p), 1 / p)
  }

  // MARK: Weights

  private var peak16: Double { deployment.accelerator.peak16.value }
  private var peak8: Double { deployment.accelerator.peak8?.value ?? peak16 }
  private var peak4: Double { deployment.accelerator.peak4?.value ?? peak8 }

  /// FLOP/s of the data sheet that products of a weight's width can use.
  private func peak(_ weights: WeightPrecision) -> Double {
    switch weights {
    case .bf16, .int4, .mxfp4: peak16
    case .fp8, .int8: peak8
    case .nvfp4: peak4
    }
  }

  /// The width of what isn't an expert: MXFP4 models keep 16 bits there, DeepSeek in NVFP4 keeps 8.
  var densePrecision: WeightPrecision {
    switch deployment.weights {
    case .mxfp4: .bf16
    case .nvfp4 where deployment.model.attention.isLatent: .fp8
    default: deployment.weights
    }
  }

  var densePeak: Double { peak(densePrecision) }
  /// Blackwell multiplies MXFP4 in 8 bits, others widen it to 16.
  var expertPeak: Double {
    deployment.weights == .mxfp4 ? (isBlackwell ? peak8 : peak16) : peak(deployment.weights)
  }

  /// The part of the peak that products of a weight's width reach, given what those in 16 bits reach.
  private func usable(_ weights: WeightPrecision, _ reached: Double) -> Double {
    switch weights {
    case .bf16, .int4, .mxfp4: min(reached, StepModel.bestShare)
    case .fp8, .int8: min(reached * factors[.fp8Peak], StepModel.bestShare)
    case .nvfp4: min(reached * factors[.fp4Peak], StepModel.bestShare)
    }
  }

  private func denseSeconds(_ tokens: Double) -> Double {
    let holders = splitsSequences ? 1 : gpus
    let rows = (splitsSequences ? tokens / gpus : tokens) + factors[.tilePadding]
    let share = min(factors[.weightBandwidth] * weightShare, StepModel.bestShare)
    let memory = count.dense * densePrecision.bytesPerWeight / (holders * bandwidth * share)
    let compute =
      2 * count.dense * rows / (holders * densePeak * usable(deployment.weights, factors[.matrixRate] * rate))
    return joined(memory, compute)
  }

  /// The output projection, kept in 16 bits, for those tokens alone that get a successor.
  private func headSeconds(_ decodes: Double) -> Double {
    let holders = splitsSequences ? 1 : gpus
    let rows = (splitsSequences ? decodes / gpus : decodes) + factors[.tilePadding]
    let share = min(factors[.weightBandwidth] * weightShare, StepModel.bestShare)
    let memory = count.head * 2 / (holders * bandwidth * share)
    let compute = 2 * count.head * rows / (holders * peak16 * usable(.bf16, factors[.matrixRate] * rate))
    return joined(memory, compute)
  }

  // MARK: Experts

  /// How many of a layer's experts some token visits: with `n` free choices of `k` among `E`, `E (1 − (1 − k/E)^n)`.
  func expertsVisited(_ tokens: Double) -> Double {
    guard let experts = deployment.model.experts else { return 0 }
    let (all, chosen) = (Double(experts.count), Double(experts.perToken))
    let choices = pow(max(tokens, 1), factors[.routingSpread])
    return all * (1 - pow(1 - min(chosen / all, 0.999999), choices))
  }

  private func expertSeconds(_ tokens: Double) -> Double {
    guard let experts = deployment.model.experts else { return 0 }
    let visited = expertsVisited(tokens)
    let chosen = Double(experts.perToken)
    let ranks = Double(deployment.layout.ranks(gpus: deployment.gpus))
    let isMicroscaled = deployment.weights == .mxfp4
    let kernel = ExpertKernel(deployment.engine, family)
    let share = (isMicroscaled ? factors[.kernelBandwidth(kernel)] : factors[.expertBandwidth])
    let reached = min(share * weightShare, StepModel.bestShare)
    let peakShare = usable(
      deployment.weights, (isMicroscaled ? factors[.kernelRate(kernel)] : factors[.expertRate]) * rate)
    let perExpert = Double(count.expertLayers) * count.expert
    let memory = perExpert * visited * deployment.weights.bytesPerWeight / (gpus * bandwidth * reached)
    let compute =
      2 * perExpert * (tokens * chosen + visited * factors[.expertPadding]) / (gpus * expertPeak * peakShare)
    let imbalance = 1 + factors[.expertImbalance] * ((ranks - 1) * ranks / max(tokens * chosen, 1)).squareRoot()
    var padding = 1.0
    if isMicroscaled, kernel == .triton, !splitsSequences {
      padding += factors[.expertTileColumns] * (gpus - 1) / Double(max(experts.width, 1)) / ranks
    }
    return padding * joined(memory, compute) * imbalance
  }

  // MARK: Attention

  /// Tokens that count, of so many before: layers with a window see no more than it.
  func windowed(_ context: Double) -> Double {
    guard case .alternatingWindow(let window) = deployment.model.attention else { return context }
    return 0.5 * context + 0.5 * min(context, Double(window))
  }

  /// GPUs among which keys and values are divided: no more than there are heads of them; a latent is on every GPU.
  private var cacheHolders: Double {
    if splitsSequences { return gpus }
    return deployment.model.attention.isLatent ? 1 : min(gpus, Double(deployment.model.kvHeads))
  }

  /// Attention of one decoding token to one token before it, all layers without a window.
  var secondsPerContextToken: Double {
    let memory =
      count.cacheValues * deployment.cache.bytesPerValue / (cacheHolders * bandwidth * cacheShare)
    let isNarrow = isBlackwell && deployment.cache == .fp8
    let compute = count.decodePairFLOPs / (gpus * (isNarrow ? peak8 : peak16) * factors[.decodeAttentionRate])
    return joined(memory, compute)
  }

  private func contextSeconds(_ context: Double) -> Double { windowed(context) * secondsPerContextToken }

  /// Attention of one prompt token to one token, all layers without a window.
  var secondsPerPair: Double {
    // TensorRT-LLM multiplies in 8 bits where the cache has 8 bits, but not with a latent or MXFP4.
    let isNarrow =
      deployment.cache == .fp8 && deployment.engine == .tensorRTLLM && deployment.weights != .mxfp4
      && !deployment.model.attention.isLatent
    return count.prefillPairFLOPs / (gpus * (isNarrow ? peak8 : peak16) * factors[.prefillAttentionRate])
  }

  private var isBlackwell: Bool { family == .blackwell || family == .blackwellWorkstation }

  /// Step times in the form that simulations use.
  ///
  /// - Parameters:
  ///   - tokens: the largest step that is tabulated; beyond, time goes on linearly.
  ///   - decodes: the same for sequences that decode.
  func compiled(tokens: Int = 8192, decodes: Int = 1024) -> StepCosts {
    let base = hostSeconds(0)
    let table = StepModel.tabulated(tokens) { count in
      let tokens = Double(count)
      return denseSeconds(tokens) + expertSeconds(tokens) + linkSeconds(tokens) + layerSeconds(hasPrefill: false) + base
    }
    let heads = StepModel.tabulated(decodes) { headSeconds(Double($0)) + hostSeconds(Double($0)) - base }
    var (full, windowed, window) = (1.0, 0.0, 0)
    if case .alternatingWindow(let width) = deployment.model.attention { (full, windowed, window) = (0.5, 0.5, width) }
    return StepCosts(
      tokenSeconds: table, decodeSeconds: heads,
      prefill: Seconds(layerSeconds(hasPrefill: true) - layerSeconds(hasPrefill: false)),
      perContextToken: Seconds(full * secondsPerContextToken),
      perWindowToken: Seconds(windowed * secondsPerContextToken), window: window,
      perPair: Seconds(secondsPerPair * full), perWindowPair: Seconds(secondsPerPair * windowed))
  }

  /// A smooth function's values at 0, 1, 2, …: computed at every count up to 256, then at one in sixteen, straight lines
  /// between; 0 at 0.
  private static func tabulated(_ last: Int, _ value: (Int) -> Double) -> [Seconds] {
    var table = [Seconds.zero]
    table.reserveCapacity(last + 1)
    for count in 1...min(256, max(1, last)) { table.append(Seconds(value(count))) }
    while table.count <= last {
      let from = table[table.count - 1]
      let to = Seconds(value(table.count + 15))
      for step in 1...16 { table.append(from + (to - from) * (Double(step) / 16)) }
    }
    return table
  }

  // MARK: Links, layers, host

  private func linkSeconds(_ tokens: Double) -> Double {
    guard gpus > 1 else { return 0 }
    let machine = deployment.accelerator
    let link = machine.linkBandwidth.value
    let hidden = Double(deployment.model.hidden)
    let latency = (factors[.oneShotLatency] + factors[.oneShotPerDoubling] * log2(gpus / 2)) * 1e-6
    if splitsSequences {
      let chosen = Double(deployment.model.experts?.perToken ?? 0)
      // There in 8 bits, back in 16: 1.5 bytes a number on average.
      let sent = tokens / gpus * chosen * hidden * 1.5 * (gpus - 1) / gpus
      return 2 * Double(count.expertLayers) * (latency + sent / (factors[.allToAllBandwidth] * link))
    }
    let volume = tokens * hidden * 2
    let circled = volume * 2 * (gpus - 1) / gpus / link
    let time: Double
    if machine.linkIsHost {
      let share = factors[machine.linkName.contains("no P2P") ? .hostBandwidth : .busBandwidth]
      time = factors[.busLatency] * 1e-6 * (gpus - 1).squareRoot() + circled / share
    } else {
      let ring = factors[.ringLatency(deployment.engine)] * 1e-6 + circled / factors[.ringBandwidth]
      time = min(ring, latency + volume * (gpus - 1) / (factors[.oneShotBandwidth] * link))
    }
    return 2 * Double(deployment.model.layers) * time
  }

  private func layerSeconds(hasPrefill: Bool) -> Double {
    let engine = deployment.engine
    let narrow = deployment.weights == .nvfp4 ? factors[.fp4LayerOverhead] : 0
    let fixed =
      Double(deployment.model.layers) * (factors[.layerOverhead(engine)] + narrow)
      + Double(count.expertLayers) * factors[.expertLayerOverhead(engine)]
    let prefill = hasPrefill ? Double(deployment.model.layers) * factors[.prefillLayerOverhead(engine)] : 0
    return (fixed * factors[.familyOverhead(family)] * progress + prefill) * 1e-6
  }

  private func hostSeconds(_ decodes: Double) -> Double {
    let rows = splitsSequences ? decodes / gpus : decodes
    return progress
      * (factors[.stepOverhead(deployment.engine)] * 1e-3 + factors[.sequenceOverhead(deployment.engine)] * 1e-6 * rows)
  }
}

extension LanguageModel.Attention {
  var isLatent: Bool {
    if case .latent = self { return true }
    return false
  }
}
