/// The alphabet in which byte-pair vocabularies write bytes: each byte has a character that can be seen.
///
/// GPT-2 chose it: bytes that are visible characters of Latin-1 stand for themselves, the others, in their order, for
/// U+0100, U+0101 and so on. A space is `Ġ`, a line feed `Ċ`.
public enum ByteAlphabet {
  private static let visible: [ClosedRange<UInt8>] = [0x21...0x7E, 0xA1...0xAC, 0xAE...0xFF]

  /// The character that stands for each byte.
  static let characters: [Unicode.Scalar] = {
    var next: UInt16 = 0x100
    return (UInt8(0)...0xFF).map { byte in
      if visible.contains(where: { $0.contains(byte) }) { return Unicode.Scalar(byte) }
      defer { next += 1 }
      return Unicode.Scalar(next) ?? "\u{FFFD}"
    }
  }()

  /// The byte that each character below U+0144 stands for.
  private static let meanings: [UInt8?] = {
    var bytes = [UInt8?](repeating: nil, count: 0x144)
    for (byte, character) in characters.enumerated() { bytes[Int(character.value)] = UInt8(byte) }
    return bytes
  }()

  /// How a vocabulary writes bytes: `Ġthe` for a blank and `the`.
  public static func text(of bytes: some Sequence<UInt8>) -> GGUFText {
    var text = String.UnicodeScalarView()
    for byte in bytes { text.append(characters[Int(byte)]) }
    return GGUFText(String(text))
  }

  /// The bytes that a text of a vocabulary stands for; nil if it has a character that stands for none.
  public static func bytes(of text: GGUFText) -> [UInt8]? {
    var bytes: [UInt8] = []
    return append(text.bytes[...], to: &bytes) ? bytes : nil
  }

  /// Appends the bytes that a token's text stands for.
  ///
  /// - Returns: whether every character stands for a byte; some bytes may have been appended even if not.
  static func append(_ text: ArraySlice<UInt8>, to bytes: inout [UInt8]) -> Bool {
    // A character of the alphabet is one byte of UTF-8 or two.
    var lead: UInt8?
    for byte in text {
      var value = Int(byte)
      if let first = lead {
        guard byte & 0xC0 == 0x80 else { return false }
        value = Int(first & 0x1F) << 6 | Int(byte & 0x3F)
        lead = nil
      } else if (0xC2...0xDF).contains(byte) {
        lead = byte
        continue
      }
      guard value < meanings.count, let meaning = meanings[value] else { return false }
      bytes.append(meaning)
    }
    return lead == nil
  }
}
