/// A number of the step-time model that data sheets do not give: fitted to published measurements.
///
/// Each has a meaning, a unit, and a prior from the literature and from kernel measurements; the fit moves it away only
/// as far as measurements ask for. Those that depend on the serving engine, the chip's family or the kernel of 4-bit
/// experts exist once for each.
public enum Factor: Hashable, Sendable {
  case weightBandwidth, bandwidthSaturation, cacheBandwidth
  case matrixRate, engineRate(ServingEngine), powerExponent, fp8Peak, fp4Peak, overlap, tilePadding
  case prefillAttentionRate, decodeAttentionRate
  case expertBandwidth, expertRate, expertPadding, routingSpread, expertImbalance, expertTileColumns
  case kernelBandwidth(ExpertKernel), kernelRate(ExpertKernel)
  case oneShotLatency, oneShotPerDoubling, oneShotBandwidth, ringLatency(ServingEngine), ringBandwidth
  case busLatency, busBandwidth, hostBandwidth, allToAllBandwidth
  case stepOverhead(ServingEngine), layerOverhead(ServingEngine), expertLayerOverhead(ServingEngine), fp4LayerOverhead
  case sequenceOverhead(ServingEngine), prefillLayerOverhead(ServingEngine)
  case drift
  case bunching, memoryReserve(ServingEngine), offlineBatch, jobTokens, drain
  case familyBandwidth(ChipFamily), familyRate(ChipFamily), familyCache(ChipFamily), familyOverhead(ChipFamily)
}

/// Chips whose efficiency is alike.
public enum ChipFamily: String, Sendable, CaseIterable {
  case ampere, ada, hopper, blackwell
  /// Blackwell chips of workstations: GDDR memory, no NVLink.
  case blackwellWorkstation
  case cdna
  /// Processors: their rows say what was measured, so nothing is fitted for them (``ProcessorShares``).
  case processor

  /// Those with factors of their own.
  static let fitted = allCases.filter { $0 != .processor }

  public init(_ accelerator: Accelerator) {
    switch accelerator.generation {
    case .ampere: self = .ampere
    case .ada: self = .ada
    case .hopper: self = .hopper
    case .blackwell, .blackwellUltra:
      self = accelerator.linkName.contains("PCIe") ? .blackwellWorkstation : .blackwell
    case .cdna3, .cdna4: self = .cdna
    case .processor: self = .processor
    }
  }
}

/// The code that multiplies with MXFP4 experts.
public enum ExpertKernel: String, Sendable, CaseIterable {
  case marlin, triton, tensorRT, flashInfer

  /// The kernel that an engine picks on a chip.
  public init(_ engine: ServingEngine, _ family: ChipFamily) {
    if family == .blackwell || family == .blackwellWorkstation {
      self = engine == .tensorRTLLM ? .tensorRT : .flashInfer
    } else {
      self = engine == .vLLM ? .marlin : .triton
    }
  }
}

/// What is known of a factor before the fit, and what it means.
public struct FactorPrior: Sendable {
  public var factor: Factor
  public var value: Double
  /// Standard deviation of the logarithm.
  public var sigma: Double
  public var unit: String
  public var meaning: String
}

extension Factor {
  /// The factor's name in the calibration's file: `stepOverhead.vLLM`.
  public var name: String {
    switch self {
    case .engineRate(let engine): "engineRate.\(engine.rawValue)"
    case .kernelBandwidth(let kernel): "kernelBandwidth.\(kernel.rawValue)"
    case .kernelRate(let kernel): "kernelRate.\(kernel.rawValue)"
    case .ringLatency(let engine): "ringLatency.\(engine.rawValue)"
    case .stepOverhead(let engine): "stepOverhead.\(engine.rawValue)"
    case .layerOverhead(let engine): "layerOverhead.\(engine.rawValue)"
    case .expertLayerOverhead(let engine): "expertLayerOverhead.\(engine.rawValue)"
    case .sequenceOverhead(let engine): "sequenceOverhead.\(engine.rawValue)"
    case .prefillLayerOverhead(let engine): "prefillLayerOverhead.\(engine.rawValue)"
    case .memoryReserve(let engine): "memoryReserve.\(engine.rawValue)"
    case .familyBandwidth(let family): "familyBandwidth.\(family.rawValue)"
    case .familyRate(let family): "familyRate.\(family.rawValue)"
    case .familyCache(let family): "familyCache.\(family.rawValue)"
    case .familyOverhead(let family): "familyOverhead.\(family.rawValue)"
    default: "\(self)"
    }
  }

  /// All factors with their priors, in the order of the file.
  public static let priors: [FactorPrior] =
    shared
    + ServingEngine.allCases.flatMap(perEngine)
    + ExpertKernel.allCases.flatMap(perKernel)
    + ChipFamily.fitted.flatMap(perFamily)

  private static func prior(
    _ factor: Factor, _ value: Double, _ sigma: Double, _ unit: String, _ meaning: String
  ) -> FactorPrior {
    FactorPrior(factor: factor, value: value, sigma: sigma, unit: unit, meaning: meaning)
  }

  private static let shared: [FactorPrior] = [
    prior(.weightBandwidth, 0.85, 0.08, "of data sheet", "bandwidth reached when weights are read"),
    prior(.bandwidthSaturation, 0.1, 0.7, "", "how the reached share falls with bandwidth over 3.35 TB/s, as a power"),
    prior(.cacheBandwidth, 0.75, 0.12, "of data sheet", "bandwidth reached when keys and values are read"),
    prior(.matrixRate, 0.65, 0.12, "of data sheet", "FLOP/s reached by large matrix products"),
    prior(.powerExponent, 0.3, 0.7, "", "how the reached FLOP/s grow with watts per FLOP/s over an H100's, as a power"),
    prior(.fp8Peak, 0.95, 0.1, "×", "usable part of the 8-bit peak"),
    prior(.fp4Peak, 0.68, 0.15, "×", "usable part of the 4-bit peak"),
    prior(.overlap, 1.5, 0.3, "", "the norm that joins memory and compute time: 1 adds them, infinity overlaps fully"),
    prior(.tilePadding, 16, 0.8, "tokens", "rows that tiles of matrix products add"),
    prior(.prefillAttentionRate, 0.34, 0.3, "of 16-bit peak", "FLOP/s reached by attention over prompts"),
    prior(.decodeAttentionRate, 0.5, 0.3, "of peak", "FLOP/s reached by attention of single tokens"),
    prior(.expertBandwidth, 0.65, 0.2, "of data sheet", "bandwidth reached when experts' weights are read"),
    prior(.expertRate, 0.4, 0.25, "of data sheet", "FLOP/s reached by grouped matrix products"),
    prior(.expertPadding, 32, 0.8, "tokens", "rows that tiles add for each expert that works"),
    prior(.routingSpread, 0.8, 0.2, "", "tokens route alike: so many count as this power of their number"),
    prior(.expertImbalance, 2, 0.7, "", "how much longer the fullest rank of experts works, per unit of spread"),
    prior(.expertTileColumns, 256, 0.5, "columns", "padding of an expert's width on each GPU, Triton kernel"),
    prior(.oneShotLatency, 6, 0.4, "µs", "all-reduce of little data between two GPUs"),
    prior(.oneShotPerDoubling, 1, 0.7, "µs", "added each time the GPUs double"),
    prior(.oneShotBandwidth, 0.6, 0.3, "of one way", "link's share that a one-shot all-reduce reaches"),
    prior(.ringBandwidth, 0.6, 0.2, "of one way", "link's share that a ring all-reduce reaches"),
    prior(.busLatency, 40, 0.4, "µs", "all-reduce over PCIe between two GPUs; grows with the root of the others"),
    prior(.busBandwidth, 0.25, 0.4, "of one way", "PCIe's share that an all-reduce reaches, GPUs reaching each other"),
    prior(.hostBandwidth, 0.12, 0.4, "of one way", "PCIe's share that an all-reduce reaches through the host's memory"),
    prior(.allToAllBandwidth, 0.4, 0.4, "of one way", "link's share when tokens are sent to their experts"),
    prior(.fp4LayerOverhead, 10, 0.6, "µs", "fixed time of a layer for narrowing activations to 4 bits"),
    prior(.drift, 1.3, 0.1, "× a year", "how engines' fixed times shrink; as written they stand for January 2026"),
    prior(.bunching, 2, 0.5, "", "prompts arrive in bunches: one step's prefill is 1 + this × batch / answer length"),
    prior(
      .offlineBatch, 1500, 0.4, "sequences", "the largest batch of tuned offline runs, for each share of the sequences"),
    prior(.jobTokens, 7, 0.2, "M tokens", "tokens of an offline run, where not published"),
    prior(.drain, 0.5, 0.4, "batches", "lost at the beginning and end of an offline run"),
  ]

  private static func perEngine(_ engine: ServingEngine) -> [FactorPrior] {
    [
      prior(.engineRate(engine), 1, 0.1, "×", "the engine's FLOP/s over the common ones"),
      prior(.stepOverhead(engine), 0.75, 0.5, "ms", "the host's time for a step"),
      prior(.layerOverhead(engine), 20, 0.4, "µs", "fixed time of a layer"),
      prior(.expertLayerOverhead(engine), 15, 0.5, "µs", "added by a layer's router"),
      prior(.sequenceOverhead(engine), 10, 0.6, "µs", "the host's time for a sequence in a step"),
      prior(.prefillLayerOverhead(engine), 200, 0.6, "µs", "added to a layer of a step that holds a prompt"),
      prior(
        .memoryReserve(engine), engine == .vLLM ? 1.5 : 3, 0.4, "GB",
        "memory of a GPU that neither weights nor cache get, beyond a tenth"),
      prior(.ringLatency(engine), 25, 0.5, "µs", "latency of a ring all-reduce"),
    ]
  }

  private static func perKernel(_ kernel: ExpertKernel) -> [FactorPrior] {
    [
      prior(.kernelBandwidth(kernel), 0.6, 0.25, "of data sheet", "bandwidth reached when MXFP4 experts are read"),
      prior(.kernelRate(kernel), 0.4, 0.3, "of data sheet", "FLOP/s reached by products with MXFP4 experts"),
    ]
  }

  private static func perFamily(_ family: ChipFamily) -> [FactorPrior] {
    [
      prior(.familyBandwidth(family), 1, 0.06, "×", "the family's weight bandwidth over the common one"),
      prior(.familyRate(family), family == .cdna ? 0.8 : 1, 0.12, "×", "the family's FLOP/s over the common ones"),
      prior(.familyCache(family), 1, 0.1, "×", "the family's cache bandwidth over the common one"),
      prior(.familyOverhead(family), 1, 0.15, "×", "the family's fixed times over the common ones"),
    ]
  }
}
