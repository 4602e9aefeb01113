/// An input whose true value nobody knows: what Monte Carlo varies and the tornado ranks.
public enum Driver: String, Sendable, CaseIterable {
  case volume, promptLength, answerLength, cacheHits, peak, apiPrice, gpuPrice, efficiency, headroom, pay, people

  public var title: String {
    switch self {
    case .volume: "Requests a month"
    case .promptLength: "Prompt length"
    case .answerLength: "Answer length"
    case .cacheHits: "Repeated prefixes"
    case .peak: "Peak over mean"
    case .apiPrice: "Price of tokens"
    case .gpuPrice: "Price of GPU hours"
    case .efficiency: "Speed of the machine"
    case .headroom: "Load at which P99 still holds"
    case .pay: "An engineer's cost"
    case .people: "Engineers needed"
    }
  }

  /// What it spreads like, as a factor on the scenario's value.
  public var spread: Distribution {
    switch self {
    case .volume: .lognormal(sigma: 0.4)
    case .promptLength, .answerLength: .lognormal(sigma: 0.2)
    case .cacheHits: .triangular(low: 0.4, mode: 1, high: 1.3)
    case .peak: .triangular(low: 0.6, mode: 1, high: 2)
    case .apiPrice: .triangular(low: 0.6, mode: 1, high: 1.25)
    case .gpuPrice: .lognormal(sigma: 0.25)
    case .efficiency: .lognormal(sigma: 0.15)
    case .headroom: .triangular(low: 0.7, mode: 1, high: 1.15)
    case .pay: .triangular(low: 0.7, mode: 1, high: 1.39)
    case .people: .triangular(low: 0.4, mode: 1, high: 1.6)
    }
  }

  /// Where the spread comes from.
  public var reason: String {
    switch self {
    case .volume: "own assumption: a forecast is right within half and double in nine of ten cases"
    case .promptLength: "own assumption: prompts grow and shrink by a fifth as a product changes"
    case .answerLength: "own assumption: answers grow and shrink by a fifth as a product changes"
    case .cacheHits: "own assumption: hit rates fall short of the design more often than they exceed it"
    case .peak: "cost research 2026-11: peak to mean 1.5, 2.5, 5 at low, middle, high"
    case .apiPrice: "19 of 22 named models unchanged in 14 weeks to 2026-11, two fell a fifth to a quarter, one rose"
    case .gpuPrice: "spread of list prices for one GPU among sellers, 2026-11: sigma of the logarithm 0.25"
    case .efficiency: "error of the step model on measurements it was not fitted to; strata cost validate prints it"
    case .headroom: "near the knee an error of 5 % in capacity is one of 50 % in P99"
    case .pay: "160, 230 and 320 thousand dollars a year, loaded, 2026-06"
    case .people: "a half to two engineers for production self-hosting, 2026-06"
    }
  }
}

/// One possible world: a factor for each driver.
public struct Draw: Equatable, Sendable {
  private var factors: [Double]

  /// The scenario as it stands.
  public static let base = Draw()

  public init() {
    factors = Array(repeating: 1, count: Driver.allCases.count)
  }

  /// The factor on a driver's value.
  public subscript(_ driver: Driver) -> Double {
    get { factors[driver.place] }
    set { factors[driver.place] = newValue }
  }

  /// A world drawn by chance.
  public init(using random: inout some RandomNumberGenerator) {
    factors = Driver.allCases.map { $0.spread.quantile(Double.random(in: 0..<1, using: &random)) }
  }
}

extension Driver {
  fileprivate var place: Int {
    switch self {
    case .volume: 0
    case .promptLength: 1
    case .answerLength: 2
    case .cacheHits: 3
    case .peak: 4
    case .apiPrice: 5
    case .gpuPrice: 6
    case .efficiency: 7
    case .headroom: 8
    case .pay: 9
    case .people: 10
    }
  }
}
