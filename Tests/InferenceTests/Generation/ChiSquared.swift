import Foundation

/// How far counts are from what a distribution lets expect.
struct ChiSquared {
  /// Σ (count − expected)² / expected; infinite if something came that cannot.
  private(set) var statistic = 0.0
  /// Cells that were free to differ.
  private(set) var degrees = 0

  /// The test of counts against probabilities; cells that are too rare for it are put together.
  init<Outcome: Hashable>(_ counts: [Outcome: Int], against probabilities: [Outcome: Double]) {
    let total = Double(counts.values.reduce(0, +))
    var rare = (count: 0.0, expected: 0.0)
    var cells = 0
    func add(_ count: Double, _ expected: Double) {
      statistic += (count - expected) * (count - expected) / expected
      cells += 1
    }
    for (outcome, probability) in probabilities where probability > 0 {
      let count = Double(counts[outcome] ?? 0)
      let expected = probability * total
      if expected < 8 {
        rare = (rare.count + count, rare.expected + expected)
      } else {
        add(count, expected)
      }
    }
    if rare.expected > 0 { add(rare.count, rare.expected) }
    if counts.keys.contains(where: { (probabilities[$0] ?? 0) == 0 }) { statistic = .infinity }
    degrees = cells - 1
  }

  /// What right counts exceed once in 10,000 seeds.
  ///
  /// Source: Wilson and Hilferty, The distribution of chi-square, 1931: its cube root is nearly normal.
  var critical: Double {
    let spread = 2 / (9 * Double(degrees))
    return Double(degrees) * pow(1 - spread + 3.719 * spread.squareRoot(), 3)
  }

  /// Whether the counts may well have been drawn from the distribution.
  var isPlausible: Bool { statistic < critical }
}
