/// A share of requests, and how sure it is: by batches, as requests that queue together miss together.
struct ShareMeter {
  private let size: Int
  private var inBatch = 0
  private var countInBatch = 0
  private var batches: [Double] = []
  private(set) var hits = 0
  private(set) var count = 0

  /// - Parameter values: how many will come.
  init(values: Int) {
    size = max(1, values / BatchMeans.batches)
  }

  mutating func add(_ hit: Bool) {
    count += 1
    countInBatch += 1
    if hit {
      hits += 1
      inBatch += 1
    }
    guard countInBatch == size else { return }
    batches.append(Double(inBatch) / Double(size))
    (inBatch, countInBatch) = (0, 0)
  }

  var misses: Int { count - hits }
  /// 1 of nothing.
  var share: Double { count > 0 ? Double(hits) / Double(count) : 1 }

  /// By the batches, and never less than independent requests with an expected share would have.
  func standardError(expecting share: Double) -> Double {
    let independent = count > 0 ? (share * (1 - share) / Double(count)).squareRoot() : 1
    guard batches.count > 1 else { return independent }
    let mean = batches.reduce(0, +) / Double(batches.count)
    let squares = batches.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    return max(independent, (squares / Double(batches.count * (batches.count - 1))).squareRoot())
  }
}
