/// How busy a fleet was in one span of time, averaged over its replicas.
public struct LoadSample: Hashable, Sendable, Codable {
  /// When the span begins, in seconds.
  public var time: Double
  /// Sequences in a step; 0 while a replica is idle.
  public var batchSize: Double
  /// Share of the KV blocks in use, from 0 to 1.
  public var kvUse: Double
  /// Requests that are submitted and not in a step.
  public var waiting: Double

  enum CodingKeys: String, CodingKey {
    case time = "time_s"
    case batchSize = "batch_size"
    case kvUse = "kv_use"
    case waiting
  }
}

/// Averages over time in at most `capacity` spans of equal length, however long the run: when they are used up, two and
/// two become one.
struct LoadSeries {
  private struct Span {
    var batch = 0.0
    var kv = 0.0
    var waiting = 0.0

    mutating func add(_ batch: Double, _ kv: Double, _ waiting: Double, seconds: Double) {
      self.batch += batch * seconds
      self.kv += kv * seconds
      self.waiting += waiting * seconds
    }
  }

  private static let capacity = 256
  private var width = 0.0
  private var spans = Array(repeating: Span(), count: capacity)
  private var end = 0.0

  /// Counts what held from one moment to another.
  mutating func add(from start: Double, to end: Double, batch: Double, kv: Double, waiting: Double) {
    guard end > start else { return }
    if width == 0 { width = end / 4 }
    while end >= width * Double(LoadSeries.capacity) { merge() }
    self.end = max(self.end, end)
    var from = start
    var index = Int(start / width)
    while true {
      let to = min(end, Double(index + 1) * width)
      let seconds = to - from
      spans[index].add(batch, kv, waiting, seconds: seconds)
      guard to < end, index + 1 < LoadSeries.capacity else { return }
      from = to
      index += 1
    }
  }

  private mutating func merge() {
    for index in 0..<LoadSeries.capacity / 2 {
      let (a, b) = (spans[2 * index], spans[2 * index + 1])
      spans[index] = Span(batch: a.batch + b.batch, kv: a.kv + b.kv, waiting: a.waiting + b.waiting)
    }
    for index in LoadSeries.capacity / 2..<LoadSeries.capacity { spans[index] = Span() }
    width *= 2
  }

  /// The spans up to the last one in which something was computed.
  func samples(replicas: Int) -> [LoadSample] {
    guard width > 0 else { return [] }
    return (0..<min(LoadSeries.capacity, Int((end / width).rounded(.up)))).map { index in
      let start = Double(index) * width
      let seconds = (min(end, start + width) - start) * Double(replicas)
      return LoadSample(
        time: start, batchSize: spans[index].batch / seconds, kvUse: spans[index].kv / seconds,
        waiting: spans[index].waiting / seconds)
    }
  }
}
