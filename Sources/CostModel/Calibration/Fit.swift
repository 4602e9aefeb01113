import Foundation

/// Fits the factors to measurements.
public enum Fit {
  /// Relative error at which a row begins to count as an outlier: about what one engine version differs from the next.
  static let scale = 0.06

  /// Factors that predict the measurements, kept near their priors where the rows do not tell.
  ///
  /// The same rows in the same order give the same factors, to the last bit.
  ///
  /// - Parameters:
  ///   - runs: what to fit; those of weight zero are passed over.
  ///   - start: where the search begins.
  public static func factors(to runs: [PublishedRun], from start: Factors = .prior) -> Factors {
    let task = FitTask(runs)
    var factors = start
    factors.logarithms = LevenbergMarquardt().minimise(start.logarithms, robust: task.weights, task.residuals)
    return factors
  }

  /// What a fit makes small: the weighted losses of the rows' errors, and the squares of the pulls on the priors.
  public static func loss(_ factors: Factors, on runs: [PublishedRun]) -> Double {
    let task = FitTask(runs)
    return LevenbergMarquardt.loss(task.residuals(factors.logarithms), robust: task.weights)
  }
}

/// Rows of a fit, in numbers.
private struct FitTask {
  private struct Row {
    var run: RunFacts
    /// Tokens a second, or tokens a second and sequence where a row is fitted by its TPOT.
    var measured: Double
  }

  private let rows: [Row]
  let weights: [Double]
  private let means: [Double]
  private let sigmas: [Double]

  init(_ runs: [PublishedRun]) {
    var rows: [Row] = []
    var weights: [Double] = []
    for run in runs where run.weight > 0 {
      guard let measured = run.fittedRate else { continue }
      rows.append(Row(run: RunFacts(run), measured: measured))
      weights.append(run.weight)
    }
    self.rows = rows
    self.weights = weights
    means = Factor.priors.map { log($0.value) }
    sigmas = Factor.priors.map(\.sigma)
  }

  /// Logarithms of predicted over measured, in units of the scale; then each factor's pull in the prior's deviations.
  func residuals(_ logarithms: [Double]) -> [Double] {
    var factors = Factors.prior
    factors.logarithms = logarithms
    var all: [Double] = []
    all.reserveCapacity(rows.count + means.count)
    for row in rows {
      let predicted =
        row.run.kind == .openLoop
        ? row.run.quietTPOT(factors).map { 1 / $0.value } : row.run.prediction(factors)?.rate.value
      all.append(predicted.map { log($0 / row.measured) / Fit.scale } ?? 0)
    }
    for index in means.indices { all.append((logarithms[index] - means[index]) / sigmas[index]) }
    return all
  }
}

extension PublishedRun {
  /// How much the row counts in a fit: headline rows fully, rows with doubtful set-ups little, others not at all.
  var weight: Double {
    guard let fittedRate, fittedRate > 0, fittedRate.isFinite, hasLengths else { return 0 }
    switch kind {
    case .closedLoop, .offline:
      if isHeadline { return 1 }
      let isDoubtful = ["mtp", "satur", "disagree"].contains(where: flag.contains)
      // They teach what no headline row shows: SGLang, and some models.
      return group == "nvidia-gap" && !isDoubtful && !deployment.model.attention.isLatent ? 0.1 : 0
    case .openLoop: return isQuiet ? 0.3 : 0
    case .microbenchmark, .staticBatch: return 0
    }
  }

  /// Whether the row is one of those that headline figures are computed over.
  public var isScored: Bool { weight == 1 }

  /// Open-loop rows far from saturation, whose prompts were cached.
  private var isQuiet: Bool {
    guard group == "iog", let arrivals else { return false }
    return arrivals.value / Double(max(1, copies)) <= 16
  }

  /// What the row is fitted by: throughput, or of an open loop, which gets out what comes in, one over the TPOT.
  fileprivate var fittedRate: Double? {
    kind == .openLoop ? tpot.median.map { 1 / $0.value } : rate?.value
  }
}
