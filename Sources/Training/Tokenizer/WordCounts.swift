/// The distinct words of a text, each with the number of times that it occurs.
///
/// An open-addressing table: the bytes of all words lie one after another, and a slot holds the number of a word. Most
/// words of a text are repetitions, so that what is learnt from 20 MB needs to look at 1 or 2 MB only.
struct WordCounts {
  private struct Slot {
    var word: UInt32
    /// The hash of its bytes, which spares most looks at the bytes themselves.
    var hash: UInt32
  }

  /// The bytes of the words, in the order in which they were seen first.
  private(set) var bytes: [UInt8] = []
  /// Where the bytes of each word end; a word begins where the one before it ends.
  private(set) var ends: [Int] = []
  /// How often each word occurs.
  private(set) var counts: [Int] = []
  private var slots = [Slot](repeating: Slot(word: WordCounts.free, hash: 0), count: 1024)
  private static let free = UInt32.max

  /// How many distinct words there are.
  var count: Int { ends.count }

  /// The place of a word's bytes.
  func range(of word: Int) -> Range<Int> { (word == 0 ? 0 : ends[word - 1])..<ends[word] }

  /// Counts a word that occurs once more.
  mutating func add(_ word: UnsafeBufferPointer<UInt8>) {
    let hash = WordCounts.hash(word)
    let mask = slots.count - 1
    var place = Int(hash) & mask
    while slots[place].word != WordCounts.free {
      let known = Int(slots[place].word)
      if slots[place].hash == hash, isWord(known, word) {
        counts[known] += 1
        return
      }
      place = (place + 1) & mask
    }
    slots[place] = Slot(word: UInt32(truncatingIfNeeded: count), hash: hash)
    bytes.append(contentsOf: word)
    ends.append(bytes.count)
    counts.append(1)
    if count * 2 > slots.count { grow() }
  }

  private func isWord(_ known: Int, _ word: UnsafeBufferPointer<UInt8>) -> Bool {
    let range = range(of: known)
    guard range.count == word.count else { return false }
    for offset in 0..<word.count where bytes[range.lowerBound + offset] != word[offset] { return false }
    return true
  }

  private mutating func grow() {
    let mask = slots.count * 2 - 1
    var larger = [Slot](repeating: Slot(word: WordCounts.free, hash: 0), count: slots.count * 2)
    for slot in slots where slot.word != WordCounts.free {
      var place = Int(slot.hash) & mask
      while larger[place].word != WordCounts.free { place = (place + 1) & mask }
      larger[place] = slot
    }
    slots = larger
  }

  /// FNV-1a, whose upper bits are stirred into the lower ones at the end.
  private static func hash(_ bytes: UnsafeBufferPointer<UInt8>) -> UInt32 {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
    return UInt32(truncatingIfNeeded: hash ^ (hash >> 32))
  }
}
