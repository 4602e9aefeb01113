import Corpus
import Inference
import StrataTesting
import Testing
@testable import Experiments

@Suite struct LuckTests {
  @Test(arguments: [0.0, 0.03, 0.5, 0.83, 1])
  func `the probabilities of all counts are one together, and their mean is share times questions`(share: Double) {
    let all = Luck.binomial(share, of: 40)
    #expect(all.count == 41 && abs(all.reduce(0, +) - 1) < 1e-12)
    #expect(abs(all.enumerated().reduce(0) { $0 + Double($1.offset) * $1.element } - 40 * share) < 1e-9)
  }

  @Test func `on one question the worse wins when it alone is right`() {
    #expect(abs(Luck.worseWins(0.8, 0.83, questions: 1) - 0.8 * 0.17) < 1e-12)
  }

  @Test func `either wins or they are level`() {
    var random = SplitMix64(seed: 3)
    for _ in 0..<50 {
      let (a, b) = (Double(random.int(0...100)) / 100, Double(random.int(0...100)) / 100)
      let count = random.int(1...60)
      let level = zip(Luck.binomial(a, of: count), Luck.binomial(b, of: count)).reduce(0) { $0 + $1.0 * $1.1 }
      let sum = Luck.worseWins(a, b, questions: count) + Luck.worseWins(b, a, questions: count) + level
      #expect(abs(sum - 1) < 1e-9, "\(a) \(b) \(count)")
    }
  }

  @Test func `more questions leave the worse system fewer wins, once ties are rare`() {
    let wins = [100, 200, 500, 1_000, 2_000].map { Luck.worseWins(0.8, 0.83, questions: $0) }
    #expect(wins == wins.sorted(by: >) && wins[0] < 0.5)
  }

  @Test func `the simulation agrees with the closed form within five standard errors, and repeats with its seed`() {
    for (count, trials) in [(20, 4_000), (100, 4_000), (300, 2_000)] {
      var (first, second) = (SeededRandom(seed: 7), SeededRandom(seed: 7))
      let found = Luck.simulatedWorseWins(0.8, 0.83, questions: count, trials: trials, &first)
      let exact = Luck.worseWins(0.8, 0.83, questions: count)
      #expect(abs(found.share - exact) < 5 * (exact * (1 - exact) / Double(trials)).squareRoot(), "\(count)")
      #expect(found == Luck.simulatedWorseWins(0.8, 0.83, questions: count, trials: trials, &second))
    }
  }

  /// The sum in the closed form by hand: (1.959964 · √(2 · 0.815 · 0.185) + 0.841621 · √(0.16 + 0.1411))² ÷ 0.03² =
  /// 2628.4.
  @Test func `the questions needed are those of the textbook, and simulated tests have the power promised`() {
    #expect(Luck.questionsNeeded(0.8, 0.83) == 2_629)
    #expect(Luck.questionsNeeded(0.83, 0.8) == Luck.questionsNeeded(0.8, 0.83))
    #expect(Luck.questionsNeeded(0.8, 0.86) < Luck.questionsNeeded(0.8, 0.83) / 3)
    var random = SeededRandom(seed: 2)
    let count = Luck.questionsNeeded(0.6, 0.7)
    let power = Luck.simulatedPower(0.6, 0.7, questions: count, trials: 2_000, &random).share
    #expect(abs(power - 0.8) < 0.05, "\(power)")
  }

  @Test func `peeking raises false alarms, and a single look is no peeking`() {
    var random = SeededRandom(seed: 5)
    let ten = Luck.falseAlarms(0.8, looks: 10, questionsPerLook: 50, trials: 1_500, &random)
    #expect((0.03...0.07).contains(ten.once.share), "\(ten)")
    #expect(ten.peeking.share > 2 * ten.once.share, "\(ten)")
    let one = Luck.falseAlarms(0.8, looks: 1, questionsPerLook: 50, trials: 500, &random)
    #expect(one.once == one.peeking)
  }

  @Test func `questions are drawn without repeats, the same for a seed`() {
    let all = Surroundings.corpus.questions
    let drawn = BetterOrLucky.drawn(all, 7, seed: 1)
    #expect(Set(drawn.map(\.id)).count == 7 && drawn == BetterOrLucky.drawn(all, 7, seed: 1))
    #expect(drawn != BetterOrLucky.drawn(all, 7, seed: 2))
    #expect(Set(BetterOrLucky.drawn(all, 10_000, seed: 1).map(\.id)) == Set(all.map(\.id)))
  }

  @Test func `scores, intervals and the paired test stand beside each other`() {
    var result = ExperimentResult(
      ExperimentSettings(BetterOrLucky().description), Surroundings.environment())
    let first = [Bool](repeating: true, count: 18) + [false, false]
    let second = [Bool](repeating: true, count: 10) + [Bool](repeating: false, count: 10)
    BetterOrLucky.report(first, second, "Q2_K", bytes: (100, 25), &result)
    #expect(result.figure("score")?.value == 90 && result.figure("score-copy")?.value == 50)
    #expect(result.figure("difference")?.value == -40 && result.figure("size")?.value == 25)
    #expect(result.figure("only-model")?.value == 8 && result.figure("only-copy")?.value == 0)
    // Eight throws of a coin that fall alike: 2 ÷ 2⁸.
    #expect(abs((result.figure("luck")?.value ?? 0) - 100.0 / 128) < 1e-9 && result.choices["is-luck"] == "no")
    #expect(result.figure("score")?.spread?.contains(90) == true)
  }
}
