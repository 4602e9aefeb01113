/// The eight scales and eight minimums of a Q4_K or Q5_K block, 6 bits each, packed into 12 bytes.
///
///     byte   bits 7 6            5 … 0                           i
///     i      scale i+4, upper 2  scale i                         0 … 3
///     4+i    minimum i+4, upper  minimum i                       0 … 3
///     8+i    bits 7 … 4: minimum i+4, lower 4   3 … 0: scale i+4, lower 4
enum SixBitScales {
  /// The scale of a sub-block, 0 … 63.
  static func scale(_ bytes: UnsafeRawPointer, _ part: Int) -> Int32 {
    if part < 4 { return bytes.bits(part, shift: 0, width: 6) }
    return bytes.bits(part + 4, shift: 0, width: 4) | bytes.bits(part - 4, shift: 6, width: 2) << 4
  }

  /// The minimum of a sub-block, 0 … 63.
  static func minimum(_ bytes: UnsafeRawPointer, _ part: Int) -> Int32 {
    if part < 4 { return bytes.bits(part + 4, shift: 0, width: 6) }
    return bytes.bits(part + 4, shift: 4, width: 4) | bytes.bits(part, shift: 6, width: 2) << 4
  }

  /// Adds scale and minimum of a sub-block to bytes that are zero where they go.
  static func add(_ bytes: UnsafeMutableRawPointer, _ part: Int, scale: Int32, minimum: Int32) {
    if part < 4 {
      bytes.addBits(part, shift: 0, scale)
      bytes.addBits(part + 4, shift: 0, minimum)
    } else {
      bytes.addBits(part + 4, shift: 0, scale & 15)
      bytes.addBits(part + 4, shift: 4, minimum & 15)
      bytes.addBits(part - 4, shift: 6, scale >> 4)
      bytes.addBits(part, shift: 6, minimum >> 4)
    }
  }
}
