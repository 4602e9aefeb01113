import Foundation

/// Fits the factors to measurements.
public enum Fit {
  /// Relative error at which a row begins to count as an outlier.
  static let scale = 0.05

  /// Factors that predict the measurements, kept near their priors where the rows do not tell.
  ///
  /// - Parameters:
  ///   - rows: what to fit; rows without a throughput or prediction are passed over.
  ///   - start: where the search begins.
  public static func factors(to rows: [Measurement], from start: Factors = .prior) -> Factors {
    let rows = rows.filter { $0.rate != nil && $0.prediction(start) != nil }
    let priors = Factor.priors
    var factors = start
    let found = LevenbergMarquardt().minimise(start.logarithms, robust: rows.count) { logarithms in
      var trial = start
      trial.logarithms = logarithms
      let errors = rows.map { row in (row.logError(trial) ?? 0) / scale }
      let pulls = zip(priors, logarithms).map { ($1 - log($0.value)) / $0.sigma }
      return errors + pulls
    }
    factors.logarithms = found
    return factors
  }
}

extension Measurement {
  /// The logarithm of predicted over measured throughput; nil where there is none.
  public func logError(_ factors: Factors) -> Double? {
    guard let rate, rate > .zero, let predicted = prediction(factors) else { return nil }
    return log(predicted.rate / rate)
  }

  /// Predicted over measured throughput, less one.
  public func error(_ factors: Factors) -> Double? {
    guard let rate, rate > .zero, let predicted = prediction(factors) else { return nil }
    return predicted.rate / rate - 1
  }
}
