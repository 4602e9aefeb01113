/// A question that the reader answers before a run, or once its curves are seen.
public struct ExperimentPrediction: Equatable, Sendable {
  /// What an answer is, and how a miss is told.
  public enum Kind: Equatable, Sendable {
    /// A number above zero; a miss is a factor: "four times too high".
    case ratio
    /// A number; a miss is a difference, and one of at most `close` is none.
    case difference(close: Double)
    /// One of several names.
    case choice([String])
  }

  /// The same as that of the figure, or the choice, that answers it.
  public var id: String
  public var question: String
  public var unit: String
  public var kind: Kind
  /// Whether it is asked once the observations are seen: then they do not tell the answer.
  public var isAskedAfterwards: Bool

  public init(
    _ id: String, _ question: String, unit: String = "", _ kind: Kind, isAskedAfterwards: Bool = false
  ) {
    self.id = id
    self.question = question
    self.unit = unit
    self.kind = kind
    self.isAskedAfterwards = isAskedAfterwards
  }

  /// What somebody thinks, or what came out.
  public enum Answer: Equatable, Sendable {
    case number(Double)
    case choice(String)
  }

  /// Why a text is no answer.
  public struct AnswerError: Error, Equatable, CustomStringConvertible {
    public let id: String
    public let needed: String
    public var description: String { "the prediction \(id) must be \(needed)" }
  }

  /// A text as an answer.
  public func answer(_ text: String) throws(AnswerError) -> Answer {
    switch kind {
    case .choice(let names):
      guard let name = names.first(where: { $0.lowercased() == text.lowercased() }) else {
        throw AnswerError(id: id, needed: "one of " + names.joined(separator: ", "))
      }
      return .choice(name)
    case .ratio:
      guard let value = Double(text), value.isFinite, value > 0 else {
        throw AnswerError(id: id, needed: "a number above zero")
      }
      return .number(value)
    case .difference:
      guard let value = Double(text), value.isFinite else { throw AnswerError(id: id, needed: "a number") }
      return .number(value)
    }
  }

  /// What a prediction was worth.
  public struct Verdict: Equatable, Sendable {
    /// Whether it was right, or near enough.
    public var isHit: Bool
    /// `four times too high`, `right to within 10 %`, `it was B`.
    public var words: String
  }

  /// Lays a prediction beside what came out.
  public func verdict(_ guess: Answer, _ truth: Answer) -> Verdict {
    switch (kind, guess, truth) {
    case (_, _, .number(let truth)) where !truth.isFinite: Verdict(isHit: false, words: "cannot be compared")
    case (.ratio, .number(let guess), .number(let truth)) where guess > 0 && truth > 0:
      ExperimentPrediction.ratio(guess, truth)
    case (.difference(let close), .number(let guess), .number(let truth)): difference(guess, truth, close)
    case (_, .number(let guess), .number(let truth)): difference(guess, truth, 0)
    case (_, .choice(let guess), .choice(let truth)):
      guess == truth ? Verdict(isHit: true, words: "right") : Verdict(isHit: false, words: "it was \(truth)")
    default: Verdict(isHit: false, words: "cannot be compared")
    }
  }

  /// Predictions within this share of what came out are as good as right.
  static let nearShare = 0.1

  private static func ratio(_ guess: Double, _ truth: Double) -> Verdict {
    let isHigh = guess > truth
    let factor = isHigh ? guess / truth : truth / guess
    let word = isHigh ? "high" : "low"
    guard factor > 1 + nearShare else { return Verdict(isHit: true, words: "right to within 10 %") }
    if factor < 1.95 {
      let percent = Int((abs(guess - truth) / truth * 100).rounded())
      return Verdict(isHit: false, words: "\(percent) % too \(word)")
    }
    return Verdict(isHit: false, words: "\(times(factor)) too \(word)")
  }

  /// `four times`, `2.5 times`, `about 30 times`.
  private static func times(_ factor: Double) -> String {
    let names = ["two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]
    let whole = factor.rounded()
    if whole >= 2, whole <= 10, abs(factor - whole) <= 0.05 * whole { return names[Int(whole) - 2] + " times" }
    return factor < 10 ? Numeral.rounded(factor, 1) + " times" : "\(Numeral.text(whole)) times"
  }

  private func difference(_ guess: Double, _ truth: Double, _ close: Double) -> Verdict {
    let gap = guess - truth
    let named = unit.isEmpty ? "" : " " + (unit == "%" ? "percentage points" : unit)
    guard abs(gap) > close else {
      return Verdict(isHit: true, words: gap == 0 ? "right" : "right to within \(Numeral.text(close))\(named)")
    }
    return Verdict(isHit: false, words: "\(Numeral.text(abs(gap)))\(named) too \(gap > 0 ? "high" : "low")")
  }
}
