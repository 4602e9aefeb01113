import CKernels

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// How well a model predicts a text: the exponential of the mean surprise at each next token.
///
/// The text is cut into windows; a window begins with the beginning-of-text token where the model wants one, and its second half is scored, so
/// that every scored token has at least half a window before it. (The procedure of llama.cpp's `perplexity`, so figures compare.)
public struct Perplexity: Sendable {
  /// Mean surprise, −ln p of the token that came, in nats.
  public let meanSurprise: Mean
  /// Against a base model, where one was given.
  public let divergence: Divergence?
  /// Tokens that were scored.
  public let tokenCount: Int

  /// e to the mean surprise.
  public var perplexity: Double { exp(meanSurprise.value) }
  /// Standard error of the perplexity.
  public var standardError: Double { perplexity * meanSurprise.standardError }

  /// How far a model's predictions are from those of another.
  public struct Divergence: Sendable {
    /// Kullback–Leibler divergence of the base's distribution from the model's, in nats, over the scored tokens.
    public let mean: Mean
    /// The middle one.
    public let median: Double
    /// 99 of 100 are below it.
    public let percentile99: Double
    /// The largest.
    public let maximum: Double
    /// The place in the text of the token at whose prediction the models are that far apart.
    public let maximumPlace: Int
    /// Share of tokens at which both models think the same token most likely.
    public let sameTop: Mean
    /// The base's own perplexity on the text.
    public let basePerplexity: Double
  }

  /// A mean and its standard error.
  public struct Mean: Equatable, Sendable {
    public let value: Double
    public let standardError: Double

    /// The mean of independent values.
    public init(of values: [Double]) {
      let count = Double(max(values.count, 1))
      let mean = values.reduce(0, +) / count
      let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count
      value = mean
      standardError = values.count > 1 ? (variance / (count - 1)).squareRoot() : .infinity
    }
  }

  /// Why a text cannot be scored.
  public enum TextError: Error, Equatable, Sendable, CustomStringConvertible {
    /// Less than a window.
    case tooShort(tokens: Int, window: Int)
    /// The base has another vocabulary.
    case differentVocabulary(base: Int, model: Int)
    /// A token cannot be computed.
    case context(InferenceContext.ContextError)
    /// The system gives no more memory.
    case memory(OutOfMemory)
    /// Whoever asked wants no more.
    case stopped

    public var description: String {
      switch self {
      case .tooShort(let tokens, let window):
        "the text has \(Figures.counted(tokens, "token")), fewer than a window of \(window); give a longer text or a smaller --context"
      case .differentVocabulary(let base, let model):
        "the base has a vocabulary of \(Figures.counted(base, "token")), the model one of \(model): their predictions cannot be compared"
      case .context(let error): error.description
      case .memory(let error): error.description
      case .stopped: "stopped before the end"
      }
    }
  }

  /// Scores a text.
  ///
  /// - Parameters:
  ///   - tokens: The text, without a token for its beginning.
  ///   - beginning: The token that every window begins with.
  ///   - window: Positions of a window.
  ///   - kvType: How keys and values are stored.
  ///   - progress: Told the share that is done, and asked whether to go on.
  public init(
    of tokens: [TokenID], beginning: TokenID?, window: Int, model: Transformer, base: Transformer? = nil,
    kvType: KVType = .f16,
    progress: (Double) -> Bool = { _ in true }
  ) throws(TextError) {
    let text = (beginning.map { [$0] } ?? []) + tokens
    guard window >= 2, text.count >= window else { throw .tooShort(tokens: text.count, window: window) }
    let size = model.model.blueprint.vocabularySize
    if let base, base.model.blueprint.vocabularySize != size {
      throw .differentVocabulary(base: base.model.blueprint.vocabularySize, model: size)
    }
    var own = try Perplexity.context(model, window, kvType)
    var other: InferenceContext?
    if let base { other = try Perplexity.context(base, window, kvType) }
    var scores = Scores()
    let windows = text.count / window
    for index in 0..<windows {
      guard progress(Double(index) / Double(windows)) else { throw .stopped }
      var part = Array(text[index * window..<(index + 1) * window])
      if let beginning { part[0] = beginning }
      do {
        // Among the tokens that were given there is none for the beginning.
        scores.windowStart = index * window - (beginning == nil ? 0 : 1)
        try Perplexity.score(part, &own, &other, &scores)
      } catch {
        throw .context(error)
      }
    }
    meanSurprise = Mean(of: scores.surprises)
    tokenCount = scores.surprises.count
    divergence = base.map { _ in scores.divergence }
  }

  private static func context(
    _ model: Transformer, _ window: Int, _ type: KVType
  ) throws(TextError) -> InferenceContext {
    do {
      return try InferenceContext(model, contextLength: window, kvType: type)
    } catch {
      throw .memory(error)
    }
  }

  private struct Scores {
    var surprises: [Double] = []
    var baseSurprises: [Double] = []
    var divergences: [Double] = []
    var same: [Double] = []
    /// The token of each prediction, by its place in the text.
    var places: [Int] = []
    /// Where the window at work begins in the text.
    var windowStart = 0

    var divergence: Divergence {
      let sorted = divergences.sorted()
      let largest = divergences.indices.max { divergences[$0] < divergences[$1] }
      func quantile(_ share: Double) -> Double { sorted.isEmpty ? 0 : Spread.quantile(share, of: sorted) }
      return Divergence(
        mean: Mean(of: divergences), median: quantile(0.5), percentile99: quantile(0.99), maximum: sorted.last ?? 0,
        maximumPlace: largest.map { places[$0] } ?? 0, sameTop: Mean(of: same),
        basePerplexity: exp(Mean(of: baseSurprises).value))
    }
  }

  /// Scores the second half of a window.
  private static func score(
    _ part: [TokenID], _ own: inout InferenceContext, _ other: inout InferenceContext?, _ scores: inout Scores
  ) throws(InferenceContext.ContextError) {
    let first = part.count / 2
    own.truncate(to: 0)
    other?.truncate(to: 0)
    try own.skip(Array(part[..<first]))
    try other?.skip(Array(part[..<first]))
    let width = own.transformer.model.blueprint.vocabularySize
    // A few rows of logits at a time: a large vocabulary would fill the memory.
    let share = max(1, min(own.transformer.capacity, 8_388_608 / width))
    for start in stride(from: first, to: part.count - 1, by: share) {
      let here = part[start..<min(start + share, part.count - 1)]
      let logits = try own.logits(of: Array(here))
      let baseLogits = try ofSecond { () throws(InferenceContext.ContextError) in try other?.logits(of: Array(here)) }
      let rows = PredictionRow.compare(
        logits, baseLogits, width: width, next: Array(part[(start + 1)..<(start + 1 + here.count)]),
        own.transformer.crew)
      for (index, row) in rows.enumerated() {
        scores.surprises.append(Double(row.surprise))
        guard baseLogits != nil else { continue }
        scores.baseSurprises.append(Double(row.baseSurprise))
        scores.divergences.append(max(0, Double(row.divergence)))
        scores.same.append(row.hasSameTop ? 1 : 0)
        scores.places.append(scores.windowStart + start + index + 1)
      }
    }
  }
}

/// What is kept of a row of logits.
private struct PredictionRow {
  var surprise: Float = 0
  var baseSurprise: Float = 0
  var divergence: Float = 0
  var hasSameTop = false

  static func compare(
    _ logits: [Float], _ base: [Float]?, width: Int, next: [TokenID], _ crew: Crew
  ) -> [PredictionRow] {
    var rows = [PredictionRow](repeating: PredictionRow(), count: next.count)
    logits.withUnsafeBufferPointer { logits in
      (base ?? []).withUnsafeBufferPointer { base in
        rows.withUnsafeMutableBufferPointer { rows in
          guard let own = logits.baseAddress, let out = rows.baseAddress else { return }
          let other = base.baseAddress
          let hasBase = !base.isEmpty
          let result = UnsafeRows(out)
          crew.pool.forEach(next.count) { row, _ in
            let here = own + row * width
            let total = crew.kernels.table.log_sum_exp(here, width)
            result.start[row].surprise = total - here[Int(next[row])]
            guard hasBase, let there = other.map({ $0 + row * width }) else { return }
            let baseTotal = crew.kernels.table.log_sum_exp(there, width)
            result.start[row].baseSurprise = baseTotal - there[Int(next[row])]
            result.start[row].divergence = crew.kernels.table.divergence(there, baseTotal, here, total, width)
            result.start[row].hasSameTop = top(here, width) == top(there, width)
          }
        }
      }
    }
    return rows
  }

  /// Rows that threads fill, each its own.
  private struct UnsafeRows: @unchecked Sendable {
    let start: UnsafeMutablePointer<PredictionRow>
    init(_ start: UnsafeMutablePointer<PredictionRow>) { self.start = start }
  }

  private static func top(_ logits: UnsafePointer<Float>, _ width: Int) -> Int {
    var best = 0
    for index in 1..<max(width, 1) where logits[index] > logits[best] { best = index }
    return best
  }
}
