/// Chance that a seed repeats: SplitMix64 (Steele, Lea and Flood, 2014), drawn in a way of our own.
///
/// Each part of the corpus has a stream of its own, so that a change to one leaves the others as they were. Numbers
/// are not drawn by the standard library, whose way of drawing may change with a release.
struct Chance {
  private var state: UInt64

  init(seed: UInt64, stream: String) {
    state = seed ^ StableHash.of(stream)
  }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// A number of a range, both ends included.
  mutating func int(_ range: ClosedRange<Int>) -> Int {
    let width = UInt64(range.upperBound - range.lowerBound) + 1
    return range.lowerBound + Int(next().multipliedFullWidth(by: width).high)
  }

  /// True once in so many times.
  mutating func oneIn(_ count: Int) -> Bool { int(1...count) == 1 }

  /// One of a list, which must not be empty.
  mutating func pick<Choice>(_ choices: [Choice]) -> Choice {
    precondition(!choices.isEmpty, "something to pick from is needed")
    return choices[int(0...(choices.count - 1))]
  }

  /// Puts a list into another order (Fisher and Yates).
  mutating func shuffle<Element>(_ list: inout [Element]) {
    guard list.count > 1 else { return }
    for index in stride(from: list.count - 1, to: 0, by: -1) { list.swapAt(index, int(0...index)) }
  }

  /// A list in another order.
  mutating func shuffled<Element>(_ list: [Element]) -> [Element] {
    var out = list
    shuffle(&out)
    return out
  }
}
