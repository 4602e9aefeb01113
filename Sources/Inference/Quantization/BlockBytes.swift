/// The parts of a block that are smaller or larger than a byte.
extension UnsafeRawPointer {
  /// The byte at an offset.
  func byte(_ offset: Int) -> Int32 { Int32(load(fromByteOffset: offset, as: UInt8.self)) }

  /// Bits of the byte at an offset: `width` of them, from bit `shift` on, as a number from zero.
  func bits(_ offset: Int, shift: Int, width: Int) -> Int32 { byte(offset) >> Int32(shift) & (1 << Int32(width) - 1) }

  /// The signed byte at an offset.
  func signedByte(_ offset: Int) -> Int32 { Int32(load(fromByteOffset: offset, as: Int8.self)) }

  /// The half-precision number at an offset.
  func half(_ offset: Int) -> Float {
    F16.float(UInt16(littleEndian: loadUnaligned(fromByteOffset: offset, as: UInt16.self)))
  }
}

extension UnsafeMutableRawPointer {
  /// Sets the byte at an offset.
  func setByte(_ offset: Int, _ value: Int32) {
    storeBytes(of: UInt8(truncatingIfNeeded: value), toByteOffset: offset, as: UInt8.self)
  }

  /// Adds a number to a byte whose bits from `shift` on are still zero.
  func addBits(_ offset: Int, shift: Int, _ value: Int32) {
    setByte(offset, UnsafeRawPointer(self).byte(offset) | value << Int32(shift))
  }

  /// Sets the half-precision number at an offset, and says what became of it in rounding.
  @discardableResult
  func setHalf(_ offset: Int, _ value: Float) -> Float {
    let bits = F16.bits(value)
    storeBytes(of: bits.littleEndian, toByteOffset: offset, as: UInt16.self)
    return F16.float(bits)
  }
}
