import StrataTesting
import Testing

@testable import Training

@Suite struct `Merges are learnt quickly` {
  /// Words of few letters, so that pairs repeat, overlap and are equally frequent.
  private func words(_ rng: inout SplitMix64, longest: Int) -> [[UInt8]] {
    let letters = UInt8(rng.int(1...4))
    return (0..<rng.int(1...30)).map { _ in
      (0..<rng.int(1...longest)).map { _ in UInt8.random(in: 0..<letters, using: &rng) &+ 254 }
    }
  }

  private func counted(_ words: [[UInt8]]) -> WordCounts {
    var counts = WordCounts()
    for word in words { word.withUnsafeBufferPointer { counts.add($0) } }
    return counts
  }

  /// Both learners on the same words; whether they agree is required.
  private func check(_ words: [[UInt8]], most: Int, leastCount: Int) throws {
    var fast = MergeLearner(counted(words), leastCount: leastCount)
    fast.learn(most: most)
    var slow = PlainMerges(words: words.map { (symbols: $0.map { [$0] }, count: 1) })
    let expected = slow.learn(most: most, leastCount: leastCount)
    let found = fast.merges.map { merge in
      PlainMerges.Merge(
        pair: PlainMerges.Pair(
          left: fast.spellings.bytes[Int(merge.left)], right: fast.spellings.bytes[Int(merge.right)]),
        count: merge.count)
    }
    try #require(found == expected)
    try #require(Set(fast.spellings.bytes).count == fast.spellings.bytes.count)
  }

  @Test func `they are those of counting all pairs again`() throws {
    try withEverySeed(0..<300) { _, rng in
      try check(words(&rng, longest: 12), most: rng.int(0...60), leastCount: rng.int(1...3))
    }
  }

  @Test func `they are the same in long words`() throws {
    try withEverySeed(0..<30) { _, rng in
      try check(words(&rng, longest: 150), most: 80, leastCount: rng.int(1...2))
    }
  }

  @Test func `words are counted, each with its bytes`() throws {
    try withEverySeed(0..<5) { _, rng in
      let words = (0..<5000).map { _ in (0..<rng.int(1...3)).map { _ in UInt8(rng.int(0...40)) } }
      let expected = words.reduce(into: [[UInt8]: Int]()) { $0[$1, default: 0] += 1 }
      let counts = counted(words)
      let found = (0..<counts.count).map { (Array(counts.bytes[counts.range(of: $0)]), counts.counts[$0]) }
      try #require(Dictionary(found) { $0 + $1 } == expected)
      try #require(counts.count == expected.count)
    }
  }
}
