import Inference

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// What chance does to scores: two systems answer questions, each of them rightly with a probability of its own.
enum Luck {
  /// The quantile beyond which a two-sided test at 5 % rejects.
  static let critical = 1.959963984540054
  /// The quantile below which 80 % lie.
  private static let powerQuantile = 0.8416212335729143

  /// The probabilities of all counts of successes.
  static func binomial(_ share: Double, of count: Int) -> [Double] {
    guard share > 0 else { return [1] + [Double](repeating: 0, count: count) }
    guard share < 1 else { return [Double](repeating: 0, count: count) + [1] }
    let all: Double = lgamma(Double(count + 1))
    return (0...count).map { k in
      let ways = all - lgamma(Double(k + 1)) - lgamma(Double(count - k + 1))
      return exp(ways + Double(k) * log(share) + Double(count - k) * log(1 - share))
    }
  }

  /// How likely the worse of two systems gets more questions right than the better one; each has questions of its own.
  static func worseWins(_ worse: Double, _ better: Double, questions: Int) -> Double {
    let (low, high) = (binomial(worse, of: questions), binomial(better, of: questions))
    var (below, sum) = (0.0, 0.0)
    for k in 0...questions {
      sum += low[k] * below
      below += high[k]
    }
    return sum
  }

  /// Questions for each of two systems, so that a two-sided test at 5 % sees their difference in 80 % of comparisons.
  ///
  /// Fleiss, Levin and Paik 2003, "Statistical methods for rates and proportions", section 4.2, without the
  /// correction for continuity.
  static func questionsNeeded(_ first: Double, _ second: Double) -> Int {
    let mean = (first + second) / 2
    let under = critical * (2 * mean * (1 - mean)).squareRoot()
    let real = powerQuantile * (first * (1 - first) + second * (1 - second)).squareRoot()
    let gap = first - second
    return Int(((under + real) * (under + real) / (gap * gap)).rounded(.up))
  }

  // MARK: Simulated

  /// Right answers of a system.
  static func score(_ share: Double, questions: Int, _ random: inout SeededRandom) -> Int {
    var right = 0
    for _ in 0..<questions where random.unit() < share { right += 1 }
    return right
  }

  /// How often the worse one had more right answers.
  static func simulatedWorseWins(
    _ worse: Double, _ better: Double, questions: Int, trials: Int, _ random: inout SeededRandom
  ) -> Proportion {
    var wins = 0
    for _ in 0..<trials
    where score(worse, questions: questions, &random) > score(better, questions: questions, &random) { wins += 1 }
    return Proportion(wins, of: trials)
  }

  /// How often a test sees the difference.
  static func simulatedPower(
    _ first: Double, _ second: Double, questions: Int, trials: Int, _ random: inout SeededRandom
  ) -> Proportion {
    var seen = 0
    for _ in 0..<trials {
      let (a, b) = (score(first, questions: questions, &random), score(second, questions: questions, &random))
      if isDifferent(a, b, of: questions) { seen += 1 }
    }
    return Proportion(seen, of: trials)
  }

  /// Whether a two-sided test of two shares at 5 % calls them different.
  static func isDifferent(_ first: Int, _ second: Int, of count: Int) -> Bool {
    let mean = Double(first + second) / Double(2 * count)
    let deviation = (2 * mean * (1 - mean) / Double(count)).squareRoot()
    return deviation > 0 && abs(Double(first - second)) / Double(count) > critical * deviation
  }

  /// False alarms about two systems that are equally good.
  struct FalseAlarms: Equatable {
    /// When it is tested once, at the end.
    let once: Proportion
    /// When it is tested at every look, and the first that finds a difference is believed.
    let peeking: Proportion
  }

  static func falseAlarms(
    _ share: Double, looks: Int, questionsPerLook: Int, trials: Int, _ random: inout SeededRandom
  ) -> FalseAlarms {
    var (once, peeking) = (0, 0)
    for _ in 0..<trials {
      var (first, second, isFound, isFoundNow) = (0, 0, false, false)
      for look in 1...looks {
        first += score(share, questions: questionsPerLook, &random)
        second += score(share, questions: questionsPerLook, &random)
        isFoundNow = isDifferent(first, second, of: look * questionsPerLook)
        isFound = isFound || isFoundNow
      }
      once += isFoundNow ? 1 : 0
      peeking += isFound ? 1 : 0
    }
    return FalseAlarms(once: Proportion(once, of: trials), peeking: Proportion(peeking, of: trials))
  }
}
