/// What the tokens of a test ask of the machine, by closed form: bytes to read and operations to do.
///
/// Counted are the matrices, and the keys and values of earlier positions; what a token has beside them is small.
public struct Workload: Equatable, Sendable {
  /// Bytes of weights, keys and values that are read, on average for a token.
  public let bytesPerToken: Double
  /// Multiplications and additions, on average for a token.
  public let operationsPerToken: Double
  /// Whether most of the operations multiply bytes: the weights are quantized.
  public let multipliesBytes: Bool

  /// The work of a test.
  ///
  /// - Parameter capacity: tokens of one pass: a prefill reads all weights once for so many.
  public init(_ test: Benchmark.Test, model: Model, kvType: KVType, capacity: Int) {
    let b = model.blueprint
    let weights = model.weights
    let layerWeights = weights.layers.reduce(0) { $0 + $1.matrices.reduce(0) { $0 + $1.weightCount } }
    let count = test.tokens
    let passTokens = test.isPrefill ? capacity : 1
    let starts = Array(stride(from: 0, to: count, by: passTokens))
    // A pass reads the positions up to its end; each of its tokens computes with those up to its own.
    var (read, seen) = (0, 0)
    for layer in 0..<b.layerCount {
      let window = b.isLocal(layer: layer) ? b.slidingWindow ?? .max : .max
      for start in starts {
        let end = min(start + passTokens, count)
        read += min(test.depth + end, window == .max ? .max : window + end - start - 1)
        for token in start..<end { seen += min(test.depth + token + 1, window) }
      }
    }
    let kvBytes = KVCache.bytesPerToken(blueprint: b, type: kvType) / b.layerCount
    bytesPerToken = Double(starts.count * weights.bytesPerToken + read * kvBytes) / Double(count)
    // Two for each weight, a multiplication and an addition; four for each number of a query and each position: with its
    // key, then its value.
    let matrices = 2 * (count * layerWeights + starts.count * weights.output.weightCount)
    operationsPerToken = Double(matrices + 4 * b.queryWidth * seen) / Double(count)
    let quantized = weights.layers.reduce(0) { sum, layer in
      sum + layer.matrices.reduce(0) { $0 + ($1.type.isQuantized ? $1.weightCount : 0) }
    }
    multipliesBytes = 2 * quantized > layerWeights
  }
}
