import Foundation

/// Fits the factors to measurements.
public enum Fit {
  /// Relative error at which a row begins to count as an outlier: about what one engine version differs from the next.
  static let scale = 0.06

  /// Factors that predict the measurements, kept near their priors where the rows do not tell.
  ///
  /// - Parameters:
  ///   - rows: what to fit; those of weight zero are passed over.
  ///   - start: where the search begins.
  public static func factors(to rows: [PublishedRun], from start: Factors = .prior) -> Factors {
    let rows = rows.filter { $0.weight > 0 }
    let weights = rows.map(\.weight)
    let priors = Factor.priors
    var factors = start
    let found = LevenbergMarquardt().minimise(start.logarithms, robust: weights) { logarithms in
      var trial = start
      trial.logarithms = logarithms
      return rows.map { ($0.logError(trial) ?? 0) / scale }
        + zip(priors, logarithms).map { ($1 - log($0.value)) / $0.sigma }
    }
    factors.logarithms = found
    return factors
  }
}

extension PublishedRun {
  /// How much the row counts in a fit: headline rows fully, rows with doubtful set-ups little, others not at all.
  var weight: Double {
    guard flag.isEmpty || kind == .openLoop else { return 0 }
    switch kind {
    case .closedLoop, .offline:
      guard rate != nil else { return 0 }
      if isHeadline { return 1 }
      return group == "nvidia-gap" && !deployment.model.attention.isLatent ? 0.1 : 0
    case .openLoop: return isQuiet ? 0.3 : 0
    case .microbenchmark, .staticBatch: return 0
    }
  }

  /// Open-loop rows far from saturation, whose prompts were cached.
  private var isQuiet: Bool {
    guard group == "iog", let arrivals, medianTPOT != nil else { return false }
    return arrivals.value <= 8 && arrivals.value * output.value * 0.03 < 60
  }

  /// The logarithm of predicted over measured throughput (of a quiet open-loop row, of one over its TPOT); nil where
  /// there is none.
  public func logError(_ factors: Factors) -> Double? {
    if let medianTPOT, let predicted = quietTPOT(factors) { return log(medianTPOT / predicted) }
    guard let rate, rate > .zero, let predicted = prediction(factors) else { return nil }
    return log(predicted.rate / rate)
  }
}
