import Inference

/// The bytes of every token: first the 256 bytes, each its own number, then what merges made.
struct TokenSpellings {
  /// The bytes of each token, by its number.
  private(set) var bytes = (UInt8(0)...0xFF).map { [$0] }

  /// Adds the token that a merge makes.
  mutating func join(_ left: TokenID, _ right: TokenID) -> TokenID {
    bytes.append(bytes[Int(left)] + bytes[Int(right)])
    return TokenID(bytes.count - 1)
  }

  /// Whether a pair comes before another one where both are equally frequent: by the bytes of the left token, and where
  /// these are the same by those of the right one.
  func isOrdered(_ first: (left: TokenID, right: TokenID), _ second: (left: TokenID, right: TokenID)) -> Bool {
    // No two tokens have the same bytes; see ``MergeLearner``.
    if first.left != second.left { return isOrdered(first.left, second.left) }
    return isOrdered(first.right, second.right)
  }

  private func isOrdered(_ first: TokenID, _ second: TokenID) -> Bool {
    bytes[Int(first)].lexicographicallyPrecedes(bytes[Int(second)])
  }
}
