import Foundation
import StrataTesting
import Testing

/// What the reference quantizers made of seeded rows: `Reference/quantization.txt`.
///
/// Lines: `dequantize TYPE hash`, `row KIND hash`, `quantize TYPE KIND hash first-bytes`,
/// `error TYPE KIND mean-square weighted-mean-square`.
struct QuantizationReference {
  private let lines: [[String]]

  init() throws {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("Reference/quantization.txt")
    lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
      .map { $0.split(separator: " ").map(String.init) }
  }

  /// What follows the given words in their line.
  func figures(_ words: String...) throws -> [String] {
    let line = try #require(lines.first { $0.starts(with: words) }, "\(words) is in the reference")
    return Array(line.dropFirst(words.count))
  }
}

/// FNV-1a of 64 bits, in hexadecimal.
func fnv(_ bytes: some Sequence<UInt8>) -> String {
  let hash = bytes.reduce(UInt64(0xCBF2_9CE4_8422_2325)) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
  let digits = String(hash, radix: 16)
  return String(repeating: "0", count: 16 - digits.count) + digits
}

/// The bytes of numbers, little endian.
func bytes(_ numbers: [Float]) -> [UInt8] {
  numbers.flatMap { number in (0..<4).map { UInt8(truncatingIfNeeded: number.bitPattern >> ($0 * 8)) } }
}

/// Rows that quantizers are compared on; `quantization.py` makes the same.
enum SeededRow: String, CaseIterable {
  case bell, uniform, positive, outliers, zeros, constant, sparse, small, spread

  static let count = 256 * 64

  var weights: [Float] {
    var rng = SplitMix64(seed: 7)
    return (0..<SeededRow.count).map { place in
      switch self {
      case .bell: rng.bell()
      case .uniform: rng.unit()
      case .positive: rng.unit().magnitude + 0.25
      case .outliers: rng.bell() * (place % 97 == 0 ? 100 : 1)
      case .zeros: 0
      case .constant: -0.8125
      case .sparse: place % 300 < 4 ? rng.bell() : 0
      case .small: rng.bell() * 0x1p-22
      case .spread: rng.bell() * Float(sign: .plus, exponent: place * 7 % 24 - 12, significand: 1)
      }
    }
  }
}

extension SplitMix64 {
  /// Nearly normal with a standard deviation of 0.58, exact in single precision: the sum of four 20-bit integers.
  mutating func bell() -> Float {
    let bits = next()
    let parts = [bits, bits >> 20, bits >> 40, next()].map { Int($0 & 0xFFFFF) }
    return Float(parts.reduce(0, +) - (1 << 21)) * 0x1p-20
  }

  /// From −1 up to, but not, 1.
  mutating func unit() -> Float { Float(Int(next() >> 40) - (1 << 23)) * 0x1p-23 }
}
