/// A hash that is the same in every run, which Swift's own is not: FNV-1a of 64 bits, stirred at the end.
struct StableHash {
  private var state: UInt64 = 0xcbf2_9ce4_8422_2325

  mutating func add(_ byte: UInt8) { state = (state ^ UInt64(byte)) &* 0x100_0000_01b3 }

  var value: UInt64 { StableHash.stirred(state) }

  static func of(_ text: String) -> UInt64 {
    var hash = StableHash()
    for byte in text.utf8 { hash.add(byte) }
    return hash.value
  }

  /// Spreads a number over all 64 bits.
  static func stirred(_ number: UInt64) -> UInt64 {
    var z = number
    z = (z ^ (z >> 33)) &* 0xFF51_AFD7_ED55_8CCD
    z = (z ^ (z >> 33)) &* 0xC4CE_B9FE_1A85_EC53
    return z ^ (z >> 33)
  }
}

/// A text as the hashes of its words, and runs of them.
///
/// Letters and digits make words; case, punctuation and the marks of a dialogue do not count.
enum WordRuns {
  static func words(_ text: String) -> [UInt64] {
    var plain = text
    if text.utf8.contains(UInt8(ascii: "|")) {
      for mark in Corpus.Mark.all { plain = plain.replacing(mark, with: " ") }
    }
    var out: [UInt64] = []
    var hash = StableHash()
    var isInside = false
    for byte in plain.utf8 {
      if let letter = lowered(byte) {
        hash.add(letter)
        isInside = true
      } else if isInside {
        out.append(hash.value)
        hash = StableHash()
        isInside = false
      }
    }
    if isInside { out.append(hash.value) }
    return out
  }

  /// The hash of every run of so many words; of a shorter text the one of all its words.
  static func runs(_ words: [UInt64], of length: Int) -> [UInt64] {
    guard !words.isEmpty else { return [] }
    let length = min(length, words.count)
    return (0...(words.count - length)).map { start in
      var value: UInt64 = 0
      for word in words[start..<(start + length)] { value = StableHash.stirred(value &+ word) }
      return value
    }
  }

  /// A letter or digit in lower case; every byte outside ASCII counts as a letter.
  private static func lowered(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), 0x80...0xFF: byte
    case UInt8(ascii: "A")...UInt8(ascii: "Z"): byte | 0x20
    default: nil
    }
  }
}
