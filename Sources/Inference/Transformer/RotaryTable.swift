#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Rotary position embedding: pairs of a head's numbers are turned by angles that grow with the position.
///
/// So the product of a query and a key depends on their distance only. Source: Su et al., RoFormer, 2021.
struct RotaryTable {
  private let frequencies: [Double]  // [dimension / 2]
  private let pairs: Architecture.RotaryPairs
  private let cosines: UnsafeMutablePointer<Float>  // [capacity, dimension / 2]
  private let sines: UnsafeMutablePointer<Float>
  private let memory: AlignedMemory

  /// A table for so many tokens of a batch.
  ///
  /// - Parameter factors: Divisors of the frequencies, where a model has them (Llama 3).
  init(_ rotary: Blueprint.Rotary, factors: [Float]?, pairs: Architecture.RotaryPairs, capacity: Int) {
    let half = rotary.dimension / 2
    frequencies = (0..<half).map { pair in
      let frequency = pow(Double(rotary.base), -2 * Double(pair) / Double(rotary.dimension))
      return frequency / Double(rotary.scalingFactor) / Double(factors?[pair] ?? 1)
    }
    self.pairs = pairs
    memory = AlignedMemory(count: 2 * capacity * half * 4)
    cosines = memory.start.assumingMemoryBound(to: Float.self)
    sines = cosines + capacity * half
  }

  /// Puts the angles of a position into a row of the table.
  func set(row: Int, position: Int) {
    let half = frequencies.count
    for pair in 0..<half {
      let angle = Double(position) * frequencies[pair]
      cosines[row * half + pair] = Float(cos(angle))
      sines[row * half + pair] = Float(sin(angle))
    }
  }

  /// Turns a head by the angles of a row.
  func turn(_ head: UnsafeMutablePointer<Float>, row: Int) {
    let half = frequencies.count
    let (cosine, sine) = (cosines + row * half, sines + row * half)
    switch pairs {
    case .halves:
      for pair in 0..<half {
        let (a, b) = (head[pair], head[pair + half])
        head[pair] = a * cosine[pair] - b * sine[pair]
        head[pair + half] = a * sine[pair] + b * cosine[pair]
      }
    case .interleaved:
      for pair in 0..<half {
        let (a, b) = (head[2 * pair], head[2 * pair + 1])
        head[2 * pair] = a * cosine[pair] - b * sine[pair]
        head[2 * pair + 1] = a * sine[pair] + b * cosine[pair]
      }
    }
  }
}
