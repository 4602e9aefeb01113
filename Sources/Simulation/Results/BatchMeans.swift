import Serving

/// The confidence of a 99th percentile: the requests in ten batches, the percentile of each, and how far those lie
/// apart (Schmeiser 1982: few long batches are better than many short ones, which are neither independent nor have
/// their rare values).
struct BatchMeans {
  static let batches = 10
  /// Student's t with 9 degrees of freedom, two-sided 95 %.
  private static let t = 2.262

  private let size: Int
  private var current: LatencyHistogram
  private var percentiles: [Double] = []

  init(values: Int) {
    size = values / BatchMeans.batches
    current = LatencyHistogram()
  }

  @inline(__always)
  mutating func add(_ value: Double) {
    current.add(value)
    if current.count == size { closeBatch() }
  }

  private mutating func closeBatch() {
    if percentiles.count < BatchMeans.batches { percentiles.append(current.percentile(0.99)) }
    current.removeAll()
  }

  /// Half the width of the 95 % band; nil with less than ten batches of a hundred values.
  var halfWidth: Double? {
    guard size >= 100, percentiles.count == BatchMeans.batches else { return nil }
    let count = Double(percentiles.count)
    let mean = percentiles.reduce(0, +) / count
    let variance = percentiles.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (count - 1)
    return BatchMeans.t * (variance / count).squareRoot()
  }
}
