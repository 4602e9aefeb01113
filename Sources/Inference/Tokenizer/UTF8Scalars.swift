/// Reads UTF-8 from bytes that may not be any.
enum UTF8Scalars {
  /// The scalar at a place, with its length in bytes; nil and one byte where there is no whole, well-formed one.
  static func read(_ bytes: UnsafeBufferPointer<UInt8>, at place: Int) -> (scalar: Unicode.Scalar?, count: Int) {
    let lead = bytes[place]
    if lead < 0x80 { return (Unicode.Scalar(lead), 1) }
    guard let length = length(lead: lead), place + length <= bytes.count else { return (nil, 1) }
    var value = UInt32(lead) & (0x7F >> UInt32(length))
    for offset in 1..<length {
      let byte = bytes[place + offset]
      if byte & 0xC0 != 0x80 { return (nil, 1) }
      value = value << 6 | UInt32(byte & 0x3F)
    }
    // Longer than need be, half of a surrogate pair, or beyond the last scalar.
    let least: [UInt32] = [0, 0, 0x80, 0x800, 0x1_0000]
    guard value >= least[length], let scalar = Unicode.Scalar(value) else { return (nil, 1) }
    return (scalar, length)
  }

  /// How many bytes the sequence has that a byte begins; nil if none begins so.
  static func length(lead: UInt8) -> Int? {
    switch lead {
    case 0x00...0x7F: 1
    case 0xC2...0xDF: 2
    case 0xE0...0xEF: 3
    case 0xF0...0xF4: 4
    default: nil
    }
  }

  /// How many bytes at the end are the beginning of a scalar whose rest may still come.
  static func unfinished(_ bytes: [UInt8]) -> Int {
    for count in 1...3 where count <= bytes.count {
      let lead = bytes[bytes.count - count]
      if lead & 0xC0 == 0x80 { continue }
      guard let length = length(lead: lead), length > count else { return 0 }
      // The second byte of some sequences is bound narrower; see table 3-7 of the Unicode standard.
      let second = count > 1 ? bytes[bytes.count - count + 1] : 0x80
      let isPossible =
        switch lead {
        case _ where count == 1: true
        case 0xE0: second >= 0xA0
        case 0xED: second <= 0x9F
        case 0xF0: second >= 0x90
        case 0xF4: second <= 0x8F
        default: true
        }
      return isPossible ? count : 0
    }
    return 0
  }
}
