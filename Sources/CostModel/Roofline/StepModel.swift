import Foundation

/// The time of one step of a serving engine, from the shapes of the model and the data sheet of the machine.
///
/// A step reads every weight once (of experts, those that some token visits), multiplies every token with them, reads
/// the keys and values of everything before, and lets the GPUs add up their parts twice a layer. Reading and
/// multiplying overlap in part: `(memory^p + compute^p)^(1/p)`. What no data sheet tells stands in ``Factors``.
struct StepModel: Sendable {
  let facts: DeploymentFacts
  /// Memory of a GPU that neither weights nor cache get, in GB.
  let reserve: Double
  private let overlap: Double
  private let dense: Matrices
  private let head: Matrices
  private let experts: ExpertTimes?
  /// Attention of one decoding token to one token before it, all layers without a window.
  let secondsPerContextToken: Double
  /// Attention of one prompt token to one token, all layers without a window.
  let secondsPerPair: Double
  private let links: LinkTimes?
  /// Fixed times of all layers, and what a prompt adds to them.
  private let layers: Double
  private let promptLayers: Double
  private let host: Double
  private let hostPerSequence: Double

  /// - Parameter years: the engine's age, counted from January 2026 on; later engines have shorter fixed times.
  init(_ deployment: Deployment, _ factors: Factors, years: Double = 0) {
    self.init(DeploymentFacts(deployment), factors, years: years)
  }

  init(_ facts: DeploymentFacts, _ factors: Factors, years: Double) {
    self.facts = facts
    let shares = HardwareShares(facts, factors)
    let (count, engine) = (facts.count, facts.engine)
    let isProcessor = facts.family == .processor
    let padding = isProcessor ? ProcessorShares.tilePadding : factors[.tilePadding]
    overlap = factors[.overlap]
    reserve = factors[.memoryReserve(engine)]
    let holders = facts.splitsSequences ? 1 : facts.gpus
    dense = Matrices(
      read: count.dense * facts.densePrecision.bytesPerWeight / (holders * facts.bandwidth * shares.weights),
      perRow: 2 * count.dense / (holders * facts.densePeak * shares.matrices), padding: padding)
    // The output projection is kept in 16 bits.
    head = Matrices(
      read: count.head * 2 / (holders * facts.bandwidth * shares.weights),
      perRow: 2 * count.head / (holders * facts.peak16 * shares.matrices16), padding: padding)
    experts = facts.experts.map { ExpertTimes(facts, $0, shares, factors) }
    secondsPerContextToken = joinedSeconds(
      count.cacheValues * facts.cache.bytesPerValue / (facts.cacheHolders * facts.bandwidth * shares.cache),
      count.decodePairFLOPs / (facts.gpus * facts.decodePeak * factors[.decodeAttentionRate]), overlap)
    secondsPerPair = count.prefillPairFLOPs / (facts.gpus * facts.prefillPeak * factors[.prefillAttentionRate])
    links = facts.gpus > 1 ? LinkTimes(facts, factors) : nil
    let progress = pow(factors[.drift], -years)
    let narrow = facts.weights == .nvfp4 ? factors[.fp4LayerOverhead] : 0
    let fixed =
      facts.layers * (factors[.layerOverhead(engine)] + narrow)
      + Double(count.expertLayers) * factors[.expertLayerOverhead(engine)]
    layers =
      fixed * (isProcessor ? ProcessorShares.fixedTimes : factors[.familyOverhead(facts.family)]) * progress * 1e-6
    let hosting = isProcessor ? ProcessorShares.fixedTimes : 1
    promptLayers = hosting * facts.layers * factors[.prefillLayerOverhead(engine)] * 1e-6
    host = hosting * progress * factors[.stepOverhead(engine)] * 1e-3
    hostPerSequence = hosting * progress * factors[.sequenceOverhead(engine)] * 1e-6 / facts.sequenceShares
  }

  /// The most prompt tokens that engines put into a step, for each share of the sequences.
  static let prefillBudget = 8192.0

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
  func parts(decodes: Double, context: Double, prefill: Double = 0, attended: Double = 0) -> Parts {
    let tokens = decodes + prefill
    guard tokens > 0 else { return Parts() }
    return Parts(
      dense: dense.seconds(rows: tokens / facts.sequenceShares, overlap), head: headSeconds(decodes),
      experts: experts?.seconds(tokens, overlap) ?? 0,
      cache: decodes * facts.windowed(context) * secondsPerContextToken,
      attention: prefill * facts.windowed(attended) * secondsPerPair, links: links?.seconds(tokens) ?? 0,
      layers: layers + (prefill > 0 ? promptLayers : 0), host: host + hostPerSequence * decodes)
  }

  /// For those tokens alone that get a successor.
  private func headSeconds(_ decodes: Double) -> Double {
    head.seconds(rows: decodes / facts.sequenceShares, overlap)
  }

  /// How many of a layer's experts some token visits.
  func expertsVisited(_ tokens: Double) -> Double { experts?.visited(tokens) ?? 0 }

  /// Step times in the form that simulations use.
  ///
  /// - Parameters:
  ///   - tokens: the largest step that is tabulated; beyond, time goes on linearly.
  ///   - decodes: the same for sequences that decode.
  func compiled(tokens: Int = 8192, decodes: Int = 1024) -> StepCosts {
    let table = StepModel.tabulated(tokens) { count in
      let tokens = Double(count)
      return dense.seconds(rows: tokens / facts.sequenceShares, overlap) + (experts?.seconds(tokens, overlap) ?? 0)
        + (links?.seconds(tokens) ?? 0) + layers + host
    }
    let heads = StepModel.tabulated(decodes) { headSeconds(Double($0)) + hostPerSequence * Double($0) }
    let (full, windowed) = facts.window == nil ? (1.0, 0.0) : (0.5, 0.5)
    return StepCosts(
      tokenSeconds: table, decodeSeconds: heads, prefillSeconds: [Seconds(promptLayers)],
      perContextToken: Seconds(full * secondsPerContextToken),
      perWindowToken: Seconds(windowed * secondsPerContextToken), window: Int(facts.window ?? 0),
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
}
