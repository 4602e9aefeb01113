/// Finds the token that has exactly certain bytes, in one step on average.
///
/// An open-addressing table: the bytes of all tokens lie one after another, and a slot holds the number of a token.
struct TokenLookup: Sendable {
  /// How long the longest token is that can be found; longer bytes need not be asked for.
  private(set) var longest = 0
  private let storage: [UInt8]
  private let ends: [Int]
  private var slots: [Slot]
  private let mask: Int
  private static let free: TokenID = -1

  private struct Slot {
    var token: TokenID
    /// The hash of its bytes, which spares most looks at the bytes themselves.
    var hash: UInt32
  }

  /// A table, empty as yet, over tokens whose bytes lie one after another.
  ///
  /// - Parameter ends: where each token's bytes end; a token begins where the one before it ends.
  init(bytes: [UInt8], ends: [Int]) {
    storage = bytes
    self.ends = ends
    var size = 16
    while size < ends.count * 2 { size *= 2 }
    slots = [Slot](repeating: Slot(token: TokenLookup.free, hash: 0), count: size)
    mask = size - 1
  }

  /// The place of a token's bytes.
  func range(of token: TokenID) -> Range<Int> {
    let index = Int(token)
    return (index == 0 ? 0 : ends[index - 1])..<ends[index]
  }

  /// The bytes of a token.
  func bytes(of token: TokenID) -> ArraySlice<UInt8> { storage[range(of: token)] }

  /// Lets a token be found by its bytes.
  ///
  /// - Returns: the token that is found by these bytes already; the new one is not taken then.
  mutating func insert(_ token: TokenID) -> TokenID? {
    let own = range(of: token)
    let (place, hash) = storage.withUnsafeBufferPointer { find(slot: UnsafeBufferPointer(rebasing: $0[own])) }
    if slots[place].token != TokenLookup.free { return slots[place].token }
    slots[place] = Slot(token: token, hash: hash)
    longest = max(longest, own.count)
    return nil
  }

  /// Lets a token be found in place of another one with the same bytes.
  mutating func replace(_ old: TokenID, by token: TokenID) {
    let own = range(of: old)
    let (place, hash) = storage.withUnsafeBufferPointer { find(slot: UnsafeBufferPointer(rebasing: $0[own])) }
    slots[place] = Slot(token: token, hash: hash)
  }

  /// The token of such bytes.
  func find(_ wanted: UnsafeBufferPointer<UInt8>) -> TokenID? {
    guard wanted.count <= longest else { return nil }
    let token = slots[find(slot: wanted).place].token
    return token == TokenLookup.free ? nil : token
  }

  /// The token of such bytes.
  func find(_ wanted: [UInt8]) -> TokenID? { wanted.withUnsafeBufferPointer { find($0) } }

  /// Where a token with such bytes lies, or would lie.
  ///
  /// Half of the slots are free, so the search ends.
  private func find(slot wanted: UnsafeBufferPointer<UInt8>) -> (place: Int, hash: UInt32) {
    let hash = TokenLookup.hash(wanted)
    var place = Int(hash) & mask
    while slots[place].token != TokenLookup.free {
      if slots[place].hash == hash, isToken(slots[place].token, wanted) { break }
      place = (place + 1) & mask
    }
    return (place, hash)
  }

  private func isToken(_ token: TokenID, _ wanted: UnsafeBufferPointer<UInt8>) -> Bool {
    let range = range(of: token)
    guard range.count == wanted.count else { return false }
    for offset in 0..<wanted.count where storage[range.lowerBound + offset] != wanted[offset] { return false }
    return true
  }

  /// FNV-1a, whose upper bits are stirred into the lower ones at the end.
  private static func hash(_ bytes: UnsafeBufferPointer<UInt8>) -> UInt32 {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
    return UInt32(truncatingIfNeeded: hash ^ (hash >> 32))
  }
}
