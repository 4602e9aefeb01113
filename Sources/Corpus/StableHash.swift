/// A hash that is the same in every run, which Swift's own is not: FNV-1a of 64 bits, stirred at the end.
struct StableHash {
  private var state: UInt64 = 0xcbf2_9ce4_8422_2325

  mutating func add(_ byte: UInt8) { state = (state ^ UInt64(byte)) &* 0x100_0000_01b3 }

  mutating func add(_ number: UInt32) {
    for shift in stride(from: 0, to: 32, by: 8) { add(UInt8(truncatingIfNeeded: number >> UInt32(shift))) }
  }

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
    for scalar in plain.unicodeScalars {
      if let letter = lowered(scalar) {
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

  /// A letter or digit; those of ASCII in lower case.
  private static func lowered(_ scalar: Unicode.Scalar) -> UInt32? {
    switch scalar {
    case "a"..."z", "0"..."9": scalar.value
    case "A"..."Z": scalar.value | 0x20
    default: scalar.isASCII || !scalar.properties.isAlphabetic ? nil : scalar.value
    }
  }
}
