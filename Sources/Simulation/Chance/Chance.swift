/// Seeded chance and the distributions that a workload needs.
///
/// Each use has a stream of its own, so that the lengths of request `i` are the same whatever the arrival rate: options
/// are compared under the same luck.
struct Chance {
  /// What a stream is for.
  enum Stream: UInt64 {
    case arrivals = 1
    case lengths = 2
    case prefixes = 3
  }

  private var source: SeededChance
  private var spareNormal: Double?

  init(seed: UInt64, _ stream: Stream) {
    source = SeededChance(seed: seed)
    for _ in 0..<stream.rawValue { source = SeededChance(seed: source.next()) }
  }

  mutating func bits() -> UInt64 { source.next() }

  /// Between 0 and 1, neither included.
  mutating func unit() -> Double { source.unit() }

  /// A number below `count`, by multiplication (Lemire 2019, without its correction: the bias is below count · 2⁻⁶⁴).
  mutating func index(below count: Int) -> Int {
    Int(truncatingIfNeeded: UInt64(count).multipliedFullWidth(by: bits()).high)
  }

  /// Exponential with mean 1.
  mutating func exponential() -> Double { -Elementary.log(unit()) }

  /// Normal with mean 0 and deviation 1, by the polar method (Marsaglia, Bray 1964).
  mutating func normal() -> Double {
    if let spare = spareNormal {
      spareNormal = nil
      return spare
    }
    while true {
      let x = 2 * unit() - 1
      let y = 2 * unit() - 1
      let square = x * x + y * y
      guard square < 1, square > 0 else { continue }
      let factor = (-2 * Elementary.log(square) / square).squareRoot()
      spareNormal = y * factor
      return x * factor
    }
  }

  /// Gamma with a shape and mean `shape` (Marsaglia, Tsang 2000).
  mutating func gamma(shape: Double) -> Double {
    guard shape >= 1 else { return gamma(shape: shape + 1) * Elementary.power(unit(), 1 / shape) }
    let d = shape - 1.0 / 3
    let c = 1 / (9 * d).squareRoot()
    while true {
      let x = normal()
      let root = 1 + c * x
      guard root > 0 else { continue }
      let v = root * root * root
      if Elementary.log(unit()) < 0.5 * x * x + d - d * v + d * Elementary.log(v) { return d * v }
    }
  }
}
