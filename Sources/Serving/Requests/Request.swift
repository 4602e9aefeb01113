/// The name of a request within one scheduler.
public struct RequestID: Hashable, Comparable, Sendable, Codable {
  public var number: Int

  public init(_ number: Int) {
    self.number = number
  }

  public static func < (a: RequestID, b: RequestID) -> Bool { a.number < b.number }
}

/// What a client asks for, as far as scheduling cares: how long, not which words.
public struct Request: Hashable, Sendable {
  public var id: RequestID
  /// Tokens of the prompt; at least 1.
  public var promptTokens: Int
  /// After so many output tokens the sequence ends if it has not ended before; at least 1.
  public var maximumOutputTokens: Int
  /// What the prompt's full KV blocks hold, from the first on (`PrefixChain`).
  ///
  /// Only these blocks are shared. May stop before the prompt does, and be empty for a prompt that shares nothing.
  public var prefixHashes: [UInt64]

  public init(id: RequestID, promptTokens: Int, maximumOutputTokens: Int, prefixHashes: [UInt64] = []) {
    self.id = id
    self.promptTokens = promptTokens
    self.maximumOutputTokens = maximumOutputTokens
    self.prefixHashes = prefixHashes
  }
}

/// Names for what KV blocks hold, such that equal names mean equal tokens from the prompt's start on.
public enum PrefixChain {
  /// The chain of a prompt: one hash for each full block, made of the block's tokens and the hash before it.
  ///
  /// The hash has 64 bits and no secret: fine against chance, not against a client who looks for a collision in order
  /// to read another one's cache.
  public static func hashes(of tokens: [Int], tokensPerBlock: Int) -> [UInt64] {
    precondition(tokensPerBlock > 0, "a KV block holds at least one token")
    var hash: UInt64 = 0x5374_7261_7461
    return (0..<tokens.count / tokensPerBlock).map { block in
      for token in tokens[block * tokensPerBlock..<(block + 1) * tokensPerBlock] {
        hash = mixed(hash ^ mixed(UInt64(truncatingIfNeeded: token)))
      }
      return hash
    }
  }

  /// The finaliser of SplitMix64 (Steele, Lea, Flood 2014) after an odd step, so that zeros do not stay zero.
  private static func mixed(_ value: UInt64) -> UInt64 {
    var z = value &+ 0x9E37_79B9_7F4A_7C15
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
