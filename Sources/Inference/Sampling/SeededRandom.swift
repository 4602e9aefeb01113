/// A small seeded generator: the same seed gives the same numbers on every machine.
///
/// SplitMix64. Source: Steele, Lea and Flood, Fast splittable pseudorandom number generators, 2014.
public struct SeededRandom: RandomNumberGenerator, Sendable {
  private var state: UInt64

  /// A generator whose numbers depend on the seed alone.
  public init(seed: UInt64) { state = seed }

  public mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  /// A number from 0 up to, but not including, 1.
  public mutating func unit() -> Double { Double(next() >> 11) * 0x1p-53 }

  /// A whole number from 0 up to, but not including, `count`, which is at least 1.
  public mutating func below(_ count: Int) -> Int { Int(next().multipliedFullWidth(by: UInt64(count)).high) }

  /// So many tokens of a vocabulary of that size: a prompt without sense.
  public mutating func tokens(_ count: Int, vocabulary: Int) -> [TokenID] {
    (0..<count).map { _ in TokenID(below(vocabulary)) }
  }

  /// Puts elements into an order that chance chooses.
  ///
  /// Fisher and Yates: the standard library's own way may change with a release.
  public mutating func shuffle<Element>(_ elements: inout [Element]) {
    for last in stride(from: elements.count - 1, to: 0, by: -1) { elements.swapAt(last, below(last + 1)) }
  }
}
