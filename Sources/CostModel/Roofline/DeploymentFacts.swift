/// What the time of a step depends on, in plain numbers: counted once for a deployment, so that a fit can compute its
/// steps a million times.
struct DeploymentFacts: Equatable, Sendable {
  let count: WeightCount
  let family: ChipFamily
  let kernel: ExpertKernel
  let engine: ServingEngine
  let weights: WeightPrecision
  let cache: CachePrecision
  let experts: LanguageModel.Experts?
  let isLatent: Bool
  /// What half of the layers see of a context; nil when all see everything.
  let window: Double?
  let tiedEmbeddings: Bool
  let layers: Double
  let hidden: Double
  let kvHeads: Double
  let gpus: Double
  /// Whether every GPU works on attention for its own sequences.
  let splitsSequences: Bool
  /// Ranks among which whole experts are divided.
  let expertRanks: Double
  /// Bytes a second.
  let bandwidth: Double
  /// Bytes that a program can use on one GPU.
  let memory: Double
  let peak16: Double
  let peak8: Double
  let peak4: Double
  /// Watts for each FLOP/s, in those of an H100.
  let power: Double
  /// Bytes a second, one way.
  let link: Double
  let linkIsHost: Bool
  /// Whether GPUs reach each other's memory without the host.
  let reachesPeers: Bool

  init(_ deployment: Deployment) {
    let (model, machine) = (deployment.model, deployment.accelerator)
    count = WeightCount(model)
    family = ChipFamily(machine)
    engine = deployment.engine
    kernel = ExpertKernel(engine, family)
    weights = deployment.weights
    cache = deployment.cache
    experts = model.experts
    isLatent = model.attention.isLatent
    if case .alternatingWindow(let tokens) = model.attention { window = Double(tokens) } else { window = nil }
    tiedEmbeddings = model.tiedEmbeddings
    layers = Double(model.layers)
    hidden = Double(model.hidden)
    kvHeads = Double(max(model.kvHeads, 1))
    gpus = Double(deployment.gpus)
    splitsSequences = deployment.layout == .dataParallelAttention && model.isMixtureOfExperts
    expertRanks = Double(deployment.layout.ranks(gpus: deployment.gpus))
    bandwidth = machine.memoryBandwidth.value
    memory = machine.memory.value
    peak16 = machine.peak16.value
    peak8 = machine.peak8?.value ?? peak16
    peak4 = machine.peak4?.value ?? peak8
    // An H100 has 700 W for 989 TFLOP/s. Where nobody says how many watts there are, its share of them is assumed; what
    // was measured was measured with the watts that there are.
    if let watts = machine.watts, machine.generation != .processor {
      power = Double(watts) / (peak16 / 1e12) / (700 / 989.4)
    } else {
      power = 1
    }
    link = machine.linkBandwidth.value
    linkIsHost = machine.linkIsHost
    reachesPeers = !machine.linkName.contains("no P2P")
  }

  var isBlackwell: Bool { family == .blackwell || family == .blackwellWorkstation }

  /// Into how many parts the sequences are divided, each with a budget of its own.
  var sequenceShares: Double { splitsSequences ? gpus : 1 }

  /// Whether the experts are in the format of which kernels differ.
  var isMicroscaled: Bool { weights == .mxfp4 }

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
    switch weights {
    case .mxfp4: .bf16
    case .nvfp4 where isLatent: .fp8
    default: weights
    }
  }

  var densePeak: Double { peak(densePrecision) }
  /// Blackwell multiplies MXFP4 in 8 bits, others widen it to 16.
  var expertPeak: Double { isMicroscaled ? (isBlackwell ? peak8 : peak16) : peak(weights) }
  /// What a token in decoding can use against its cache: Blackwell multiplies in the cache's width.
  var decodePeak: Double { isBlackwell && cache == .fp8 ? peak8 : peak16 }
  /// TensorRT-LLM reads prompts in 8 bits where the cache has 8 bits, but not with a latent or MXFP4.
  var prefillPeak: Double {
    cache == .fp8 && engine == .tensorRTLLM && !isMicroscaled && !isLatent ? peak8 : peak16
  }

  /// GPUs among which keys and values are divided: no more than there are heads of them; a latent is on every GPU.
  var cacheHolders: Double { splitsSequences ? gpus : isLatent ? 1 : min(gpus, kvHeads) }

  /// Tokens that count, of so many before: layers with a window see no more than it.
  func windowed(_ context: Double) -> Double {
    guard let window else { return context }
    return 0.5 * context + 0.5 * min(context, window)
  }

  /// Output tokens a second at all of the data sheet's FLOP/s and bandwidth, perfectly overlapped: of experts each
  /// token's own are read once.
  func bound(batch: Double, prompt: Double, output: Double) -> Double {
    let chosen = Double(min(experts?.perToken ?? 0, experts?.count ?? 0))
    let expert = Double(count.expertLayers) * count.expert * chosen
    let bytes =
      count.dense * densePrecision.bytesPerWeight + 2 * count.head + expert * weights.bytesPerWeight
      + batch * windowed(prompt + output / 2) * count.cacheValues * cache.bytesPerValue
    let memory = bytes / (gpus * bandwidth)
    let perToken = 2 * (count.dense / densePeak + expert / expertPeak)
    let compute = (perToken * batch * (1 + prompt / output) + 2 * count.head * batch / peak16) / gpus
    return batch / max(memory, compute)
  }
}

extension LanguageModel.Attention {
  var isLatent: Bool {
    if case .latent = self { return true }
    return false
  }
}
