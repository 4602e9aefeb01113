import Testing
@testable import Experiments

@Suite struct PredictionTests {
  @Test(arguments: [
    (4.0, 1.0, "four times too high"), (1, 4, "four times too low"), (1.05, 1, "right to within 10 %"),
    (1, 1.1, "right to within 10 %"), (1.4, 1, "40 % too high"), (0.6, 1, "40 % too low"),
    (2.5, 1, "2.5 times too high"), (30, 1, "30 times too high"), (10, 1, "ten times too high"),
    (2.05, 1, "two times too high"), (1e9, 1, "1B times too high"),
  ])
  func `a factor is told as somebody would say it`(guess: Double, truth: Double, words: String) {
    let asked = ExperimentPrediction("x", "How much?", .ratio)
    let verdict = asked.verdict(.number(guess), .number(truth))
    #expect(verdict.words == words && verdict.isHit == words.hasPrefix("right"))
  }

  @Test(arguments: [
    (3.0, 2.5, "0.5 nats too high"), (2, 2.5, "0.5 nats too low"), (2.45, 2.5, "right to within 0.1 nats"),
    (2.5, 2.5, "right"), (-1, 2, "3 nats too low"),
  ])
  func `a difference is told with its unit`(guess: Double, truth: Double, words: String) {
    let asked = ExperimentPrediction("x", "How much?", unit: "nats", .difference(close: 0.1))
    let verdict = asked.verdict(.number(guess), .number(truth))
    #expect(verdict.words == words && verdict.isHit == words.hasPrefix("right"))
  }

  @Test func `shares differ by percentage points, and choices are right or not`() throws {
    let share = ExperimentPrediction("x", "How often?", unit: "%", .difference(close: 3))
    #expect(share.verdict(.number(50), .number(30)).words == "20 percentage points too high")
    let which = ExperimentPrediction("y", "Which?", .choice(["A", "B"]))
    #expect(which.verdict(.choice("A"), .choice("A")) == .init(isHit: true, words: "right"))
    #expect(which.verdict(.choice("A"), .choice("B")) == .init(isHit: false, words: "it was B"))
    #expect(which.verdict(.choice("A"), .number(1)).words == "cannot be compared")
    #expect(try which.answer("b") == .choice("B"))
  }

  @Test func `a factor of nothing is told as a difference`() {
    let asked = ExperimentPrediction("x", "How much?", .ratio)
    #expect(asked.verdict(.number(2), .number(0)).words == "2 too high")
    #expect(!asked.verdict(.number(2), .number(.nan)).isHit)
  }

  @Test(arguments: [("ratio", "0"), ("ratio", "-1"), ("ratio", "x"), ("ratio", "inf"), ("choice", "C")])
  func `what is no answer is refused`(kind: String, text: String) {
    let asked = ExperimentPrediction("x", "?", kind == "ratio" ? .ratio : .choice(["A", "B"]))
    #expect(throws: ExperimentPrediction.AnswerError.self) { try asked.answer(text) }
  }

  @Test(arguments: [
    (0.0, "0"), (0.0421, "0.0421"), (3.14159, "3.14"), (-2.5, "−2.5"), (999.4, "999"), (999.6, "1,000"),
    (21_300, "21,300"), (999_600, "1M"), (4_980_000, "4.98M"), (3.8e25, "3.8·10²⁵"), (1e-5, "1·10⁻⁵"), (12, "12"),
    (0.9999, "1"), (.nan, "–"), (.leastNonzeroMagnitude, "4.94·10⁻³²⁴"), (-2.5e-308, "−2.5·10⁻³⁰⁸"),
    (1.7e308, "1.7·10³⁰⁸"),
  ])
  func `a number has three digits that mean something`(value: Double, text: String) {
    #expect(Numeral.text(value) == text)
  }
}
