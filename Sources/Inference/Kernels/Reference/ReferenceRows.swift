#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The slow twins of the kernels: what each computes, one number after another.
///
/// Nothing calls them but tests and readers. The fast ones are in `CKernels`; a test bounds the difference of the two.
public enum Reference {
  /// y = x / rms(x) × weight. (Zhang and Sennrich 2019)
  public static func rmsNorm(_ x: [Float], weight: [Float], epsilon: Float) -> [Float] {
    let meanSquare = x.reduce(0) { $0 + $1 * $1 } / Float(x.count)
    let scale = 1 / (meanSquare + epsilon).squareRoot()
    return zip(x, weight).map { $0 * scale * $1 }
  }

  /// x · sigmoid(x).
  public static func silu(_ x: Float) -> Float { x / (1 + exp(-x)) }

  /// x · Φ(x), by the tanh approximation. (Hendrycks and Gimpel 2016)
  public static func gelu(_ x: Float) -> Float {
    0.5 * x * (1 + tanh(0.7978845608 * (x + 0.044715 * x * x * x)))
  }

  /// A row in eight bits: value × scale ≈ x, one scale for a block of columns.
  public struct RoundedRow: Equatable, Sendable {
    /// −127 … 127, one for each column.
    public var values: [Int8]
    /// One for each block.
    public var scales: [Float]
    /// Columns that share a scale.
    public var block: Int
  }

  /// Rounds a row as weights in blocks need it: 32 columns for the simple formats, 256 for the K formats.
  ///
  /// Blocks of 32 keep their scale in half precision, as Q8_0 does; blocks of 256 in single precision.
  public static func rounded(_ x: [Float], block: Int) -> RoundedRow {
    var row = RoundedRow(values: [], scales: [], block: block)
    for start in stride(from: 0, to: x.count, by: block) {
      let part = x[start..<min(start + block, x.count)]
      let largest = part.reduce(0) { max($0, abs($1)) }
      let inverse = largest > 0 ? 127 / largest : 0
      row.values += part.map { Int8(($0 * inverse).rounded(.toNearestOrEven)) }
      let scale = largest / 127
      row.scales.append(block == 32 ? Float(Float16(scale)) : scale)
    }
    return row
  }

  /// W · x for one row of activations, with the rounding that the type of the weights brings.
  public static func product(_ weights: Tensor, _ x: [Float]) -> [Float] {
    (0..<weights.rows).map { index in
      let row = weights.bytes.start + index * weights.bytesPerRow
      return weights.type.isQuantized ? quantizedDot(weights.type, row, x) : floatDot(weights.type, row, x)
    }
  }

  private static func floatDot(_ type: TensorType, _ row: UnsafeRawPointer, _ x: [Float]) -> Float {
    var weights = [Float](repeating: 0, count: x.count)
    type.dequantizeRow(row, into: &weights, count: x.count)
    return Float(zip(weights, x).reduce(0.0) { $0 + Double($1.0) * Double($1.1) })
  }

  private static func quantizedDot(_ type: TensorType, _ row: UnsafeRawPointer, _ x: [Float]) -> Float {
    let size = type.weightsPerBlock
    let activations = rounded(x, block: size)
    var sum = 0.0
    for (block, scale) in activations.scales.enumerated() {
      let values = Array(activations.values[block * size..<(block + 1) * size])
      sum += Double(type.format.dot(row + block * type.bytesPerBlock, values)) * Double(scale)
    }
    return Float(sum)
  }

  /// softmax(q · K × scale) · V over the positions that a query sees.
  ///
  /// - Parameters:
  ///   - keys: One key for each position. [positions][dimension]
  ///   - values: One value for each position. [positions][dimension]
  ///   - softCap: Scores become cap × tanh(score / cap).
  public static func attention(
    query: [Float], keys: [[Float]], values: [[Float]], scale: Float, softCap: Float? = nil
  ) -> [Float] {
    let scores = keys.map { key in
      let score = zip(query, key).reduce(0) { $0 + $1.0 * $1.1 } * scale
      return softCap.map { $0 * tanh(score / $0) } ?? score
    }
    let largest = scores.max() ?? 0
    let weights = scores.map { exp($0 - largest) }
    let total = weights.reduce(0, +)
    return query.indices.map { column in
      zip(weights, values).reduce(0) { $0 + $1.0 * $1.1[column] } / total
    }
  }
}
