import Inference

/// How soon a fall in quality is noticed when a share of the answers is judged.
struct QualityWatch: Equatable {
  /// What is right as long as all is well, from 0 to 1; known from before.
  let usual: Double
  /// What is right afterwards.
  let fallen: Double
  /// The share of requests whose answers are judged.
  let judged: Double

  /// A test beyond this many deviations rejects wrongly once in a hundred times.
  static let critical = 2.3263478740408408
  /// The quantile below which 80 % lie.
  static let powerQuantile = 0.8416212335729143

  /// Judged answers after which a one-sided test at 1 % sees the fall in 80 % of cases.
  var answersNeeded: Int {
    let under = QualityWatch.critical * (usual * (1 - usual)).squareRoot()
    let real = QualityWatch.powerQuantile * (fallen * (1 - fallen)).squareRoot()
    let gap = usual - fallen
    return max(1, Int(((under + real) * (under + real) / (gap * gap)).rounded(.up)))
  }

  /// Requests that bring so many judged answers, on average.
  var requestsNeeded: Double { Double(answersNeeded) / judged }

  /// Whether so many right answers of so many are too few to be chance.
  func isAlarm(_ right: Int, of count: Int) -> Bool {
    let deviation = (usual * (1 - usual) / Double(count)).squareRoot()
    return Double(right) / Double(count) < usual - QualityWatch.critical * deviation
  }

  /// The chance of an alarm after a batch of judged answers, if each is right with so large a chance: the binomial
  /// distribution's, which a batch of any size keeps to.
  func alarmChance(_ share: Double) -> Double {
    let batch = answersNeeded
    let odds = share / (1 - share)
    // Relative to the likeliest number of right answers: no weight is too large to be a number.
    let likeliest = min(batch, Int(Double(batch + 1) * share))
    var (alarms, all) = (0.0, 0.0)
    func add(_ right: Int, _ weight: Double) {
      all += weight
      alarms += isAlarm(right, of: batch) ? weight : 0
    }
    var weight = 1.0
    add(likeliest, weight)
    for right in likeliest..<batch {
      weight *= odds * Double(batch - right) / Double(right + 1)
      add(right + 1, weight)
    }
    weight = 1
    for right in stride(from: likeliest, to: 0, by: -1) {
      weight *= Double(right) / (odds * Double(batch - right + 1))
      add(right - 1, weight)
    }
    return alarms / all
  }

  /// What happens over many trials.
  struct Outcome: Equatable {
    /// The first batch of judged answers after the fall gives the alarm.
    let atOnce: Proportion
    /// Requests until the alarm, with all batches that missed it; the mean.
    let requests: Double
    /// A batch without a fall gives an alarm.
    let falseAlarms: Proportion
    /// The same if it is looked at ten times while the batch fills.
    let peeking: Proportion
  }

  static let looks = 10

  /// - Parameter goOn: asked after each trial with the share that is done.
  func simulate(trials: Int, seed: UInt64, while goOn: (Double) throws -> Void) rethrows -> Outcome {
    var random = SeededRandom(seed: seed)
    let batch = answersNeeded
    var (atOnce, requests, wrong, peeked) = (0, 0, 0, 0)
    for trial in 0..<trials {
      try goOn(Double(trial) / Double(trials))
      var batches = 0
      while batches < 100 {
        batches += 1
        let (right, passed) = judge(batch, fallen, &random)
        requests += passed
        if isAlarm(right, of: batch) { break }
      }
      atOnce += batches == 1 ? 1 : 0
      let (last, any) = quiet(batch, &random)
      wrong += last ? 1 : 0
      peeked += any ? 1 : 0
    }
    return Outcome(
      atOnce: Proportion(atOnce, of: trials), requests: Double(requests) / Double(max(1, trials)),
      falseAlarms: Proportion(wrong, of: trials), peeking: Proportion(peeked, of: trials))
  }

  /// Lets requests pass until so many answers are judged: the right ones, and how many passed.
  private func judge(_ batch: Int, _ share: Double, _ random: inout SeededRandom) -> (right: Int, passed: Int) {
    var (right, seen, passed) = (0, 0, 0)
    while seen < batch {
      passed += 1
      guard random.unit() < judged else { continue }
      seen += 1
      right += random.unit() < share ? 1 : 0
    }
    return (right, passed)
  }

  /// A batch in which nothing is wrong: whether there is an alarm at its end, and at any look.
  private func quiet(_ batch: Int, _ random: inout SeededRandom) -> (last: Bool, any: Bool) {
    var (right, any, last) = (0, false, false)
    let looks = (1...QualityWatch.looks).map { $0 * batch / QualityWatch.looks }
    for seen in 1...batch {
      right += random.unit() < usual ? 1 : 0
      guard looks.contains(seen) else { continue }
      last = isAlarm(right, of: seen)
      any = any || last
    }
    return (last, any)
  }
}
