/// A small seeded generator (Steele, Lea and Flood, 2014): the same seed gives the same numbers everywhere.
public struct SplitMix64: RandomNumberGenerator, Sendable {
  private var state: UInt64

  /// A generator whose numbers depend on the seed alone.
  public init(seed: UInt64) {
    state = seed
  }

  /// The next 64 bits.
  public mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// A number of a range, both ends included.
  public mutating func int(_ range: ClosedRange<Int>) -> Int {
    Int.random(in: range, using: &self)
  }

  /// True once in so many times.
  public mutating func oneIn(_ count: Int) -> Bool {
    int(1...count) == 1
  }
}

/// What failed, and the seed that makes it fail again.
public struct SeedFailure: Error, CustomStringConvertible {
  /// The seed of the failing run.
  public let seed: UInt64
  /// What the run threw.
  public let underlying: any Error

  /// The seed, and the beginning of the error: an expectation has reported itself already.
  public var description: String { "seed \(seed): \(String(describing: underlying).prefix(80))" }
}

/// Runs a property for every seed of a range and stops at the first that fails.
///
/// Use `try #require` inside: it throws, so that the failure carries the seed.
///
/// - Throws: ``SeedFailure`` with whatever the body threw.
public func withEverySeed(
  _ seeds: Range<UInt64>, _ body: (_ seed: UInt64, _ rng: inout SplitMix64) throws -> Void
) throws {
  for seed in seeds {
    var rng = SplitMix64(seed: seed)
    do {
      try body(seed, &rng)
    } catch {
      throw SeedFailure(seed: seed, underlying: error)
    }
  }
}
