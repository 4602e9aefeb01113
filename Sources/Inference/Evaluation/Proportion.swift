#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// So many of so many, with what that says about the share behind it.
public struct Proportion: Equatable, Sendable {
  public let successes: Int
  public let count: Int

  /// - Parameter successes: from 0 to `count`.
  public init(_ successes: Int, of count: Int) {
    self.successes = successes
    self.count = count
  }

  /// The share that was seen; 0 of nothing.
  public var share: Double { count == 0 ? 0 : Double(successes) / Double(count) }

  /// The 95 % interval for the share behind it.
  ///
  /// That of Wilson 1927, "Probable inference, the law of succession, and statistical inference", which holds near 0 and 1 too.
  public var interval: ClosedRange<Double> {
    guard count > 0 else { return 0...1 }
    let (n, z) = (Double(count), 1.959963984540054)
    let middle = (share + z * z / (2 * n)) / (1 + z * z / n)
    let half = z / (1 + z * z / n) * (share * (1 - share) / n + z * z / (4 * n * n)).squareRoot()
    return max(0, middle - half)...min(1, middle + half)
  }
}

/// Two models on the same questions: what differs, and whether that is more than luck.
public struct PairedComparison: Equatable, Sendable {
  /// Questions that only the first model answers rightly.
  public let onlyFirst: Int
  /// Questions that only the second model answers rightly.
  public let onlySecond: Int
  /// All questions.
  public let count: Int

  /// - Parameters:
  ///   - first: Whether the first model is right, by question.
  ///   - second: The same for the second model, in the same order.
  public init(_ first: [Bool], _ second: [Bool]) {
    let pairs = zip(first, second)
    onlyFirst = pairs.count { $0 && !$1 }
    onlySecond = pairs.count { !$0 && $1 }
    count = min(first.count, second.count)
  }

  /// The share of the second less that of the first.
  public var difference: Double { count == 0 ? 0 : Double(onlySecond - onlyFirst) / Double(count) }

  /// The 95 % interval of the difference, by the normal approximation for pairs.
  public var interval: ClosedRange<Double> {
    guard count > 0 else { return -1...1 }
    let (n, discordant) = (Double(count), Double(onlyFirst + onlySecond))
    let variance = (discordant / n - difference * difference) / n
    // One question more either way keeps the interval from having no width where nothing differs.
    let half = 1.959963984540054 * max(0, variance).squareRoot() + 1 / n
    return max(-1, difference - half)...min(1, difference + half)
  }

  /// How likely it is that luck alone parts the pairs that differ as unevenly as here, or more.
  ///
  /// The exact test of McNemar 1947: of the pairs that differ each is a throw of a fair coin.
  public var probabilityOfLuck: Double {
    let (n, least) = (onlyFirst + onlySecond, min(onlyFirst, onlySecond))
    guard n > 0 else { return 1 }
    let all = lgamma(Double(n + 1)) - Double(n) * log(2)
    var tail = 0.0
    for k in 0...least { tail += exp(all - lgamma(Double(k + 1)) - lgamma(Double(n - k + 1))) }
    return min(1, 2 * tail)
  }
}
