public import CostModel

extension Capacity {
  /// The share of the load at which the mean still meets the objectives that the 99th percentile allows, before a
  /// simulation tells it better.
  public static let headroom = 0.7
  /// Engines decode so many sequences together at most, unless told otherwise.
  public static let batchLimit = 256

  /// The load that a replica carries within the objectives, in closed form.
  ///
  /// The largest batch is sought at which the mean of each latency meets its objective and the memory suffices; a part
  /// of that load, ``headroom``, is taken to leave room for chance. Nil when not even one request at a time meets the
  /// objectives or fits.
  public static func estimated(
    _ replica: Replica, prompt: Tokens, cached: Tokens, output: Tokens, objectives: Objectives
  ) -> Capacity? {
    let fitting = replica.memory.largestBatch(of: prompt + output)
    guard fitting >= 1 else { return nil }
    let most = min(fitting, batchLimit)
    func point(_ batch: Int) -> Replica.LoadPoint {
      replica.load(batch: Double(batch), prompt: prompt, cached: cached, output: output)
    }
    guard Capacity.broken(objectives, by: point(1)) == nil else { return nil }
    // Latencies grow with the batch: the largest that holds is found by halving.
    var (low, high) = (1, most + 1)
    while high - low > 1 {
      let middle = (low + high) / 2
      if Capacity.broken(objectives, by: point(middle)) == nil { low = middle } else { high = middle }
    }
    let best = point(low)
    let limit = low < most ? Capacity.broken(objectives, by: point(low + 1)) ?? .tpot : nil
    return Capacity(
      rate: best.rate * headroom, batch: best.batch * headroom, ttft: best.ttft, tpot: best.tpot,
      basis: .estimated(headroom: headroom), limit: limit ?? (fitting <= batchLimit ? .memory : .batchLimit))
  }

  /// The objective that a load breaks; nil when it keeps all.
  static func broken(_ objectives: Objectives, by point: Replica.LoadPoint) -> Limit? {
    if let ttft = objectives.ttft, point.ttft > ttft { return .ttft }
    if let tpot = objectives.tpot, point.tpot > tpot { return .tpot }
    if let endToEnd = objectives.endToEnd, point.endToEnd > endToEnd { return .endToEnd }
    return nil
  }
}
