/// A held-out question with the rule for grading an answer.
public struct GradedQuestion: Equatable, Sendable, Identifiable {
  /// `copying-17`.
  public let id: String
  public let skill: Corpus.Skill
  /// The exact text that a model continues; it ends with ``Corpus/Mark/assistant``.
  public let prompt: String
  /// What counts as right; the first is the usual one.
  public let accepted: [String]
  /// What the question is about, below its wording: none of these occurs in training.
  public let instances: [String]
  /// What of the course it is from: `page:rag`, `term:kv-cache`; `made` when it is from nothing.
  public let origin: String

  /// A question; it is right to accept something.
  public init(
    id: String, skill: Corpus.Skill, prompt: String, accepted: [String], instances: [String], origin: String = "made"
  ) {
    self.id = id
    self.skill = skill
    self.prompt = prompt
    self.accepted = accepted
    self.instances = instances
    self.origin = origin
  }

  /// Whether a model's continuation of the prompt is right.
  ///
  /// What stands before the first mark is compared, white space at both ends aside, letter by letter.
  public func isRight(_ continuation: String) -> Bool {
    accepted.contains(GradedQuestion.answer(in: continuation))
  }

  /// The part of a continuation that is the answer.
  public static func answer(in continuation: String) -> String {
    var text = continuation[...]
    for mark in Corpus.Mark.all {
      if let found = text.firstRange(of: mark) { text = text[..<found.lowerBound] }
    }
    while text.first?.isWhitespace == true { text.removeFirst() }
    while text.last?.isWhitespace == true { text.removeLast() }
    return String(text)
  }
}
