import Foundation

/// A value for every factor.
public struct Factors: Equatable, Sendable {
  /// By ``Factor/slot``.
  private var values: [Double]

  /// What is known without a fit.
  public static let prior = Factors()

  public init() {
    values = Factor.priors.map(\.value)
  }

  public subscript(_ factor: Factor) -> Double {
    get { values[factor.slot] }
    set { values[factor.slot] = newValue }
  }

  /// The logarithms of the values, in the order of ``Factor/priors``.
  var logarithms: [Double] {
    get { values.map { log($0) } }
    set { values = newValue.map { exp($0) } }
  }
}

extension Factor {
  /// Its place in ``priors``: a fit looks factors up a hundred million times.
  var slot: Int {
    switch self {
    case .engineRate(let engine): Factor.slot(engine, 0)
    case .stepOverhead(let engine): Factor.slot(engine, 1)
    case .layerOverhead(let engine): Factor.slot(engine, 2)
    case .expertLayerOverhead(let engine): Factor.slot(engine, 3)
    case .sequenceOverhead(let engine): Factor.slot(engine, 4)
    case .prefillLayerOverhead(let engine): Factor.slot(engine, 5)
    case .memoryReserve(let engine): Factor.slot(engine, 6)
    case .ringLatency(let engine): Factor.slot(engine, 7)
    case .kernelBandwidth(let kernel): Factor.slot(kernel, 0)
    case .kernelRate(let kernel): Factor.slot(kernel, 1)
    case .familyBandwidth(let family): Factor.slot(family, 0)
    case .familyRate(let family): Factor.slot(family, 1)
    case .familyCache(let family): Factor.slot(family, 2)
    case .familyOverhead(let family): Factor.slot(family, 3)
    default: sharedSlot
    }
  }

  private static let engineSlots = 31
  private static let kernelSlots = engineSlots + 3 * 8
  private static let familySlots = kernelSlots + 4 * 2

  private static func slot(_ engine: ServingEngine, _ place: Int) -> Int {
    let order =
      switch engine {
      case .vLLM: 0
      case .tensorRTLLM: 1
      case .sgLang: 2
      }
    return engineSlots + order * 8 + place
  }

  private static func slot(_ kernel: ExpertKernel, _ place: Int) -> Int {
    let order =
      switch kernel {
      case .marlin: 0
      case .triton: 1
      case .tensorRT: 2
      case .flashInfer: 3
      }
    return kernelSlots + order * 2 + place
  }

  private static func slot(_ family: ChipFamily, _ place: Int) -> Int {
    let order =
      switch family {
      case .ampere: 0
      case .ada: 1
      case .hopper: 2
      case .blackwell: 3
      case .blackwellWorkstation: 4
      case .cdna: 5
      case .processor: preconditionFailure("nothing is fitted for processors")
      }
    return familySlots + order * 4 + place
  }

  private var sharedSlot: Int {
    switch self {
    case .bandwidthSaturation: 1
    case .cacheBandwidth: 2
    case .matrixRate: 3
    case .powerExponent: 4
    case .fp8Peak: 5
    case .fp4Peak: 6
    case .overlap: 7
    case .tilePadding: 8
    case .prefillAttentionRate: 9
    case .decodeAttentionRate: 10
    case .expertBandwidth: 11
    case .expertRate: 12
    case .expertPadding: 13
    case .routingSpread: 14
    case .expertImbalance: 15
    case .expertTileColumns: 16
    case .oneShotLatency: 17
    case .oneShotPerDoubling: 18
    case .oneShotBandwidth: 19
    case .ringBandwidth: 20
    case .busLatency: 21
    case .busBandwidth: 22
    case .hostBandwidth: 23
    case .allToAllBandwidth: 24
    case .fp4LayerOverhead: 25
    case .drift: 26
    case .bunching: 27
    case .offlineBatch: 28
    case .jobTokens: 29
    case .drain: 30
    default: 0
    }
  }
}
